"""Checking what a scenario expects, and taking it apart: one hope for each thing that should be so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ..definitions import Flow
from ..definitions.findings import Path
from ..definitions.shape import BROKEN
from .checking import Checking, rungs_of
from .model import Hope
from .parts import ExpectPart

_WHOLE: Final = ("stage", "status", "light", "due", "grade", "rungs", "escalations", "history")
_NONE: Final = "none"


def hopes_of(
    part: ExpectPart, path: Path, checking: Checking, *, case: str, is_denied: bool = False
) -> Iterator[Hope]:
    """Give the hopes of one block, those about other cases and those denied included."""
    flow = checking.flow_of(case)

    def hope(kind: str, wanted: Any, about: str = "") -> Hope:
        steps = (kind, about) if about and (*path, kind, about) in checking.findings.places else (kind,)
        line = checking.findings.spot((*path, *steps))[0]
        return Hope(
            kind=kind, about=about, wanted=wanted, case=case, is_denied=is_denied, line=line
        )

    for kind in _WHOLE:
        if getattr(part, kind) is not None:
            yield hope(kind, getattr(part, kind))
    for kind in ("holders", "inbox", "blocked", "fields", "decisions"):
        for about, wanted in getattr(part, kind).items():
            yield hope(kind, wanted, about)
    for kind in ("tasks", "letters"):
        known: Mapping[str, Any] | None = getattr(part, kind)
        if known is not None and not known:
            yield hope(kind, [])
        for about, wanted in (known or {}).items():
            yield hope(kind, wanted, about)
    _check(part, path, checking, flow)
    for name, inner in part.cases.items():
        checking.case(name, (*path, "cases", name))
        yield from hopes_of(
            inner, (*path, "cases", name), checking, case=name, is_denied=is_denied
        )
    if part.denied is not None:
        yield from hopes_of(
            part.denied, (*path, "not"), checking, case=case, is_denied=not is_denied
        )


def _check(part: ExpectPart, path: Path, checking: Checking, flow: Flow) -> None:
    if part.stage is not None:
        checking.name("place", part.stage, [*flow.stages, *flow.terminals], (*path, "stage"))
    if part.grade is not None:
        _check_grade(part.grade, (*path, "grade"), checking, flow)
    if part.due is not None and part.due not in {_NONE, BROKEN}:
        checking.moment(part.due, (*path, "due"))
    _names(checking, "role", part.holders, flow.roles, (*path, "holders"))
    asked = {*flow.approvals, *flow.rounds, *flow.duties, *flow.items, *flow.roles}
    _names(checking, "task", part.tasks or {}, {*asked, "extension", "copy"}, (*path, "tasks"))
    _names(checking, "letter", part.letters or {}, flow.letters, (*path, "letters"))
    _names(checking, "transition", part.blocked, flow.transitions, (*path, "blocked"))
    for holders, section in ((part.holders, "holders"), (part.tasks or {}, "tasks")):
        for key, names in holders.items():
            for name in names or ():
                checking.who(name, (*path, section, key), flow)
    for person in part.inbox:
        checking.who(person, (*path, "inbox", person), flow)
    for key, names in part.blocked.items():
        spec = flow.transitions.get(key)
        if spec is not None:
            known = [n for r in spec.requirements for n in (r.key, str(r.title))]
            for name in names:
                checking.name("requirement", name, known, (*path, "blocked", key))
    rungs = rungs_of(flow)
    for section, keys in (("rungs", part.rungs), ("escalations", part.escalations)):
        for name in keys or ():
            if not {"/", "@", "#"} & set(name):
                checking.name("rung", name, rungs, (*path, section))
    empty = {key: value for key, value in part.fields.items() if value not in (None, "", _NONE)}
    checking.fields(empty, (*path, "fields"), flow)
    for key, outcome in part.decisions.items():
        at = (*path, "decisions", key)
        if checking.name("decision", key, flow.decisions, at, on="key"):
            checking.name("outcome", outcome, flow.decisions[key].outcomes, at)


def _check_grade(grade: str, path: Path, checking: Checking, flow: Flow) -> None:
    if not flow.grade:
        checking.findings.add("no-grade", path, on="key")
    else:
        checking.name("grade", grade, flow.decisions[flow.grade].outcomes, path)


def _names(
    checking: Checking, kind: str, given: Iterable[str], known: Iterable[str], path: Path
) -> None:
    for name in given:
        at = (*path, name) if (*path, name) in checking.findings.places else path
        checking.name(kind, name, known, at, on="key" if at != path else "value")
