"""A whole flow, checked and ready to run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .model import (
    Approval,
    Cycle,
    Decision,
    Duty,
    ExtensionRule,
    Field,
    Indicator,
    ItemKind,
    Ladder,
    LetterSpec,
    LightRule,
    Material,
    OpeningRule,
    Plan,
    Role,
    Round,
    Rung,
    Series,
    Stage,
    Subcase,
    Team,
    Terminal,
    Title,
    Transition,
)

EXTENSION = "extension"
COPY = "copy"
TASKS = {EXTENSION: "延期审批", COPY: "抄送"}
"""The tasks every flow has, and what they are called."""

Ability = Literal[
    "open",
    "assign",
    "record",
    "send_back",
    "pause",
    "extend",
    "withdraw",
    "answer",
    "ask",
    "hand_over",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A checked flow definition, ready to run.

    ``hash`` is the SHA-256 of the whole bundle: the YAML text, every letter template it uses, and
    the ``scenarios`` beside it, which are kept as they were written.
    ``may`` maps an ability to the roles that have it; an ability not named there belongs to the
    owner of the stage the case is in. ``territory_field`` names the field that holds the
    case's territory, ``identity`` the fields that together tell one case from a duplicate,
    ``issuer`` the unit role in whose name letters are drafted,
    ``calendar_of`` the unit role whose unit's calendar goes before the flow's own ``calendar``.
    ``off`` says why a flow is switched off, empty for one in use.
    ``publication`` is when lights are published, None for never; ``extension`` None allows none.
    ``openings`` say how the flow opens its own cases by the calendar, none for one that does not.
    """

    key: str
    title: Title
    hash: str
    source: str
    initial: str
    calendar: str
    fields: Mapping[str, Field]
    decisions: Mapping[str, Decision]
    grade: str
    roles: Mapping[str, Role]
    may: Mapping[Ability, tuple[str, ...]]
    materials: Mapping[str, Material]
    approvals: Mapping[str, Approval]
    rounds: Mapping[str, Round]
    stages: Mapping[str, Stage]
    terminals: Mapping[str, Terminal]
    transitions: Mapping[str, Transition]
    lights: Mapping[str, LightRule]
    ladders: Mapping[str, Ladder]
    letters: Mapping[str, LetterSpec]
    indicators: Mapping[str, Indicator]
    title_field: str
    issuer: str = ""
    calendar_of: str = ""
    teams: Mapping[str, Team] = field(default_factory=dict)
    items: Mapping[str, ItemKind] = field(default_factory=dict)
    subcases: Mapping[str, Subcase] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    publication: Cycle | None = None
    extension: ExtensionRule | None = None
    openings: tuple[OpeningRule, ...] = ()
    territory_field: str = ""
    identity: tuple[str, ...] = ()
    note: str = ""
    off: str = ""
    scenarios: str = ""

    @property
    def decides_by_stage(self) -> bool:
        """Whether any decision looks at the stage a case is in."""
        tables = self.decisions.values()
        return any(r.when and "stage" in r.when.names for table in tables for r in table.rules)

    @property
    def lasting_decisions(self) -> tuple[Decision, ...]:
        """The decisions that follow from a case's fields alone, in the order of the file."""
        moving = {"today", "stage", "materials"}
        lasting: list[Decision] = []
        for decision in self.decisions.values():
            if any(rule.when and rule.when.names & moving for rule in decision.rules):
                moving.add(decision.key)
            else:
                lasting.append(decision)
        return tuple(lasting)

    def leaving(self, stage: str) -> tuple[Transition, ...]:
        """Give the transitions that start from a stage, in the order of the file."""
        return tuple(t for t in self.transitions.values() if stage in t.sources)

    def variable(self, name: str) -> Field | Decision | None:
        """Give the field or decision that expressions mean by a name; ``grade`` is what grades."""
        return self.fields.get(name) or self.decisions.get(self.grade if name == "grade" else name)

    def place(self, key: str) -> Stage | Terminal:
        """Give the stage or terminal of a key."""
        return self.stages.get(key) or self.terminals[key]

    def ladder_of(self, stage: str) -> tuple[Rung, ...]:
        """Give the rungs of a stage, none for a stage without a ladder."""
        at = self.stages.get(stage)
        return self.ladders[at.ladder].rungs if at and at.ladder else ()

    def task_title(self, key: str) -> str:
        """Name a task for people, by its key; the key itself for one the flow does not know."""
        name = key.partition("/")[0]
        sections = (self.approvals, self.rounds, self.duties, self.items, self.roles)
        known = next((section[name] for section in sections if name in section), None)
        return str(known.title) if known else TASKS.get(name, key)
