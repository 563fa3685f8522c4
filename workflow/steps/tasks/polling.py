"""Rounds under way: asking whoever is to be asked, counting, and ending each exactly once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from ....definitions.model import HolderKind, Recipient, Round
from ...values import Poll, PollOutcome, Task
from ..notices import notify
from ..sheet import Sheet
from ..staffing.parts import holders, is_there, people, recipient
from .conditions import open_conditions
from .giving import close_task, give_task, has_left
from .policies import asked_under
from .taking import ASKED_AS
from .tally import Ballot, count_zh, result_of

WEIGHT = "weight"
UNWANTED = "流程改版，不再需要"
"""Why a round was dropped that another version of the flow did not ask for."""
TAKEN_BACK = "迁移已回退"
"""Why a round was dropped that only a migration had begun; it counts as never begun."""


class Asked(NamedTuple):
    """One who is to be asked, and as which of the round's parts."""

    holder: str
    kind: HolderKind
    asked_as: str

    def __str__(self) -> str:
        """Write it as it stands in a poll's queue."""
        return f"{self.kind}:{self.holder}:{self.asked_as}"

    @classmethod
    def parse(cls, text: str) -> Asked:
        """Read what stands in a poll's queue."""
        kind, holder, asked_as = text.split(":", 2)
        return cls(holder, "unit" if kind == "unit" else "person", asked_as)


def to_ask(sheet: Sheet, rule: Round) -> list[Asked]:
    """Give everybody a round asks, each once, in the order of the flow."""
    found: dict[str, Asked] = {}
    for reference in rule.ask:
        held = asked_under(sheet, rule.policy, holders(sheet, recipient(reference)))
        for holder, kind in held:
            found.setdefault(holder, Asked(holder, kind, reference))
    return list(found.values())


def open_poll(sheet: Sheet, rule: Round, *, key: str = "") -> None:
    """Begin a round, or ask whoever plays a part in it by now and was not asked yet."""
    poll = latest(sheet, rule.key) if not key else None
    asked = to_ask(sheet, rule)
    if poll is None:
        if not asked:
            return
        key = key or next_run(sheet, rule.key)
        poll = Poll(
            case=sheet.case.id,
            entry=sheet.case.entry,
            key=key,
            opened_at=sheet.now,
            opened_by=sheet.by,
        )
        sheet.log("round_opened", {"task": key, "asked": [a.holder for a in asked]})
    elif poll.outcome:
        return
    waiting = [a for a in map(Asked.parse, poll.queue) if is_there(sheet, a.holder, a.kind)]
    known = {t.holder for t in opinions(sheet, poll)} | {a.holder for a in waiting}
    seats = _seats_spoken_for(sheet, poll)
    fresh = [a for a in asked if a.holder not in known and a.asked_as not in seats]
    sheet.polls.put(replace(poll, queue=tuple(map(str, (*waiting, *fresh)))))
    ask_next(sheet, rule, poll.key)


def _seats_spoken_for(sheet: Sheet, poll: Poll) -> set[str]:
    """Give the parts of one holder whose opinion is given: whoever has the part next is not asked."""
    given = {t.term(ASKED_AS, "") for t in opinions(sheet, poll) if t.verdict and not has_left(t)}
    roles = sheet.flow.roles
    return {
        asked_as
        for asked_as in given
        if (role := roles.get(recipient(asked_as).role)) is not None and not role.is_many
    }


def latest(sheet: Sheet, name: str) -> Poll | None:
    """Give the last run of a round in the present entry, None before the first."""
    runs = [p for p in _runs(sheet, name) if (p.outcome, p.why) != ("void", TAKEN_BACK)]
    return max(runs, key=run_of, default=None)


def next_run(sheet: Sheet, name: str) -> str:
    """Give the key of the next run of a round in the present entry."""
    last = max(map(run_of, _runs(sheet, name)), default=0)
    return f"{name}/{last + 1}" if last else name


def _runs(sheet: Sheet, name: str) -> list[Poll]:
    return [p for p in sheet.polls if p.entry == sheet.case.entry and _name(p) == name]


def run_of(poll: Poll) -> int:
    """Give the number of a run of a round, from 1."""
    number = poll.key.partition("/")[2]
    return int(number) if number.isdecimal() else 1


def _name(poll: Poll) -> str:
    return poll.key.partition("/")[0]


def opinions(sheet: Sheet, poll: Poll) -> list[Task]:
    """Give every opinion asked for in a round, those that were passed on or taken out included."""
    return [t for t in sheet.tasks if (t.kind, t.entry, t.key) == ("opinion", poll.entry, poll.key)]


def ask_next(sheet: Sheet, rule: Round, key: str) -> None:
    """Ask those in the queue: all of them, or the next when nobody is being asked."""
    poll = sheet.polls.get(sheet.case.entry, key)
    if poll is None:
        return
    asked = [Asked.parse(text) for text in poll.queue]
    if rule.order == "sequential":
        is_busy = any(t.closed_at is None for t in opinions(sheet, poll))
        asked = [] if is_busy else asked[:1]
    sheet.polls.put(replace(poll, queue=poll.queue[len(asked) :]))
    for one in asked:
        give_task(sheet, opinion_for(sheet, rule, key, one))


def opinion_for(sheet: Sheet, rule: Round, key: str, asked: Asked) -> Task:
    """Make the task that asks somebody for his opinion."""
    terms: dict[str, object] = {ASKED_AS: asked.asked_as}
    if asked.asked_as in rule.passes.weights:
        terms[WEIGHT] = rule.passes.weights[asked.asked_as]
    return Task(
        case=sheet.case.id,
        entry=sheet.case.entry,
        kind="opinion",
        key=key,
        holder=asked.holder,
        holder_kind=asked.kind,
        title=str(rule.title),
        opened_at=sheet.now,
        due_at=opinion_due(sheet, rule, asked.asked_as),
        terms=terms,
    )


def opinion_due(sheet: Sheet, rule: Round, asked_as: str) -> datetime | None:
    """Give when an opinion asked for now is due, None without a limit."""
    limit = rule.limit_for(asked_as)
    return sheet.worktime.after(sheet.now, limit).moment if limit else None


def ballots(sheet: Sheet, rule: Round, poll: Poll) -> list[Ballot]:
    """Give the ballots of a round: of those being asked, and of those who will be."""
    found = [_ballot(rule, task) for task in opinions(sheet, poll) if not has_left(task)]
    for asked in map(Asked.parse, poll.queue):
        weight = rule.passes.weights.get(asked.asked_as, 1)
        may_veto = may_refuse_alone(rule, asked.asked_as)
        found.append(Ballot(holder=asked.holder, weight=weight, may_veto=may_veto))
    return found


def _ballot(rule: Round, task: Task) -> Ballot:
    may_veto = may_refuse_alone(rule, str(task.term(ASKED_AS, "")))
    is_grounded = rule.veto is not None and (not rule.veto.grounds or task.term("ground"))
    return Ballot(
        holder=task.holder,
        verdict=task.verdict,
        weight=int(task.term(WEIGHT, 1)),
        may_veto=may_veto,
        is_veto=may_veto and task.verdict == "disagree" and bool(is_grounded),
    )


def may_refuse_alone(rule: Round, asked_as: str) -> bool:
    """Say whether whoever was asked as this has a veto in a round."""
    return rule.veto is not None and (not rule.veto.by or asked_as in rule.veto.by)


def settle_polls(sheet: Sheet) -> None:
    """End every round whose result is certain; ask who comes next in the others."""
    for poll in sheet.polls:
        rule = sheet.flow.rounds.get(_name(poll))
        if poll.outcome or poll.entry != sheet.case.entry or rule is None:
            continue
        result = result_of(rule, ballots(sheet, rule, poll))
        if result:
            _end(sheet, rule, poll, result)
        else:
            ask_next(sheet, rule, poll.key)


def void_polls(sheet: Sheet) -> None:
    """End the rounds of a stage that is left before they had a result."""
    for poll in sheet.polls:
        rule = sheet.flow.rounds.get(_name(poll))
        if not poll.outcome and poll.entry == sheet.case.entry and rule is not None:
            _end(sheet, rule, poll, "void")


def drop_poll(sheet: Sheet, poll: Poll, why: str) -> None:
    """End a round without a result because it is not wanted as it was begun; nobody is told."""
    ended = replace(poll, outcome="void", why=why, closed_at=sheet.now, queue=())
    sheet.polls.put(ended)
    for task in opinions(sheet, poll):
        if task.closed_at is None:
            close_task(sheet, task, "over")
    sheet.log("round_ended", {"task": poll.key, "outcome": "void"}, why=why)


def _end(sheet: Sheet, rule: Round, poll: Poll, outcome: PollOutcome) -> None:
    counted = ballots(sheet, rule, poll)
    why = "已离开该阶段" if outcome == "void" else _said(sheet, rule, poll, counted)
    ended = replace(poll, outcome=outcome, why=why, closed_at=sheet.now, queue=())
    sheet.polls.put(ended)
    for task in opinions(sheet, poll):
        if task.closed_at is None:
            close_task(sheet, task, "over")
    sheet.log("round_ended", {"task": poll.key, "outcome": outcome}, why=why)
    if outcome == "passed":
        open_conditions(sheet, rule, opinions(sheet, poll))
    if outcome != "void":
        _tell(sheet, rule, ended)


def _said(sheet: Sheet, rule: Round, poll: Poll, counted: Sequence[Ballot]) -> str:
    vetoes = [ballot.holder for ballot in counted if ballot.is_veto]
    said = [t for t in opinions(sheet, poll) if t.holder in vetoes]
    words = "".join(f"{sheet.name_of(t.holder)}一票否决{_ground(rule, t)}；" for t in said)
    return f"{words}{count_zh(rule, counted)}"


def _ground(rule: Round, task: Task) -> str:
    ground = task.term("ground")
    return f"（{rule.veto.grounds[ground]}）" if rule.veto and ground else ""


def _tell(sheet: Sheet, rule: Round, poll: Poll) -> None:
    stage = sheet.flow.stages.get(sheet.case.stage)
    word = "通过" if poll.outcome == "passed" else "未通过"
    for person in people(sheet, [Recipient(role=stage.owner)]) if stage else ():
        notify(
            sheet,
            person,
            topic=f"round:{poll.key}",
            subject=f"【会签结果】{sheet.case.title}：{rule.title}{word}",
            body=f"项目“{sheet.case.title}”的“{rule.title}”{word}：{poll.why}。",
        )
