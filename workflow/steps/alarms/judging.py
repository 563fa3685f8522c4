"""What the lights of a case are judged by, gathered from its fields and its published lights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from ....definitions.flow import Flow
from ....definitions.model import Color, LightRule, Plan, Stage
from ...time.deadlines import project
from ...time.lights import light_of
from ...time.measures import WHOLE, Progress, Standing
from ...time.reasons import LightReason, reason_of
from ...values import Case
from ..sheet import Sheet


def rule_on(sheet: Sheet) -> LightRule | None:
    """Give the light rule of the stage a case is in."""
    flow, stage = terms_on(sheet)
    return flow.lights.get(stage.lights) if stage else None


def terms_on(sheet: Sheet) -> tuple[Flow, Stage | None]:
    """Give the flow and the stage whose limit and lights hold for the present entry.

    They are those of an older version where a migration has let the entry keep its rules.
    """
    if not sheet.deadline.rules:
        return sheet.flow, sheet.flow.stages.get(sheet.case.stage)
    flow_hash, _, key = sheet.deadline.rules.partition("/")
    flow = sheet.uow.flow_of(flow_hash)
    return flow, flow.stages.get(key)


def standing_on(sheet: Sheet) -> Standing:
    """Gather the progress on every plan of the flow, and the published lights, once a state."""
    case, rules = sheet.case, sheet.deadline.rules
    return sheet.remember(_gather, case.fields, case.entry, case.published, rules)


def _gather(sheet: Sheet) -> Standing:
    return standing_of(sheet, sheet.case)


def standing_of(sheet: Sheet, case: Case) -> Standing:
    """Gather the same of the case as it stands, or as it was."""
    plans = {**sheet.flow.plans, **terms_on(sheet)[0].plans}
    return Standing(
        entry=case.entry,
        progress={key: _progress(case, plan) for key, plan in plans.items()},
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
