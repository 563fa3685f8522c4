"""Who plays parts on a case and how they are found: roles, rules of assignment, teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .correspondence import UnitKind
from .lamps import Title
from .spans import Span

HolderKind = Literal["person", "unit"]
Pick = Literal["first", "least_open", "round_robin", "all"]
Search = Literal["up", "here", "below"]
Giving = Literal["assign", "pass_on"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRule:
    """How the holder of a role is found in the roster.

    For a unit: one with ``duty``; for a person: one with ``post``. ``duty_from`` and ``post_from``
    name a decision or a choice field whose outcome is the duty or post. ``from_parent`` takes
    whoever holds that role on the case above, ``field`` the unit a field of that type names.
    Where: from the unit that holds the role ``near``, else from the case's place, ``search``ing up
    the tree, only here, or here and below. ``pick`` chooses among several found at one place.
    With ``claim`` nobody is picked: everybody found is asked to claim the role within that span,
    and when nobody did, the next rule takes its turn.
    """

    duty: str = ""
    duty_from: str = ""
    post: str = ""
    post_from: str = ""
    from_parent: str = ""
    field: str = ""
    near: str = ""
    search: Search = "up"
    pick: Pick = "first"
    claim: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRule:
    """How work in a role is counted: ``weights`` by grade (one that is not named counts 1).

    Whoever has reached ``limit`` is given no more by rule; None sets no limit.
    """

    limit: int | None = None
    weights: Mapping[str, int] = field(default_factory=dict)

    def weight_of(self, grade: str) -> int:
        """Give what a case of a grade counts for."""
        return self.weights.get(grade, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A part somebody plays on a case; ``is_many`` allows several holders at once.

    ``kind`` says what kind of unit holds it, or a person of which, empty when nobody said.
    Nobody who holds a role in ``exclude`` on the case is chosen for this one by rule.
    ``slips`` names the letter drafted when the role is given by hand (交办) or passed on (转办).
    """

    key: str
    title: Title
    holder: HolderKind
    kind: UnitKind | Literal[""] = ""
    is_many: bool = False
    assign: tuple[AssignRule, ...] = ()
    load: LoadRule = field(default_factory=LoadRule)
    exclude: tuple[str, ...] = ()
    slips: Mapping[Giving, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Who must serve a case together (1+1+N): exactly one in each of ``one``, some in ``some``."""

    key: str
    title: Title
    one: tuple[str, ...]
    some: tuple[str, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of the team."""
        return (*self.one, *self.some)
