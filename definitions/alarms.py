"""Checks of light rules, alone and on the stages that use them."""

from __future__ import annotations

from itertools import combinations

from .alarm_parts import BehindPart, ConditionPart, LightPart, RungPart
from .document import StagePart
from .draft import Draft
from .findings import Path
from .model import COLORS, Color

STANDARD = "standard"
NONE = "none"
_MEASURES = ("overdue", "before_due", "inactive", "behind", "published")
_SPANS = ("overdue", "before_due", "inactive")
_DUE = ("overdue", "before_due")
COLOR_ZH = {"green": "绿灯", "blue": "蓝灯", "yellow": "黄灯", "orange": "橙灯", "red": "红灯"}


def check_lights(draft: Draft) -> None:
    """Check every light rule, then every stage with the rule and the ladder it uses."""
    for key, rule in draft.doc.lights.items():
        _check_light(draft, rule, ("lights", key))
    for key, stage in draft.doc.stages.items():
        has_limit = bool(stage.limit) or not draft.findings.is_sound(("stages", key, "limit"))
        if not has_limit:
            _check_without_limit(draft, stage, ("stages", key))


def rule_of(stage: StagePart, draft: Draft) -> str:
    """Give the key of the light rule of a stage, empty for none."""
    return _used(stage.lights, STANDARD in draft.doc.lights)


def ladder_of(stage: StagePart, draft: Draft) -> str:
    """Give the key of the ladder of a stage, empty for none."""
    return _used(stage.ladder, STANDARD in draft.doc.ladders)


def _used(name: str, has_standard: bool) -> str:  # noqa: FBT001 - private, one caller each
    if name == NONE:
        return ""
    return name or (STANDARD if has_standard else "")


def steps_of(rule: LightPart) -> list[tuple[Color, ConditionPart]]:
    """Give the colors of a light rule in rising order of alarm."""
    given: list[tuple[Color, ConditionPart | None]] = [
        ("blue", rule.blue),
        ("yellow", rule.yellow),
        ("orange", rule.orange),
        ("red", rule.red),
    ]
    return [(color, step) for color, step in given if step is not None]


def _check_light(draft: Draft, rule: LightPart, path: Path) -> None:
    add = draft.findings.add
    steps = steps_of(rule)
    if not steps and draft.findings.is_sound(path):
        add("light-empty", path, on="key", name=path[-1])
    for color, step in steps:
        if not measures_of(step) and draft.findings.is_sound((*path, color)):
            add("light-empty", (*path, color), on="key", name=color)
        check_measures(draft, step, (*path, color))
    for (early, before), (late, after) in combinations(steps, 2):
        for measure in (*_SPANS, "behind", "published"):
            if _is_out_of_order(measure, before, after):
                add(
                    "light-order",
                    (*path, late, measure),
                    later=late,
                    earlier=early,
                    name=measure,
                    later_zh=COLOR_ZH[late],
                    earlier_zh=COLOR_ZH[early],
                )
        if after.before_due and before.overdue and not before.before_due:
            add(
                "light-order",
                (*path, late, "before_due"),
                later=late,
                earlier=early,
                name="before_due",
                later_zh=COLOR_ZH[late],
                earlier_zh=COLOR_ZH[early],
            )


def measures_of(step: ConditionPart) -> list[str]:
    """Give the moments a light step or rung is measured from."""
    return [measure for measure in _MEASURES if getattr(step, measure) is not None]


def _is_out_of_order(measure: str, before: ConditionPart, after: ConditionPart) -> bool:
    first, second = getattr(before, measure), getattr(after, measure)
    if first is None or second is None:
        return False
    if measure == "behind":
        return _is_no_worse(first, second)
    if measure == "published":
        rank = COLORS.index
        return bool((rank(second.light), second.times) <= (rank(first.light), first.times))
    if first.unit != second.unit:
        return False
    if measure == "before_due":
        return bool(second.amount >= first.amount)
    return bool(second.amount <= first.amount)


def _is_no_worse(first: BehindPart, second: BehindPart) -> bool:
    """Say whether being behind by the second gap is no worse than by the first."""
    if first.plan != second.plan or first.gap.measure != second.gap.measure:
        return False
    worse = (second.gap.amount, second.gap.is_strict) > (first.gap.amount, first.gap.is_strict)
    return not worse


def check_measures(draft: Draft, step: ConditionPart, path: Path) -> None:
    """Check that what a condition is measured against is there."""
    if step.behind:
        draft.refer("plan", step.behind.plan, (*path, "behind", "plan"))
    is_never = not draft.doc.publication and ("publication",) not in draft.findings.broken
    if step.published and is_never:
        draft.findings.add("never-published", (*path, "published"), on="key")


def _check_without_limit(draft: Draft, stage: StagePart, path: Path) -> None:
    add = draft.findings.add
    rule = draft.doc.lights.get(rule_of(stage, draft))
    if rule is not None:
        hidden = [c for c, s in steps_of(rule) if _is_by_due_alone(s)]
        if hidden:
            add(
                "no-limit-light",
                _place(path, "lights", stage.lights),
                on="value" if stage.lights else "key",
                name=path[-1],
                rule=rule_of(stage, draft),
                what=", ".join(hidden),
                what_zh="、".join(COLOR_ZH[c] for c in hidden),
            )
    ladder = draft.doc.ladders.get(ladder_of(stage, draft))
    if ladder is not None:
        idle = [r.rung for r in ladder.rungs if _needs_deadline(r)]
        if idle:
            add(
                "no-limit-rung",
                _place(path, "ladder", stage.ladder),
                on="value" if stage.ladder else "key",
                name=path[-1],
                what=", ".join(idle),
                what_zh="、".join(idle),
            )


def _place(path: Path, name: str, written: str) -> Path:
    return (*path, name) if written else path


def _needs_deadline(rung: RungPart) -> bool:
    when = rung.when
    return _is_by_due_alone(when) and not (when.light or when.unanswered or when.after)


def _is_by_due_alone(step: ConditionPart) -> bool:
    measures = measures_of(step)
    return bool(measures) and all(measure in _DUE for measure in measures)
