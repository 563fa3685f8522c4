"""Deeds about what people are asked: tasks, rounds, items, copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from ...errors import UnknownTask
from ...workflow.values import Verdict
from .acting import Acting, Doing
from .whoever import able, by_whoever


def _decide(verdict: Verdict) -> Callable[[Acting], None]:
    def do(act: Acting) -> None:
        more = act.deed.more
        conditions: Sequence[str] = more.get("conditions") or ()
        said: Verdict = "conditional" if conditions else verdict
        act.each(
            lambda task, by: act.engine.decide(
                act.case,
                task.key,
                said,
                by=by,
                text=act.why,
                conditions=conditions,
                ground=str(more.get("ground", "")),
            )
        )

    return do


def _copy(act: Acting) -> None:
    to = [holder for name in act.deed.what for holder in _holders(act, name)]
    likely = [p for h in act.explained.people for p in act.house.who.acting(h.holder)]
    act.by(lambda by: act.engine.tasks.copy(act.case, to, by=by, text=act.why), likely)


def _holders(act: Acting, name: str) -> list[str]:
    return act.house.who.holders(name, act.explained) or [act.holder(name)]


def _read(act: Acting) -> None:
    open_ = [t for t in act.house.office.views.tasks(case_id=act.case) if t.kind == "reading"]
    if not open_:
        raise UnknownTask(name="read")
    for task in act.asked(open_):
        by_whoever(
            act.house.who.acting(task.holder),
            partial(act.engine.tasks.read, act.case, task.key),
        )


def _set(act: Acting) -> None:
    more, flow = act.deed.more, act.flow
    due: Any = more.get("due")
    with_date = (
        date.fromisoformat(due)
        if isinstance(due, str) and due[:4].isdigit() and "-" in due
        else due
    )
    to = act.holder(str(more["to"]))
    stage = flow.stages.get(act.explained.stage)
    by = flow.items[act.deed.what].by or ((stage.owner,) if stage else ())
    act.by(
        lambda by: act.engine.tasks.set(act.case, act.deed.what, to, act.why, by=by, due=with_date),
        able(act.house, act.explained, by),
    )


DEEDS: Final[Mapping[str, Doing]] = {
    "agree": _decide("agree"),
    "disagree": _decide("disagree"),
    "abstain": _decide("abstain"),
    "recall": lambda a: a.by(lambda by: a.engine.rounds.recall(a.case, a.deed.what, by=by)),
    "add": lambda a: a.by(
        lambda by: a.engine.rounds.add(
            a.case, a.deed.what, a.holder(a.deed.more["to"]), by=by, why=a.why
        ),
        a.able("ask"),
    ),
    "remove": lambda a: a.by(
        lambda by: a.engine.rounds.remove(
            a.case, a.deed.what, a.holder(a.deed.more["to"]), by=by, why=a.why
        ),
        a.able("ask"),
    ),
    "ask_again": lambda a: a.by(
        lambda by: a.engine.rounds.ask_again(a.case, a.deed.what, by=by, why=a.why),
        a.able("ask"),
    ),
    "delegate": lambda a: a.each(
        lambda task, by: a.engine.tasks.delegate(
            a.case, task.key, a.holder(a.deed.more["to"]), by=by, why=a.why
        )
    ),
    "advise": lambda a: a.each(
        lambda task, by: a.engine.tasks.advise(a.case, task.key, by=by, text=a.why)
    ),
    "urge": lambda a: a.by(
        lambda by: a.engine.tasks.urge(
            a.case,
            a.deed.what,
            by=by,
            holder=a.holder(a.deed.more["to"]) if "to" in a.deed.more else "",
            text=a.why,
        ),
        a.able("ask"),
    ),
    "set": _set,
    "complete": lambda a: a.each(
        lambda task, by: a.engine.tasks.complete(a.case, task.key, by=by, text=a.why)
    ),
    "copy": _copy,
    "read": _read,
}
"""How each of these deeds is done."""
