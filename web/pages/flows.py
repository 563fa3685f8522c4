"""Flows (流程设计): which there are, in which versions, what is being worked on; and one as a picture."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from ...definitions.diagrams import Warmth
from ...definitions.files import shipped_flows
from ...errors import NotEntitled, UnknownFlow
from ...store import FlowDraft, FlowVersion, StayFilter
from ...workflow.mining import HeatBy
from ...workflow.mining import heat as heat_of
from ...workflow.people.rights import require_office_administrator
from ..flow_drawing import drawing_of
from ..forms import Form, Upload
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

    def do() -> FlowDraft:
        name, key = str(form.get("flow", "")), str(form.get("key", "")).strip()[:60]
        designer = visit.office.designer
        if key:
            bundle = designer.beginning(key, str(form.get("title", ""))[:100])
        else:
            bundle = designer.bundle(name.partition(".")[0])
        return designer.drafts.begin(bundle, base=_base(visit, name), by=visit.key)

    return _begun(visit, form, do, page="/form")


@router.post("/flows/bpmn")
def begin_from_bpmn(visit: At, form: Upload) -> Response:
    """Begin a draft from a BPMN 2.0 process; what was not understood stands at its head."""

    def do() -> FlowDraft:
        sent = form.get("process")
        process, file = (
            (sent.file.read(), sent.filename) if isinstance(sent, UploadFile) else (b"", "")
        )
        designer = visit.office.designer
        bundle = designer.from_bpmn(process, file=file or "BPMN")
        return designer.drafts.begin(bundle, by=visit.key)

    said = visit.say("已读入；没有读懂的写在源码开头，请逐项核对。")
    return _begun(visit, form, do, said=said)


def _begun(
    visit: Visit, form: FormData, do: Callable[[], FlowDraft], *, page: str = "", said: str = ""
) -> Response:
    """Begin a draft and go to its page, or back to the list with what was refused."""
    begun: list[FlowDraft] = []
    answer = attempt(
        visit,
        lambda: begun.append(do()),
        form=form,
        then="/flows",
        said="",
        again=lambda refused: draw_list(visit, refused),
    )
    return visit.go(f"/flows/drafts/{begun[0].id}{page}", said=said) if begun else answer


@router.get("/flows/by/{flow_hash}")
def shown(
    visit: At,
    flow_hash: str,
    stage: Annotated[str, Query(max_length=100)] = "",
    heat: HeatBy | None = None,
) -> Response:
    """Show a published version as a picture and in words, with the stage a case is in marked.

    Whoever sees operations may have it coloured by what really happened to cases of the version.
    """
    version = next((each for each in visit.office.flows.versions() if each.hash == flow_hash), None)
    if version is None:
        raise UnknownFlow(name=flow_hash[:12])
    flow = visit.office.flows.version(flow_hash)
    found: dict[str, Warmth] = {}
    if heat is not None:
        looker_of(visit)
        wanted = StayFilter(version=version.version)
        mined = visit.office.views.mine(visit.office.clock.now(), version.key, wanted)
        found.update(heat_of(mined, heat, visit.language))
    return visit.page(
        "flow.html",
        version=version,
        flow=flow,
        drawing=drawing_of(flow.source, visit.language, present=stage, heat=found or None),
        heat=heat or "",
        sees_heat=visit.sees_operations,
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
