"""Values of a case's fields as letters say them."""

from __future__ import annotations

from datetime import date
from typing import Any

from ...definitions.model import Field, LetterSpec
from .sheet import Sheet


def taken_facts(sheet: Sheet, spec: LetterSpec) -> dict[str, dict[str, Any]]:
    """Give the facts a letter takes from fields, by group: dates as dates, all else as people read it.

    What is not filled stays empty, as with every fact nobody gave.
    """
    found: dict[str, dict[str, Any]] = {}
    for fact, key in spec.facts.items():
        value = sheet.case.fields.get(key)
        if value is None:
            continue
        group, _, name = fact.partition(".")
        shown = value if isinstance(value, date) else display(sheet.flow.fields[key], value, sheet)
        found.setdefault(group, {})[name] = shown
    return found


def display(  # noqa: PLR0911 - one way a type
    field: Field, value: object, sheet: Sheet
) -> str:
    """Write a field's value for people, with its unit; empty when not filled."""
    if value is None:
        return ""
    if field.type == "boolean":
        return "是" if value else "否"
    if field.type == "choice":
        return str(field.options.get(str(value), value))
    if field.type == "territory":
        place = sheet.directory.territory(str(value))
        return place.title if place else str(value)
    if field.type == "unit":
        return sheet.name_of(str(value))
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, float):
        return f"{value:,.10g}{field.unit}"
    return f"{value}{field.unit}"
