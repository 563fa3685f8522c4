"""What a template tries that would harm: each is refused or harmless, and the bound says its name."""

from __future__ import annotations

import tracemalloc
from typing import NamedTuple

import pytest

from guatu.errors import LetterFailed
from guatu.notifications import LetterChecker
from guatu.notifications.writing.sandbox import Sandbox
from guatu.notifications.writing.scribe import JinjaScribe

MEGABYTE = 2**20
FACTS = {
    "项目": {"名称": "轴承项目"},
    "收文": ["甲局", "乙局"],
    "十": ["甲"] * 10,
    "百": ["甲"] * 100,
    "长": "字" * 4000,
    "数": 3,
}


class Attack(NamedTuple):
    """A template, and what the refusal says."""

    source: str
    bound: str


TEN = "{{% for {0} in 十 %}}"
REFUSED = {
    # reaching out of the sandbox
    "call a function": Attack("{{ range(9) }}", "calls are refused"),
    "call a method": Attack("{{ 项目.items() }}", "calls are refused"),
    "call through a filter": Attack("{{ ('x' | trim)() }}", "calls are refused"),
    "read a class": Attack("{{ ''.__class__ }}", "names may not start with “_”"),
    "read a class by item": Attack("{{ 项目['__class__'] }}", "names may not start with “_”"),
    "read a class by a made name": Attack(
        "{% set 名 = 'clas_' | replace('clas', '__class_') %}{{ 收文[名] }}", "there is no"
    ),
    "walk to the subclasses": Attack("{{ ''.__class__.__mro__ }}", "may not start with “_”"),
    "format a string": Attack("{{ '{0.__class__}' | format(数) }}", "no filter “format”"),
    "format with per cent": Attack("{{ '%s' % 项目 }}", "takes two numbers"),
    "attr filter": Attack("{{ 项目 | attr('__class__') }}", "no filter “attr”"),
    "map filter": Attack("{{ 收文 | map(attribute='__class__') }}", "no filter “map”"),
    "select filter": Attack("{{ 收文 | selectattr('__class__') }}", "no filter “selectattr”"),
    "xmlattr filter": Attack("{{ 项目 | xmlattr }}", "no filter “xmlattr”"),
    "read the context": Attack("{{ self }}", "a whole group can't be written"),
    "read the ledger": Attack("{{ _context }}", "names may not start with “_”"),
    "read the environment": Attack("{{ loop.__init__ }}", "names may not start with “_”"),
    "loop internals": Attack("{% for 甲 in 收文 %}{{ loop.iterable }}{% endfor %}", "there is no"),
    "namespace": Attack("{% set 甲 = namespace(乙=1) %}", "calls are refused"),
    "write to a group": Attack("{% set 项目.名称 = '乙' %}", "nsref is refused"),
    "cycler": Attack("{{ cycler('a', 'b') }}", "calls are refused"),
    "debug tag": Attack("{% debug %}", "unknown tag"),
    "do tag": Attack("{% do 收文.append(1) %}", "unknown tag"),
    "include a file": Attack("{% include '/etc/passwd' %}", "include is refused"),
    "import a file": Attack("{% import 'os' as os %}", "import is refused"),
    "import from": Attack("{% from 'os' import system %}", "import is refused"),
    "extend": Attack("{% extends 'base' %}", "extends is refused"),
    "block": Attack("{% block 甲 %}{% endblock %}", "block is refused"),
    "macro": Attack("{% macro 甲() %}{{ 甲() }}{% endmacro %}", "macros are refused"),
    "call block": Attack("{% call 甲() %}{% endcall %}", "callblock is refused"),
    "filter block": Attack("{% filter replace('甲', '乙') %}甲{% endfilter %}", "filter block"),
    "recursive loop": Attack(
        "{% for 甲 in 收文 recursive %}{{ loop(收文) }}{% endfor %}", "recursive loop is refused"
    ),
    "autoescape tag": Attack("{% autoescape true %}{% endautoescape %}", "is refused"),
    "with tag": Attack("{% with 甲 = 1 %}{% endwith %}", "with is refused"),
    "translation": Attack("{% trans %}甲{% endtrans %}", "unknown tag"),
    "write a whole group": Attack("{{ 项目 }}", "a whole group can't be written"),
    "join whole groups": Attack("{{ 表 | join }}", "there is no “表”"),
    # using too much
    "a long source": Attack("字" * 70_000, "longer than 65536 characters"),
    "a long output": Attack("{% for 甲 in 百 %}{{ 长 }}{% endfor %}", "writes more than 65536 characters"),
    "an output of literal text": Attack(
        "{% for 甲 in 百 %}" + "字" * 1000 + "{% endfor %}", "writes more than 65536 characters"
    ),
    "nested loops": Attack(
        "".join(TEN.format(f"a{n}") for n in range(6)) + "{% endfor %}" * 6, "more than 10000 turns"
    ),
    "a loop in a hundred loops": Attack(
        "{% for a in 百 %}{% for b in 百 %}{% for c in 百 %}{% endfor %}{% endfor %}{% endfor %}",
        "more than 10000 turns",
    ),
    "a loop over a text": Attack("{% for 字 in 长 %}{% endfor %}", "only a list can be looped over"),
    "replace that grows": Attack("{{ 长 | replace('字', 长) }}", "writes more than 65536 characters"),
    "replace that doubles": Attack(
        "{% set 甲 = 长 %}" + "{% set 甲 = 甲 | replace('字', '字字') %}" * 200, "more than 1000000"
    ),
    "join that grows": Attack("{{ 百 | join(长) }}", "writes more than 65536 characters"),
    "texts that are kept": Attack(
        "".join(f"{{% set a{n} = 长 | replace('甲', '乙') %}}" for n in range(900)),
        "filters make more than 1000000 characters",
    ),
    "texts made in a loop": Attack(
        "{% for a in 百 %}{% for b in 十 %}{% set c = 长 | replace('字', '字字') %}{% endfor %}{% endfor %}",
        "filters make more than 1000000 characters",
    ),
    "a power": Attack("{{ 9 ** 9 ** 9 }}", "“**” is refused"),
    "a repeated text": Attack("{{ '字' * 1000000000 }}", "takes two numbers"),
    "a repeated list": Attack("{{ 收文 * 1000000000 }}", "takes two numbers"),
    "a product": Attack("{{ 999999999 * 999999999 * 999999999 }}", "takes two numbers"),
    "a long number": Attack("{{ " + "9" * 5000 + " }}", "can't be read"),
    "a large constant": Attack("{{ 99999999999999999999 + 1 }}", "takes two numbers"),
    "deep brackets": Attack("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "can't be read"),
    "deep nots": Attack("{{ " + "not " * 100 + "数 }}", "nested too deeply"),
    "deep ifs": Attack("{% if 数 %}" * 80 + "{% endif %}" * 80, "nested too deeply"),
    "deep loops": Attack(
        "".join(TEN.format(f"a{n}") for n in range(25)) + "{% endfor %}" * 25, ""
    ),
    "a chain of filters": Attack("{{ 长" + " | trim" * 80 + " }}", "nested too deeply"),
    "a chain of attributes": Attack("{{ 项目" + ".名称" * 80 + " }}", "nested too deeply"),
    "thousands of unknown names": Attack("{{" + "}}{{".join(f"x{n}" for n in range(5000)) + "}}", ""),
    "a division by nothing": Attack("{{ 1 / 0 }}", "ZeroDivisionError"),
    "a modulo by nothing": Attack("{{ 1 % 0 }}", "ZeroDivisionError"),
    "a comparison of unlike things": Attack("{{ 1 < '甲' }}", "TypeError"),
    # forging marks, hiding text
    "a token of its own": Attack("\ufdd00\ufdd1", "unseen character U+FDD0"),
    "an escape of its own": Attack("\ufdd265\ufdd3", "unseen character U+FDD2"),
    "a line mark of its own": Attack("\ufdd499\ufdd5", "unseen character U+FDD4"),
    "text from right to left": Attack("甲\u202e乙", "unseen character U+202E"),
    "an isolate": Attack("甲\u2066乙", "unseen character U+2066"),
    "zero width": Attack("甲\u200b乙", "unseen character U+200B"),
    "a line separator": Attack("甲\u2028标题：乙", "unseen character U+2028"),
    "a control character": Attack("甲\x00乙", "unseen character U+0000"),
    "a lone surrogate": Attack("甲\ud800乙", "unseen character U+D800"),
}  # fmt: skip

HARMLESS = {
    "markup": ("{{ '<script>alert(1)</script>' }}", "<script>alert(1)</script>"),
    "jinja in a value": ("{{ '{{ 7 * 7 }}' }}", "{{ 7 * 7 }}"),
    "a break in a value": ("甲{{ '\\n======乙' }}", "甲======乙"),
    "a field in a value": ("甲{{ '\\n主送：乙' }}", "甲主送：乙"),
    "a heading in a value": ("{{ '一、甲' }}", "一、甲"),
    "a bracketed heading in a value": ("{{ '（一）甲' }}", "（一）甲"),
    "a numbered heading in a value": ("{{ '1. 甲' }}", "1. 甲"),
    "a row in a value": ("{{ '| 甲 | 乙 |' }}", "| 甲 | 乙 |"),
    "emphasis in a value": ("{{ '****甲****' }}", "****甲****"),
    "a line separator in a value": ("{{ '甲\\u2028一、乙' }}", "甲 一、乙"),
    "bidi in a value": ("{{ '甲\\u202e乙\\u2066丙' }}", "甲乙丙"),
    "a token in a value": ("{{ '\\ufdd00\\ufdd1甲' }}", "0甲"),
    "a backslash in a value": ("{{ '\\\\一、甲\\\\' }}", "\\一、甲\\"),
}


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.mark.parametrize("name", REFUSED)
def test_an_attack_is_refused_by_the_bound_it_meets(sandbox, name: str) -> None:
    with pytest.raises(LetterFailed) as caught:
        sandbox.render(REFUSED[name].source, FACTS)

    assert REFUSED[name].bound in caught.value.what
    assert caught.value.line >= 1


@pytest.mark.parametrize("name", REFUSED)
def test_an_attack_is_known_before_its_flow_is_published(name: str) -> None:
    source = "标题：甲\n======\n" + REFUSED[name].source

    assert LetterChecker().problems(source, fields=(), roles=())


@pytest.mark.parametrize("name", REFUSED)
def test_an_attack_takes_little_memory(name: str) -> None:
    sandbox = Sandbox()  # one that has compiled nothing yet, or the worst would go unmeasured
    tracemalloc.start()
    try:
        with pytest.raises(LetterFailed):
            sandbox.render(REFUSED[name].source, FACTS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 96 * MEGABYTE


@pytest.mark.parametrize("name", HARMLESS)
def test_what_looks_like_an_attack_in_a_value_is_text(spec, name: str) -> None:
    source, text = HARMLESS[name]

    letter = JinjaScribe().letter(spec(source), {})

    assert [block.text for block in letter.blocks] == [text]
    assert (len(letter.title), letter.to, letter.annexes) == (1, "", ())


def test_a_letter_that_takes_too_long_is_stopped_by_the_clock() -> None:
    ticks = iter(range(10_000))
    sandbox = Sandbox(clock=lambda: float(next(ticks)))

    with pytest.raises(LetterFailed) as caught:
        sandbox.render("{% for 甲 in 百 %}{% if 数 %}{% endif %}{% endfor %}", FACTS)

    assert caught.value.what == "it takes longer than 3 seconds"
    assert caught.value.what_zh == "计算超过 3 秒"


@pytest.mark.parametrize(
    "body", ["{{ 项目.名称 }}" * 9, "{% set a = 数 + 1 %}" * 9, "{% set a = 长 | trim %}" * 9]
)
def test_every_step_of_a_template_looks_at_the_clock(body: str) -> None:
    ticks = iter(range(10_000))
    sandbox = Sandbox(clock=lambda: float(next(ticks)))

    with pytest.raises(LetterFailed, match="longer than 3 seconds"):
        sandbox.render(body, FACTS)
