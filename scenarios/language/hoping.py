"""Checking what a scenario expects, and taking it apart: one hope for each thing that should be so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from ...definitions import Flow
from ...definitions.findings import Path
from ...definitions.flow import TASKS
from ...definitions.scenario_parts import ExpectPart
from ...definitions.shape import BROKEN
from .checking import Checking, rungs_of
from .model import Hope

_WHOLE: Final = ("stage", "status", "light", "due", "grade", "rungs", "escalations", "history")
_BY_NAME: Final = ("holders", "inbox", "blocked", "fields", "decisions")
_LISTED: Final = ("tasks", "letters")
_NONE: Final = "none"
_OF_A_FIRING: Final = frozenset("/@#")


@dataclass(slots=True)
class Hoping:
    """Takes apart one block of expectations about one case."""

    checking: Checking
    path: Path
    case: str
    is_denied: bool = False

    @property
    def flow(self) -> Flow:
        """The flow the case runs on."""
        return self.checking.flow_of(self.case)

    def hopes(self, part: ExpectPart) -> Iterator[Hope]:
        """Give the hopes of the block, those about other cases and those denied included."""
        self._check_names(part)
        self._check_values(part)
        for kind in _WHOLE:
            if getattr(part, kind) is not None:
                yield self._hope(kind, getattr(part, kind))
        for kind in _BY_NAME:
            for about, wanted in getattr(part, kind).items():
                yield self._hope(kind, wanted, about)
        for kind in _LISTED:
            yield from self._listed(kind, getattr(part, kind))
        for name, inner in part.cases.items():
            at = (*self.path, "cases", name)
            self.checking.case(name, at)
            yield from Hoping(self.checking, at, name, self.is_denied).hopes(inner)
        if part.denied is not None:
            at = (*self.path, "not")
            yield from Hoping(self.checking, at, self.case, not self.is_denied).hopes(part.denied)

    def _listed(self, kind: str, known: Mapping[str, Any] | None) -> Iterator[Hope]:
        if known is not None and not known:
            yield self._hope(kind, [])
        for about, wanted in (known or {}).items():
            yield self._hope(kind, wanted, about)

    def _hope(self, kind: str, wanted: Any, about: str = "") -> Hope:
        line = self.checking.findings.spot(self._at(kind, about))[0]
        return Hope(
            kind=kind,
            about=about,
            wanted=wanted,
            case=self.case,
            is_denied=self.is_denied,
            line=line,
        )

    def _at(self, section: str, name: str = "") -> Path:
        """Give the path of a name in a section, of the section where it stands in a list."""
        whole = (*self.path, section, name)
        return whole if whole in self.checking.findings.places else whole[:-1]

    def _names(self, section: str, kind: str, given: Iterable[str], known: Iterable[str]) -> None:
        names = [*known]
        for name in given:
            at = self._at(section, name)
            on: Literal["key", "value"] = "key" if at[-1] == name else "value"
            self.checking.name(kind, name, names, at, on=on)

    def _check_names(self, part: ExpectPart) -> None:
        flow, who = self.flow, self.checking.who
        asked = {*flow.approvals, *flow.rounds, *flow.duties, *flow.items, *flow.roles, *TASKS}
        self._names("holders", "role", part.holders, flow.roles)
        self._names("tasks", "task", part.tasks or (), asked)
        self._names("letters", "letter", part.letters or (), flow.letters)
        self._names("blocked", "transition", part.blocked, flow.transitions)
        for section, held in (("holders", part.holders), ("tasks", part.tasks or {})):
            for key, names in held.items():
                for name in names or ():
                    who(name, self._at(section, key), flow)
        for person in part.inbox:
            who(person, self._at("inbox", person), flow)
        for key, names in part.blocked.items():
            spec = flow.transitions.get(key)
            known = [n for r in spec.requirements for n in (r.key, str(r.title))] if spec else names
            for name in names:
                self.checking.name("requirement", name, known, self._at("blocked", key))
        rungs = rungs_of(flow)
        for section, keys in (("rungs", part.rungs), ("escalations", part.escalations)):
            plain = [key for key in keys or () if not _OF_A_FIRING & set(key)]
            for name in plain:
                self.checking.name("rung", name, rungs, self._at(section))

    def _check_values(self, part: ExpectPart) -> None:
        flow, checking = self.flow, self.checking
        if part.stage is not None:
            places = [*flow.stages, *flow.terminals]
            checking.name("place", part.stage, places, self._at("stage"))
        if part.due is not None and part.due not in {_NONE, BROKEN}:
            checking.moment(part.due, self._at("due"))
        if part.grade is not None and not flow.grade:
            checking.findings.add("no-grade", self._at("grade"), on="key")
        elif part.grade is not None:
            outcomes = flow.decisions[flow.grade].outcomes
            checking.name("grade", part.grade, outcomes, self._at("grade"))
        filled = {
            key: value for key, value in part.fields.items() if value not in (None, "", _NONE)
        }
        checking.fields(filled, self._at("fields"), flow, read=True)
        for key, outcome in part.decisions.items():
            at = self._at("decisions", key)
            if checking.name("decision", key, flow.decisions, at, on="key"):
                checking.name("outcome", outcome, flow.decisions[key].outcomes, at)
