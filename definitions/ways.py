"""The ways out of a stage side by side: what no way takes, what two take by an edge, what is idle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any, Final

from .computing import Expression
from .flow import Flow
from .model import Requirement, Stage, Transition
from .possible import Range, facts_that_matter

_NUMBERS: Final = frozenset({"number", "integer"})
_LISTS: Final = frozenset({"filled", "materials"})

_Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hole:
    """A value of a variable that every way out of a stage asks for and none takes."""

    stage: Stage
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Edge:
    """The one value at which two ways are open whose values lie on either side of it otherwise."""

    first: Transition
    second: Transition
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Idle:
    """What a transition requires at a place in its list and holds whatever is filled in."""

    transition: Transition
    place: int
    key: str
    expression: Expression


def range_in_flow(flow: Flow, name: str) -> Range | None:
    """Give what a field or a decision of a flow may come to; None for any other name."""
    if (field := flow.fields.get(name)) is not None:
        return Range(field.type, tuple(field.options), field.minimum, field.maximum)
    decision = flow.decisions.get(flow.grade if name == "grade" else name)
    return None if decision is None else Range("choice", tuple(decision.outcomes))


def holes_in(flow: Flow) -> Iterator[Hole]:
    """Give the values nothing was provided for, of what all ways out of a stage tell apart by.

    Of a number only values between two that some way takes: one too small or too large for every
    way is what a case waits to grow out of, and so is what a table says before anything is filled
    in. A stage with a way that asks for no facts has no holes.
    """
    for stage in flow.stages.values():
        ways = _ways_from(flow, stage)
        if not (ways[1:] and all(way.facts for way in ways)):
            continue
        tried = _tried(flow, _of(ways))
        for name in sorted(frozenset.intersection(*(way.names for way in ways)) - _LISTS):
            taken = [way.values(name, tried) for way in ways]
            every = set[Any]().union(*taken)
            if all(values == every for values in taken):
                continue  # all ask for the same: it tells no way from another
            for value in dict.fromkeys(facts[name] for facts in tried if facts[name] is not None):
                is_outside = _is_number(flow, name) and not min(every) < value < max(every)
                if value not in every and not is_outside and value != _before(flow, name):
                    yield Hole(stage, name, value)
                    break


def edges_in(flow: Flow) -> Iterator[Edge]:
    """Give the pairs of ways out of one stage that meet in one number both take (`<=` and `>=`)."""
    seen: set[tuple[str, str]] = set()
    for stage in flow.stages.values():
        for one, other in combinations(_ways_from(flow, stage), 2):
            pair = (one.transition.key, other.transition.key)
            if pair in seen or not one.facts or not other.facts:
                continue
            seen.add(pair)
            tried = _tried(flow, _of((one, other)))
            for name in sorted(one.names & other.names - _LISTS):
                if _is_number(flow, name):
                    yield from _edge(one, other, name, tried)


def idle_in(flow: Flow) -> Iterator[Idle]:
    """Give the conditions that compare and yet hold for all that can be filled in."""
    for transition in flow.transitions.values():
        for place, requirement in enumerate(transition.requirements):
            for key in ("fact", "when"):
                expression: Expression | None = getattr(requirement, key)
                if expression is None or not expression.names or expression.names & _LISTS:
                    continue
                filled = [f for f in _tried(flow, [expression]) if None not in f.values()]
                if filled and all(map(expression.holds, filled)):
                    yield Idle(transition, place, key, expression)


@dataclass(frozen=True, slots=True)
class _Way:
    transition: Transition
    facts: tuple[Requirement, ...]

    @property
    def expressions(self) -> list[Expression]:
        both = [each for r in self.facts for each in (r.fact, r.when)]
        return [each for each in both if each is not None]

    @property
    def names(self) -> frozenset[str]:
        return frozenset[str]().union(*(each.names for each in self.expressions))

    def is_open(self, facts: _Facts) -> bool:
        return all(
            (r.when is not None and not r.when.holds(facts)) or (r.fact and r.fact.holds(facts))
            for r in self.facts
        )

    def values(self, name: str, tried: Sequence[_Facts]) -> set[Any]:
        """Give the values of a variable with which the way can be open."""
        return {facts[name] for facts in tried if self.is_open(facts)} - {None}


def _ways_from(flow: Flow, stage: Stage) -> list[_Way]:
    return [
        _Way(transition, tuple(r for r in transition.requirements if r.kind == "fact"))
        for transition in flow.transitions.values()
        if stage.key in transition.sources
    ]


def _tried(flow: Flow, expressions: Iterable[Expression]) -> Sequence[_Facts]:
    """Give the facts that matter; none where nobody can tell."""
    return facts_that_matter(partial(range_in_flow, flow), expressions) or ()


def _of(ways: Sequence[_Way]) -> list[Expression]:
    return [each for way in ways for each in way.expressions]


def _edge(one: _Way, other: _Way, name: str, tried: Sequence[_Facts]) -> Iterator[Edge]:
    ours, theirs = one.values(name, tried), other.values(name, tried)
    for low, high in ((ours, theirs), (theirs, ours)):
        met = [f for f in tried if f[name] == max(low, default=None) == min(high, default=None)]
        is_both = any(one.is_open(facts) and other.is_open(facts) for facts in met)
        if is_both and not (low <= high or high <= low):
            yield Edge(one.transition, other.transition, name, max(low))


def _before(flow: Flow, name: str) -> str | None:
    """Give what a decision comes to while nothing is filled in; None for a field."""
    decision = flow.decisions.get(flow.grade if name == "grade" else name)
    rules = decision.rules if decision else ()
    nothing: _Facts = {"filled": [], "materials": []}
    return next((r.then for r in rules if r.when is None or r.when.holds(nothing)), None)


def _is_number(flow: Flow, name: str) -> bool:
    found = range_in_flow(flow, name)
    return found is not None and found.type in _NUMBERS
