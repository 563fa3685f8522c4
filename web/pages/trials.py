"""Trying a draft before anybody feels it: its scenarios played, its impact on running cases, migration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from ...definitions import Flow
from ...definitions.migration import Plan, TimerPolicy
from ...errors import GuatuError, ReasonMissing
from ...scenarios import Trial, try_flow
from ...workflow.migration import CaseImpact, impact_of
from ..forms import Form, number_in
from ..refusals import Refusal, attempt
from ..visits import Visit
from .designer import At
from .flows import Looker

router = APIRouter(prefix="/flows/drafts/{draft}")

TIMERS: Final[tuple[TimerPolicy, ...]] = ("recompute", "keep", "restart")
STAGE, TIMER = "stage.", "timer."
"""Before the key of a stage, in the names of what a form says of it."""

LISTED: Final = 100
"""How many cases that would feel it are listed."""


@router.get("/trial")
def trial(visit: Looker, draft: At) -> Response:
    """Play the scenarios of a draft as it was saved last; what they expect and what came."""
    played: Trial | None = None
    refused: Refusal | None = None
    try:
        played = try_flow(draft.bundle, rules=visit.office.rules, find=visit.office.designer.bundle)
    except GuatuError as error:
        refused = Refusal(status=HTTPStatus.OK, words=error.sentence(visit.language))
    return visit.page(
        "designer_trial.html",
        refused=refused,
        draft=draft,
        trial=played,
        letters=played.letters if played else {},
    )


@router.get("/impact")
def impact(visit: Looker, draft: At) -> Response:
    """Tell what a draft as it was saved last would do to running cases; nothing is written."""
    return _foretell(visit, draft, dict(visit.request.query_params))


@router.post("/migrate")
def migrate(visit: Looker, draft: At, form: Form) -> Response:
    """Publish a draft and begin to bring the running cases onto it, by the plan of the form."""
    chosen = {key: value for key, value in form.items() if isinstance(value, str)}
    if number_in(form, "expect") != draft.revision:
        words = visit.say("草稿在您打开之后又保存过，请看过最新内容再发布")
        told = Refusal(status=HTTPStatus.CONFLICT, words=words, typed=chosen)
        return _foretell(visit, draft, chosen, told)

    def do() -> None:
        designer, why = visit.office.designer, str(form.get("why", ""))[:500]
        if not why.strip():
            raise ReasonMissing(action="migrate", action_zh="迁移")
        flow = designer.read(draft.bundle)
        plan = _plan(designer.migrations.plan(flow), flow, chosen)
        designer.migrations.read(designer.migrations.write(plan, flow), flow)
        designer.publish(draft.bundle, by=visit.key, note=why)
        designer.drafts.publish(draft.id, by=visit.key)
        designer.migrations.start(flow, plan, by=visit.key, why=why)

    return attempt(
        visit,
        do,
        form=form,
        then="/flows/migrations",
        said=visit.say("已发布，并已开始迁移在办项目。"),
        again=lambda refused: _foretell(visit, draft, chosen, refused),
    )


def _foretell(
    visit: Visit, draft: At, chosen: Mapping[str, str], refused: Refusal | None = None
) -> Response:
    flow: Flow | None = None
    found: list[CaseImpact] = []
    plan: Plan | None = None
    migrations = visit.office.designer.migrations
    try:
        flow = visit.office.designer.read(draft.bundle)
        plan = _plan(migrations.plan(flow), flow, chosen)
        found = list(migrations.impact(flow, plan))
    except GuatuError as error:
        refused = refused or Refusal(status=HTTPStatus.OK, words=error.sentence(visit.language))
    felt = [case for case in found if case.is_felt]
    stages: dict[str, tuple[str, int]] = {}
    for case in found:
        _, count = stages.get(case.stage_before, ("", 0))
        stages[case.stage_before] = (case.stage_title, count + 1)
    return visit.page(
        "designer_impact.html",
        refused=refused,
        draft=draft,
        flow=flow,
        plan=plan,
        stages=stages,
        whole=impact_of(found),
        felt=felt[:LISTED],
        timers=TIMERS,
        why=chosen.get("why", ""),
        may_change=visit.is_administrator,
    )


def _plan(plan: Plan, flow: Flow, chosen: Mapping[str, str]) -> Plan:
    """Put what a form says into the plan that follows from the versions."""
    stages = {
        **plan.stages,
        **{
            name.removeprefix(STAGE): value
            for name, value in chosen.items()
            if name.startswith(STAGE) and value in flow.stages
        },
    }
    timers = {
        stages.get(stage, stage): value
        for stage, value in (
            (name.removeprefix(TIMER), value)
            for name, value in chosen.items()
            if name.startswith(TIMER) and value in TIMERS
        )
    }
    return replace(plan, stages=stages, timers={**plan.timers, **timers})
