"""Reading a file of scenarios: text to checked values, or every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from ...definitions import Flow
from ...definitions.files import shipped_flows
from ...definitions.findings import Findings, Path, near
from ...definitions.scenario_parts import DayPart, OpensPart, ScenarioPart, ScenariosDocument
from ...definitions.shape import BROKEN, read_as
from ...definitions.tree import read_tree
from ...errors import ScenarioFaults
from ...workflow.people import Roster
from ...workflow.values import SYSTEM
from ..people.naming import Who
from ..people.rosters import roster_of
from .checking import Checking
from .deeds import deed_of
from .hoping import Hoping
from .model import MAIN, Day, Deed, Opens, Scenario, Scenarios
from .sentences import SCENARIO_SENTENCES

MORNING: Final = time(10)
"""The time of a day of which no time is written."""

_BLANK: Final[dict[str, Any]] = {
    "scenarios": [{"scenario": BROKEN, "days": [{"on": BROKEN}]}],
}
_SHORT: Final = len("2026-01-01")
_CALENDAR: Final = frozenset({SYSTEM, "系统"})
"""Who opens the cases a flow opens by itself."""


def beside(source: str, *, file: str) -> tuple[str, ...]:
    """Give the keys of the other flows a file of scenarios names, before anything is checked."""
    tree = read_tree(source, Findings(file, SCENARIO_SENTENCES)) or {}
    named = tree.get("with", [])
    listed = [named] if isinstance(named, str) else named
    return (
        tuple(name for name in listed if isinstance(name, str)) if isinstance(listed, list) else ()
    )


def read_scenarios(
    source: str, *, file: str, flow: Flow, flows: Mapping[str, Flow], zone: ZoneInfo
) -> Scenarios:
    """Read the scenarios of a flow; raise ScenarioFaults with every fault found.

    ``flows`` are those that will be published with it, itself among them, by key.
    """
    findings = Findings(file, SCENARIO_SENTENCES)
    tree = read_tree(source, findings)
    if tree is None:
        raise ScenarioFaults(faults=findings.in_order())
    doc = read_as(ScenariosDocument, tree, findings, blank=_BLANK)
    for n, name in enumerate(doc.beside):
        if name not in flows and name != BROKEN:
            known = [path.stem for path in shipped_flows()]
            findings.add("unknown-flow", ("with", n), name=name, **near(name, known))
    roster = roster_of(doc.roster, source, findings, [*flows.values()])
    reader = _Reader(findings, doc, flow, flows, roster, zone)
    scenarios = tuple(reader.scenarios())
    if findings.faults:
        raise ScenarioFaults(faults=findings.in_order())
    return Scenarios(scenarios=scenarios, roster=roster, beside=tuple(doc.beside))


@dataclass(slots=True)
class _Reader:
    findings: Findings
    doc: ScenariosDocument
    flow: Flow
    flows: Mapping[str, Flow]
    roster: Roster
    zone: ZoneInfo

    def scenarios(self) -> Iterator[Scenario]:
        """Check and give every scenario of the file."""
        seen: set[str] = set()
        for n, part in enumerate(self.doc.scenarios):
            path: Path = ("scenarios", n)
            if part.scenario in seen and part.scenario != BROKEN:
                self.findings.add("scenario-twice", (*path, "scenario"), name=part.scenario)
            seen.add(part.scenario)
            yield self._scenario(part, path)

    def _scenario(self, part: ScenarioPart, path: Path) -> Scenario:
        checking = Checking(self.findings, self.flow, self.flows, Who(self.roster))
        for day in part.days:
            checking.note_cases(day.do)
        starts = self._starts(part, path)
        opens = self._opens(part, path, checking)
        before, days = starts, []
        for n, day in enumerate(part.days):
            made = self._day(day, (*path, "days", n), checking)
            if made.at < before or (n and made.at == before):
                shown = f"{before:%Y-%m-%d %H:%M}"
                self.findings.add("days-order", (*path, "days", n, "on"), name=day.on, before=shown)
            before = max(made.at, before)
            days.append(made)
        says = any(d.hopes or any(deed.refused is not None for deed in d.deeds) for d in days)
        if not says and self.findings.is_sound(path):
            self.findings.add("expects-nothing", (*path, "scenario"), name=part.scenario)
        return Scenario(
            name=part.scenario,
            starts=starts,
            opens=opens,
            days=tuple(days),
            line=self.findings.spot(path)[0],
        )

    def _starts(self, part: ScenarioPart, path: Path) -> datetime:
        """Give when a scenario begins: as it or the file says, else with its first day."""
        if part.starts:
            return self._moment(part.starts, (*path, "starts"))
        if self.doc.starts:
            return self._moment(self.doc.starts, ("starts",))
        return self._moment(part.days[0].on, (*path, "days", 0, "on"), quietly=True)

    def _moment(self, text: str, path: Path, *, quietly: bool = False) -> datetime:
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            if not quietly and text != BROKEN:
                self.findings.add("bad-moment", path, name=text)
            return datetime.max.replace(tzinfo=self.zone, year=9000)
        if len(text.strip()) <= _SHORT:
            moment = datetime.combine(moment.date(), MORNING)
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)

    def _opens(self, part: ScenarioPart, path: Path, checking: Checking) -> Opens | None:
        """Give how the main case is opened: as is written, or by whoever may with made-up fields."""
        own, common = part.opens, self.doc.opens
        at: Path = (*path, "opens") if own is not None else ("opens",)
        if own is None and common is None:
            opened = any(deed.get("open") == self.flow.key for d in part.days for deed in d.do)
            if opened or self.flow.openings:
                return None
        self._check_opens(own, (*path, "opens"), checking)
        self._check_opens(common, ("opens",), checking)
        nearest = own or common or OpensPart()
        own, common = own or OpensPart(), common or OpensPart()
        by = own.by or common.by
        if by in _CALENDAR:
            for name in sorted(nearest.model_fields_set - {"by"}):
                self.findings.add("opened-by-itself", (*at, name), on="key", name=name)
            return None
        return Opens(
            by=by,
            fields={**common.fields, **own.fields},
            ref=own.ref or common.ref,
            calendar=own.calendar or common.calendar,
            line=self.findings.spot(at)[0],
        )

    def _check_opens(self, opens: OpensPart | None, path: Path, checking: Checking) -> None:
        if opens is None:
            return
        if opens.by in _CALENDAR:
            if not self.flow.openings:
                self.findings.add("never-opened", (*path, "by"))
        elif opens.by:
            checking.who(opens.by, (*path, "by"))
        checking.fields(opens.fields, (*path, "fields"), checking.flow)

    def _day(self, part: DayPart, path: Path, checking: Checking) -> Day:
        deeds: list[Deed] = []
        for n, given in enumerate(part.do):
            at = (*path, "do", n) if (*path, "do", n) in self.findings.places else (*path, "do")
            deed = deed_of(given, at, checking)
            if deed is not None:
                deeds.append(deed)
        hopes = Hoping(checking, (*path, "expect"), MAIN).hopes(part.expect) if part.expect else ()
        return Day(
            at=self._moment(part.on, (*path, "on")),
            deeds=tuple(deeds),
            hopes=tuple(hopes),
            line=self.findings.spot(path)[0],
        )
