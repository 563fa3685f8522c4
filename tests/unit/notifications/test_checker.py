"""A template's faults are found before it is published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guatu.definitions import TemplateChecker
from guatu.notifications import LETTER_FACTS, LetterChecker, sample_facts

HEAD = "标题：甲\n======\n"
LANGUAGE = Path(__file__).resolve().parents[3] / "docs" / "language.md"


def problems(body: str) -> list[tuple[int, str]]:
    found = LetterChecker().problems(HEAD + body, fields={"investment"}, roles={"desk"})
    return [(one.line, one.what) for one in found]


def test_a_sound_template_has_no_problems() -> None:
    body = "{{ 字段.investment }}{{ 角色.desk }}{% for 甲 in 收文 %}{{ 甲 }}{% endfor %}"

    assert problems(body) == []


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        ("{% if 项目 %}", 3, "syntax error"),
        ("甲\n{{ 项木.名称 }}", 4, "there is no “项木”; did you mean “项目”?"),
        ("{{ 项目.名子 }}", 3, "“项目” has no entry “名子”; did you mean “名称”?"),
        ("{{ 项目['名子'] }}", 3, "“项目” has no entry “名子”; did you mean “名称”?"),
        ("{{ 字段.investmnt }}", 3, "“字段” has no entry “investmnt”; did you mean “investment”?"),
        ("{{ 角色.dsk }}", 3, "“角色” has no entry “dsk”; did you mean “desk”?"),
        ("{% if false %}{{ 灯.颜色 }}{% endif %}", 3, "“灯” has no entry “颜色”"),
        ("{{ 今天 | 日历 }}", 3, "no filter “日历”; did you mean “日期”?"),
        ("{{ range(3) }}", 3, "calls are refused, use a filter"),
        ("{{ 督办.级别 + 1 }}", 3, "takes two numbers"),
        ("{% set 甲 = 项目 %}{{ 甲.错 }}", 3, "there is no “错”"),
        ("{% if 阶段.期限 %}{{ 阶段.期限 | 序 }}{% endif %}", 3, "“序” takes"),
        ("| 甲 | 乙 |\n| 丙 |", 4, "1 cells"),
    ],
)
def test_a_problem_names_its_line_and_what_was_meant(body: str, line: int, what: str) -> None:
    found = problems(body)

    assert {number for number, _ in found} == {line}
    assert what in found[0][1]


def test_all_unknown_names_are_reported_at_once_in_order() -> None:
    assert [line for line, _ in problems("{{ 甲 }}\n{{ 项目.乙 }}\n{{ 丙() }}")] == [3, 4, 5]


def test_a_problem_is_said_in_chinese_too() -> None:
    (found,) = LetterChecker().problems(HEAD + "{{ 项目.名子 }}", fields=(), roles=())

    assert found.what_zh == "“项目”中没有“名子”这一项；是否指“名称”？"


@pytest.mark.parametrize(
    ("body", "spots"),
    [
        ("甲\n{{ 项木.名称 }}", [(4, 4)]),
        ("名子{{ 项目.名称 }}{{ 项目.名子 }}", [(3, 20)]),
        ("{{ 项木.名称 }}{{ 项木.名称 }}", [(3, 4), (3, 15)]),
        ("甲 {{ 今天 | 日历 }}", [(3, 11)]),
        ("  {% macro 甲() %}{% endmacro %}", [(3, 6)]),
        ("甲{% if 项目.名称 = '乙' %}{% endif %}", [(3, 14)]),
        ("甲{{ range(3) }}", [(3, 5)]),
        ("{{ 项目.名称 ~ '乙' }}", [(3, 10)]),
        ("{{ _甲 }}", [(3, 4)]),
        ("{# {{ 项木 }} #}{{ 项木 }}", [(3, 18)]),
        ("甲\u202e", [(3, 2)]),
    ],
)
def test_a_fault_stands_at_its_line_and_column(body: str, spots: list[tuple[int, int]]) -> None:
    found = LetterChecker().problems(HEAD + body, fields=(), roles=())

    assert [(one.line, one.column) for one in found] == spots


def test_what_the_reader_can_t_read_stands_at_the_line_of_the_template() -> None:
    body = "{% if 项目.名称 %}\n{% for 甲 in 收文 %}\n{{ 甲 }}\n{% endfor %}\n{% endif %}\n甲\n  | 甲 | 乙"

    (found,) = LetterChecker().problems(HEAD + body, fields=(), roles=())

    assert (found.line, found.column) == (9, 3)
    assert found.what == "a row of a table ends with “|”"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("{% if 项目 %}", "语法错误：模板结束时缺少“{% endif %}”"),
        ("{% fi 项目 %}", "语法错误：没有“fi”这种标记"),
        ("{{ 项目.名称 }", "语法错误：不应有“}”"),
        ("{{ 项目 名称 }}", "语法错误：“名称”之前应以“}}”结束"),
    ],
)
def test_a_syntax_error_is_said_in_chinese(body: str, what: str) -> None:
    (found,) = LetterChecker().problems(HEAD + body, fields=(), roles=())

    assert found.what_zh == what


def test_only_so_many_faults_are_told_as_somebody_mends_at_once() -> None:
    body = "".join(f"{{{{ x{n} }}}}" for n in range(500))

    assert len(LetterChecker().problems(HEAD + body, fields=(), roles=())) == 50


def test_the_checker_is_what_definitions_ask_for() -> None:
    checker: TemplateChecker = LetterChecker()

    assert checker.problems(HEAD, fields=(), roles=()) == ()


def test_the_samples_have_exactly_the_documented_facts() -> None:
    facts = sample_facts(["investment"], ["desk"])
    keyed = {"字段": {"investment"}, "角色": {"desk"}}

    assert facts.keys() == LETTER_FACTS.keys()
    for group, entries in LETTER_FACTS.items():
        if isinstance(facts[group], dict):
            assert set(facts[group]) == keyed.get(group, set(entries))


def test_the_facts_are_those_of_the_language_page() -> None:
    section = LANGUAGE.read_text(encoding="utf-8").split("## Letters")[1]
    rows = re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|$", section, re.MULTILINE)
    told = {name: said for names, said in rows for name in re.findall(r"`([^`]+)`", names)}

    assert told.keys() == LETTER_FACTS.keys()
    for group, entries in LETTER_FACTS.items():
        if entries:
            assert re.split(r"[:：]", told[group])[0].split() == list(entries), group


def test_a_fact_of_one_value_can_be_taken_from_a_field_and_a_list_can_not() -> None:
    known = LetterChecker().occasions()

    assert known["政策.金额"]
    assert known["投诉.收到日期"]
    assert not any(known[fact] for fact in ("督查.问题", "通报.表", "会议.议题"))
    assert "项目.名称" not in known
