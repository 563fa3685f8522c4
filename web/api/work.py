"""What waits for the caller, and what is counted over the cases he sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from ...store import ApprovalRow, OpeningRow
from ...workflow.values import Escalation, Notice, Task
from .bodies import page_of
from .callers import Caller
from .careful import CarefulRoute
from .cases import escalation_place, task_place
from .cursors import Page, Paged, at, moment
from .looking import Filter, Flag, Key
from .shapes import INDICATOR, PersonSeen, person_seen

router = APIRouter(route_class=CarefulRoute)

Since = Annotated[date | None, Query(description="The first day that counts.")]
Until = Annotated[date | None, Query(description="The last day that counts.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Myself:
    """Who the caller is, how many notices he has not read and how many tasks wait for him."""

    person: PersonSeen
    unread: int
    owed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """How many notices were unread."""

    read: int


@router.get("/me", response_model=Myself, tags=["work"])
def me(visit: Caller) -> Myself:
    """Say who the caller is and what waits for him."""
    seen = person_seen(visit.person, is_whole=True)
    return Myself(person=seen, unread=visit.unread, owed=visit.owed)


@router.get("/tasks", response_model=page_of("Task", Task), tags=["work"])
def tasks(visit: Caller, pager: Paged) -> Page:
    """List what the caller, his unit and whoever he stands in for have to do, the first due first."""
    return pager.cut(visit.desk.tasks(), task_place)


@router.get("/inbox", response_model=page_of("Notice", Notice), tags=["work"])
def inbox(visit: Caller, pager: Paged, unread_only: Flag = False) -> Page:
    """List the caller's notices, unread first, then the newest.

    One that is read while its pages are walked moves behind the unread ones and comes once more.
    """
    return pager.cut(visit.desk.inbox(unread_only=unread_only), _notice_place)


@router.post("/inbox/read", response_model=Read, tags=["work"])
def read(visit: Caller) -> Read:
    """Record that the caller has read every notice in his inbox."""
    return Read(read=visit.office.inboxes.mark_read(visit.key, visit.office.clock.now()))


@router.get("/escalations", response_model=page_of("Escalation", Escalation), tags=["escalations"])
def escalations(visit: Caller, pager: Paged, open_only: Flag = False) -> Page:
    """List the escalations of the cases the caller sees, the oldest first."""
    place = pager.behind(0, 0, 0, "")
    after = (moment(place[0]), place[1], place[2], place[3]) if place else None
    rows = visit.desk.views().escalations(open_only=open_only, after=after, limit=pager.limit + 1)
    return pager.listed(rows, escalation_place)


@router.get(
    "/flows/{flow}/approvals/{approval}",
    response_model=page_of("Approval", ApprovalRow),
    tags=["work"],
)
def approvals(flow: Key, approval: Key, visit: Caller, pager: Paged) -> Page:
    """List the cases of a flow on which this approval waits for the caller, by number."""
    return pager.cut(visit.desk.approvals(flow, approval), lambda row: (row.case,))


@router.get("/flows/{flow}/indicators", response_model=list[INDICATOR], tags=["reports"])  # type: ignore[valid-type]
def indicators(
    flow: Key, visit: Caller, by: Filter = None, since: Since = None, until: Until = None
) -> Any:
    """Compute a flow's indicators over the cases the caller sees; no rate over nothing.

    ``by`` tells them apart by ``territory``, ``grade``, a role, or a field.
    """
    return visit.desk.views().indicators(flow, by=by, since=since, until=until)


@router.get("/openings", response_model=page_of("Opening", OpeningRow), tags=["office"])
def openings(visit: Caller, pager: Paged, flow: Filter = None) -> Page:
    """List the cases the caller sees that the calendar opened, the newest first."""
    found = visit.desk.views().openings(flow)
    return pager.cut(found, lambda row: (-at(row.at), row.flow, row.period, row.unit))


def _notice_place(notice: Notice) -> tuple[Any, ...]:
    is_read = int(notice.read_at is not None)
    return (is_read, -at(notice.created_at), notice.case, notice.entry, notice.topic)
