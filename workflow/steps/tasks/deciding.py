"""Deciding: approvals, opinions and requests for more time are given, changed and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ....errors import ReasonMissing, RoundRefused, UnknownTask, VerdictRefused
from ...people import Person
from ...values import SYSTEM, Poll, Task, TaskKind, Verdict
from ..alarms.closing import close_chased
from ..settling import settle
from ..sheet import Sheet
from ..staffing.parts import actor
from ..standing import require_status
from .conditions import CONDITIONS
from .delegating import end_advice
from .extending import require_others, settle_extension
from .finding import task_of
from .policies import require_fit

APPROVAL: tuple[TaskKind, ...] = ("approval",)
OPINION: tuple[TaskKind, ...] = ("opinion",)
DECIDED: tuple[TaskKind, ...] = ("approval", "opinion", "extension")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says on a task: his verdict, its words, conditions, the ground of a veto."""

    verdict: Verdict
    text: str = ""
    conditions: Sequence[str] = ()
    ground: str = ""


def decide(sheet: Sheet, key: str, said: Said) -> None:
    """Give an approval or an opinion in the present stage; another verdict replaces the first."""
    require_status(sheet, "decide")
    require_words(said)
    person = actor(sheet)
    _say(sheet, task_of(sheet, DECIDED, key, person), person, said)


def decide_together(sheet: Sheet, key: str, said: Said, *, others: int) -> None:
    """Give an approval along with that of ``others`` more cases; raises as ``decide`` does.

    What was decided one by one is not changed in passing: VerdictRefused for that.
    """
    require_status(sheet, "decide")
    person = actor(sheet)
    mine = task_of(sheet, APPROVAL, key, person)
    if mine.closed_at is not None:
        raise _refused(
            sheet,
            f"“{mine.key}” is decided already; change it on this case alone",
            f"“{mine.title}”已经办理，要改请逐项办理",
        )
    _say(sheet, mine, person, said, others=others)


def require_words(said: Said) -> None:
    """Raise ReasonMissing for a refusal without words."""
    if said.verdict == "disagree" and not said.text.strip():
        raise ReasonMissing(action="disagree", action_zh="不同意")


def _say(sheet: Sheet, mine: Task, person: Person, said: Said, *, others: int = 0) -> None:
    require_others(sheet, mine)
    require_fit(sheet, mine, person, said.text)
    _require_sayable(sheet, mine, said)
    terms = {name: value for name, value in (mine.terms or {}).items() if name not in _SAID}
    terms |= {CONDITIONS: [*said.conditions]} if said.conditions else {}
    terms |= {"ground": said.ground} if said.ground else {}
    done = mine.done(said.verdict, said.text, by=person.key, at=sheet.now)
    task = replace(done, terms=terms or None)
    sheet.tasks.put(task)
    together = {"batch": others} if others else {}
    sheet.log("decided", _facts(task, person) | together, why=said.text)
    end_advice(sheet, task)
    close_chased(sheet, task, "已办理")
    if task.kind == "extension":
        settle_extension(sheet, task)
    else:
        settle(sheet, is_active=True)


_SAID = {CONDITIONS, "ground"}


def _facts(task: Task, person: Person) -> dict[str, object]:
    facts: dict[str, object] = {
        "task": task.key,
        "kind": task.kind,
        "holder": task.holder,
        "verdict": task.verdict,
    }
    conditions, ground = task.term(CONDITIONS), task.term("ground")
    facts |= {CONDITIONS: conditions} if conditions else {}
    facts |= {"ground": ground} if ground else {}
    is_stand_in = task.holder_kind == "person" and task.holder != person.key
    return facts | ({"for": task.holder} if is_stand_in else {})


def _require_sayable(sheet: Sheet, task: Task, said: Said) -> None:
    """Raise VerdictRefused for what can't be said on a task, RoundRefused when its round is over."""
    rule = sheet.flow.rounds.get(task.name) if task.kind == "opinion" else None
    poll = sheet.polls.get(task.entry, task.key) if rule else None
    if poll is not None and poll.outcome:
        raise _over(sheet, poll)
    if said.verdict == "abstain" and rule is None:
        raise _refused(sheet, "only an opinion may be withheld", "只有会签意见可以弃权")
    if said.verdict == "conditional":
        if rule is None or rule.conditions is None:
            raise _refused(sheet, "no conditions are taken here", "此处不能附条件同意")
        if not any(text.strip() for text in said.conditions):
            raise _refused(sheet, "a conditional consent names conditions", "有条件同意须写明条件")
    elif said.conditions:
        raise _refused(sheet, "only a conditional consent has conditions", "只有有条件同意才写条件")
    grounds = rule.veto.grounds if rule and rule.veto else {}
    if said.ground and (said.verdict != "disagree" or said.ground not in grounds):
        known = "、".join(f"{key}（{title}）" for key, title in grounds.items()) or "—"
        raise _refused(
            sheet, f"there is no such ground; there are: {known}", f"否决事项只能是：{known}"
        )


def _refused(sheet: Sheet, why: str, why_zh: str) -> VerdictRefused:
    return VerdictRefused(case=sheet.case.id, why=why, why_zh=why_zh)


def _over(sheet: Sheet, poll: Poll) -> RoundRefused:
    title = sheet.flow.task_title(poll.key)
    why, why_zh = f"the round {poll.key} has ended", f"“{title}”已经结束"
    return RoundRefused(case=sheet.case.id, why=why, why_zh=why_zh)


def recall(sheet: Sheet, key: str) -> None:
    """Take back one's own opinion while its round runs: it is owed again."""
    require_status(sheet, "decide")
    person = actor(sheet)
    mine = task_of(sheet, OPINION, key, person, is_said=True)
    poll = sheet.polls.get(mine.entry, mine.key)
    if poll is None or poll.outcome:
        raise RoundRefused(
            case=sheet.case.id,
            why="the round has ended",
            why_zh=f"“{sheet.flow.task_title(key)}”已经结束",
        )
    if mine.verdict is None:
        raise UnknownTask(name=key)
    if mine.decided_by == SYSTEM:
        raise RoundRefused(
            case=sheet.case.id,
            why="its time is over, and the silence has been counted",
            why_zh="已过答复期限，并已按逾期处理",
        )
    terms = {name: value for name, value in (mine.terms or {}).items() if name not in _SAID}
    sheet.tasks.put(replace(mine.undone(), terms=terms or None))
    sheet.log("opinion_recalled", {"task": mine.key, "holder": mine.holder})
    settle(sheet, is_active=True)
