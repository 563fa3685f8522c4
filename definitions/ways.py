"""The ways out of a stage side by side: what no way takes, what two take by an edge, what is idle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any, Final

from .computing import Expression
from .fields import Field
from .flow import Flow
from .model import Decision, Requirement, Stage, Transition
from .possible import Range, facts_that_matter

_LISTS: Final = frozenset({"filled", "materials"})

_Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Hole:
    """A value of a variable that every way out of a stage asks for and none takes."""

    stage: Stage
    variable: Field | Decision
    value: Any


@dataclass(frozen=True, slots=True)
class Edge:
    """The one value at which two ways are open whose values lie on either side of it otherwise."""

    first: Transition
    second: Transition
    variable: Field | Decision
    value: float


@dataclass(frozen=True, slots=True)
class Idle:
    """What a transition requires at a place in its list and holds whatever is filled in."""

    transition: Transition
    place: int
    key: str
    expression: Expression


def holes_in(flow: Flow) -> Iterator[Hole]:
    """Give the values nothing was provided for, of what all ways out of a stage tell apart by.

    Of a number only values between two that some way takes: one too small or too large for every
    way is what a case waits to grow out of, and so is what a table says before anything is filled
    in. A stage with a way that asks for no facts has no holes.
    """
    for stage in flow.stages.values():
        ways = _ways_from(flow, stage)
        if ways[1:] and all(way.facts for way in ways):
            yield from _holes(flow, stage, ways)


def edges_in(flow: Flow) -> Iterator[Edge]:
    """Give the pairs of ways out of one stage that meet in one number both take (`<=` and `>=`)."""
    pairs = {
        (one.transition.key, other.transition.key): (one, other)
        for stage in flow.stages.values()
        for one, other in combinations([w for w in _ways_from(flow, stage) if w.facts], 2)
    }
    for one, other in pairs.values():
        yield from _edges(flow, one, other)


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


def _ways_from(flow: Flow, stage: Stage) -> list[_Way]:
    return [
        _Way(transition, tuple(r for r in transition.requirements if r.kind == "fact"))
        for transition in flow.leaving(stage.key)
    ]


def _tried(flow: Flow, expressions: Iterable[Expression]) -> Sequence[_Facts]:
    """Give the facts that matter; none where nobody can tell."""
    return facts_that_matter(partial(_range_in, flow), expressions) or ()


def _of(ways: Sequence[_Way]) -> list[Expression]:
    return [each for way in ways for each in way.expressions]


def _holes(flow: Flow, stage: Stage, ways: Sequence[_Way]) -> Iterator[Hole]:
    tried = _tried(flow, _of(ways))
    opened = [[facts for facts in tried if way.is_open(facts)] for way in ways]
    for name in sorted(frozenset.intersection(*(way.names for way in ways)) - _LISTS):
        variable = flow.variable(name)
        taken = [{*_values(name, facts)} for facts in opened]
        every = set[Any]().union(*taken)
        if variable is None or all(values == every for values in taken):
            continue  # all ask for the same: it tells no way from another
        known = every | {_before(variable)}
        free = [value for value in _values(name, tried) if value not in known]
        if _is_number(variable):
            free = [value for value in free if min(every) < value < max(every)]
        if free:
            yield Hole(stage, variable, free[0])


def _edges(flow: Flow, one: _Way, other: _Way) -> Iterator[Edge]:
    tried = _tried(flow, _of((one, other)))
    ours, theirs = ([facts for facts in tried if way.is_open(facts)] for way in (one, other))
    for name in sorted(one.names & other.names - _LISTS):
        variable = flow.variable(name)
        if variable is None or not _is_number(variable):
            continue
        both = _values(name, [facts for facts in ours if other.is_open(facts)])
        sides = {*_values(name, ours)}, {*_values(name, theirs)}
        for low, high in (sides, sides[::-1]):
            if low - high and high - low and max(low) == min(high) in both:
                yield Edge(one.transition, other.transition, variable, max(low))


def _values(name: str, facts: Iterable[_Facts]) -> Sequence[Any]:
    """Give the values a variable has in some facts, in their order, but not filled."""
    return [value for value in dict.fromkeys(f[name] for f in facts) if value is not None]


def _before(variable: Field | Decision) -> str | None:
    """Give what a decision comes to while nothing is filled in; None for a field."""
    rules = variable.rules if isinstance(variable, Decision) else ()
    nothing: _Facts = {"filled": [], "materials": []}
    return next((r.then for r in rules if r.when is None or r.when.holds(nothing)), None)


def _range_in(flow: Flow, name: str) -> Range | None:
    variable = flow.variable(name)
    if isinstance(variable, Field):
        options, least, most = variable.options, variable.minimum, variable.maximum
        return Range(variable.type, tuple(options), least, most)
    return None if variable is None else Range("choice", tuple(variable.outcomes))


def _is_number(variable: Field | Decision) -> bool:
    return isinstance(variable, Field) and variable.type in {"number", "integer"}
