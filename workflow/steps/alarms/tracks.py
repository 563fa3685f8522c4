"""What ladders hang on: the stage a case is in, and its open tasks; and when each rung's moment is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ....definitions.flow import Flow
from ....definitions.model import Condition, Ladder, Recipient, Rung
from ....definitions.spans import Span
from ...time.deadlines import moment_of, reach
from ...time.measures import Standing
from ...values import Deadline, Escalation, Task
from ..facts import facts_on
from ..sheet import Sheet
from .firings import Firing
from .judging import standing_on

FOLLOWING = ("unanswered", "after")


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A ladder, the deadline its rungs are measured by, and whose it is.

    ``subject`` is empty for the stage; ``task`` is None for it.
    """

    subject: str
    entry: int
    title: str
    spell: int
    deadline: Deadline
    ladder: Ladder
    rungs: tuple[Rung, ...]
    task: Task | None = None

    def firing(self, rung: str, turn: int = 1) -> Firing:
        """Give the key under which a rung fires now."""
        return Firing(rung, subject=self.subject, spell=self.spell, turn=turn)


def tracks_on(sheet: Sheet) -> list[Track]:
    """Give what a case's ladders hang on now, the stage first."""
    if sheet.case.status == "ended":
        return []
    tracks: list[Track] = []
    present = stage_track(sheet)
    if present is not None:
        tracks += [present, *_earlier_spells(sheet, present)]
    for task in sheet.tasks:
        key = ladder_key(sheet.flow, task)
        if task.closed_at is None and task.due_at is not None and key:
            tracks.append(_task_track(sheet, task, sheet.flow.ladders[key]))
    return tracks


def stage_track(sheet: Sheet) -> Track | None:
    """Give the ladder of the stage a case is in, None for a stage without one."""
    stage = sheet.flow.stages.get(sheet.case.stage)
    if stage is None or not stage.ladder:
        return None
    ladder = sheet.flow.ladders[stage.ladder]
    return Track(
        subject="",
        entry=sheet.case.entry,
        title=str(stage.title),
        spell=sheet.deadline.spell,
        deadline=sheet.deadline,
        ladder=ladder,
        rungs=_rungs(sheet, ladder),
    )


def _earlier_spells(sheet: Sheet, present: Track) -> list[Track]:
    """Give what earlier spells still wait for: an answer that is owed stays owed."""
    owed = {
        Firing.parse(e.rung).spell
        for e in sheet.escalations
        if e.entry == present.entry and e.closed_at is None and not Firing.parse(e.rung).subject
    }
    earlier = sorted(spell for spell in owed if spell < present.spell)
    if not earlier:
        return []
    following = tuple(
        replace(rung, when=tuple(c for c in rung.when if c.kind in FOLLOWING))
        for rung in present.rungs
    )
    return [replace(present, spell=spell, rungs=following) for spell in earlier]


def ladder_key(flow: Flow, task: Task) -> str:
    """Give the ladder of a task, empty for none."""
    name = task.name
    match task.kind:
        case "approval":
            return flow.approvals[name].ladder if name in flow.approvals else ""
        case "opinion":
            return flow.rounds[name].ladder if name in flow.rounds else ""
        case "duty":
            return flow.duties[name].ladder if name in flow.duties else ""
        case "item":
            return flow.items[name].ladder if name in flow.items else ""
        case "condition":
            rule = flow.rounds.get(name)
            return rule.conditions.ladder if rule and rule.conditions else ""
        case _:
            return ""


def _task_track(sheet: Sheet, task: Task, ladder: Ladder) -> Track:
    deadline = replace(
        sheet.deadline,
        entry=task.entry,
        span=None,
        starts_at=task.opened_at,
        active_at=task.opened_at,
        due_at=task.due_at,
        extensions=(),
        colors={},
    )
    return Track(
        subject=f"{task.kind}:{task.key}:{task.holder}",
        entry=task.entry,
        title=task.title,
        spell=1,
        deadline=deadline,
        ladder=ladder,
        rungs=_rungs(sheet, ladder),
        task=task,
    )


def _rungs(sheet: Sheet, ladder: Ladder) -> tuple[Rung, ...]:
    """Give the rungs a case climbs: one that begins higher takes over what those below wait for."""
    facts = facts_on(sheet) if ladder.jumps else {}
    start = next((jump.rung for jump in ladder.jumps if jump.when.holds(facts)), None)
    if start is None:
        return ladder.rungs
    at = next(n for n, rung in enumerate(ladder.rungs) if rung.key == start)
    below = [rung for rung in ladder.rungs[:at] if rung.level > 0]
    kept = [rung for rung in ladder.rungs[:at] if rung.level == 0]
    inherited = tuple(condition for rung in below for condition in rung.when)
    first = replace(ladder.rungs[at], when=(*inherited, *ladder.rungs[at].when))
    return (*kept, first, *ladder.rungs[at + 1 :])


def moment_on(sheet: Sheet, track: Track, rung: Rung) -> datetime | None:
    """Give the moment a rung waits for now; None while it waits for nothing."""
    found = [condition_moment(sheet, track, condition) for condition in rung.when]
    return min((moment for moment in found if moment is not None), default=None)


def condition_moment(sheet: Sheet, track: Track, condition: Condition) -> datetime | None:
    """Give the moment one of a rung's conditions begins to hold."""
    match condition.kind:
        case "unanswered" | "after":
            raised = raised_on(sheet, track, condition.rung)
            if raised is None or raised.closed_at is not None:
                return None
            if condition.kind == "unanswered":
                return raised.answer_due_at if raised.answered_at is None else None
            if condition.span is None:
                return None
            return reach(raised.raised_at, condition.span, sheet.deadline.pauses, sheet.worktime)
        case _:
            return timed_moment(sheet, track, condition, standing_on(sheet))


def timed_moment(
    sheet: Sheet, track: Track, condition: Condition, standing: Standing
) -> datetime | None:
    """Give the moment of a condition that follows no other rung, judged by some standing."""
    if condition.kind == "light":
        return track.deadline.colors.get(condition.color) if condition.color else None
    return moment_of(condition, track.deadline, sheet.worktime, standing)


def raised_on(sheet: Sheet, track: Track, rung: str) -> Escalation | None:
    """Give the escalation a rung raised in a spell, None before.

    Where the rung was passed over or left out, it is that of the next one above that was raised.
    """
    raised = sheet.escalations.get(track.entry, str(track.firing(rung)))
    if raised is not None:
        return raised
    timer = sheet.timers.get(track.entry, str(track.firing(rung)))
    is_climbed = any(r.key == rung for r in track.rungs)
    if is_climbed and (timer is None or timer.state != "skipped"):
        return None
    keys = [r.key for r in track.ladder.rungs]
    above = keys[keys.index(rung) + 1 :] if rung in keys else []
    found = (sheet.escalations.get(track.entry, str(track.firing(key))) for key in above)
    return next((escalation for escalation in found if escalation is not None), None)


def answer_span(sheet: Sheet, escalation: Escalation) -> Span | None:
    """Give how long the receivers of an escalation have to answer, None for as long as they like."""
    firing = Firing.parse(escalation.rung)
    for track in tracks_on(sheet):
        if (track.entry, track.subject) == (escalation.entry, firing.subject):
            found = (rung.answer_within for rung in track.ladder.rungs if rung.key == firing.rung)
            return next(found, None)
    return None


def repeat_moment(sheet: Sheet, track: Track, rung: Rung, turn: int) -> datetime | None:
    """Give when a rung is to be told again for the n-th time; None once it was answered or closed."""
    raised = raised_on(sheet, track, rung.key)
    if rung.repeat is None or raised is None or raised.closed_at or raised.answered_at:
        return None
    moment = raised.raised_at
    for _ in range(turn - 1):
        moment = reach(moment, rung.repeat.every, sheet.deadline.pauses, sheet.worktime)
    return moment


def concrete(whom: tuple[Recipient, ...], task: Task | None) -> tuple[Recipient, ...]:
    """Put the holder of a task in the place of ``holder``."""
    return tuple(_concrete(who, task) for who in whom)


def _concrete(who: Recipient, task: Task | None) -> Recipient:
    if not who.is_holder or task is None:
        return who
    if task.holder_kind == "unit":
        return Recipient(unit=task.holder, is_head=who.is_head)
    return Recipient(person=task.holder, is_head=who.is_head)
