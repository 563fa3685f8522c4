"""The two ends of a letter, as far as the rules of correspondence look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

UnitKind = Literal[
    "party",
    "government",
    "department",
    "coordinating_office",
    "park",
    "division",
    "enterprise",
    "other",
]
"""What a unit is by law (机关性质).

A ``coordinating_office`` is 议事协调机构 or its office, a ``park`` the administration of a
development zone (园区管委会, an agency of its government), a ``division`` is 内设机构,
``other`` a body outside the administration: an association, a school, a deputy.
"""

KINDS: Final[Mapping[str, str]] = {
    "party": "党委",
    "government": "政府",
    "department": "部门",
    "coordinating_office": "议事协调机构",
    "park": "园区管委会",
    "division": "内设机构",
    "enterprise": "企业",
    "other": "其他",
}
"""Each kind with the word a roster says it by."""

assert set(KINDS) == set(get_args(UnitKind))  # noqa: S101 - one table in two forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An issuer or a receiver; ``kind`` empty means that nobody said what it is.

    ``above`` are the keys of the units above it, nearest first; ``places`` those of its own place
    and the places above that, nearest first, with ``place`` the title of its own.
    """

    key: str
    title: str = ""
    kind: UnitKind | Literal[""] = ""
    above: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    place: str = ""
