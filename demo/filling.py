"""Filling in a case in the demonstration: a sensible value for each field, by its type."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..definitions import Flow
from ..definitions.fields import Field, FieldType
from ..workflow.explain import WayOnward
from ..workflow.people import Roster
from .docket import VALUES

_CEILING = 100.0


class Drawing(NamedTuple):
    """What a value is drawn from: chance, the day, and what is known of the case."""

    chance: random.Random
    today: date
    known: Mapping[str, Any]


class Filling:
    """Draws values for the fields of any flow; the same chance draws the same."""

    def __init__(self, roster: Roster) -> None:
        self._places = [place.key for place in roster.territories if place.parent]
        self._units = [unit.key for unit in roster.units]

    def value(self, field: Field, drawing: Drawing, *, flow: str, way: str = "") -> Any:
        """Give a value for a field of a flow, ``way`` being where the case is to go."""
        for name in (f"{flow}.{way}.{field.key}", f"{flow}.{field.key}", field.key):
            if name in VALUES:
                given = drawn(VALUES[name], drawing)
                if _fits(field, given):
                    return given
        return self._by_type(field, drawing)

    def _by_type(self, field: Field, drawing: Drawing) -> Any:
        chance, low = drawing.chance, field.minimum or 0.0
        high = field.maximum if field.maximum is not None else low + _CEILING
        by_type: Mapping[FieldType, Callable[[], Any]] = {
            "text": lambda: f"{field.title}：已核实，详见附卷材料",
            "choice": lambda: chance.choice([*field.options]),
            "date": lambda: drawing.today,
            "boolean": lambda: True,
            "integer": lambda: chance.randint(int(low), int(high)),
            "number": lambda: round(chance.uniform(low + (high - low) * 0.6, high), 1),
            "territory": lambda: chance.choice(self._places),
            "unit": lambda: chance.choice(self._units),
        }
        return by_type[field.type]()


def drawn(given: object, drawing: Drawing) -> Any:
    """Draw from what is given: one of a list, a day so many days on, what another field says."""
    match given:
        case [*choices]:
            return drawing.chance.choice(choices)
        case {"days": (int(first), int(last))}:
            return drawing.today + timedelta(days=drawing.chance.randint(first, last))
        case {"like": str(other)}:
            return drawing.known.get(other)
        case _:
            return given


def _fits(field: Field, value: Any) -> bool:
    return value is not None and (field.type != "choice" or value in field.options)


def wanted(flow: Flow, way: WayOnward, known: Mapping[str, Any]) -> list[Field]:
    """Give the fields to fill for a way: what it asks for, and what its facts are about.

    A fact that does not hold may be about something filled otherwise: that is filled anew, but not
    what a fact measures against today, which comes true by itself.
    """
    asked = {c.key for c in way.checks if c.is_needed and not c.is_met}
    keys = {key for key in asked if key not in known}
    for requirement in flow.transitions[way.key].requirements:
        if requirement.fact is not None and requirement.key in asked:
            names = requirement.fact.names
            keys |= {name for name in names if "today" not in names or name not in known}
    return [
        field
        for key, field in flow.fields.items()
        if key in keys and not field.kept_by and not (key in known and field.is_required)
    ]
