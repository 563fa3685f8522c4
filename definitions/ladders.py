"""Checks of ladders, alone and on the stages and tasks that use them."""

from __future__ import annotations

from .alarm_parts import LadderPart, RungPart
from .alarms import COLOR_ZH, check_measures, ladder_of, measures_of, rule_of
from .document import StagePart
from .draft import Draft
from .duties import check_lasting
from .expressions import Scope
from .findings import Path, kind_words
from .model import Color
from .shape import BROKEN


def check_ladders(draft: Draft, scope: Scope | None) -> None:
    """Check every ladder, then the stages and tasks that use it."""
    for key, ladder in draft.doc.ladders.items():
        _check_ladder(draft, key, ladder, ("ladders", key))
        _check_jumps(draft, ladder, ("ladders", key), scope)
    _check_tasks(draft)
    _check_colors(draft)


def _check_ladder(draft: Draft, key: str, ladder: LadderPart, path: Path) -> None:
    add, rungs = draft.findings.add, ladder.rungs
    stages = [k for k, s in draft.doc.stages.items() if ladder_of(s, draft) == key]
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
        _check_rung(draft, rung, at, stages)
        _check_earlier(draft, rung, at, answerable, keys)
        answerable[rung.rung] = rung.answer_within is not None or not draft.findings.is_sound(
            (*at, "answer_within")
        )


def _check_jumps(draft: Draft, ladder: LadderPart, path: Path, scope: Scope | None) -> None:
    keys = [rung.rung for rung in ladder.rungs]
    for n, jump in enumerate(ladder.start):
        at: Path = (*path, "start", n)
        check_lasting(draft, jump.when, scope, (*at, "when"))
        if jump.rung not in keys and BROKEN not in (*keys, jump.rung):
            draft.refer_rung(jump.rung, keys, (*at, "rung"))
        elif jump.rung in keys:
            below = ladder.rungs[: keys.index(jump.rung)]
            if not any(rung.level > 0 for rung in below):
                draft.findings.add("jump-down", (*at, "rung"), name=jump.rung)


def _check_tasks(draft: Draft) -> None:
    """Check that tasks with a ladder have a limit, and that their rungs wait for it."""
    doc = draft.doc
    limited = [
        (kind, section, key, part.ladder, part.limit)
        for kind, section, parts in (
            ("approval", "approvals", doc.approvals),
            ("round", "rounds", doc.rounds),
        )
        for key, part in parts.items()
    ]
    used = [duty.ladder for duty in doc.recurring.values()]
    used += [item.ladder for item in doc.items.values()]
    used += [
        r.conditions.ladder for r in doc.rounds.values() if r.conditions and r.conditions.ladder
    ]
    for kind, section, key, ladder, limit in limited:
        if ladder and draft.refer("ladder", ladder, (section, key, "ladder")):
            used.append(ladder)
            if limit is None and draft.findings.is_sound((section, key, "limit")):
                path: Path = (section, key, "ladder")
                draft.findings.add("task-no-limit", path, name=key, **kind_words(kind))
    for key in dict.fromkeys(used):
        for n, rung in enumerate(doc.ladders[key].rungs if key in doc.ladders else ()):
            at: Path = ("ladders", key, "rungs", n, "when")
            for name in ("inactive", "behind", "published", "light"):
                if getattr(rung.when, name) is not None:
                    draft.findings.add("task-rung", (*at, name), on="key", what=name)


def _check_rung(draft: Draft, rung: RungPart, path: Path, stages: list[str]) -> None:
    if not rung.to:
        draft.findings.add("rung-to-nobody", (*path, "to"), name=rung.rung)
    draft.refer_recipients(rung.to, (*path, "to"), on=stages)
    draft.refer_recipients(rung.copies, (*path, "copy"), on=stages)
    check_measures(draft, rung.when, (*path, "when"))
    is_silent = rung.answer_within is None and draft.findings.is_sound((*path, "answer_within"))
    if rung.repeat and is_silent:
        draft.findings.add("rung-repeat", (*path, "repeat"), on="key", name=rung.rung)
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
                    color_zh=COLOR_ZH[color],
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
