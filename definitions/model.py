"""What a flow is once it has been read and checked: frozen values, no text left to interpret.

The words are those of ``docs/glossary.md``.
A value of these types exists only for a definition without faults, so the rest of guatu
never meets a dangling name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .asking import (
    Approval,
    ConditionRule,
    ItemKind,
    NoApprover,
    OwnApproval,
    PassKind,
    PassRule,
    Policy,
    Round,
    Silence,
    Subcase,
    Veto,
)
from .computing import Expression, Outcome
from .correspondence import Written
from .cycles import Covers, Cycle, Duty, Every, ExtensionRule, OpeningRule, Rolls
from .fields import Field, FieldType
from .figures import Indicator, Keeps, Measure, Series
from .lamps import (
    COLORS,
    Color,
    Condition,
    ConditionKind,
    Jump,
    Ladder,
    LightRule,
    LightStep,
    Plan,
    Recipient,
    Repeat,
    Rung,
    Title,
)
from .spans import Span
from .staffing import AssignRule, Giving, HolderKind, LoadRule, Pick, Role, Search, Team

ClockStart = Literal["entry", "creation", "activity", "field"]
TerminalKind = Literal["completed", "sealed", "exited", "transferred", "withdrawn"]
RequirementKind = Literal[
    "material",
    "fact",
    "field",
    "role",
    "approval",
    "round",
    "rule",
    "team",
    "item",
    "conditions",
    "subcase",
]

__all__ = [
    "ANY_GRADE",
    "COLORS",
    "Approval",
    "AssignRule",
    "ClockStart",
    "Color",
    "Condition",
    "ConditionKind",
    "ConditionRule",
    "Covers",
    "Cycle",
    "Decision",
    "DecisionRule",
    "Duty",
    "Every",
    "Expression",
    "ExtensionRule",
    "Field",
    "FieldType",
    "Giving",
    "HolderKind",
    "Indicator",
    "ItemKind",
    "Jump",
    "Keeps",
    "Ladder",
    "LetterSpec",
    "LightRule",
    "LightStep",
    "LoadRule",
    "Material",
    "Measure",
    "NoApprover",
    "OpeningRule",
    "Outcome",
    "OwnApproval",
    "PassKind",
    "PassRule",
    "Pick",
    "Plan",
    "Policy",
    "Recipient",
    "Repeat",
    "Requirement",
    "RequirementKind",
    "Role",
    "Rolls",
    "Round",
    "Rung",
    "Search",
    "Series",
    "Silence",
    "Stage",
    "Subcase",
    "Team",
    "Terminal",
    "TerminalKind",
    "Title",
    "Transition",
    "Veto",
]

ANY_GRADE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRule:
    """One row of a decision table; ``when`` None always matches."""

    when: Expression | None
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A first-match table over the case's facts; its outcome is a variable for later expressions."""

    key: str
    title: Title
    outcomes: Mapping[str, Title]
    rules: tuple[DecisionRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A document or other proof that is filed to a case."""

    key: str
    title: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing a transition needs.

    ``key`` names the material, field, role, team, approval, round (``conditions``: those tied to
    consents in that round), kind of item, sub-case or registered rule; for a fact it is a name
    made from its place. ``owner`` is the role that owes it, ``mend`` what to do about it.
    ``when`` None applies always.
    """

    kind: RequirementKind
    key: str
    title: Title
    mend: str
    owner: str = ""
    when: Expression | None = None
    fact: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A named, guarded move. ``sources`` are stages; ``target`` is a stage or a terminal.

    Whoever plays a part in ``copy`` is asked to take note of it (抄送).
    With ``returns`` the case takes up its last stay in the target again, with the time it had left.
    ``letter_to`` names roles, their heads, or fields (``field:KEY``) that name somebody outside.
    ``letter_copy`` names roles, their heads, or units (``unit:KEY``) that get a copy of the letter.
    """

    key: str
    title: Title
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    requirements: tuple[Requirement, ...] = ()
    letter: str = ""
    letter_to: tuple[str, ...] = ()
    letter_copy: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    returns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSpec:
    """A letter the flow can draft: its template's source text travels with the flow.

    A ``slip`` is internal and carries no number (交办单, 转办单).
    ``genre`` is its 文种, empty where the flow does not say it and no title tells.
    ``issuer`` is the unit role in whose name it is drafted, empty for the flow's own.
    ``facts`` maps a fact, such as ``政策.金额``, to the field of the case it is taken from.
    """

    key: str
    title: Title
    template: str
    source: str
    is_slip: bool = False
    genre: Written = ""
    issuer: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A state of the machine. ``limits`` maps a grade (or ``*``) to its span; empty is no limit."""

    key: str
    title: Title
    owner: str
    limits: Mapping[str, Span] = field(default_factory=dict)
    starts: ClockStart = "entry"
    start_field: str = ""
    lights: str = ""
    ladder: str = ""

    def limit_for(self, grade: str) -> Span | None:
        """Give the limit of a grade, else the one for any grade, else None."""
        return self.limits.get(grade) or self.limits.get(ANY_GRADE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """An end of the machine: completed 办结, sealed 封存, exited 退出, transferred 流转, withdrawn 撤回."""

    key: str
    title: Title
    kind: TerminalKind
