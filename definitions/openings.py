"""Flows that open their own cases by the calendar: what is wrong with the file, and the rule."""

from __future__ import annotations

import re

from .alarm_parts import OpeningPart
from .checks import check_field_type
from .draft import Draft
from .duties import check_cycle, cycle_of
from .findings import Path
from .model import OpeningRule

PERIOD, UNIT = "{period}", "{unit}"
"""What the texts of an opening may name: the period in words, and the unit's title."""

_AT: Path = ("opening",)
_NAMED = re.compile(r"\{(?:period|unit)\}")
_STRAY = re.compile(r"\{[^{}]*\}?|\}")


def check_opening(draft: Draft) -> None:
    """Check how a flow opens its own cases: whom for, and that every case can be opened so."""
    part = draft.doc.opening
    if part is None:
        return
    check_cycle(draft, part, _AT)
    if part.role:
        draft.refer_unit_role(part.role, (*_AT, "role"))
        if part.units is None and draft.findings.is_sound((*_AT, "for")):
            draft.findings.add("opening-unit", (*_AT, "role"), on="key", name="role")
    _check_text(draft, part, part.title, (*_AT, "title"))
    for key, text in part.fields.items():
        at = (*_AT, "fields", key)
        _check_text(draft, part, text, at)
        if key == draft.doc.title_field:
            why, why_zh = "the title of the case stands in it", "该字段由 title 填写"
            draft.findings.add("needless", at, on="key", name=key, why=why, why_zh=why_zh)
        else:
            check_field_type(draft, key, at, "text")
    _check_filled(draft, part)
    _check_identity(draft, part)


def _check_text(draft: Draft, part: OpeningPart, text: str, path: Path) -> None:
    stray = _STRAY.search(_NAMED.sub("", text))
    if stray:
        draft.findings.add("opening-name", path, name=stray.group())
    if UNIT in text and part.units is None and draft.findings.is_sound((*_AT, "for")):
        draft.findings.add("opening-unit", path, name=UNIT)


def _filled(draft: Draft, part: OpeningPart) -> dict[str, str]:
    """Give what the opening writes into which fields; the place tells units apart no better."""
    doc = draft.doc
    place = {doc.territory_field: ""} if doc.territory_field else {}
    return {**place, **part.fields, doc.title_field: part.title}


def _check_filled(draft: Draft, part: OpeningPart) -> None:
    filled = _filled(draft, part)
    for key, field in draft.doc.fields.items():
        is_known = draft.findings.is_sound(("fields", key))
        if field.required and key not in filled and is_known:
            draft.findings.add("opening-unfilled", _AT, on="key", name=key, title=field.title.zh)


def _check_identity(draft: Draft, part: OpeningPart) -> None:
    """Check that no case opened here is a duplicate of another that still runs."""
    filled = _filled(draft, part)
    identity = draft.doc.identity
    if not identity or any(key not in filled for key in identity):
        return
    said = "".join(filled[key] for key in identity)
    wanted = [PERIOD, *([UNIT] if part.units else [])]
    missing = [name for name in wanted if name not in said]
    if missing:
        draft.findings.add("opening-identity", ("identity",), name=missing[0])


def compile_opening(part: OpeningPart) -> OpeningRule:
    """Make the rule by which a flow opens its own cases."""
    return OpeningRule(
        cycle=cycle_of(part),
        covers=part.covers,
        duty=part.units.duty if part.units else "",
        role=part.role,
        title=part.title,
        fields=dict(part.fields),
    )


def worded(text: str, *, period: str, unit: str) -> str:
    """Write a text of an opening for one case."""
    words = {PERIOD: period, UNIT: unit}
    return _NAMED.sub(lambda named: words[named.group()], text)
