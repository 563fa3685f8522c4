"""Doing what a scenario says, each deed by the command anybody in the office would give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from ..definitions import Flow
from ..errors import NobodyToAct, UnknownHolder, UnknownLetter, UnknownTask
from ..workflow.engine import Engine
from ..workflow.explain import Explanation
from ..workflow.people import Person
from ..workflow.values import SYSTEM, Task, Verdict
from .house import House
from .meeting import Meeting, able, advance, by_whoever, everybody, opening_fields, owners
from .model import MAIN, Deed

_LIFE: Final = ("review", "sign", "number", "seal", "deliver")
_WHY: Final = "情景演练"


@dataclass(slots=True)
class Acting:
    """One deed about to be done in a house."""

    house: House
    deed: Deed

    def do(self) -> None:
        """Do it; raises what the command raises, and CaseMissing."""
        _DOING[self.deed.do](self)

    @property
    def engine(self) -> Engine:
        """The engine of the house."""
        return self.house.office.engine

    @property
    def case(self) -> int:
        """The case it is done to."""
        return self.house.case(self.deed.case)

    @property
    def explained(self) -> Explanation:
        """The case as it stands."""
        return self.house.explain(self.case)

    @property
    def flow(self) -> Flow:
        """The flow the case runs on."""
        return self.house.flow_of(self.explained)

    @property
    def why(self) -> str:
        """The reason, or text, that goes with it."""
        return str(self.deed.more.get("why") or _WHY)

    @property
    def now(self) -> datetime:
        """The moment it is done."""
        return self.house.clock.now()

    def by(self, do: Callable[[str], object], likely: Iterable[Person] = ()) -> None:
        """Do something by whom the deed names, else by whoever may, the likeliest first."""
        if self.deed.by:
            explained = self.explained if self._has_case() else None
            do(self.named(self.deed.by, explained).key)
            return
        by_whoever([*likely, *everybody(self.house)], do)

    def _has_case(self) -> bool:
        return self.deed.case in self.house.cases or any(
            row.flow == self.house.main for row in self.house.rows()
        )

    def named(self, name: str, explained: Explanation | None) -> Person:
        """Give the person meant by a name; raise NobodyToAct when there is nobody."""
        person = self.house.who.person(name)
        if person is not None:
            return person
        if explained is not None:
            found = next(self.house.who.doers(name, explained), None)
            if found is not None:
                return found
        unit = self.house.who.unit(name)
        people = self.house.who.acting(unit.key) if unit else []
        if not people:
            raise NobodyToAct
        return people[0]

    def holder(self, name: str) -> str:
        """Give the key of the person or unit meant by a name."""
        found = self.house.who.holders(name, self.explained)
        if not found:
            raise UnknownHolder(name=name)
        return found[0]

    def tasks(self, name: str) -> Sequence[Task]:
        """Give the open tasks of a name on the case; raise UnknownTask for none."""
        open_ = self.house.office.views.tasks(case_id=self.case)
        found = [task for task in open_ if name in {task.name, task.key}]
        if not found:
            raise UnknownTask(name=name, known=[*{task.name for task in open_}])
        return found

    def able(self, ability: str) -> Iterator[Person]:
        """Give the people who have an ability on the case."""
        explained = self.explained
        return able(self.house, explained, owners(self.flow, explained, ability))

    def asked(self, tasks: Sequence[Task]) -> Sequence[Task]:
        """Give those of some tasks that are whom the deed names; all where it names nobody."""
        if not self.deed.by:
            return tasks
        meant = set(self.house.who.holders(self.deed.by, self.explained))
        person = self.house.who.person(self.deed.by)
        meant |= {person.key, person.unit} if person else set()
        return [task for task in tasks if task.holder in meant] or tasks[:1]

    def each(self, do: Callable[[Task, str], object]) -> None:
        """Do something to every open task of the name, each by whoever has it."""
        for task in self.asked(self.tasks(str(self.deed.what))):
            if self.deed.by and self.house.who.person(self.deed.by):
                do(task, self.named(self.deed.by, None).key)
            else:
                people = self.house.who.acting(task.holder)
                wanted = [p for p in people if self._is_meant(p)] or people
                by_whoever(wanted, lambda who, task=task: do(task, who))

    def _is_meant(self, person: Person) -> bool:
        return not self.deed.by.endswith(".head") or "head" in person.posts


def _advance(act: Acting) -> None:
    deed = act.deed
    if deed.more.get("with") or deed.more.get("without") or deed.more.get("fields"):
        _meet(act)
    by = act.named(deed.by, act.explained).key if deed.by else ""
    advance(act.house, act.case, deed.what, by=by, why=str(deed.more.get("why", "")))


def _meet(act: Acting) -> None:
    given: Mapping[str, Any] = act.deed.more.get("fields") or {}
    if given:
        _write(act, fields=given)
    without: Sequence[str] = act.deed.more.get("without") or ()
    Meeting(act.house, act.case, act.deed.what, frozenset(given), without).meet()


def _write(
    act: Acting,
    *,
    fields: Mapping[str, Any] | None = None,
    materials: Mapping[str, str] | None = None,
    note: str = "",
) -> None:
    act.by(
        lambda by: act.engine.record(act.case, by=by, fields=fields, materials=materials, note=note),
        act.able("record"),
    )


def _record(act: Acting) -> None:
    _write(act, fields=act.deed.what, note=str(act.deed.more.get("note", "")))


def _file(act: Acting) -> None:
    titles = act.flow.materials
    _write(act, materials={key: f"{titles[key].title}.pdf" for key in act.deed.what})


def _open(act: Acting) -> None:
    house, more = act.house, act.deed.more
    flow = house.flows[act.deed.what]
    parent = house.case(more["under"]) if "under" in more else None
    fields = opening_fields(house, flow, more.get("fields") or {})
    opened: list[int] = []

    def open_(by: str) -> None:
        opened.append(house.office.engine.open(flow.key, fields=fields, by=by, parent=parent).id)

    if act.deed.by:
        explained = house.explain(parent) if parent else None
        open_(act.named(act.deed.by, explained).key)
    else:
        by_whoever(everybody(house), open_)
    name = str(more.get("as", ""))
    if name:
        house.cases[name] = opened[0]
    if flow.key == house.main and MAIN not in house.cases:
        house.cases[MAIN] = opened[0]


def _enter(act: Acting) -> None:
    more, series = act.deed.more, act.flow.series[act.deed.what]
    today = act.now.astimezone(act.house.zone).date()
    on = date.fromisoformat(str(more["on"])) if "on" in more else today
    likely = able(act.house, act.explained, series.by) if series.by else act.able("record")
    act.by(
        lambda by: act.engine.figures.enter(
            act.case, series.key, more["amount"], on=on, by=by, parts=more.get("parts") or {}
        ),
        likely,
    )


def _correct(act: Acting) -> None:
    more, series = act.deed.more, act.flow.series[act.deed.what]
    likely = able(act.house, act.explained, series.by) if series.by else act.able("record")
    act.by(
        lambda by: act.engine.figures.correct(
            act.case, series.key, more["number"], amount=more["amount"], by=by, why=act.why
        ),
        likely,
    )


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
            lambda by, key=task.key: act.engine.tasks.read(act.case, key, by=by),
        )


def _set(act: Acting) -> None:
    more, flow = act.deed.more, act.flow
    due: Any = more.get("due")
    with_date = date.fromisoformat(due) if isinstance(due, str) and due[:4].isdigit() and "-" in due else due
    to = act.holder(str(more["to"]))
    stage = flow.stages.get(act.explained.stage)
    by = flow.items[act.deed.what].by or ((stage.owner,) if stage else ())
    act.by(
        lambda who: act.engine.tasks.set(
            act.case, act.deed.what, to, act.why, by=who, due=with_date
        ),
        able(act.house, act.explained, by),
    )


def _pass_on(act: Acting) -> None:
    to = act.holder(str(act.deed.more["to"]))
    if act.deed.what in act.flow.roles:
        held = act.house.who.doers(act.deed.what, act.explained)
        act.by(
            lambda by: act.engine.staff.pass_on(act.case, act.deed.what, to, by=by, why=act.why),
            held,
        )
    else:
        act.each(lambda task, by: act.engine.tasks.pass_on(act.case, task.key, to, by=by, why=act.why))


def _claim(act: Acting) -> None:
    open_ = act.house.office.views.tasks(case_id=act.case)
    asked = [t for t in open_ if t.kind == "claim" and t.name == act.deed.what]
    likely = [p for task in asked for p in act.house.who.acting(task.holder)]
    act.by(lambda by: act.engine.staff.claim(act.case, act.deed.what, by=by), likely)


def _someone(act: Acting, name: str) -> str:
    explained = act.explained if act._has_case() else None  # noqa: SLF001 - of this module
    return act.named(name, explained).key


def _hand_over(act: Acting) -> None:
    to = act.deed.more.get("to")
    target = _someone(act, str(to)) if to else ""
    person = _someone(act, act.deed.what)
    act.by(lambda by: act.engine.staff.hand_over(person, target, by=by, why=act.why))


def _away(act: Acting) -> None:
    more, people = act.deed.more, act.house.office.people
    deputy = _someone(act, str(more["deputy"])) if "deputy" in more else ""
    until = None
    if "until" in more:
        last = date.fromisoformat(str(more["until"])) + timedelta(days=1)
        until = datetime.combine(last, time(0), act.house.zone)
    person = _someone(act, act.deed.what)
    people.away(person, since=act.now, until=until, deputy=deputy, by=SYSTEM, why=act.why)


def _escalation(act: Acting, do: Callable[[str, str], object], likely: Iterable[Person]) -> None:
    """Do something to the open escalation of a rung, whatever spell it is of."""
    open_ = act.house.office.views.escalations(case_id=act.case, open_only=True)
    keys = [e.rung for e in open_ if act.deed.what in {e.rung, e.rung.split("@")[0].split("/")[-1]}]
    rung = keys[-1] if keys else str(act.deed.what)
    told = [
        p for e in open_ if e.rung == rung for key in e.recipients for p in act.house.who.acting(key)
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


_DOING: Final[Mapping[str, Callable[[Acting], None]]] = {
    "advance": _advance,
    "meet": _meet,
    "send_back": lambda a: a.by(
        lambda by: a.engine.send_back(
            a.case, a.deed.what, by=by, why=a.why, then=a.deed.more.get("then", "again")
        ),
        a.able("send_back"),
    ),
    "take_back": lambda a: a.by(
        lambda by: a.engine.moves.take_back(a.case, by=by, why=a.deed.what),
        [p for stay in a.explained.stays[-1:] for p in a.house.who.acting(stay.by)],
    ),
    "jump": lambda a: a.by(
        lambda by: a.engine.moves.jump(a.case, a.deed.what, by=by, why=a.why),
        a.house.who.roster.people[:0],
    ),
    "pause": lambda a: a.by(
        lambda by: a.engine.pause(a.case, by=by, why=a.deed.what), a.able("pause")
    ),
    "resume": lambda a: a.by(lambda by: a.engine.resume(a.case, by=by), a.able("pause")),
    "withdraw": lambda a: a.by(
        lambda by: a.engine.withdraw(a.case, by=by, why=a.deed.what), a.able("withdraw")
    ),
    "extend": lambda a: a.by(
        lambda by: a.engine.extend(a.case, a.deed.what, by=by, why=a.why), a.able("extend")
    ),
    "open": _open,
    "record": _record,
    "file": _file,
    "note": lambda a: _write(a, note=a.deed.what),
    "enter": _enter,
    "correct": _correct,
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
    "back": lambda a: a.house.office.people.back(_someone(a, a.deed.what), by=SYSTEM, why=a.why),
    "leave": lambda a: a.house.office.people.leave(_someone(a, a.deed.what), by=SYSTEM, why=a.why),
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
"""How each deed of the table of forms is done."""
