"""Whom a letter goes to: units of the roster, and those outside it whom a field of the case names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ...definitions.lamps import FIELD
from ...definitions.letters import TO_FILL
from ...definitions.model import Recipient
from ..people import OrgUnit
from .sheet import Sheet
from .staffing.parts import holders

KEY_LENGTH: Final = 60
"""How long the key of an addressee may be: receipts are kept under it."""


def units(sheet: Sheet, whom: Iterable[Recipient]) -> list[OrgUnit]:
    """Give the units letters are addressed to: a person stands for the unit he belongs to."""
    found: dict[str, OrgUnit] = {}
    for who in whom:
        for holder, kind in holders(sheet, who):
            person = sheet.directory.person(holder) if kind == "person" else None
            unit = sheet.directory.unit(person.unit if person else holder)
            if unit is not None:
                found[unit.key] = unit
    return list(found.values())


def outsiders(sheet: Sheet, whom: Iterable[Recipient]) -> Mapping[str, str]:
    """Give the addressees that fields name, each by its key with its name.

    A field that is not filled leaves a place to be filled in by hand (【待填：…】).
    """
    return {
        f"{FIELD}{who.field}"[:KEY_LENGTH]: named_in(sheet, who.field) for who in whom if who.field
    }


def named_in(sheet: Sheet, field: str) -> str:
    """Name whoever a field names, or the place where the name is to be filled in."""
    name = str(sheet.case.fields.get(field) or "").strip()
    return name or f"{TO_FILL}：{sheet.flow.fields[field].title}】"
