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
    assert [line for line, _ in problems("{{ 甲 }}\n{{ 项目.乙 }}\n{{ 丙() }}")] == [3, 4, 5, 5]


def test_a_problem_is_said_in_chinese_too() -> None:
    (found,) = LetterChecker().problems(HEAD + "{{ 项目.名子 }}", fields=(), roles=())

    assert found.what_zh == "“项目”中没有“名子”这一项；是否指“名称”？"


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
