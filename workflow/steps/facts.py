"""What expressions see of a case: its fields, its decisions and a few facts about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from ...definitions.flow import Flow
from ...definitions.model import Decision
from .sheet import Sheet


def facts_of(  # noqa: PLR0913 - what expressions can see
    flow: Flow,
    *,
    fields: Mapping[str, Any],
    materials: Collection[str],
    stage: str,
    today: date,
    zone: tzinfo,
) -> dict[str, Any]:
    """Gather the variables of expressions; a field that is not filled is absent."""
    facts = _plain_facts(fields, materials, stage, today, zone)
    return facts | outcomes(flow, facts)


def _plain_facts(
    fields: Mapping[str, Any], materials: Collection[str], stage: str, today: date, zone: tzinfo
) -> dict[str, Any]:
    filled = {key: value for key, value in fields.items() if value is not None}
    facts: dict[str, Any] = {
        key: _midnight(value, zone) if isinstance(value, date) else value
        for key, value in filled.items()
    }
    facts |= {
        "filled": sorted(filled),
        "materials": sorted(materials),
        "stage": stage,
        "today": _midnight(today, zone),
    }
    return facts


def outcomes(flow: Flow, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Decide every table of a flow, each seeing the outcomes of those before it."""
    seen = dict(facts)
    found: dict[str, Any] = {}
    for decision in flow.decisions.values():
        found[decision.key] = seen[decision.key] = decide(decision, seen)
    if flow.grade:
        found["grade"] = found[flow.grade]
    return found


def lasting_facts(
    flow: Flow, fields: Mapping[str, Any], grade: str, zone: tzinfo, *, names: Collection[str]
) -> dict[str, Any]:
    """Gather what an expression over all cases reads: fields, decisions from them, the grade.

    Nothing is decided that none of the ``names`` asks for.
    """
    filled = {key: value for key, value in fields.items() if value is not None}
    facts: dict[str, Any] = {
        key: _midnight(value, zone) if isinstance(value, date) else value
        for key, value in filled.items()
    }
    facts |= {"filled": sorted(filled), "grade": grade}
    if any(name in flow.decisions for name in names):
        for decision in flow.lasting_decisions:
            facts[decision.key] = decide(decision, facts)
    return facts


def facts_on(sheet: Sheet) -> dict[str, Any]:
    """Gather the variables of expressions for the case as it stands on a sheet, once a state."""
    return sheet.remember(_gather, sheet.case.fields, sheet.case.stage, len(sheet.materials))


def _gather(sheet: Sheet) -> dict[str, Any]:
    # Most tables do not look at the stage, so moving to another decides nothing anew.
    stage = sheet.case.stage if sheet.flow.decides_by_stage else ""
    decided = sheet.remember(_decided, sheet.case.fields, stage, len(sheet.materials))
    return _seen(sheet) | decided


def _decided(sheet: Sheet) -> dict[str, Any]:
    return outcomes(sheet.flow, _seen(sheet))


def _seen(sheet: Sheet) -> dict[str, Any]:
    worktime = sheet.worktime
    materials = {filed.key for filed in sheet.materials}
    today = worktime.day_of(sheet.now)
    return _plain_facts(sheet.case.fields, materials, sheet.case.stage, today, worktime.zone)


def decide(decision: Decision, facts: Mapping[str, Any]) -> str:
    """Give the outcome of the first row that holds; a row that can't be computed does not hold.

    Every decision ends with a row that always holds, so there always is an outcome.
    """
    return next(rule.then for rule in decision.rules if rule.when is None or rule.when.holds(facts))


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)
