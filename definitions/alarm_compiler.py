"""Turns light rules, ladders and duties of a file without faults into the values of the model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

from .alarm_parts import ConditionPart, DutyPart, LadderPart, LightPart, RungPart
from .alarms import measures_of, steps_of
from .draft import BODY, HEAD, HOLDER, Draft
from .duties import cycle_of
from .model import (
    Condition,
    Duty,
    Jump,
    Ladder,
    LightRule,
    LightStep,
    Recipient,
    Repeat,
    Rung,
    Title,
)
from .shorthands import TitlePart


def _title(part: TitlePart) -> Title:
    return Title(part.zh, part.en)


def compile_light(key: str, part: LightPart) -> LightRule:
    """Make a light rule."""
    steps = tuple(
        LightStep(color=color, when=tuple(_measured(step))) for color, step in steps_of(part)
    )
    return LightRule(key=key, title=_title(part.title), steps=steps)


def _measured(step: ConditionPart) -> list[Condition]:
    found: list[Condition] = []
    for measure in measures_of(step):
        if measure == "behind" and step.behind:
            behind = step.behind
            found.append(Condition(kind="behind", plan=behind.plan, gap=behind.gap))
        elif measure == "published" and step.published:
            shown = step.published
            found.append(Condition(kind="published", color=shown.light, times=shown.times))
        else:
            kind = cast("Literal['overdue', 'before_due', 'inactive']", measure)
            found.append(Condition(kind=kind, span=getattr(step, measure)))
    return found


def compile_ladder(draft: Draft, key: str, part: LadderPart) -> Ladder:
    """Make a ladder with the expressions of the cases that begin higher."""
    return Ladder(
        key=key,
        title=_title(part.title),
        rungs=tuple(_rung(rung) for rung in part.rungs),
        jumps=tuple(
            Jump(when=draft.expressions["ladders", key, "start", n, "when"], rung=jump.rung)
            for n, jump in enumerate(part.start)
        ),
    )


def _rung(part: RungPart) -> Rung:
    when = part.when
    conditions = _measured(when)
    if when.light:
        conditions.append(Condition(kind="light", color=when.light))
    if when.unanswered:
        conditions.append(Condition(kind="unanswered", rung=when.unanswered))
    if when.after:
        conditions.append(Condition(kind="after", span=when.after.span, rung=when.after.rung))
    return Rung(
        key=part.rung,
        title=_title(part.title),
        level=part.level,
        when=tuple(conditions),
        to=recipients(part.to),
        copy=recipients(part.copies),
        letter=part.letter or "",
        answer_within=part.answer_within,
        repeat=Repeat(every=part.repeat.after, times=part.repeat.times) if part.repeat else None,
    )


def recipients(names: Iterable[str]) -> tuple[Recipient, ...]:
    """Read whom to tell: a role, the holder of a task, or a named unit, each or its head."""
    found: list[Recipient] = []
    for written in names:
        is_head = written.endswith(HEAD)
        name = written.removesuffix(HEAD)
        if name == HOLDER:
            found.append(Recipient(is_holder=True, is_head=is_head))
        elif name.startswith(BODY):
            found.append(Recipient(unit=name.removeprefix(BODY).strip(), is_head=is_head))
        else:
            found.append(Recipient(role=name, is_head=is_head))
    return tuple(found)


def compile_duty(draft: Draft, key: str, part: DutyPart) -> Duty:
    """Make a recurring duty."""
    return Duty(
        key=key,
        title=_title(part.title),
        cycle=cycle_of(part),
        by=recipients(part.by),
        opens=part.opens,
        stages=tuple(part.stages),
        when=draft.expressions.get(("recurring", key, "when")),
        ladder=part.ladder,
    )
