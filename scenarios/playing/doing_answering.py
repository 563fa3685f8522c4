"""Deeds about escalations and letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from ...errors import UnknownLetter
from ...workflow.people import Person
from .acting import Acting, Doing
from .whoever import everybody

_LIFE: Final = ("review", "sign", "number", "seal", "deliver")


def _escalation(act: Acting, do: Callable[[str, str], object], likely: Iterable[Person]) -> None:
    """Do something to the open escalation of a rung, whatever spell it is of."""
    open_ = act.house.office.views.escalations(case_id=act.case, open_only=True)
    keys = [e.rung for e in open_ if act.deed.what in {e.rung, e.rung.split("@")[0].split("/")[-1]}]
    rung = keys[-1] if keys else str(act.deed.what)
    told = [
        p
        for e in open_
        if e.rung == rung
        for key in e.recipients
        for p in act.house.who.acting(key)
    ]
    act.by(lambda by: do(rung, by), [*likely, *told])


def _letter(act: Acting) -> None:
    step, spec = str(act.deed.more["step"]), str(act.deed.what)
    found = [row for row in act.house.office.views.letters(case_id=act.case) if row.spec == spec]
    if not found:
        raise UnknownLetter(name=spec)
    key = found[-1].key
    if step not in _LIFE:
        _step(act, key, step)
        return
    done = {"draft": 0, "reviewed": 1, "signed": 2, "numbered": 3, "sealed": 4}
    first = done.get(found[-1].state, _LIFE.index(step))
    for name in _LIFE[first : _LIFE.index(step) + 1] or (step,):
        _step(act, key, name)


def _step(act: Acting, key: str, step: str) -> None:
    letters = act.engine.letters
    doing: Mapping[str, Callable[[str], object]] = {
        "review": lambda by: letters.review(key, by=by),
        "sign": lambda by: letters.sign(key, by=by),
        "number": lambda by: letters.number(key, by=by),
        "seal": lambda by: letters.seal(key, by=by),
        "deliver": lambda by: letters.deliver(key, by=by),
        "receive": lambda by: letters.receive(key, by=by),
        "archive": lambda by: letters.archive(key, by=by),
        "void": lambda by: letters.void(key, by=by, why=act.why),
    }
    able_ = [p for p in everybody(act.house) if _may_step(act, key, step, p)]
    act.by(doing[step], able_)


def _may_step(act: Acting, key: str, step: str, person: Person) -> bool:
    try:
        ways = act.engine.letters.ways(key, by=person.key)
    except UnknownLetter:
        return False
    return any(way.step == step for way in ways)


DEEDS: Final[Mapping[str, Doing]] = {
    "receive": lambda a: _escalation(
        a, lambda rung, by: a.engine.escalations.receive(a.case, rung, by=by), ()
    ),
    "answer": lambda a: _escalation(
        a,
        lambda rung, by: a.engine.escalations.answer(a.case, rung, by=by, text=a.why),
        a.able("answer"),
    ),
    "close": lambda a: _escalation(
        a, lambda rung, by: a.engine.escalations.close(a.case, rung, by=by, why=a.why), ()
    ),
    "letter": _letter,
}
"""How each of these deeds is done."""
