"""The questions a wall asks the database: which cases count, which are shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from sqlalchemy import ColumnElement, false, func, literal, or_, select, true

from ...definitions.model import Color
from ..boards import Query, cases, light_at
from ..layout import tables
from ..rows import LIT
from .values import WallFilter

P: Final = tables.position.c
FACETS: Final = ("stage", "light", "territory", "grade", "due_within")
WEEK: Final = 7
FAR: Final = timedelta(days=40_000)
"""Further ahead than any deadline: what is due within more days than that is all that is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until before when something is due."""

    since: datetime
    until: datetime

    def covers(self) -> ColumnElement[bool]:
        """Write as SQL whether a case is due in it; false for no due moment."""
        return func.coalesce((P.due_at >= self.since) & (P.due_at < self.until), false())


def week_of(now: datetime, zone: tzinfo) -> Window:
    """Give the week of a moment in a zone, from Monday to Sunday."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return Window(since=_start(monday, zone), until=_start(monday + timedelta(days=WEEK), zone))


def window_of(wanted: WallFilter, now: datetime, zone: tzinfo) -> Window | None:
    """Give when cases have to be due, None for whenever."""
    if wanted.due_within is None:
        return None
    if wanted.due_within == "week":
        return week_of(now, zone)
    today = now.astimezone(zone).date()
    ahead = min(timedelta(days=wanted.due_within + 1), FAR) if wanted.due_within >= 0 else None
    return Window(
        since=_start(today, zone),
        until=_start(today + ahead, zone) if ahead else _start(today, zone),
    )


def _start(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wall that was asked for: of which flow and when, among the cases that are ``within``.

    ``found`` are those that were searched for; both are None for all.
    """

    flow: str
    wanted: WallFilter
    now: datetime
    zone: tzinfo
    within: ColumnElement[bool] | None
    found: ColumnElement[bool] | None

    def cube(self) -> Query:
        """Count the cases of the flow by everything that filters and has few values.

        Only those that any light but green, or a due moment in a window, tells from the others of
        their stage, place and grade; ``totals`` counts all. There are few of them as a rule, and
        what has to be put in order to be counted costs most.
        """
        by = (
            P.stage,
            P.territory,
            P.grade,
            self.light.label("light"),
            self._week.label("is_this_week"),
            self._near.label("is_near"),
        )
        query = select(*by, func.count().label("cases")).group_by(*(each.name for each in by))
        is_lit = [P[f"{color}_at"] <= func.coalesce(P.paused_at, self.now) for color in LIT]
        windows = [week_of(self.now, self.zone), window_of(self.wanted, self.now, self.zone)]
        is_due = [window.covers() for window in windows if window is not None]
        return self._narrowed(query, but=FACETS).where(or_(*is_lit, *is_due))

    @property
    def is_all_that_runs(self) -> bool:
        """Whether all running cases seen of the flow count, whatever is filtered by beside it."""
        wanted = self.wanted
        is_one = wanted.case is not None
        return self.found is None and wanted.holder is None and not (wanted.include_ended or is_one)

    def totals(self) -> Query:
        """Count the cases of the flow by stage, place and grade, as ``running`` does."""
        by = (P.stage, P.territory, P.grade)
        query = select(*by, func.count().label("cases")).group_by(*by)
        return self._narrowed(query, but=FACETS)

    def holders(self) -> Query:
        """Count the cases that pass every filter but the holder by who holds a role on them."""
        held = tables.assignment.c
        query = (
            select(held.holder, func.count(held.case_id.distinct()).label("cases"))
            .select_from(tables.position)
            .join(tables.assignment, held.case_id == P.case_id)
            .where(held.until.is_(None))
            .group_by(held.holder)
        )
        return self._narrowed(query, but={"holder"})

    def latest(self, *, limit: int, offset: int) -> Query:
        """Select cases that pass every filter, with their lights, the last activity first."""
        query = select(P.case_id, self.light.label("light"))
        query = query.order_by(P.active_at.desc(), P.case_id.desc())
        return self._narrowed(query).limit(limit).offset(offset)

    def shining(self, light: Color, *, limit: int, offset: int) -> Query:
        """Select cases of one light that pass every filter, by due moment."""
        query = select(P.case_id, self.light.label("light")).where(self.light == light)
        query = query.order_by(P.due_at.asc().nulls_last(), P.case_id)
        return self._narrowed(query, but={"light"}).limit(limit).offset(offset)

    @property
    def light(self) -> ColumnElement[str]:
        """The light of a case at the moment that was asked for."""
        return light_at(self.now, tables.position)

    @property
    def _week(self) -> ColumnElement[bool]:
        return week_of(self.now, self.zone).covers()

    @property
    def _near(self) -> ColumnElement[bool]:
        near = window_of(self.wanted, self.now, self.zone)
        return near.covers() if near else true()

    def _narrowed(self, query: Query, *, but: Collection[str] = ()) -> Query:
        """Narrow to the cases of the flow that pass the filters, those named in ``but`` left out."""
        wanted = self.wanted
        query = query.where(P.flow_key == self.flow)
        if not wanted.include_ended:
            query = query.where(P.is_ended == false())
        if wanted.case is not None:
            query = query.where(P.case_id == wanted.case)
        for condition in (self.within, self.found):
            if condition is not None:
                query = query.where(condition)
        for name in ("stage", "territory", "grade"):
            key = getattr(wanted, name)
            if key is not None and name not in but:
                query = query.where(P[name] == _sayable(key))
        if wanted.light is not None and "light" not in but:
            query = query.where(self.light == wanted.light)
        if wanted.due_within is not None and "due_within" not in but:
            query = query.where(self._near)
        if wanted.holder is not None and "holder" not in but:
            held = tables.assignment.c
            his = select(held.case_id).where(
                held.holder == _sayable(wanted.holder), held.until.is_(None)
            )
            query = query.where(P.case_id.in_(his))
        return query


def running(within: ColumnElement[bool] | None) -> Query:
    """Count the running cases seen by flow, stage, place and grade."""
    by = (P.flow_key, P.stage, P.territory, P.grade)
    query = select(*by, func.count().label("cases")).where(P.is_ended == false()).group_by(*by)
    return query if within is None else query.where(within)


def _sayable(key: str) -> str:
    """Give a key that both databases can be asked for; none has the sign one of them refuses."""
    return key.replace("\0", "\ufffd")


def shown(numbers: Collection[int]) -> Query:
    """Select what a row shows of some cases."""
    c = tables.case.c
    return (
        cases(literal("").label("light"))
        .add_columns(c.fields, c.opened_at)
        .where(c.id.in_(numbers))
    )


def visits(cases: Collection[int]) -> Query:
    """Select every entry of some cases with its deadline, the oldest first."""
    entry, deadline = tables.entry.c, tables.deadline
    return (
        select(
            deadline,
            entry.stage.label("at_stage"),
            entry.left_at.label("left_at"),
        )
        .join(
            tables.entry,
            (entry.case_id == deadline.c.case_id) & (entry.number == deadline.c.entry),
        )
        .where(deadline.c.case_id.in_(cases))
        .order_by(deadline.c.case_id, deadline.c.entry)
    )


def held_by(cases: Collection[int], roles: Collection[str]) -> Query:
    """Select who holds some roles on some cases, the longest first."""
    held = tables.assignment.c
    return (
        select(held.case_id, held.role, held.holder)
        .where(held.case_id.in_(cases), held.role.in_(roles), held.until.is_(None))
        .order_by(held.case_id, held.since, held.holder)
    )
