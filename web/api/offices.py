"""Looking at the office itself: people, calendars, reports, what comes next, what gave up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query

from ...errors import UnknownReport
from ...health import Health
from ...store import CalendarVersion, DeadLetter, HistoryLine, PublishedRow, TimerCount
from ...workflow.openings import Upcoming
from .bodies import page_of, shape_of
from .callers import Caller, require_overseer
from .careful import CarefulRoute
from .cursors import Page, Paged, at
from .looking import Filter, Flag, Key
from .shapes import REPORT, UNIT, Named, PersonSeen, person_seen

router = APIRouter(route_class=CarefulRoute)

Period = Annotated[
    str, Query(max_length=20, description="Such as 2026-03 or 2026-Q1; empty for the last.")
]
Unit = Annotated[str, Query(max_length=200, description="The key of one unit.")]

HEALTH: Final = shape_of(
    Health, "is_fine", without=("schema",), more={"said": (str, ""), "schema_version": (str, "")}
)
KINDS = ("timer", "delivery", "job")


@router.get("/people", response_model=page_of("Person", PersonSeen), tags=["people"])
def people(visit: Caller, pager: Paged, unit: Filter = None, include_left: Flag = False) -> Page:
    """List people by unit and key.

    Administrators and auditors see the whole roster, others who is of their own unit.
    """
    is_whole = visit.sees_operations
    found = [
        person_seen(person, is_whole=is_whole)
        for person in visit.office.people.people(unit, include_left=include_left and is_whole)
        if is_whole or person.unit == visit.person.unit
    ]
    return pager.cut(found, lambda person: (person.unit, person.key))


@router.get(
    "/people/{person}/history", response_model=page_of("History", HistoryLine), tags=["people"]
)
def person_history(person: Key, visit: Caller, pager: Paged) -> Page:
    """List what the roster's history says of somebody; for administrators and auditors."""
    require_overseer(visit)
    return pager.cut(visit.office.people.history(person), lambda line: (line.seq,))


@router.get("/units", response_model=page_of("Unit", UNIT), tags=["people"])
def units(visit: Caller, pager: Paged) -> Page:
    """List the units by key; administrators and auditors see all of them, others their own."""
    found = [
        unit
        for unit in visit.office.roster.read().units
        if visit.sees_operations or unit.key == visit.person.unit
    ]
    return pager.cut(found, lambda unit: (unit.key,))


@router.get("/territories", response_model=list[Named], tags=["people"])
def territories(visit: Caller) -> Sequence[Named]:
    """List the places cases may be in; anybody of the office sees them."""
    titles = visit.office.roster.directory().territories()
    return [Named(key=key, title=title) for key, title in sorted(titles.items())]


@router.get("/calendars", response_model=page_of("Calendar", CalendarVersion), tags=["office"])
def calendars(visit: Caller, pager: Paged) -> Page:
    """List every version of every working calendar; anybody of the office sees them."""
    found = visit.office.calendars.versions()
    return pager.cut(found, lambda version: (version.key, version.number))


@router.get("/openings/ahead", response_model=list[Upcoming], tags=["office"])
def ahead(visit: Caller, flow: Filter = None) -> Any:
    """List which cases the calendar opens next; for administrators and auditors."""
    require_overseer(visit)
    return visit.office.openings.ahead(visit.office.clock.now(), flow=flow)


@router.get("/health", response_model=HEALTH, tags=["operations"])
def health(visit: Caller) -> Any:
    """Say whether the office's machinery works, and what waits; for administrators and auditors."""
    require_overseer(visit)
    found = visit.office.health()
    return HEALTH.model_validate(found).model_copy(update={"said": found.sentence(visit.language)})


@router.get("/timers", response_model=TimerCount, tags=["operations"])
def timers(visit: Caller) -> TimerCount:
    """Count timers, deliveries and jobs by state; for administrators and auditors."""
    require_overseer(visit)
    return visit.office.views.timers()


@router.get("/dead-letters", response_model=page_of("DeadLetter", DeadLetter), tags=["operations"])
def dead_letters(visit: Caller, pager: Paged) -> Page:
    """List what gave up, the longest dead first by kind; for administrators and auditors."""
    require_overseer(visit)
    found = visit.office.dead.letters()
    return pager.cut(found, lambda each: (KINDS.index(each.kind), at(each.since), each.id))


@router.get("/reports", response_model=page_of("Published", PublishedRow), tags=["reports"])
def reports(visit: Caller, pager: Paged, name: Filter = None) -> Page:
    """List what was published and the caller may read, the newest first.

    That is whoever sees the whole office, and the people of units that publish it or get it.
    """
    found = visit.office.reports.list(name, by=visit.key)
    return pager.cut(
        found, lambda row: (-at(row.published_at), row.key, row.unit, -row.revision, row.period)
    )


@router.get("/reports/{name}", response_model=REPORT, tags=["reports"], operation_id="report")
def report(name: Key, visit: Caller, period: Period = "", unit: Unit = "") -> Any:
    """Give a report as it was published last, to those who may read it."""
    found = visit.office.reports.published(name, period, unit=unit, by=visit.key)
    if found is None:
        raise UnknownReport(name=" ".join(filter(None, (name, period, unit))))
    return found


@router.get("/reports/{name}/made", response_model=REPORT, tags=["reports"])
def made(name: Key, visit: Caller, period: Period = "", unit: Unit = "") -> Any:
    """Make a report now, over the cases the caller sees; nothing is kept."""
    return visit.office.reports.make(name, period, unit=unit, by=visit.key)
