"""Checks of plans, recurring duties, the publication of lights and extensions."""

from __future__ import annotations

from .alarm_parts import CyclePart, DutyPart
from .checks import check_field_type
from .cycles import DAYS_OF_WEEK, LAST_DAY, MONTHS, Cycle, Every
from .draft import Draft
from .expressions import Scope
from .findings import Path
from .spans import Span, Unit

_NUMERIC = ("number", "integer")
_EVERY_ZH: dict[Every, str] = {
    "week": "周",
    "month": "月度",
    "quarter": "季度",
    "half_year": "半年",
    "year": "年度",
}


def check_duties(draft: Draft, scope: Scope | None) -> None:
    """Check everything that comes again, and what lights are measured against."""
    for key, plan in draft.doc.plans.items():
        for name in ("start", "end"):
            check_field_type(draft, getattr(plan, name), ("plans", key, name), "date")
        _check_number(draft, plan.actual, ("plans", key, "actual"))
        if plan.target:
            _check_number(draft, plan.target, ("plans", key, "target"))
    if draft.doc.publication:
        check_cycle(draft, draft.doc.publication, ("publication",))
    if draft.doc.extension:
        draft.refer_roles(draft.doc.extension.by, ("extension", "by"))
        _check_days(draft, draft.doc.extension.ask_before, ("extension", "ask_before"))
    for key, duty in draft.doc.recurring.items():
        _check_duty(draft, duty, ("recurring", key), scope)


def _check_number(draft: Draft, name: str, path: Path) -> None:
    if not draft.refer("field", name, path):
        return
    field = draft.doc.fields.get(name)
    is_sound = draft.findings.is_sound(("fields", name, "type"))
    if field and field.type not in _NUMERIC and is_sound:
        draft.findings.add("field-type", path, name=name, wanted="number", found=field.type)


def _check_duty(draft: Draft, duty: DutyPart, path: Path, scope: Scope | None) -> None:
    check_cycle(draft, duty, path)
    draft.refer_roles(duty.by, (*path, "by"))
    draft.refer_all("stage", duty.stages, (*path, "stages"))
    _check_days(draft, duty.opens, (*path, "opens"))
    if duty.when:
        check_lasting(draft, duty.when, scope, (*path, "when"))
    if duty.ladder:
        draft.refer("ladder", duty.ladder, (*path, "ladder"))


def _check_days(draft: Draft, span: Span | None, path: Path) -> None:
    if span is not None and span.unit is Unit.WORKHOURS:
        draft.findings.add("hours-here", path)


def check_lasting(draft: Draft, source: str, scope: Scope | None, path: Path) -> None:
    """Compile an expression that is evaluated only when a case changes: it can't look at today."""
    compiled = draft.compile(source, scope, path)
    if compiled is not None and "today" in compiled.names:
        draft.findings.add("today-here", path)


def check_cycle(draft: Draft, cycle: CyclePart, path: Path) -> None:
    """Check that the day a cycle names lies in its period."""
    if not draft.findings.is_sound((*path, "every")):
        return
    months = MONTHS[cycle.every]
    if cycle.month is not None and cycle.month > months:
        draft.findings.add(
            "cycle-month",
            (*path, "month"),
            every=cycle.every,
            every_zh=_EVERY_ZH[cycle.every],
            month=cycle.month,
        )
    if cycle.every == "week" and cycle.day is not None and cycle.day > DAYS_OF_WEEK:
        draft.findings.add("cycle-day", (*path, "day"))


def cycle_of(part: CyclePart) -> Cycle:
    """Give the cycle a file writes; without a day the last of the period."""
    last = DAYS_OF_WEEK if part.every == "week" else LAST_DAY
    return Cycle(
        every=part.every,
        month=part.month or max(MONTHS[part.every], 1),
        day=part.day or last,
        rolls=part.rolls,
    )
