"""Deeds about who plays which part, and who is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from ...workflow.values import SYSTEM
from ..people import Who
from .acting import Acting, Doing


def _pass_on(act: Acting) -> None:
    to = act.holder(str(act.deed.more["to"]))
    if act.deed.what in act.flow.roles:
        held = act.house.who.doers(act.deed.what, act.explained)
        act.by(
            lambda by: act.engine.staff.pass_on(act.case, act.deed.what, to, by=by, why=act.why),
            held,
        )
    else:
        act.each(
            lambda task, by: act.engine.tasks.pass_on(act.case, task.key, to, by=by, why=act.why)
        )


def _claim(act: Acting) -> None:
    open_ = act.house.office.views.tasks(case_id=act.case)
    asked = [t for t in open_ if t.kind == "claim" and t.name == act.deed.what]
    likely = [p for task in asked for p in act.house.who.acting(task.holder)]
    act.by(lambda by: act.engine.staff.claim(act.case, act.deed.what, by=by), likely)


def _hand_over(act: Acting) -> None:
    to = act.deed.more.get("to")
    target = act.someone(str(to)) if to else ""
    person = act.someone(act.deed.what)
    act.by(lambda by: act.engine.staff.hand_over(person, target, by=by, why=act.why))


def _away(act: Acting) -> None:
    more, people = act.deed.more, act.house.office.people
    deputy = act.someone(str(more["deputy"])) if "deputy" in more else ""
    until = None
    if "until" in more:
        last = date.fromisoformat(str(more["until"])) + timedelta(days=1)
        until = datetime.combine(last, time(0), act.house.zone)
    person = act.someone(act.deed.what)
    people.away(person, since=act.now, until=until, deputy=deputy, by=SYSTEM, why=act.why)


def _leave(act: Acting) -> None:
    house = act.house
    house.office.people.leave(act.someone(act.deed.what), by=SYSTEM, why=act.why)
    house.who = Who(house.office.roster.read())


DEEDS: Final[Mapping[str, Doing]] = {
    "assign": lambda a: a.by(
        lambda by: a.engine.assign(
            a.case, a.deed.what, a.holder(a.deed.more["to"]), by=by, why=a.why
        ),
        a.able("assign"),
    ),
    "claim": _claim,
    "pass_on": _pass_on,
    "hand_over": _hand_over,
    "away": _away,
    "back": lambda a: a.house.office.people.back(a.someone(a.deed.what), by=SYSTEM, why=a.why),
    "leave": _leave,
}
"""How each of these deeds is done."""
