"""A template can read facts and write text, and nothing else."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from guatu.errors import LetterFailed
from guatu.notifications.writing.sandbox import Sandbox

FACTS = {
    "项目": {"名称": "轴承项目", "items": "一项", "编号": 7},
    "收文": ["甲局", "乙局"],
    "今天": date(2026, 3, 5),
    "空": None,
    "长": "字" * 3000,
    "数": 3,
    "真": True,
}


def render(source: str, **facts: object) -> str:
    text = Sandbox().render(source, {**FACTS, **facts}, letter="notice")
    return text.filled(text.skeleton)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ 今天 | 日期 }}", "2026年3月5日"),
        ("{{ 空 | 日期 }}", ""),
        ("{{ '2026-12-01' | 日期 }}", "2026年12月1日"),
        ("{{ '2026-12-01T09:00:00+08:00' | 日期 }}", "2026年12月1日"),
        ("{{ '待定' | 日期 }}", "待定"),
        ("{{ '自2026-02-02起计，期限2026-02-09' | 日期 }}", "自2026年2月2日起计，期限2026年2月9日"),
        ("{{ '项目2026-02-02-7' | 日期 }}", "项目2026-02-02-7"),
        ("{{ 今天 }}", "2026年3月5日"),
        ("{{ 收文 | 列 }}", "甲局、乙局"),
        ("{{ '甲局' | 列 }}", "甲局"),
        ("{{ 收文 }}", "甲局、乙局"),
        ("{{ 收文 | join('，') }}", "甲局，乙局"),
        ("{{ 1 | 序 }}{{ 10 | 序 }}{{ 12 | 序 }}{{ 20 | 序 }}{{ 99 | 序 }}", "一十十二二十九十九"),
        ("{{ 空 | default('无', true) }}", "无"),
        ("{{ 收文 | length }}", "2"),
        ("{{ ' 甲 ' | trim }}", "甲"),
        ("{{ '甲乙' | replace('甲', '丙') }}", "丙乙"),
        ("{{ 收文 | first }}{{ 收文 | last }}{{ 收文[0] }}", "甲局乙局甲局"),
        ("{{ 空 }}", ""),
        ("{{ 真 }}", "是"),
        ("{{ 数 + 1 }}", "4"),
        ("{{ 今天.year }}", "2026"),
        ("{{ 项目.items }}{{ 项目['名称'] }}", "一项轴承项目"),
        ("{% for 局 in 收文 %}{{ loop.index }}.{{ 局 }}{% endfor %}", "1.甲局2.乙局"),
        ("{% if 项目.没有 is defined %}有{% else %}无{% endif %}", "无"),
        ("{% set 名 = 项目.名称 %}{{ 名 }}", "轴承项目"),
    ],
)
def test_what_a_letter_needs_can_be_written(source: str, expected: str) -> None:
    assert render(source) == expected


def test_a_moment_is_written_as_its_day() -> None:
    assert render("{{ 时 | 日期 }}", 时=datetime(2026, 3, 5, 8, tzinfo=UTC)) == "2026年3月5日"


def test_a_line_of_tags_alone_leaves_no_line() -> None:
    source = "| 甲 |\n{% if 数 %}\n| 乙 |\n{% endif %}\n| 丙 |{% if 数 %}{% endif %}\n丁"

    assert render(source) == "| 甲 |\n| 乙 |\n| 丙 |\n丁"


def test_a_line_with_text_between_tags_stays_a_line() -> None:
    source = "{% if 数 %}甲{% endif %}\n乙\n{% if 数 %}{% if 真 %}\n丙\n{% endif %}{% endif %}\n丁"

    assert render(source) == "甲\n乙\n丙\n丁"


def test_a_line_of_very_many_tags_is_read_soon() -> None:
    begun = time.monotonic()

    assert render("{% set a = 1 %}" * 2000 + "终") == "终"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "source",
    [
        "{{ range(9) }}",
        "{{ lipsum() }}",
        "{{ cycler('a') }}",
        "{{ dict(a=1) }}",
        "{{ 项目.items() }}",
        "{{ '甲'.upper() }}",
        "{{ '甲'.upper }}",
        "{{ '{0.__class__}'.format(数) }}",
        "{{ 项目.__class__ }}",
        "{{ 项目['__class__'] }}",
        "{{ _private }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ 数 | attr('real') }}",
        "{{ 收文 | map('upper') }}",
        "{{ 项目 | tojson }}",
        "{{ 数 | 没有 }}",
        "{{ 数 is callable }}",
        "{{ 2 ** 99 }}",
        "{{ '字' * 99 }}",
        "{{ '%s' % 数 }}",
        "{{ '甲' + '乙' }}",
        "{{ '甲' ~ '乙' }}",
        "{{ 9999999999 * 2 }}",
        "{{ 收文[0:1] }}",
        "{{ {'a': 1} }}",
        "{{ [收文, 收文] }}",
        "{{ 项目 }}",
        "{{ 项目 | 列 }}",
        "{{ 数 | 日期 }}",
        "{{ 0 | 序 }}",
        "{{ '一' | 序 }}",
        "{{ 没有 }}",
        "{{ 项目.没有 }}",
        "{{ 收文[9] }}",
        "{{ 1 / 0 }}",
        "{{ 1 < '甲' }}",
        "{% for 字 in '甲乙' %}{% endfor %}",
        "{% for 甲 in 收文 recursive %}{{ loop(收文) }}{% endfor %}",
        "{% for 甲 in 收文 %}{{ loop.cycle(1) }}{% endfor %}",
        "{% macro 宏() %}{% endmacro %}",
        "{% include '甲' %}",
        "{% import '甲' as 甲 %}",
        "{% extends '甲' %}",
        "{% block 甲 %}{% endblock %}",
        "{% filter trim %}甲{% endfilter %}",
        "{% set 甲 %}乙{% endset %}",
        "{% call 甲() %}{% endcall %}",
        "{% if %}",
        "{{",
        "{{ '\\x' }}",
        "{{ " + "(" * 5000 + ")" * 5000 + " }}",
        "{{ " + "not " * 100 + "数 }}",
        "{{ " + "9" * 5000 + " }}",
        "字" * 70_000,
        "\ufdd00\ufdd1",
    ],
)
def test_anything_else_is_refused(source: str) -> None:
    with pytest.raises(LetterFailed):
        render(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ 长 | replace('字', 长) }}",
        "{% for 甲 in 十 %}{% for 乙 in 十 %}{{ 长 }}{% endfor %}{% endfor %}",
        "{% for a in 百 %}{% for b in 百 %}{% for c in 百 %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ 百 | join(长) }}",
    ],
)
def test_a_template_that_grows_without_end_is_stopped_soon(source: str) -> None:
    begun = time.monotonic()

    with pytest.raises(LetterFailed):
        render(source, 十=["甲"] * 10, 百=["甲"] * 100)

    assert time.monotonic() - begun < 5


def test_a_failure_names_its_letter_and_line() -> None:
    with pytest.raises(LetterFailed) as caught:
        render("甲\n{% if 数 %}\n乙\n{% endif %}\n{{ 项目.名字 }}")

    assert (caught.value.letter, caught.value.line) == ("notice", 5)
    assert caught.value.why == "template line 5, column 7: there is no “名字”"
    assert caught.value.why_zh == "模板第 5 行第 7 列：没有“名字”这一项"


def test_a_syntax_error_names_its_line() -> None:
    with pytest.raises(LetterFailed) as caught:
        render("甲\n乙\n{% if 数 %}")

    assert caught.value.line == 3


def test_an_endless_value_is_cut_and_says_so() -> None:
    text = render("{{ 话 }}", 话="字" * 100_000)

    assert text == "字" * 4000 + "……（下略）"


def test_a_template_is_compiled_once() -> None:
    sandbox = Sandbox()
    sandbox.render("{{ 数 }}", FACTS)
    first = dict(sandbox._compiled)

    sandbox.render("{{ 数 }}", FACTS)

    assert sandbox._compiled == first


def test_the_cache_does_not_grow_for_ever() -> None:
    sandbox = Sandbox()

    for number in range(300):
        sandbox.render(f"第{number}号", FACTS)

    assert len(sandbox._compiled) == 256
