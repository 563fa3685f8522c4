"""A flow file on its way to a flow: its written form, its faults, and the looking up of names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from .document import Document, TerminalPart
from .expressions import CelExpression, Scope
from .findings import Findings, Path, closest, near
from .people_parts import RolePart
from .possible import can_hold, range_in
from .shape import BROKEN
from .shorthands import TitlePart
from .tokens import impossible

WITHDRAWN = "withdrawn"
HEAD = ".head"
HOLDER, BODY = "holder", "unit:"
_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "place": ("stages", "terminals"),
    "stage": ("stages",),
    "role": ("roles",),
    "field": ("fields",),
    "decision": ("decisions",),
    "material": ("materials",),
    "approval": ("approvals",),
    "round": ("rounds",),
    "letter": ("letters",),
    "lights": ("lights",),
    "ladder": ("ladders",),
    "plan": ("plans",),
    "team": ("teams",),
    "item": ("items",),
    "subcase": ("subcases",),
    "measured": ("series", "fields"),
    "done": ("approvals", "rounds", "transitions"),
}


@dataclass(slots=True)
class Draft:
    """What the checks work on. ``expressions`` fills up as they go, by path."""

    doc: Document
    findings: Findings
    lines: Sequence[str]
    templates: Mapping[str, str]
    rules: Collection[str]
    calendars: Collection[str]
    is_published: bool = False
    expressions: dict[Path, CelExpression] = field(default_factory=dict)

    def terminals(self) -> dict[str, TerminalPart]:
        """Give the terminals, with the one for withdrawal that every flow has."""
        declared = dict(self.doc.terminals)
        if all(t.kind != "withdrawn" for t in declared.values()):
            title = TitlePart(zh="撤回", en="Withdrawn")
            declared.setdefault(WITHDRAWN, TerminalPart(title=title, kind="withdrawn"))
        return declared

    def names(self, kind: str) -> list[str]:
        """Give the keys declared of a kind, also those whose declaration is broken."""
        names: list[str] = []
        for section in _SECTIONS[kind]:
            names += self.terminals() if section == "terminals" else getattr(self.doc, section)
            names += [
                str(path[1])
                for path in self.findings.broken
                if len(path) == 2 and path[0] == section  # noqa: PLR2004 - section and key
            ]
        return list(dict.fromkeys(names))

    def is_open(self, kind: str) -> bool:
        """Say whether a section of the kind is broken, so that any name might be in it."""
        return any((section,) in self.findings.broken for section in _SECTIONS[kind])

    def refer(self, kind: str, name: str, path: Path) -> bool:
        """Say whether a name leads somewhere; record a fault when it does not."""
        if name == BROKEN:
            return False
        known = self.names(kind)
        if name in known:
            return True
        if not self.is_open(kind):
            self.findings.add(f"unknown-{kind}", path, name=name, **near(name, known))
        return False

    def refer_rung(self, name: str, known: Sequence[str], path: Path) -> None:
        """Record that a ladder has no such rung."""
        self.findings.add("unknown-rung", path, name=name, **near(name, known))

    def refer_all(self, kind: str, names: Iterable[str], path: Path) -> None:
        """Check a list of names of one kind."""
        for n, name in enumerate(names):
            self.refer(kind, name, (*path, n))

    def refer_role(self, name: str, path: Path, *, may_be_head: bool = True) -> bool:
        """Check ROLE or, where allowed, ROLE.head."""
        role = name.removesuffix(HEAD)
        if role != name and not may_be_head:
            self.findings.add("role-part", path, name=name, role=role)
            return False
        if not self.refer("role", role, path):
            return False
        declared = self.doc.roles.get(role)
        if role != name and declared and declared.holder == "person":
            if self.findings.is_sound(("roles", role, "holder")):
                self.findings.add("head-of-person", path, name=name, role=role)
            return False
        return True

    def refer_roles(self, names: Iterable[str], path: Path) -> None:
        """Check a list of ROLE or ROLE.head."""
        for n, name in enumerate(names):
            self.refer_role(name, (*path, n))

    def refer_recipients(self, names: Iterable[str], path: Path, *, on: Sequence[str]) -> None:
        """Check whom a ladder tells; ``on`` names the stages it hangs on, which have no holder."""
        for n, name in enumerate(names):
            at = (*path, n)
            if name.removesuffix(HEAD) == HOLDER:
                if on:
                    where, where_zh = ", ".join(on), "、".join(on)
                    self.findings.add("holder-outside", at, name=name, what=where, what_zh=where_zh)
            elif name.startswith(BODY):
                if not name.removeprefix(BODY).removesuffix(HEAD).strip():
                    self.findings.add("bad-body", at, name=name)
            else:
                self.refer_role(name, at)

    def refer_unit_role(self, name: str, path: Path) -> RolePart | None:
        """Check a role that units must hold."""
        if not self.refer_role(name, path, may_be_head=False):
            return None
        role = self.doc.roles.get(name)
        if role and role.holder != "unit" and self.findings.is_sound(("roles", name, "holder")):
            self.findings.add("not-a-unit", path, name=name)
        return role

    def meant(self, kind: str, name: str) -> str:
        """Give the declared name that was meant; empty when none is close."""
        known = self.names(kind)
        return name if name in known else closest(name, known)

    def compile(self, source: str, scope: Scope | None, path: Path) -> CelExpression | None:
        """Compile an expression for its path; record its faults. No scope: it can't be judged."""
        if scope is None or source == BROKEN:
            return None
        compiled = scope.compile(source)
        if isinstance(compiled, CelExpression):
            if not self._compare(source, path) and not may_hold(self, compiled):
                self.findings.add("never-true", path)
            self.expressions[path] = compiled
            return compiled
        for problem in compiled:
            before = source.split("\n")[: problem.at[0] - 1]
            offset = sum(len(line) + 1 for line in before) + problem.at[1] - 1
            shift = self._offset_in_file(path, source, offset)
            self.findings.add(problem.code, path, shift=shift, **problem.facts)
        return None

    def _compare(self, source: str, path: Path) -> bool:
        """Record texts that no value can be; say whether there are any."""
        found = list(impossible(source, self._possible_values()))
        for comparison, values in found:
            self.findings.add(
                "expression-value",
                path,
                shift=self._offset_in_file(path, source, comparison.start),
                name=comparison.name,
                value=comparison.value,
                **near(comparison.value, values),
            )
        return bool(found)

    def _possible_values(self) -> dict[str, list[str]]:
        doc, sound = self.doc, self.findings.is_sound
        values = {k: list(f.options) for k, f in doc.fields.items() if f.type == "choice"}
        values |= {k: list(d.outcomes) for k, d in doc.decisions.items()}
        if doc.grade in doc.decisions:
            values["grade"] = list(doc.decisions[doc.grade].outcomes)
        values = {
            key: options
            for key, options in values.items()
            if options and sound(("fields", key)) and sound(("decisions", key))
        }
        whole = {"stage": "stage", "materials": "material", "filled": "field"}
        for name, kind in whole.items():
            if not self.is_open(kind):
                values[name] = self.names(kind)
        return values

    def _offset_in_file(self, path: Path, source: str, offset: int) -> int:
        """Give how far into its line an offset of a text stands; 0 when that can't be told."""
        line, column = self.findings.spot(path)
        written = self.lines[line - 1][column - 1 :] if line <= len(self.lines) else ""
        if written.startswith(source):
            return offset
        if written[:1] in {"'", '"'} and written[1:].startswith(source):
            return offset + 1
        return 0


def may_hold(draft: Draft, *expressions: CelExpression) -> bool:
    """Say whether expressions can be true at once; of a published flow it is not asked any more."""
    return draft.is_published or can_hold(partial(range_in, draft.doc), expressions)
