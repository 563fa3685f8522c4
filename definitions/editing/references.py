"""Where a flow names things it declares elsewhere: one table, for renaming and for forms.

A place is a path without its list indices, ``*`` for any key: one name may stand where a list of
names may, so both are the same place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from ..findings import Path

Place = tuple[str, ...]

_TABLE: Mapping[tuple[str, ...], str] = {
    ("stages",): """
        initial  transitions.*.from  recurring.*.stages""",
    ("stages", "terminals"): """
        transitions.*.to  indicators.*.count  indicators.*.at
        indicators.*.numerator  indicators.*.numerator.count  indicators.*.numerator.at
        indicators.*.denominator  indicators.*.denominator.count  indicators.*.denominator.at""",
    ("roles",): """
        issuer  calendar_of  may.*  stages.*.owner  transitions.*.who  transitions.*.copy
        transitions.*.letter.to  transitions.*.letter.copy  transitions.*.requires.role
        transitions.*.requires.owner  approvals.*.by  rounds.*.ask  rounds.*.veto.by
        rounds.*.conditions.to  items.*.by  items.*.report_to  subcases.*.by  teams.*.one
        teams.*.some  extension.by  recurring.*.by  opening.role  letters.*.issuer  series.*.by
        roles.*.assign.near  roles.*.exclude  ladders.*.rungs.to  ladders.*.rungs.copy""",
    ("fields",): """
        title_field  territory_field  identity  stages.*.clock.field  transitions.*.letter.to
        roles.*.assign.field  letters.*.facts.*  plans.*.start  plans.*.end  plans.*.actual
        plans.*.target  series.*.total_to""",
    ("fields", "series"): """
        transitions.*.requires.field  indicators.*.sum
        indicators.*.numerator.sum  indicators.*.denominator.sum""",
    ("decisions",): "grade",
    ("decisions", "fields"): "roles.*.assign.duty_from  roles.*.assign.post_from",
    ("materials",): "transitions.*.requires.material",
    ("approvals",): "transitions.*.requires.approval",
    ("rounds",): "transitions.*.requires.round  transitions.*.requires.conditions",
    ("teams",): "transitions.*.requires.team",
    ("items",): "transitions.*.requires.item",
    ("subcases",): "transitions.*.requires.subcase",
    ("approvals", "rounds", "transitions"): "approvals.*.four_eyes  rounds.*.four_eyes",
    ("letters",): """
        transitions.*.letter.draft  items.*.letter.draft  roles.*.slips.assign
        roles.*.slips.pass_on  ladders.*.rungs.letter""",
    ("lights",): "stages.*.lights",
    ("ladders",): """
        stages.*.ladder  approvals.*.ladder  rounds.*.ladder  rounds.*.conditions.ladder
        items.*.ladder  recurring.*.ladder""",
    ("plans",): """
        lights.*.blue.behind.plan  lights.*.yellow.behind.plan  lights.*.orange.behind.plan
        lights.*.red.behind.plan  ladders.*.rungs.when.behind.plan""",
    ("rungs",): """
        ladders.*.start.rung  ladders.*.rungs.when.unanswered  ladders.*.rungs.when.after.rung""",
}
_KEYS: Mapping[tuple[str, ...], str] = {
    ("roles",): "rounds.*.limits.*  rounds.*.pass.weights.*",
    ("fields",): "opening.fields.*",
    ("outcomes",): "stages.*.limit.*  roles.*.load.weights.*",
}
_EXPRESSIONS = """
    decisions.*.rules.when  transitions.*.requires.fact  transitions.*.requires.when
    ladders.*.start.when  recurring.*.when  indicators.*.when
    indicators.*.numerator.when  indicators.*.denominator.when"""


def _places(table: Mapping[tuple[str, ...], str]) -> dict[Place, tuple[str, ...]]:
    """Map every place to the sections whose keys may stand there."""
    found: dict[Place, tuple[str, ...]] = {}
    for sections, places in table.items():
        for place in places.split():
            steps = tuple(place.split("."))
            found[steps] = (*found.get(steps, ()), *sections)
    return found


NAMES = _places(_TABLE)
"""What a value names: place → sections."""

KEYS = _places(_KEYS)
"""What a key names: place of the key → sections."""

EXPRESSIONS = frozenset(tuple(place.split(".")) for place in _EXPRESSIONS.split())
"""Where expressions stand."""

_KEYED = frozenset(place for table in (NAMES, KEYS) for place in table) | EXPRESSIONS


def place_of(path: Path) -> Place:
    """Give the place of a path that may hold a name or an expression; its own steps for others."""
    return _place_of(tuple(step for step in path if isinstance(step, str)))


@lru_cache(maxsize=4096)
def _place_of(steps: Place) -> Place:
    for known in _KEYED:
        if len(known) == len(steps) and all(
            a in {"*", b} for a, b in zip(known, steps, strict=True)
        ):
            return known
    return steps


def is_expression(path: Path) -> bool:
    """Say whether an expression stands at a path."""
    return place_of(path) in EXPRESSIONS


def sections_named(path: Path) -> tuple[str, ...]:
    """Give the sections whose keys may stand at a path, none where no name is meant."""
    return NAMES.get(place_of(path), ())


def scalars(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give every value that is no collection, with its path."""
    if isinstance(value, Mapping):
        for key, inner in cast("Mapping[str, Any]", value).items():
            yield from scalars(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from scalars(inner, (*path, n))
    else:
        yield path, value


def keys_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """Give the path of every key."""
    if isinstance(value, Mapping):
        for key, inner in cast("Mapping[str, Any]", value).items():
            yield (*path, key)
            yield from keys_in(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from keys_in(inner, (*path, n))
