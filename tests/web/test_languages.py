"""Every phrase of the screens has an English one, and no catalogue says what nobody asks."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2 import Environment

from guatu.web.languages import translators

WEB = Path(__file__).resolve().parents[2] / "web"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"\{\w+\}")
ROOT = WEB.parent
ROOMS = sorted(WEB.rglob("*.py"))
REPORTS = sorted(ROOT.glob("store/reports/*.py"))
"""Whose words reports are made of: some of them are said in English too."""

NOT_SAID = {"web/languages.py", "web/api/"}
"""Where Chinese stands that no screen says: names of languages, descriptions for programs."""

DATA = {"单", "文件"}
"""Values in the data of letters: how one is laid out."""


def _in_templates() -> Iterator[str]:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    for template in sorted(WEB.glob("templates/*.html")):
        for _line, function, said in environment.extract_translations(
            template.read_text(encoding="utf-8")
        ):
            phrase = said[0] if isinstance(said, tuple) else said
            if function == "_" and phrase:
                yield phrase


def _in_code(modules: Sequence[Path]) -> Iterator[str]:
    """Give every Chinese text in the code that is no docstring and no fact of an error."""
    for module in modules:
        place = module.relative_to(ROOT).as_posix()
        if any(place.startswith(part) for part in NOT_SAID):
            continue
        tree = ast.parse(module.read_text(encoding="utf-8"))
        silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        silent |= {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.keyword) and (node.arg or "").endswith("_zh")
        }
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if not is_text or id(node) in silent or node.value in DATA:
                continue
            if CHINESE.search(node.value):
                yield node.value


def _entries() -> Iterator[tuple[str, str]]:
    for catalogue in sorted(WEB.glob("locale/en/*.po")):
        with catalogue.open("rb") as opened:
            yield from ((str(m.id), str(m.string)) for m in read_po(opened) if m.id)


def test_every_phrase_has_an_english_one() -> None:
    said = {*_in_templates(), *_in_code(ROOMS)}
    known = {phrase for phrase, english in _entries() if english}

    assert sorted(said - known) == []


def test_no_catalogue_keeps_a_phrase_nobody_says() -> None:
    said = {*_in_templates(), *_in_code(ROOMS), *_in_code(REPORTS)}

    assert sorted(phrase for phrase, _ in _entries() if phrase not in said) == []


def test_a_phrase_stands_in_one_catalogue() -> None:
    counted = Counter(phrase for phrase, _ in _entries())

    assert [phrase for phrase, count in counted.items() if count > 1] == []


def test_an_english_phrase_has_the_places_of_the_chinese_one() -> None:
    differing = [
        phrase
        for phrase, english in _entries()
        if Counter(PLACE.findall(phrase)) != Counter(PLACE.findall(english))
    ]

    assert differing == []


def test_english_is_not_chinese() -> None:
    quoted = re.compile(r'“[^”]*”|"[^"]*"')
    spoken = {phrase: quoted.sub("", english) for phrase, english in _entries()}
    allowed = {"guatu 挂图"}

    assert [x for x, said in spoken.items() if CHINESE.search(said) and x not in allowed] == []


def test_a_phrase_without_a_translation_is_said_as_written() -> None:
    assert translators()["en"]("没有译文的{what}", what="话") == "没有译文的话"


def test_the_catalogues_ship_with_the_package() -> None:
    shipped = {file.name for file in (files("guatu.web") / "locale" / "en").iterdir()}

    assert {path.name for path in WEB.glob("locale/en/*.po")} <= shipped
