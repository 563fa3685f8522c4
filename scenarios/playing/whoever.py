"""Doing things by whoever may: whom a flow lets, and everybody in turn until one may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ...definitions import Flow
from ...errors import GuatuError, NobodyToAct, NotAllowed, UnknownCase
from ...workflow.explain import Explanation
from ...workflow.people import Person
from .filling import plain_value
from .house import House


def by_whoever(people: Iterable[Person], do: Callable[..., object]) -> None:
    """Let the first who may do something do it (``do(by=KEY)``).

    Raises the first refusal when nobody may, NobodyToAct when nobody is there.
    """
    refusal: GuatuError | None = None
    tried: set[str] = set()
    for person in people:
        if person.key in tried:
            continue
        tried.add(person.key)
        try:
            do(by=person.key)
        except (NotAllowed, UnknownCase) as error:  # who may not see a case is told of none
            refusal = refusal or error
        else:
            return
    raise refusal or NobodyToAct()


def able(house: House, explained: Explanation, roles: Iterable[str]) -> Iterator[Person]:
    """Give the people who act for the first of some roles that is held, then for the next."""
    for role in roles:
        yield from house.who.doers(role, explained)


def owners(flow: Flow, explained: Explanation, ability: str) -> tuple[str, ...]:
    """Give the roles that have an ability, as the flow says or by owning the stage."""
    named = next((roles for key, roles in flow.may.items() if key == ability), ())
    if named:
        return named
    stage = flow.stages.get(explained.stage)
    if stage:
        return (stage.owner,)
    return tuple(who for way in flow.leaving(explained.stage) for who in way.who)


def everybody(house: House) -> list[Person]:
    """Give everybody in the roster, administrators last."""
    return sorted(
        (p for p in house.who.roster.people if p.is_active), key=lambda p: (bool(p.roles), p.key)
    )


def opening_fields(house: House, flow: Flow, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields a case is opened with: those given, and something in every required one."""
    today = house.clock.now().astimezone(house.zone).date()
    made = {
        key: plain_value(field, today, house.who.roster)
        for key, field in flow.fields.items()
        if field.is_required and key not in given
    }
    return made | dict(given)


def open_below(house: House, parent: int, flow: Flow, by: Iterable[str]) -> int:
    """Open a case under another by whoever may; give it."""
    explained = house.explain(parent)
    opened: list[int] = []
    people = [*able(house, explained, by or [h.role for h in explained.people]), *everybody(house)]
    fields = opening_fields(house, flow, {})

    def open_(by: str) -> None:
        opened.append(house.office.engine.open(flow.key, fields=fields, by=by, parent=parent).id)

    by_whoever(people, open_)
    return opened[0]


def advance(house: House, case: int, transition: str, *, by: str = "", why: str = "") -> None:
    """Take a transition, by somebody or by whoever may."""
    explained = house.explain(case)
    flow = house.flow_of(explained)

    def take(by: str) -> None:
        house.office.engine.advance(case, transition, by=by, why=why)

    if by:
        take(by)
    else:
        spec = flow.transitions.get(transition)
        by_whoever(able(house, explained, spec.who if spec else ()), take)
    house.taken.add((flow.key, transition))
