"""Looking at cases: the board, one of them, and everything that hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from ...definitions.model import Color
from ...store import BoardRow, FigureRow, HistoryLine, Wall, WallFilter
from ...store.walls.values import Sort
from ...workflow.steps.staffing.candidates import Candidates
from ...workflow.values import Escalation, Task
from .bodies import page_of, shape_of
from .callers import Caller
from .careful import CarefulRoute
from .cursors import Page, Paged, at
from .looking import CaseName, Filter, Flag, Wanted
from .shapes import EXPLANATION, LETTER_ROW

router = APIRouter(route_class=CarefulRoute)

WALL: Final = shape_of(Wall, more={"next": (str | None, None)})


class Asked:
    """Which cases are wanted on the wall."""

    def __init__(
        self,
        flow: Filter = None,
        q: Annotated[str, Query(max_length=200, description="Looked for in its texts.")] = "",
        light: Annotated[Color | None, Query()] = None,
        stage: Filter = None,
        territory: Filter = None,
        grade: Filter = None,
        holder: Filter = None,
        due_within: Annotated[
            Literal["week"] | Annotated[int, Query(ge=0, le=3660)] | None,
            Query(description="`week`, or so many days."),
        ] = None,
        include_ended: Flag = False,
        sort: Annotated[Sort, Query()] = "urgent",
    ) -> None:
        self.wanted = WallFilter(
            flow=flow,
            q=q,
            light=light,
            stage=stage,
            territory=territory,
            grade=grade,
            holder=holder,
            due_within=due_within,
            include_ended=include_ended,
            sort=sort,
        )


@router.get("/board", response_model=page_of("Board", BoardRow), tags=["cases"])
def board(
    visit: Caller,
    pager: Paged,
    flow: Filter = None,
    stage: Filter = None,
    light: Annotated[Color | None, Query()] = None,
    include_ended: Flag = False,
) -> Page:
    """List the cases the caller sees, the most alarming first, then by due moment.

    Lights change while time passes: whoever walks the pages slowly may meet a case twice or miss
    one that has moved. Every other list goes on behind the last row given.
    """
    rows = visit.desk.board(
        flow=flow,
        stage=stage,
        light=light,
        include_ended=include_ended,
        limit=pager.limit + 1,
        offset=pager.offset,
    )
    return pager.counted(rows)


@router.get("/wall", response_model=WALL, tags=["cases"])
def wall(
    visit: Caller,
    pager: Paged,
    asked: Annotated[Asked, Depends()],
    missing: Flag = False,
) -> Any:
    """Show the cases of one flow as rows under the columns of its main line, with all counts.

    ``total`` rows there are; as on the board, pages count rows. With ``missing`` each row says what
    its nearest way onward still needs.
    """
    found = visit.desk.wall(
        asked.wanted, limit=pager.limit + 1, offset=pager.offset, missing=missing
    )
    page = pager.counted(found.rows)
    return WALL.model_validate(replace(found, rows=tuple(page.items))).model_copy(
        update={"next": page.next}
    )


@router.get("/lights", response_model=dict[str, int], tags=["cases"])
def lights(visit: Caller, flow: Filter = None) -> Mapping[str, int]:
    """Count the running cases the caller sees by light."""
    return visit.desk.lights(flow=flow)


@router.get("/cases/{case}", response_model=EXPLANATION, tags=["cases"], operation_id="case")
def explain(case: CaseName, visit: Caller, response: Response, transition: Filter = None) -> Any:
    """Explain a case: why its light is what it is, what each way onward still needs, who plays which part.

    The ETag is the version of the case and a mark of what is said, which also changes with time.
    """
    explained = visit.desk.explain(case, transition)
    response.headers["ETag"] = f'"{explained.version}"'
    return explained


@router.get("/cases/{case}/history", response_model=page_of("History", HistoryLine), tags=["cases"])
def history(case: CaseName, visit: Caller, pager: Paged) -> Page:
    """List what happened to a case, the oldest first."""
    return pager.cut(visit.desk.history(case), lambda line: (line.seq,))


@router.get("/cases/{case}/tasks", response_model=page_of("Task", Task), tags=["tasks"])
def case_tasks(case: CaseName, visit: Caller, pager: Paged) -> Page:
    """List the open tasks of a case, the first due first."""
    number = visit.desk.explain(case).case
    return pager.cut(visit.desk.views().tasks(case_id=number), task_place)


@router.get("/cases/{case}/letters", response_model=page_of("Letter", LETTER_ROW), tags=["letters"])
def case_letters(case: CaseName, visit: Caller, pager: Paged) -> Page:
    """List the letters of a case, the oldest first."""
    return pager.cut(visit.desk.letters(case), lambda row: (at(row.drafted_at), row.key))


@router.get(
    "/cases/{case}/escalations",
    response_model=page_of("Escalation", Escalation),
    tags=["escalations"],
)
def case_escalations(case: CaseName, visit: Caller, pager: Paged, open_only: Flag = False) -> Page:
    """List the escalations of a case, the oldest first."""
    found = visit.desk.escalations(case, open_only=open_only)
    return pager.cut(found, escalation_place)


@router.get("/cases/{case}/figures", response_model=page_of("Figure", FigureRow), tags=["figures"])
def figures(case: CaseName, visit: Caller, pager: Paged, series: Filter = None) -> Page:
    """List the figures of a case by series and number, those put right too."""
    number = visit.desk.explain(case).case
    found = visit.desk.views().figures(number, series)
    return pager.cut(found, lambda row: (row.series, row.number))


@router.get("/cases/{case}/candidates", response_model=list[Candidates], tags=["cases"])
def candidates(case: CaseName, visit: Caller, role: Wanted) -> Any:
    """Tell for each rule of a role whom it would look at now, and why each is passed over."""
    return visit.office.engine.staff.candidates(case, role, by=visit.key)


def task_place(task: Task) -> tuple[Any, ...]:
    """Give the place of a task: the first due first."""
    return (at(task.due_at), task.case, task.entry, task.key, task.holder)


def escalation_place(escalation: Escalation) -> tuple[Any, ...]:
    """Give the place of an escalation: the oldest first."""
    return (at(escalation.raised_at), escalation.case, escalation.entry, escalation.rung)
