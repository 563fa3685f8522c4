"""Checking what a scenario names: people, cases, fields and everything a flow has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from ...definitions import Flow, coerce_values
from ...definitions.findings import Findings, Path, near
from ...definitions.shape import BROKEN
from ...errors import InvalidValues
from ..people.naming import Who
from .model import MAIN


@dataclass(slots=True)
class Checking:
    """Checks one scenario against its flows and its people; faults go to ``findings``."""

    findings: Findings
    flow: Flow
    flows: Mapping[str, Flow]
    people: Who
    cases: dict[str, str] = field(default_factory=dict)

    def note_cases(self, deeds: Iterable[Mapping[str, Any]]) -> None:
        """Remember the cases that deeds open, by the names they give them."""
        for deed in deeds:
            if isinstance(deed.get("as"), str) and isinstance(deed.get("open"), str):
                self.cases[deed["as"]] = deed["open"]

    def flow_of(self, case: str) -> Flow:
        """Give the flow of a case by its name."""
        return self.flows.get(self.cases.get(case, ""), self.flow)

    def who(self, name: Any, path: Path, flow: Flow | None = None) -> None:
        """Check that somebody goes by a name."""
        at = flow or self.flow
        if not isinstance(name, str):
            self.wrong_type(path, ("a name", "名称"), name)
        elif name != BROKEN and not self.people.is_known(name, at):
            self.findings.add("unknown-who", path, name=name, **near(name, self.people.names(at)))

    def case(self, name: Any, path: Path) -> None:
        """Check the name of a case; one the calendar opens has the name it will have."""
        opened_by_itself = any(flow.openings for flow in self.flows.values())
        if name not in {*self.cases, MAIN, BROKEN} and not opened_by_itself:
            self.findings.add("unknown-case", path, name=name)

    def moment(self, text: str, path: Path) -> None:
        """Check a day, with or without a time."""
        try:
            datetime.fromisoformat(text.strip())
        except ValueError:
            self.findings.add("bad-moment", path, name=text)

    def name(
        self,
        kind: str,
        name: Any,
        known: Iterable[str],
        path: Path,
        *,
        on: Literal["key", "value"] = "value",
    ) -> bool:
        """Check that a flow has something of a kind by a name."""
        names = [*known]
        if isinstance(name, str) and name in names:
            return True
        if name != BROKEN:
            self.findings.add(f"unknown-{kind}", path, on=on, name=name, **near(str(name), names))
        return False

    def fields(self, given: Any, path: Path, flow: Flow, *, read: bool = False) -> None:
        """Check values for fields, each where it stands; those that are only ``read`` may be kept."""
        if not isinstance(given, dict):
            self.wrong_type(path, ("a mapping of keys to values", "“键: 值”"), given)
            return
        for key, value in given.items():
            at = (*path, key)
            if not self.name("field", key, flow.fields, at, on="key"):
                continue
            roster = self.people.roster
            try:
                coerce_values(
                    {key: replace(flow.fields[key], kept_by="")} if read else flow.fields,
                    {key: value},
                    territories={place.key: place.title for place in roster.territories},
                    units={unit.key: unit.title for unit in roster.units},
                    partial=True,
                )
            except InvalidValues as error:
                for fault in error.faults:
                    self.findings.add(
                        "bad-value", at, name=key, why=fault.what, why_zh=fault.what_zh
                    )

    def listed(self, kind: str, value: Any, known: Iterable[str], path: Path) -> Sequence[str]:
        """Check a name, or a list of names, of one kind; give them as a list."""
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list):
            self.wrong_type(path, ("a name, or a list of them", "名称或名称的列表"), value)
            return []
        names = [*known]
        for n, name in enumerate(listed):
            at = path if isinstance(value, str) else (*path, n)
            self.name(kind, name, names, at)
        return listed

    def wrong_type(self, path: Path, wanted: tuple[str, str], value: Any) -> None:
        """Record that something is of another type than it should be."""
        found: Mapping[type, tuple[str, str]] = {
            str: ("text", "文字"),
            bool: ("true or false", "true 或 false"),
            int: ("a number", "数字"),
            float: ("a number", "数字"),
            list: ("a list", "列表"),
            dict: ("a mapping", "“键: 值”"),
        }
        en, zh = found.get(type(value), ("something else", "其他内容"))
        self.findings.add(
            "wrong-type", path, wanted=wanted[0], wanted_zh=wanted[1], found=en, found_zh=zh
        )


def rungs_of(flow: Flow) -> list[str]:
    """Give the keys of every rung of a flow's ladders, each once."""
    rungs = (rung.key for ladder in flow.ladders.values() for rung in ladder.rungs)
    return [*dict.fromkeys(rungs)]
