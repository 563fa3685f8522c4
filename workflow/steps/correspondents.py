"""Issuers and receivers of letters as the rules of correspondence look at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ...definitions.correspondence import Party, Written, objections
from ..people import Directory, OrgUnit


def party(directory: Directory, unit: OrgUnit) -> Party:
    """Give a unit with what is above it, in the tree of units and in that of places."""
    place = directory.territory(unit.territory)
    return Party(
        key=unit.key,
        title=unit.title,
        kind=unit.kind,
        above=tuple(_above(directory, unit)),
        places=tuple(_places(directory, unit.territory)),
        place=place.title if place else "",
    )


def parties(
    directory: Directory, units: Iterable[OrgUnit], outsiders: Iterable[str]
) -> list[Party]:
    """Give the receivers of a letter: units, and those outside the roster whom the case names."""
    found = [party(directory, unit) for unit in units]
    return [*found, *(Party(key="", title=name, kind="other") for name in outsiders)]


def barred(
    directory: Directory,
    genre: Written,
    issuer: OrgUnit | None,
    receivers: Iterable[Party],
    body: Mapping[str, Any],
) -> str:
    """Say why a letter may not go out as it is, rule and mend included; empty when it may.

    Who issues it must be known; of units nobody said what they are the rules judge nothing, nor of
    what a unit writes to itself.
    """
    if issuer is None:
        return ""
    others = [receiver for receiver in receivers if receiver.key != issuer.key]
    found = objections(genre, party(directory, issuer), others, text=text_of(body))
    return "".join(each.sentence() for each in found if each.is_refusal)


def text_of(body: Mapping[str, Any]) -> str:
    """Give what the body of a letter says, as one text."""
    return "\n".join(_texts(body.get("blocks", ())))


def _texts(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield "".join((block.get("text", ""), block.get("rest", "")))
        for row in block.get("rows", ()):
            yield "　".join(row)


def _above(directory: Directory, unit: OrgUnit) -> Iterator[str]:
    seen = {unit.key}
    while unit.parent and unit.parent not in seen:
        above = directory.unit(unit.parent)
        if above is None:
            return
        seen.add(above.key)
        yield above.key
        unit = above


def _places(directory: Directory, key: str) -> Iterator[str]:
    seen: set[str] = set()
    place = directory.territory(key)
    while place is not None and place.key not in seen:
        seen.add(place.key)
        yield place.key
        place = directory.territory(place.parent)
