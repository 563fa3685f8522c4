"""Filling in fields that a scenario leaves to chance: a value by type, or one that makes facts true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice, product
from typing import Any, Final
from zoneinfo import ZoneInfo

from ...definitions import Flow
from ...definitions.fields import Field
from ...definitions.model import Requirement
from ...workflow.people import Roster
from ...workflow.steps.facts import facts_of

_TRIED: Final = 4_000
_DAYS: Final = (0, 1, 30, 365, -1, -30)


def plain_value(field: Field, today: date, roster: Roster) -> Any:
    """Give a value that fits a field, the same every time."""
    return next(_values(field, today, roster))


def _values(field: Field, today: date, roster: Roster) -> Iterator[Any]:
    match field.type:
        case "text":
            yield f"{field.title}（示例）"
        case "choice":
            yield from field.options
        case "date":
            yield from (today + timedelta(days=days) for days in _DAYS)
        case "boolean":
            yield from (True, False)
        case "integer":
            yield from (int(n) for n in _numbers(field))
        case "number":
            yield from _numbers(field)
        case "territory":
            yield from (place.key for place in roster.territories)
        case "unit":
            yield from (unit.key for unit in roster.units)


def _numbers(field: Field) -> Iterator[float]:
    low = field.minimum if field.minimum is not None else 0.0
    high = field.maximum if field.maximum is not None else max(low * 2, 100.0)
    yield from dict.fromkeys((max(low, min(1.0, high)), high, low, (low + high) / 2))


def making_true(  # noqa: PLR0913 - what a fact may look at
    flow: Flow,
    requirement: Requirement,
    known: Mapping[str, Any],
    *,
    stage: str,
    materials: list[str],
    today: date,
    zone: ZoneInfo,
    roster: Roster,
    fixed: frozenset[str],
) -> dict[str, Any]:
    """Find values for the fields a fact is about with which it holds; empty where none is found.

    What is ``fixed`` keeps the value it has. Fields are changed as few as possible.
    """
    if requirement.fact is None:
        return {}
    keys = [
        key
        for key, field in flow.fields.items()
        if key in _fields_of(flow, requirement) and key not in fixed and not field.kept_by
    ]
    choices = [[*_offered(flow.fields[key], known.get(key), today, roster)] for key in keys]
    for values in islice(product(*choices), _TRIED):
        tried = {**known, **dict(zip(keys, values, strict=True))}
        facts = facts_of(
            flow, fields=tried, materials=materials, stage=stage, today=today, zone=zone
        )
        if requirement.fact.holds(facts):
            return {key: tried[key] for key in keys if tried[key] != known.get(key)}
    return {}


def _fields_of(flow: Flow, requirement: Requirement) -> set[str]:
    """Name the fields a fact looks at, itself or by way of decisions."""
    names = set(requirement.fact.names) if requirement.fact else set()
    if "grade" in names:
        names.add(flow.grade)
    for decision in reversed(list(flow.decisions.values())):
        if decision.key in names:
            names |= {name for rule in decision.rules if rule.when for name in rule.when.names}
    if "filled" in names and requirement.fact:
        names |= {key for key in flow.fields if f"'{key}'" in requirement.fact.source}
    return names & flow.fields.keys()


def _offered(field: Field, now: Any, today: date, roster: Roster) -> Iterator[Any]:
    if now is not None:
        yield now
    yield from (value for value in _values(field, today, roster) if value != now)
