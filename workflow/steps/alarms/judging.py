"""What the lights of a case are judged by, gathered from its fields and its published lights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from ....definitions.flow import Flow
from ....definitions.model import Color, LightRule, Plan
from ...time.deadlines import project
from ...time.lights import light_of
from ...time.measures import WHOLE, Progress, Standing
from ...time.reasons import LightReason, reason_of
from ...values import Case
from ..sheet import Sheet


def rule_on(sheet: Sheet) -> LightRule | None:
    """Give the light rule of the stage a case is in."""
    stage = sheet.flow.stages.get(sheet.case.stage)
    return sheet.flow.lights.get(stage.lights) if stage else None


def standing_on(sheet: Sheet) -> Standing:
    """Gather the progress on every plan of the flow, and the published lights, once a state."""
    return sheet.remember(_gather, sheet.case.fields, sheet.case.entry, sheet.case.published)


def _gather(sheet: Sheet) -> Standing:
    return standing_of(sheet.flow, sheet.case)


def standing_of(flow: Flow, case: Case) -> Standing:
    """Gather the same of a case by itself."""
    return Standing(
        entry=case.entry,
        progress={key: _progress(case, plan) for key, plan in flow.plans.items()},
        published=case.published,
    )


def reason_on(sheet: Sheet) -> LightReason:
    """Explain the light of a case as it stands on a sheet."""
    return reason_of(sheet.deadline, rule_on(sheet), sheet.now, sheet.worktime, standing_on(sheet))


def cause_on(sheet: Sheet) -> Color:
    """Give the light a case would show without what was published before."""
    alone = replace(standing_on(sheet), published=())
    projected = project(sheet.deadline, rule_on(sheet), sheet.worktime, alone)
    return light_of(projected, sheet.now)


def _progress(case: Case, plan: Plan) -> Progress:
    fields = case.fields
    start, end, actual = (fields.get(key) for key in (plan.start, plan.end, plan.actual))
    done = Fraction(0) if actual is None else Fraction(actual)
    if plan.target:
        target = fields.get(plan.target)
        # A share of nobody knows how much can't be behind.
        start, done = (start, WHOLE * done / Fraction(target)) if target else (None, done)
    return Progress(
        title=str(plan.title),
        start=start if isinstance(start, date) else None,
        end=end if isinstance(end, date) else None,
        done=done,
        is_reported=actual is not None,
    )
