"""The page of one case: its light and why, its way, what each way onward needs, and what happened."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from ...definitions import Flow
from ...definitions.fields import Field
from ...store import Cell, HistoryLine, WallFilter
from ...workflow.explain import Explanation
from ...workflow.people import Directory
from ...workflow.values import SYSTEM
from ..forms import Form, key_in, number_in
from ..refusals import Refusal, attempt
from ..visits import At, CaseNumber, Visit
from .acting import offered

router = APIRouter(prefix="/cases/{case}")

SHOWN: Final = 40
"""How many lines of history are shown before somebody asks for all."""


@router.get("")
def show(visit: At, case: CaseNumber, history: str = "", whole: bool = False) -> Response:  # noqa: FBT001, FBT002 - a query
    """Show a case."""
    return page_of(visit, case, history=history, whole=whole)


@router.post("/advance")
def advance(visit: At, case: CaseNumber, form: Form) -> Response:
    """Take a transition."""
    way = str(form.get("transition", ""))
    return attempt(
        visit,
        partial(
            visit.office.engine.advance,
            case,
            way,
            by=visit.key,
            why=str(form.get("why", "")),
            expect=number_in(form, "expect"),
            key=key_in(form),
        ),
        form=form,
        then=f"/cases/{case}",
        said=visit.say("已推进到下一阶段。"),
        again=partial(page_of, visit, case),
        about=f"way-{way}",
    )


@router.post("/record")
def record(visit: At, case: CaseNumber, form: Form) -> Response:
    """File field values and a note; fields left as they were are not sent on."""
    given = {
        name.removeprefix("field."): str(value)
        for name, value in form.items()
        if name.startswith("field.")
        and str(value) != form.get(f"was.{name.removeprefix('field.')}", "")
    }
    return attempt(
        visit,
        partial(
            visit.office.engine.record,
            case,
            by=visit.key,
            fields=given,
            note=str(form.get("note", "")),
            expect=number_in(form, "expect"),
            key=key_in(form),
        ),
        form=form,
        then=f"/cases/{case}",
        said=visit.say("已登记。"),
        again=partial(page_of, visit, case),
        about="record",
    )


@router.post("/urge")
def urge(visit: At, case: CaseNumber, form: Form) -> Response:
    """Press whoever owes a task."""
    return attempt(
        visit,
        partial(
            visit.office.engine.tasks.urge,
            case,
            str(form.get("task", "")),
            by=visit.key,
            holder=str(form.get("holder", "")),
            key=key_in(form),
        ),
        form=form,
        then=f"/cases/{case}",
        said=visit.say("已催办，对方会在收件箱看到；回复后这里会显示。"),
        again=partial(page_of, visit, case),
        about="tasks",
    )


def page_of(
    visit: Visit,
    case: int,
    refused: Refusal | None = None,
    *,
    history: str = "",
    whole: bool = False,
) -> Response:
    """Draw the page of a case, with what was refused on it if something was."""
    explained = visit.desk.explain(case)
    flow = visit.office.flows.version(explained.flow_hash)
    views, directory = visit.desk.views(), visit.office.roster.directory()
    told = views.history(explained.case, visit.office.zone)
    lines = [line for line in told if history in ("", side_of(line))][::-1]
    return visit.page(
        "case.html",
        refused=refused,
        case=explained,
        flow=flow,
        editable=_editable(flow, explained, directory),
        tasks=views.tasks(case_id=case),
        escalations=views.escalations(case_id=case)[::-1],
        letters=views.letters(case_id=case)[::-1],
        name_of=directory.name_of,
        names_of=lambda keys: "、".join(map(directory.name_of, keys)),
        road=_road(visit, explained),
        actions=offered(visit, explained, flow),
        history=lines if whole else lines[:SHOWN],
        history_side=history,
        side_of=side_of,
        left_out=0 if whole else max(0, len(lines) - SHOWN),
        key=secrets.token_urlsafe(16),
    )


def _road(visit: Visit, case: Explanation) -> Sequence[tuple[str, Cell]]:
    """Give how a case stands to each stage of the main line, with the stage's title."""
    wanted = WallFilter(flow=case.flow, case=case.case, include_ended=True)
    wall = visit.desk.wall(wanted, limit=1)
    titles = {stage.key: stage.title for stage in wall.stages}
    return [(titles[cell.stage], cell) for row in wall.rows for cell in row.cells]


def side_of(line: HistoryLine) -> str:
    """Say whether people, letters or the system made a line of history."""
    if line.kind.startswith("letter_"):
        return "letters"
    return "system" if line.by == SYSTEM else "people"


def _editable(
    flow: Flow, case: Explanation, directory: Directory
) -> Sequence[tuple[Field, str, Mapping[str, str]]]:
    """Give the fields people fill by hand, each with its value as typed and what may be chosen."""
    values = {filled.key: filled.value for filled in case.fields}
    choices: Mapping[str, Mapping[str, str]] = {
        "territory": directory.territories(),
        "unit": directory.units(),
        "boolean": {"true": "是", "false": "否"},
    }
    return [
        (
            field,
            _typed(values.get(key)),
            {option: str(title) for option, title in field.options.items()}
            or choices.get(field.type, {}),
        )
        for key, field in flow.fields.items()
        if not field.kept_by
    ]


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
