"""How a receiver stands to an issuer: above it, below it, beside it, or outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from .parties import Party

Place = Literal["same", "above", "further_above", "below", "apart", "unknown"]
Standing = Literal[
    "unknown",
    "inside",
    "superior",
    "superior_skipped",
    "field_superior",
    "coordinator",
    "peer",
    "members",
    "field",
    "subordinate",
    "guarded",
    "outside",
    "outsider",
]
"""What a receiver is to the issuer.

``inside`` the same body or a division of it; ``superior`` the organ that leads it, with
``superior_skipped`` one further up; ``field_superior`` the department above in a department's
field, ``coordinator`` the coordinating body of the same place; ``peer`` a body with no relation of
subordination; ``members`` the departments and parks a coordinating body speaks to; ``field`` the department
below in the field; ``subordinate`` a body it leads; ``guarded`` a Party committee or government
below a department (Article 16(二)); ``outside`` an enterprise or
other body, ``outsider``: the issuer is one.
"""

STANDING_WORDS: Final[Mapping[Standing, str]] = {
    "unknown": "无法判断",
    "inside": "本机关",
    "superior": "上级机关",
    "superior_skipped": "越级上级机关",
    "field_superior": "上级业务部门",
    "coordinator": "本级议事协调机构",
    "peer": "不相隶属机关",
    "members": "成员单位",
    "field": "下级对口部门",
    "subordinate": "下级机关",
    "guarded": "下级党委、政府",
    "outside": "行政机关以外",
    "outsider": "由行政机关以外发出",
}
"""Each standing as it is said on the page about letters."""

_POWERS: Final = frozenset({"party", "government"})
_OFFICES: Final = frozenset({"department", "coordinating_office"})
_OUTSIDE: Final = frozenset({"enterprise", "other"})
_LEADING: Final[Mapping[tuple[str, str], Standing]] = {
    ("party", "government"): "subordinate",
    ("government", "party"): "superior",
}


def place_of(issuer: Party, receiver: Party) -> Place:
    """Say where the receiver's place lies as seen from the issuer's."""
    if not issuer.places or not receiver.places:
        return "unknown"
    mine, its = issuer.places[0], receiver.places[0]
    if mine == its:
        return "same"
    if its in issuer.places:
        return "above" if issuer.places[1] == its else "further_above"
    return "below" if mine in receiver.places else "apart"


def standing(  # noqa: PLR0911 - one way a relation
    issuer: Party, receiver: Party, place: Place | None = None
) -> Standing:
    """Say how the receiver stands to the issuer; ``place`` instead of the one their places tell."""
    if not issuer.kind or not receiver.kind:
        return "unknown"
    if issuer.key and _is_inside(issuer, receiver):
        return "inside"
    where = place or place_of(issuer, receiver)
    in_tree = _in_tree(issuer, receiver)
    if in_tree != "unknown":
        return in_tree
    if issuer.kind in _OUTSIDE:
        return "outsider"
    if receiver.kind in _OUTSIDE:
        return "outside"
    if where == "unknown":
        return "unknown"
    if receiver.kind in _POWERS:
        return _to_power(issuer, receiver, where)
    if receiver.kind == "park":
        return _to_park(issuer, where)
    return _to_office(issuer, receiver, where)


def _is_inside(issuer: Party, receiver: Party) -> bool:
    if issuer.key == receiver.key:
        return True
    return receiver.kind == "division" and issuer.key in receiver.above


def _in_tree(issuer: Party, receiver: Party) -> Standing:
    """Read the tree of units; a government is never below a department, whatever the tree says."""
    if issuer.key and issuer.key in receiver.above:
        is_guarded = receiver.kind in _POWERS and issuer.kind not in _POWERS
        return "guarded" if is_guarded else "subordinate"
    if receiver.key and receiver.key in issuer.above:
        return "superior" if issuer.above[0] == receiver.key else "superior_skipped"
    return "unknown"


def _to_power(issuer: Party, receiver: Party, where: Place) -> Standing:
    if where == "apart":
        return "peer"
    if where in {"above", "further_above"}:
        is_own = issuer.kind in _POWERS | {"park"} and where == "above"
        return "superior" if is_own else "superior_skipped"
    if where == "same":
        if issuer.kind not in _POWERS:
            return "superior"
        return _LEADING.get((issuer.kind, receiver.kind), "peer")
    if issuer.kind in _POWERS:
        return "subordinate"
    return "guarded" if issuer.kind in _OFFICES | {"division"} else "peer"


def _to_park(issuer: Party, where: Place) -> Standing:
    """Read a park as an agency of its government with the rank of a department."""
    if where not in {"same", "below"}:
        return "peer"
    if issuer.kind in _POWERS:
        return "subordinate"
    return "members" if issuer.kind == "coordinating_office" else "peer"


def _to_office(  # noqa: PLR0911 - one way a relation
    issuer: Party, receiver: Party, where: Place
) -> Standing:
    if where == "apart" or issuer.kind == "park":
        return "peer"
    if issuer.kind in _POWERS:
        return "subordinate" if where in {"same", "below"} else "peer"
    if where == "below":
        return "field"
    if where in {"above", "further_above"}:
        return "field_superior"
    if issuer.kind == "coordinating_office" and receiver.kind != "coordinating_office":
        return "members"
    if receiver.kind == "coordinating_office" and issuer.kind != "coordinating_office":
        return "coordinator"
    return "peer"
