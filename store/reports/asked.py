"""What a report asks the database for: which cases, at which moment, by whose holders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_

from ...definitions.flow import Flow
from ...definitions.reporting import ReportSpec
from ...workflow.people import Directory
from ...workflow.people.sight import Sight
from ..boards import within
from ..layout import tables
from ..rows import LIT

Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One report to make: of the days ``since`` to ``until``, as things stood at ``end``.

    ``begin`` and ``end`` are moments, ``end`` not included; ``flow_of`` gives the version of a
    flow by its hash, ``unit`` the one unit that is listed, empty for all.
    """

    spec: ReportSpec
    flows: Mapping[str, Flow]
    directory: Directory
    sight: Sight
    since: date
    until: date
    begin: datetime
    end: datetime
    zone: tzinfo
    flow_of: Callable[[str], Flow]
    unit: str = ""

    @property
    def year_begin(self) -> date:
        """The first day of the year the report lies in."""
        return self.until.replace(month=1, day=1)

    def day(self, moment: datetime) -> date:
        """Give the day of a moment in the office's zone."""
        return moment.astimezone(self.zone).date()

    def within(self, query: Query) -> Query:
        """Narrow a question to the cases the report is about, and to whoever it is asked by."""
        found = tables.case.c
        query = query.where(found.flow_key.in_(sorted(self.flows)))
        if self.spec.grades:
            query = query.where(found.grade.in_(self.spec.grades))
        return within(query, self.sight)

    def is_held(self) -> ColumnElement[bool]:
        """Join a case with whoever held the report's role on it at its end."""
        held = tables.assignment.c
        return and_(
            held.case_id == tables.case.c.id,
            held.role == self.spec.role,
            held.since < self.end,
            or_(held.until.is_(None), held.until >= self.end),
            *([held.holder == self.unit] if self.unit else []),
        )

    def is_present(self) -> ColumnElement[bool]:
        """Keep the entry a case was in at the end."""
        entry = tables.entry.c
        return and_(
            entry.entered_at < self.end, or_(entry.left_at.is_(None), entry.left_at >= self.end)
        )

    def light(self) -> ColumnElement[str]:
        """Write the light of an entry as it was at the end; a pause holds it where it was."""
        deadline = tables.deadline.c
        paused = deadline.paused_at
        at = case((and_(paused.is_not(None), paused < self.end), paused), else_=self.end)
        shown = tuple((deadline[f"{color}_at"] < at, color) for color in reversed(LIT))
        return case(*shown, else_="green")


def is_of_entry() -> ColumnElement[bool]:
    """Join an entry with its deadline."""
    entry, deadline = tables.entry.c, tables.deadline.c
    return and_(deadline.case_id == entry.case_id, deadline.entry == entry.number)


def is_stage() -> ColumnElement[bool]:
    """Leave out the entries into terminals: their clock is closed as it begins, though they last."""
    closed, entry = tables.deadline.c.closed_at, tables.entry.c
    return or_(closed.is_(None), closed > entry.entered_at, entry.left_at == entry.entered_at)


def count_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Count the rows for which a condition holds."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
