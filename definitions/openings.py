"""Flows that open their own cases by the calendar: what is wrong with the file, and the rule."""

from __future__ import annotations

import re

from .alarm_parts import OpeningPart
from .checks import check_field_type
from .draft import Draft
from .duties import check_cycle, cycle_of
from .findings import Path, near
from .model import OpeningRule

PERIOD, UNIT = "{period}", "{unit}"
"""What the texts of an opening may name: the period in words, and the unit's title."""

_NAMED = re.compile(r"\{(?:period|unit)\}")
_STRAY = re.compile(r"\{[^{}]*\}?|\}")


def check_opening(draft: Draft) -> None:
    """Check how a flow opens its own cases: whom for, and that every case can be opened so."""
    known: set[str] = set()
    for n, part in enumerate(draft.doc.opening):
        at: Path = ("opening", n)
        if at not in draft.findings.places:  # one opening is written without a list
            at = ("opening",)
        if part.every in known:
            draft.findings.add("opening-twice", (*at, "every"), name=part.every)
        known.add(part.every)
        _check_one(draft, part, at)


def _check_one(draft: Draft, part: OpeningPart, at: Path) -> None:
    check_cycle(draft, part, at)
    has_units = part.units is not None or not draft.findings.is_sound((*at, "for"))
    if part.role:
        draft.refer_unit_role(part.role, (*at, "role"))
        if not has_units:
            draft.findings.add("opening-unit", (*at, "role"), on="key", name="role")
    _check_text(draft, part.title, (*at, "title"), has_units=has_units)
    for key, text in part.fields.items():
        inner = (*at, "fields", key)
        _check_text(draft, text, inner, has_units=has_units)
        if key == draft.doc.title_field:
            why, why_zh = "the title of the case stands in it", "该字段由 title 填写"
            draft.findings.add("needless", inner, on="key", name=key, why=why, why_zh=why_zh)
        else:
            _check_value(draft, key, text, inner)
    _check_filled(draft, part, at)
    _check_identity(draft, part)


def _check_value(draft: Draft, key: str, text: str, path: Path) -> None:
    """Check that a text fits its field: any for a text, an option for a choice."""
    field = draft.doc.fields.get(key)
    if field is None or field.type != "choice":
        check_field_type(draft, key, path, "text")
    elif text not in field.options and draft.findings.is_sound(("fields", key)):
        draft.findings.add("not-offered", path, name=text, **near(text, field.options))


def _check_text(draft: Draft, text: str, path: Path, *, has_units: bool) -> None:
    stray = _STRAY.search(_NAMED.sub("", text))
    if stray:
        draft.findings.add("opening-name", path, name=stray.group())
    if UNIT in text and not has_units:
        draft.findings.add("opening-unit", path, name=UNIT)


def _filled(draft: Draft, part: OpeningPart) -> dict[str, str]:
    """Give what the opening writes into which fields; the place tells units apart no better."""
    doc = draft.doc
    place = {doc.territory_field: ""} if doc.territory_field else {}
    return {**place, **part.fields, doc.title_field: part.title}


def _check_filled(draft: Draft, part: OpeningPart, at: Path) -> None:
    filled = _filled(draft, part)
    for key, field in draft.doc.fields.items():
        is_known = draft.findings.is_sound(("fields", key))
        if field.required and key not in filled and is_known:
            draft.findings.add("opening-unfilled", at, on="key", name=key, title=field.title.zh)


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
