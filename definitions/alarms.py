"""Checks of light rules and ladders, alone and on the stages that use them."""

from __future__ import annotations

from itertools import combinations

from .document import ConditionPart, LightPart, RungPart, StagePart
from .draft import Draft
from .findings import Path
from .model import Color
from .shape import BROKEN

STANDARD = "standard"
NONE = "none"
_MEASURES = ("overdue", "before_due", "inactive")
_COLOR_ZH = {"green": "绿灯", "blue": "蓝灯", "yellow": "黄灯", "orange": "橙灯", "red": "红灯"}


def check_alarms(draft: Draft) -> None:
    """Check every light rule and ladder, then every stage with those it uses."""
    for key, rule in draft.doc.lights.items():
        _check_light(draft, rule, ("lights", key))
    for key, ladder in draft.doc.ladders.items():
        _check_ladder(draft, ladder.rungs, ("ladders", key))
    for key, stage in draft.doc.stages.items():
        has_limit = bool(stage.limit) or not draft.findings.is_sound(("stages", key, "limit"))
        if not has_limit:
            _check_without_limit(draft, stage, ("stages", key))
    _check_colors(draft)


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
    for (early, before), (late, after) in combinations(steps, 2):
        for measure in _MEASURES:
            if _is_out_of_order(measure, before, after):
                add(
                    "light-order",
                    (*path, late, measure),
                    later=late,
                    earlier=early,
                    name=measure,
                    later_zh=_COLOR_ZH[late],
                    earlier_zh=_COLOR_ZH[early],
                )
        if after.before_due and before.overdue and not before.before_due:
            add(
                "light-order",
                (*path, late, "before_due"),
                later=late,
                earlier=early,
                name="before_due",
                later_zh=_COLOR_ZH[late],
                earlier_zh=_COLOR_ZH[early],
            )


def measures_of(step: ConditionPart) -> list[str]:
    """Give the moments a light step or rung is measured from."""
    return [measure for measure in _MEASURES if getattr(step, measure) is not None]


def _is_out_of_order(measure: str, before: ConditionPart, after: ConditionPart) -> bool:
    first, second = getattr(before, measure), getattr(after, measure)
    if first is None or second is None or first.unit != second.unit:
        return False
    if measure == "before_due":
        return bool(second.amount >= first.amount)
    return bool(second.amount <= first.amount)


def _check_ladder(draft: Draft, rungs: list[RungPart], path: Path) -> None:
    add = draft.findings.add
    if not rungs and draft.findings.is_sound((*path, "rungs")):
        add("empty-section", (*path, "rungs"), on="key", name="rungs")
    answerable: dict[str, bool] = {}
    highest = 0
    keys = [rung.rung for rung in rungs]
    for n, rung in enumerate(rungs):
        at: Path = (*path, "rungs", n)
        if rung.rung in answerable:
            add("rung-twice", (*at, "rung"), name=rung.rung)
        if rung.level < highest and draft.findings.is_sound((*at, "level")):
            add("level-falls", (*at, "level"), level=rung.level, before=highest)
        highest = max(highest, rung.level)
        _check_rung(draft, rung, at)
        _check_earlier(draft, rung, at, answerable, keys)
        answerable[rung.rung] = rung.answer_within is not None or not draft.findings.is_sound(
            (*at, "answer_within")
        )


def _check_rung(draft: Draft, rung: RungPart, path: Path) -> None:
    if not rung.to:
        draft.findings.add("rung-to-nobody", (*path, "to"), name=rung.rung)
    draft.refer_roles(rung.to, (*path, "to"))
    draft.refer_roles(rung.copies, (*path, "copy"))
    if rung.letter:
        draft.refer("letter", rung.letter, (*path, "letter"))
    when = rung.when
    is_timed = measures_of(when) or when.light or when.unanswered or when.after
    if not is_timed and draft.findings.is_sound((*path, "when")):
        draft.findings.add("rung-never", (*path, "when"), on="key", name=rung.rung)


def _check_earlier(
    draft: Draft, rung: RungPart, path: Path, earlier: dict[str, bool], keys: list[str]
) -> None:
    named: list[tuple[str, Path]] = []
    if rung.when.unanswered:
        named.append((rung.when.unanswered, (*path, "when", "unanswered")))
    if rung.when.after:
        named.append((rung.when.after.rung, (*path, "when", "after", "rung")))
    for name, at in named:
        if name == BROKEN or BROKEN in keys:
            continue
        if name not in keys:
            draft.refer_rung(name, keys, at)
        elif name not in earlier:
            draft.findings.add("rung-order", at, name=name)
        elif at[-1] == "unanswered" and not earlier[name]:
            draft.findings.add("rung-unanswerable", at, name=name)


def _check_without_limit(draft: Draft, stage: StagePart, path: Path) -> None:
    add = draft.findings.add
    rule = draft.doc.lights.get(rule_of(stage, draft))
    if rule is not None:
        hidden = [c for c, s in steps_of(rule) if measures_of(s) and s.inactive is None]
        if hidden:
            add(
                "no-limit-light",
                _place(path, "lights", stage.lights),
                on="value" if stage.lights else "key",
                name=path[-1],
                rule=rule_of(stage, draft),
                what=", ".join(hidden),
                what_zh="、".join(_COLOR_ZH[c] for c in hidden),
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
    others = when.inactive or when.light or when.unanswered or when.after
    return bool(measures_of(when)) and not others


def _check_colors(draft: Draft) -> None:
    """Find rungs that wait for a color the light of a stage never shows."""
    for key, ladder in draft.doc.ladders.items():
        users = [(k, s) for k, s in draft.doc.stages.items() if ladder_of(s, draft) == key]
        for n, rung in enumerate(ladder.rungs):
            color = rung.when.light
            if color is None:
                continue
            blind = [k for k, s in users if not _may_show(draft, s, color)]
            if blind:
                draft.findings.add(
                    "light-not-shown",
                    ("ladders", key, "rungs", n, "when", "light"),
                    color=color,
                    color_zh=_COLOR_ZH[color],
                    what=", ".join(blind),
                    what_zh="、".join(blind),
                )


def _may_show(draft: Draft, stage: StagePart, color: Color) -> bool:
    key = rule_of(stage, draft)
    if not key:
        return ("lights",) in draft.findings.broken
    rule = draft.doc.lights.get(key)
    if rule is None or not draft.findings.is_sound(("lights", key)):
        return True
    return color != "green" and getattr(rule, color) is not None
