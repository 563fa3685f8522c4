"""The rows of a wall: what one case shows in each column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...definitions.flow import Flow
from ...definitions.model import Color
from ...workflow.forecast import Line, main_line, outlook
from ...workflow.people import Directory
from ...workflow.time.deadlines import frozen, overdue_workdays
from ...workflow.time.worktime import WorkTime
from ...workflow.values import Deadline
from ..boards import shown_on_board
from ..rows import deadline_value, field_values
from .values import Cell, Fact, WallRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stay of a case in a stage, with its deadline; ``left_at`` None while it lasts."""

    stage: str
    left_at: datetime | None
    deadline: Deadline


def visits_of(rows: Iterable[Any]) -> Mapping[int, Sequence[Visit]]:
    """Read the stays of cases, the oldest first, by case."""
    found: dict[int, list[Visit]] = {}
    for row in rows:
        visit = Visit(stage=row["at_stage"], left_at=row["left_at"], deadline=deadline_value(row))
        found.setdefault(row["case_id"], []).append(visit)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A case to be shown: its row, its light, its flow, all its stays, the working time it goes by."""

    row: Any
    light: Color
    flow: Flow
    visits: Sequence[Visit]
    worktime: WorkTime
    holder: str


class Showing:
    """Shows cases at one moment, their flows' main lines worked out once each."""

    def __init__(self, *, columns: Sequence[str], directory: Directory, now: datetime) -> None:
        self._columns = columns
        self._directory = directory
        self._now = now
        self._lines: dict[str, Line] = {}

    def row(self, shown: Shown) -> WallRow:
        """Show one case as the board does, with its cells."""
        row, flow, holder = shown.row, shown.flow, shown.holder
        fields = field_values(row.fields, flow.fields)
        return WallRow(
            **shown_on_board(row, flow, self._directory),
            light=shown.light,
            territory_key=row.territory,
            grade_key=row.grade,
            facts=_facts(flow, fields),
            holder=holder,
            holder_name=self._directory.name_of(holder) if holder else "",
            cells=self._cells(shown, fields),
        )

    def _cells(self, shown: Shown, fields: Mapping[str, Any]) -> tuple[Cell, ...]:
        row, flow, visits, worktime = shown.row, shown.flow, shown.visits, shown.worktime
        line = self._lines.get(flow.hash) or self._lines.setdefault(flow.hash, main_line(flow))
        last = {visit.stage: visit for visit in visits if visit.left_at is not None}
        reached = _reached(line, row.stage, last)
        is_on_line = row.stage in line.stages
        planned = outlook(
            flow,
            line,
            stage=row.stage,
            grade=row.grade,
            fields=fields,
            opened_at=row.opened_at,
            due_at=row.due_at,
            is_provisional=row.is_provisional,
            now=self._now,
            worktime=worktime,
        )
        cells: list[Cell] = []
        for key in self._columns:
            at = line.stages.index(key) if key in line.stages else -1
            is_to_come = at > reached
            if key == row.stage:
                cells.append(self._now_cell(shown))
            elif key in last and not (is_to_come and is_on_line):
                cells.append(_done_cell(last[key], worktime))
            elif at < 0 or (is_to_come and row.status == "ended"):
                cells.append(Cell(stage=key, state="none"))
            elif not is_to_come:
                cells.append(Cell(stage=key, state="passed_over"))
            else:
                ahead = planned[key]
                cells.append(
                    Cell(
                        stage=key,
                        state="ahead",
                        day=ahead.day,
                        is_provisional=ahead.is_provisional,
                    )
                )
        return tuple(cells)

    def _now_cell(self, shown: Shown) -> Cell:
        stage, light, worktime = shown.row.stage, shown.light, shown.worktime
        deadline = shown.visits[-1].deadline
        if deadline.due_at is None:
            return Cell(stage=stage, state="now", light=light)
        due = worktime.day_of(deadline.due_at)
        today = worktime.day_of(frozen(deadline, self._now))
        return Cell(
            stage=stage,
            state="now",
            day=due,
            light=light,
            left=max(worktime.workdays_between(today, due), 0),
            late=overdue_workdays(deadline, self._now, worktime),
            is_provisional=deadline.is_provisional,
        )


def _done_cell(visit: Visit, worktime: WorkTime) -> Cell:
    assert visit.left_at is not None  # noqa: S101 - only stays that are over
    return Cell(
        stage=visit.stage,
        state="done",
        day=worktime.day_of(visit.left_at),
        late=overdue_workdays(visit.deadline, visit.left_at, worktime),
        is_provisional=visit.deadline.is_provisional,
    )


def _reached(line: Line, stage: str, left: Mapping[str, Visit]) -> int:
    """Give how far along the line a case is: its stage, beside the line the furthest it left."""
    if stage in line.stages:
        return line.stages.index(stage)
    return max((line.stages.index(key) for key in left if key in line.stages), default=-1)


def _facts(flow: Flow, fields: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Give the texts that tell a case from another, but for its title."""
    return tuple(
        Fact(key=key, title=str(flow.fields[key].title), text=str(fields[key]))
        for key in flow.identity
        if key != flow.title_field and flow.fields[key].type == "text" and fields.get(key)
    )
