"""The questions a wall asks the database: which cases count, which are shown."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from sqlalchemy import ColumnElement, Text, case, cast, false, func, or_, select, true

from ...definitions.model import COLORS
from ...workflow.people.sight import Sight
from ..boards import Query, cases, is_present, light_at, within
from ..layout import tables
from .values import WallFilter

ESCAPE: Final = "\\"
WEEK: Final = 7
FAR: Final = timedelta(days=40_000)
"""Further ahead than any deadline: what is due within more days than that is all that is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when until before when something is due."""

    since: datetime
    until: datetime

    def covers(self) -> ColumnElement[bool]:
        """Write as SQL whether the present deadline is due in it; false for no due moment."""
        due = tables.deadline.c.due_at
        return func.coalesce((due >= self.since) & (due < self.until), false())


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
    """A wall that was asked for: of which flow, by whom, when; ``texts`` are its text fields."""

    flow: str
    wanted: WallFilter
    sight: Sight
    now: datetime
    zone: tzinfo
    texts: Collection[str]

    def flows(self) -> Query:
        """Count the running cases seen by flow."""
        c = tables.case.c
        query = select(c.flow_key, func.count()).group_by(c.flow_key).where(c.status != "ended")
        return within(query, self.sight)

    def cube(self) -> Query:
        """Count the cases of the flow by everything that filters and has few values."""
        c = tables.case.c
        near = window_of(self.wanted, self.now, self.zone)
        by = (
            c.stage.label("stage"),
            light_at(self.now).label("light"),
            c.territory.label("territory"),
            c.grade.label("grade"),
            week_of(self.now, self.zone).covers().label("is_this_week"),
            (near.covers() if near else true()).label("is_near"),
        )
        query = select(*by, func.count().label("cases")).join(tables.deadline, is_present())
        query = query.group_by(*(column.name for column in by))
        return self._held(self._found(query))

    def holders(self) -> Query:
        """Count the cases that pass every filter but the holder by who holds a role on them."""
        held = tables.assignment.c
        query = (
            select(held.holder, func.count(held.case_id.distinct()).label("cases"))
            .select_from(tables.case)
            .join(tables.deadline, is_present())
            .join(tables.assignment, held.case_id == tables.case.c.id)
            .where(held.until.is_(None))
            .group_by(held.holder)
        )
        return self._narrowed(self._found(query))

    def rows(self, *, limit: int, offset: int) -> Query:
        """Select one page of the cases that pass every filter, in the order that was asked for."""
        c, shows = tables.case.c, light_at(self.now)
        query = cases(shows).add_columns(c.fields, c.opened_at)
        if self.wanted.sort == "recent":
            query = query.order_by(c.active_at.desc(), c.id.desc())
        else:
            ranks = {color: rank for rank, color in enumerate(COLORS)}
            due = tables.deadline.c.due_at
            query = query.order_by(case(ranks, value=shows, else_=0).desc())
            query = query.order_by(due.is_(None), due, c.id)
        query = self._held(self._narrowed(self._found(query)))
        return query.limit(limit).offset(offset)

    def _found(self, query: Query) -> Query:
        """Narrow to the cases of the flow that are seen and searched for."""
        c = tables.case.c
        query = query.where(c.flow_key == self.flow)
        if not self.wanted.include_ended:
            query = query.where(c.status != "ended")
        if self.wanted.q.strip():
            query = query.where(self._has(self.wanted.q.strip()))
        return within(query, self.sight)

    def _held(self, query: Query) -> Query:
        if self.wanted.holder is None:
            return query
        held = tables.assignment.c
        his = select(held.case_id).where(
            held.holder == _sayable(self.wanted.holder), held.until.is_(None)
        )
        return query.where(tables.case.c.id.in_(his))

    def _narrowed(self, query: Query) -> Query:
        """Narrow by light, stage, territory, grade and due moment."""
        c, wanted = tables.case.c, self.wanted
        for column, key in (
            (c.stage, wanted.stage),
            (c.territory, wanted.territory),
            (c.grade, wanted.grade),
        ):
            if key is not None:
                query = query.where(column == _sayable(key))
        if wanted.light is not None:
            query = query.where(light_at(self.now) == wanted.light)
        near = window_of(wanted, self.now, self.zone)
        return query if near is None else query.where(near.covers())

    def _has(self, text: str) -> ColumnElement[bool]:
        """Say that a text is in title, reference or a text field, as typed, signs of LIKE too."""
        if "\0" in text:  # PostgreSQL refuses the question, and no text has one
            return false()
        c = tables.case.c
        words: list[ColumnElement[bool]] = [
            column.ilike(_pattern(text), escape=ESCAPE) for column in (c.title, c.ref)
        ]
        if self.texts:
            written = _pattern(json.dumps(text, ensure_ascii=False)[1:-1])
            fields = [
                c.fields[key].as_string().ilike(_pattern(text), escape=ESCAPE) for key in self.texts
            ]
            # The fields of a case are read one by one only where any of them can have the text.
            whole = cast(c.fields, Text).ilike(written, escape=ESCAPE)
            words.append(whole & or_(*fields))
        return or_(*words)


def _pattern(text: str) -> str:
    for sign in (ESCAPE, "%", "_"):
        text = text.replace(sign, ESCAPE + sign)
    return f"%{text}%"


def _sayable(key: str) -> str:
    """Give a key that both databases can be asked for; none has the sign one of them refuses."""
    return key.replace("\0", "\ufffd")


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
