"""Flows (流程设计): which there are, in which versions, what is being worked on; and one as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from ...definitions.files import read_text, shipped_flows
from ...errors import Language, NotEntitled, UnknownFlow
from ...store import FlowVersion
from ...workflow.people.rights import require_office_administrator
from ..flow_drawing import drawing_of
from ..forms import Form
from ..refusals import Refusal, attempt
from ..visits import At, Visit

router = APIRouter()


def looker_of(visit: At) -> Visit:
    """Give the visit of an administrator or auditor; raises NotEntitled for anybody else."""
    if not visit.sees_operations:
        raise NotEntitled(
            person=visit.person.name,
            action="look at how flows are changed",
            action_zh="查看流程设计",
            who="an administrator or an auditor",
            who_zh="管理员或审计人员",
        )
    return visit


Looker = Annotated[Visit, Depends(looker_of)]


def require_designer(visit: Visit) -> None:
    """Let administrators change flows; raises NotEntitled for anybody else."""
    require_office_administrator(
        visit.office.roster.directory(),
        visit.key,
        action="change flows",
        action_zh="修改流程",
    )


@router.get("/flows")
def index(visit: Looker) -> Response:
    """List flows with their versions, and the drafts under way."""
    return draw_list(visit)


@router.post("/flows/drafts")
def begin(visit: At, form: Form) -> Response:
    """Begin a draft of a flow, by its key, ``KEY@VERSION`` or that of a flow that comes with guatu."""
    begun: list[int] = []

    def do() -> None:
        name, key = str(form.get("flow", "")), str(form.get("key", "")).strip()[:60]
        designer = visit.office.designer
        if key:
            bundle = designer.beginning(key, str(form.get("title", ""))[:100])
        else:
            bundle = designer.bundle(name.partition(".")[0])
        begun.append(
            visit.office.designer.drafts.begin(bundle, base=_base(visit, name), by=visit.key).id
        )

    answer = attempt(
        visit,
        do,
        form=form,
        then="/flows",
        said="",
        again=lambda refused: draw_list(visit, refused),
    )
    return visit.go(f"/flows/drafts/{begun[0]}") if begun else answer


@router.get("/flows/by/{flow_hash}")
def shown(visit: At, flow_hash: str, stage: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Show a published version as a picture and in words, with the stage a case is in marked."""
    version = next((each for each in visit.office.flows.versions() if each.hash == flow_hash), None)
    if version is None:
        raise UnknownFlow(name=flow_hash[:12])
    flow = visit.office.flows.version(flow_hash)
    return visit.page(
        "flow.html",
        version=version,
        flow=flow,
        drawing=drawing_of(flow.source, visit.language, present=stage),
    )


def draw_list(visit: Visit, refused: Refusal | None = None) -> Response:
    """Draw the list of flows."""
    versions = sorted(visit.office.flows.versions(), key=lambda each: (each.key, -each.version))
    published = {each.key for each in versions}
    return visit.page(
        "flows.html",
        refused=refused,
        flows=[[*group] for _, group in groupby(versions, key=_key)],
        running=visit.office.flows.running(),
        drafts=visit.office.designer.drafts.open(),
        offered=[(path.stem, path.stem) for path in shipped_flows() if path.stem not in published],
        name_of=visit.office.roster.directory().name_of,
        may_change=visit.is_administrator,
    )


def _key(version: FlowVersion) -> str:
    return version.key


def _base(visit: Visit, name: str) -> str:
    """Say which published version a draft comes from, empty for none."""
    key, _, version = name.partition("@")
    numbers = [each.version for each in visit.office.flows.versions() if each.key == key]
    return f"{key}@{version or max(numbers)}" if numbers else ""


@cache
def _shipped(language: Language) -> Sequence[tuple[str, str]]:
    """Give the flows that come with guatu, each with its title."""
    drawn = [(path.stem, drawing_of(read_text(path), language)) for path in shipped_flows()]
    return [(key, drawing.title) for key, drawing in drawn if drawing]
