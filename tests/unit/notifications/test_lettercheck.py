"""A template or a finished letter is checked standing alone."""

from __future__ import annotations

import pytest

from guatu.notifications import check_source, check_template, shipped_templates, unfilled
from guatu.notifications.writing.sourcetext import read_source

HEAD = "标题：甲\n======\n"


def spots(found) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.what) for one in found]


def test_a_template_alone_may_name_any_field_and_role() -> None:
    assert check_template(HEAD + "{{ 字段.amount }}{{ 字段['day'] }}{{ 角色.desk }}") == ()


def test_a_template_with_its_flow_may_name_only_its_fields() -> None:
    found = check_template(HEAD + "{{ 字段.amuont }}", fields={"amount"}, roles=())

    assert spots(found) == [(3, 7, "“字段” has no entry “amuont”; did you mean “amount”?")]


def test_all_faults_of_a_template_come_at_once_with_their_places() -> None:
    found = check_template(HEAD + "{{ 项木 }}\n甲{{ 灯.颜色 }}\n{{ range(9) }}{{ 今天 | 日历 }}")

    assert [(one.line, one.column) for one in found] == [(3, 4), (4, 7), (5, 4), (5, 23)]


def test_a_template_that_can_t_be_read_says_so() -> None:
    (found,) = check_template(HEAD + "{% if 甲 %}")

    assert found.what_zh == "语法错误：模板结束时缺少“{% endif %}”"


@pytest.mark.parametrize("name", sorted(shipped_templates()))
def test_every_shipped_template_passes_alone(name: str) -> None:
    assert check_template(shipped_templates()[name]) == ()


def test_a_finished_letter_without_fault_has_none() -> None:
    assert check_source("标题：甲\r\n主送：乙局\r\n======\r\n一、正文\r\n") == ()


def test_all_faults_of_a_finished_letter_come_at_once() -> None:
    text = "标题：甲\n主送局：乙\n紧急程度：很急\n======\n| 甲 | 乙 |\n| 丙 |\n金额为【待填：金额】。\n"

    assert spots(check_source(text)) == [
        (2, 1, "no such field; did you mean “主送”?"),
        (3, 6, "紧急程度 is one of 特急、加急"),
        (6, 1, "the row has 1 cells, the first has 2"),
        (7, 4, "“【待填：金额】” is to be filled in"),
    ]


def test_a_field_that_can_t_be_read_is_not_missing_as_well() -> None:
    found = check_source("标 题：甲\n======\n正文")

    assert [(one.line, one.what_zh) for one in found] == [(1, "没有这个字段；是否指“标题”？")]


def test_a_letter_without_a_title_or_body_says_so() -> None:
    assert [one.what for one in check_source("主送：甲\n======\n")] == ["the letter has no 标题"]
    assert [one.line for one in check_source("标题：甲")] == [0]


def test_what_nobody_sees_is_a_fault() -> None:
    assert spots(check_source("标题：甲\n======\n正\u202e文")) == [
        (3, 2, "it holds the unseen character U+202E")
    ]


def test_places_to_fill_in_are_told_each_once() -> None:
    letter = read_source(
        "标题：【待填：名称】\n======\n甲【待填：时间】乙\n| 【待填：时间】 |\n【待填"
    )

    assert unfilled(letter) == ("【待填：名称】", "【待填：时间】", "【待填")
