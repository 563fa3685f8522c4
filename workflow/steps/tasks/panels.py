"""Changing who is asked in a round while it runs (加签、减签), urging, and asking again."""

from __future__ import annotations

from dataclasses import replace

from ....definitions.model import Round
from ....errors import ReasonMissing, RoundRefused, UnknownHolder, UnknownTask
from ...values import Poll, Task
from ..alarms.closing import close_chased
from ..notices import notify
from ..settling import settle
from ..sheet import Sheet
from ..staffing.parts import UNIT, named, told_of
from ..standing import require
from .giving import close_task, has_left
from .polling import Asked, ask_next, ballots, latest, open_poll, opinion_for, opinions, run_of


def add_opinion(sheet: Sheet, name: str, to: str, *, why: str) -> None:
    """Ask one more in a round that runs (加签)."""
    rule, poll = _running(sheet, name, why, "加签")
    holder, kind = named(sheet, to)
    asked = {t.holder for t in opinions(sheet, poll)} | {Asked.parse(q).holder for q in poll.queue}
    if holder in asked:
        raise _refused(sheet, f"{to} is asked already", f"{sheet.name_of(to)}已在征求之列")
    asked_as = f"{UNIT}{holder}" if kind == "unit" else f"person:{holder}"
    sheet.log("opinion_added", {"task": poll.key, "holder": holder}, why=why)
    one = Asked(holder, kind, asked_as)
    sheet.polls.put(replace(poll, queue=(*poll.queue, str(one))))
    ask_next(sheet, rule, poll.key)
    settle(sheet, is_active=True)


def remove_opinion(sheet: Sheet, name: str, holder: str, *, why: str) -> None:
    """Take somebody who has not answered out of a round that runs (减签)."""
    rule, poll = _running(sheet, name, why, "减签")
    queue = tuple(text for text in poll.queue if Asked.parse(text).holder != holder)
    task = next((t for t in opinions(sheet, poll) if t.holder == holder and not has_left(t)), None)
    if task is None and queue == poll.queue:
        raise UnknownHolder(name=holder, known=[b.holder for b in ballots(sheet, rule, poll)])
    if task is not None and task.verdict is not None:
        raise _refused(sheet, f"{holder} has answered", f"{sheet.name_of(holder)}已回复意见")
    if len(ballots(sheet, rule, poll)) == 1:
        raise _refused(sheet, "nobody would be left", "至少保留一个征求对象")
    waiting = [asked for asked in map(Asked.parse, poll.queue) if asked.holder == holder]
    sheet.polls.put(replace(poll, queue=queue))
    for asked in waiting:  # remembered, so that he is not asked all the same when his turn comes
        task = opinion_for(sheet, rule, poll.key, asked)
    if task is not None:
        close_task(sheet, task, "removed")
        close_chased(sheet, task, "已减签")
    sheet.log("opinion_removed", {"task": poll.key, "holder": holder}, why=why)
    settle(sheet, is_active=True)


def ask_again(sheet: Sheet, name: str, *, why: str) -> None:
    """Begin a round that was refused once more: everybody is asked anew."""
    require(sheet, "ask", why=why)
    rule, poll = _latest(sheet, name)
    if poll.outcome != "refused":
        raise _refused(sheet, "it was not refused", "只有未通过的会签才能重新征求")
    sheet.log("round_repeated", {"task": poll.key}, why=why)
    open_poll(sheet, rule, key=f"{rule.key}/{run_of(poll) + 1}")
    settle(sheet, is_active=True)


def urge(sheet: Sheet, key: str, holder: str, *, text: str) -> None:
    """Press whoever owes an open task (催办); all of them without a holder."""
    require(sheet, "ask", needs="urge")
    owed = [
        t for t in sheet.tasks if t.closed_at is None and key in {t.key, t.name} and _is(t, holder)
    ]
    if not owed:
        raise UnknownTask(name=key)
    for task in owed:
        _urge(sheet, task, text)


def _is(task: Task, holder: str) -> bool:
    return holder in {"", task.holder}


def _urge(sheet: Sheet, task: Task, text: str) -> None:
    number = 1 + int(task.term("urged", 0))
    day = sheet.worktime.day_of
    until = f"，期限{day(task.due_at).isoformat()}" if task.due_at else ""
    sheet.tasks.put(replace(task, terms={**(task.terms or {}), "urged": number}))
    sheet.log("urged", {"task": task.key, "holder": task.holder, "turn": number}, why=text)
    for person in told_of(sheet, task.holder, task.holder_kind):
        notify(
            sheet,
            person,
            topic=f"urge:{task.kind}:{task.key}:{number}",
            subject=f"【催办】{sheet.case.title}：{task.title}（第{number}次）",
            body=f"项目“{sheet.case.title}”的“{task.title}”请抓紧办理{until}。{text}",
            entry=task.entry,
        )


def _running(sheet: Sheet, name: str, why: str, word: str) -> tuple[Round, Poll]:
    if not why.strip():
        raise ReasonMissing(action="change the round of", action_zh=word)
    require(sheet, "ask")
    rule, poll = _latest(sheet, name)
    if poll.outcome:
        title = str(rule.title)
        raise _refused(sheet, f"the round {poll.key} has ended", f"“{title}”已经结束")
    return rule, poll


def _latest(sheet: Sheet, name: str) -> tuple[Round, Poll]:
    rule = sheet.flow.rounds.get(name)
    poll = latest(sheet, name) if rule else None
    if rule is None or poll is None:
        running = {p.key.partition("/")[0] for p in sheet.polls if p.entry == sheet.case.entry}
        raise UnknownTask(name=name, known=sorted(running))
    return rule, poll


def _refused(sheet: Sheet, why: str, why_zh: str) -> RoundRefused:
    return RoundRefused(case=sheet.case.id, why=why, why_zh=why_zh)
