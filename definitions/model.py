"""What a flow is once it has been read and checked: frozen values, no text left to interpret.

The words are those of ``docs/glossary.md``.
A value of these types exists only for a definition without faults, so the rest of guatu
never meets a dangling name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .computing import Expression, Outcome
from .cycles import Cycle, Duty, Every, ExtensionRule, Rolls
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

FieldType = Literal["text", "integer", "number", "boolean", "date", "choice", "territory"]
HolderKind = Literal["person", "unit"]
ClockStart = Literal["entry", "creation", "activity", "field"]
TerminalKind = Literal["completed", "sealed", "exited", "transferred", "withdrawn"]
RequirementKind = Literal["material", "fact", "field", "role", "approval", "round", "rule"]

__all__ = [
    "ANY_GRADE",
    "COLORS",
    "Approval",
    "AssignRule",
    "ClockStart",
    "Color",
    "Condition",
    "ConditionKind",
    "Cycle",
    "Decision",
    "DecisionRule",
    "Duty",
    "Every",
    "Expression",
    "ExtensionRule",
    "Field",
    "FieldType",
    "HolderKind",
    "Indicator",
    "Jump",
    "Ladder",
    "LetterSpec",
    "LightRule",
    "LightStep",
    "Material",
    "Outcome",
    "Plan",
    "Recipient",
    "Repeat",
    "Requirement",
    "RequirementKind",
    "Role",
    "Rolls",
    "Round",
    "Rung",
    "Stage",
    "Terminal",
    "TerminalKind",
    "Title",
    "Transition",
]

ANY_GRADE = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One typed piece of case data. ``unit`` is for people, such as 万元; numbers are stored in it."""

    key: str
    title: Title
    type: FieldType
    unit: str = ""
    is_required: bool = False
    options: Mapping[str, Title] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None


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
class AssignRule:
    """How the holder of a role is found in the roster.

    For a unit: the unit with ``duty`` nearest to the case's territory, walking up the tree;
    ``duty_from`` names a decision whose outcome is the duty.
    For a person: whoever holds ``post`` (or the outcome of ``post_from``) nearest to the unit
    that holds the role ``near``, else to the case's territory; ``pick`` chooses among several.
    """

    duty: str = ""
    duty_from: str = ""
    post: str = ""
    post_from: str = ""
    near: str = ""
    pick: Literal["first", "least_open", "round_robin"] = "least_open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A part somebody plays on a case; ``is_many`` allows several holders at once."""

    key: str
    title: Title
    holder: HolderKind
    is_many: bool = False
    assign: tuple[AssignRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A document or other proof that is filed to a case."""

    key: str
    title: Title


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A yes or no by any one holder of the roles in ``by``; late ones climb the ``ladder``."""

    key: str
    title: Title
    by: tuple[str, ...]
    limit: Span | None = None
    ladder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """An opinion round: every holder of the roles in ``ask`` is asked.

    ``passes`` says when it is passed: ``all`` agree or ``any`` agrees.
    With ``has_veto`` one disagreement refuses the round whatever the rest say (一票否决).
    """

    key: str
    title: Title
    ask: tuple[str, ...]
    passes: Literal["all", "any"] = "all"
    has_veto: bool = False
    limit: Span | None = None
    ladder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing a transition needs.

    ``key`` names the material, field, role, approval, round or registered rule; for a fact it is
    a name made from its place. ``owner`` is the role that owes it, ``mend`` what to do about it.
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
    """A named, guarded move. ``sources`` are stages; ``target`` is a stage or a terminal."""

    key: str
    title: Title
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    requirements: tuple[Requirement, ...] = ()
    letter: str = ""
    letter_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSpec:
    """A letter the flow can draft: its template's source text travels with the flow.

    A ``slip`` is internal and carries no number (交办单, 转办单).
    """

    key: str
    title: Title
    template: str
    source: str
    is_slip: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A rate: cases that ever reached one of ``numerator`` over those that reached ``denominator``.

    Keys are stages or terminals.
    """

    key: str
    title: Title
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
