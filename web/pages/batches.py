"""Deciding one approval on several cases at once (批量审批): on all that were picked, or on none."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...errors import BatchRefused, GuatuError
from ...workflow.values import Verdict
from ..forms import Form, is_number, key_in
from ..refusals import Refusal, refusal_of
from ..visits import At, Visit

router = APIRouter(prefix="/tasks/batch")

VERDICTS: Final[dict[str, Verdict]] = {"agree": "agree", "disagree": "disagree"}


@router.get("/{flow}/{approval}")
def ask(visit: At, flow: str, approval: str) -> Response:
    """Show the cases on which an approval waits for him."""
    return _page(visit, flow, approval)


@router.post("/{flow}/{approval}")
def decide(visit: At, flow: str, approval: str, form: Form) -> Response:
    """Decide the approval on every case that was picked."""
    verdict = VERDICTS.get(str(form.get("verdict", "")))
    if verdict is None:
        raise HTTPException(422)
    numbers = [str(value).partition(":") for value in form.getlist("pick")]
    picked = {
        int(case): int(seen) for case, _, seen in numbers if is_number(case) and is_number(seen)
    }
    again = partial(_page, visit, flow, approval, picked=picked)
    if not picked:
        return again(Refusal(status=422, words=visit.say("请先勾选要办理的项目")))
    try:
        visit.office.engine.tasks.decide_all(
            list(picked),
            approval,
            verdict,
            by=visit.key,
            text=str(form.get("text", "")),
            expect=picked,
            key=key_in(form),
        )
    except GuatuError as error:
        return again(_refusal(visit, error, refusal_of(visit, error, form)))
    return visit.go("/tasks", said=visit.say("已办理 {count} 项。", count=len(picked)))


def _refusal(visit: Visit, error: GuatuError, plain: Refusal) -> Refusal:
    if not isinstance(error, BatchRefused):
        return plain
    return Refusal(
        status=plain.status,
        words=visit.say("所选各项都没有办理：有 {count} 项不能办", count=len(error.refusals)),
        lines=tuple(refusal.sentence(visit.language) for refusal in error.refusals),
        typed=plain.typed,
    )


def _page(
    visit: Visit,
    flow: str,
    approval: str,
    refused: Refusal | None = None,
    *,
    picked: Collection[int] | None = None,
) -> Response:
    rows = visit.desk.approvals(flow, approval)
    latest = visit.office.flows.latest(flow)
    return visit.page(
        "batch.html",
        refused=refused,
        rows=rows,
        flow=latest,
        approval=latest.approvals[approval],
        picked=picked,
        here=f"/tasks/batch/{flow}/{approval}",
        key=secrets.token_urlsafe(16),
    )
