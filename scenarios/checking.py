"""Checking what a scenario names: deeds, people, fields and everything a flow has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from ..definitions import Flow, coerce_values
from ..definitions.findings import Findings, Path, near
from ..definitions.flow import TASKS
from ..definitions.shape import BROKEN
from ..definitions.spans import Span
from ..errors import InvalidSpan, InvalidValues
from .deeds import EVERYWHERE, FORMS, STEPS, Form, What
from .model import MAIN, Deed
from .naming import Who

_EVERYTHING: Final = "everything"
_THEN: Final = ("again", "resume")


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
            self._type(path, ("a name", "名称"), name)
        elif name != BROKEN and not self.people.is_known(name, at):
            self.findings.add("unknown-who", path, name=name, **near(name, self.people.names(at)))

    def case(self, name: Any, path: Path) -> None:
        """Check the name of a case; one the calendar opens has the name it will have."""
        opened_by_itself = any(flow.openings for flow in self.flows.values())
        if name not in self.cases and not opened_by_itself and name != BROKEN:
            known = [*self.cases]
            self.findings.add("unknown-case", path, name=name, **near(str(name), known))

    def moment(self, text: str, path: Path) -> None:
        """Check a day, with or without a time."""
        try:
            datetime.fromisoformat(text.strip())
        except ValueError:
            self.findings.add("bad-moment", path, name=text)

    def name(self, kind: str, name: Any, known: Iterable[str], path: Path, *, on: Any = "value") -> bool:
        """Check that a flow has something of a kind by a name."""
        names = [*known]
        if isinstance(name, str) and name in names:
            return True
        if name != BROKEN:
            self.findings.add(
                f"unknown-{kind}", path, on=on, name=name, **near(str(name), names)
            )
        return False

    def fields(self, given: Any, path: Path, flow: Flow) -> None:
        """Check values for fields, each where it stands."""
        if not isinstance(given, dict):
            self._type(path, ("a mapping of keys to values", "“键: 值”"), given)
            return
        for key, value in given.items():
            at = (*path, key)
            if not self.name("field", key, flow.fields, at, on="key"):
                continue
            roster = self.people.roster
            try:
                coerce_values(
                    flow.fields,
                    {key: value},
                    territories={place.key: place.title for place in roster.territories},
                    units={unit.key: unit.title for unit in roster.units},
                    partial=True,
                )
            except InvalidValues as error:
                for fault in error.faults:
                    self.findings.add("bad-value", at, name=key, why=fault.what, why_zh=fault.what_zh)

    def deed(self, given: Mapping[str, Any], path: Path) -> Deed | None:
        """Check something that is done; None where it is not even known what."""
        named = [key for key in given if key in FORMS]
        named = [key for key in named if not any(key in FORMS[o].keys() for o in named if o != key)] or named[:1]
        if not named:
            first = next((key for key in given if key not in EVERYWHERE), None)
            if first is None:
                self.findings.add("no-deed", path)
            else:
                self.findings.add(
                    "unknown-deed", (*path, first), on="key", name=first, **near(first, FORMS)
                )
            return None
        if len(named) > 1:
            self.findings.add(
                "two-deeds", (*path, named[1]), on="key", name=named[0], other=named[1]
            )
            return None
        do = named[0]
        form = FORMS[do]
        case = given.get("case", MAIN)
        if case:
            self.case(case, (*path, "case"))
        flow = self.flow_of(str(case))
        self._keys(do, form, given, path)
        what = self._said(form.what, given[do], (*path, do), flow)
        more = {
            key: self._said(kind, value, (*path, key), self._about(do, given, flow), given.get(do))
            for key, value in given.items()
            if key != do and (kind := form.kind_of(key)) is not None
        }
        return Deed(
            do=do,
            what=what,
            more={key: value for key, value in more.items() if key not in {"by", "case"}},
            by=str(given.get("by", "")),
            case=str(case),
            refused=self._refused(given, path),
            line=self.findings.spot(path)[0],
        )

    def _about(self, do: str, given: Mapping[str, Any], flow: Flow) -> Flow:
        """Give the flow whose fields a deed fills in: that of a case it opens."""
        return self.flows.get(str(given[do]), flow) if do == "open" else flow

    def _keys(self, do: str, form: Form, given: Mapping[str, Any], path: Path) -> None:
        for key in given:
            if key != do and key not in form.keys():
                self.findings.add(
                    "unknown-key", (*path, key), on="key", name=key, **near(key, form.keys())
                )
        for key in form.needs:
            if key not in given:
                self.findings.add("missing-key", (*path, key), on="key", name=key)

    def _refused(self, given: Mapping[str, Any], path: Path) -> tuple[str, ...] | None:
        refused = given.get("refused")
        if refused is None or refused is False:
            return None
        if refused is True:
            return ()
        listed = [refused] if isinstance(refused, str) else refused
        if isinstance(listed, list) and all(isinstance(name, str) for name in listed):
            return tuple(listed)
        self._type((*path, "refused"), ("true, or what is lacking", "true 或所缺的条件"), refused)
        return ()

    def _said(self, kind: What, value: Any, path: Path, flow: Flow, what: Any = None) -> Any:
        """Check one thing a deed says by its kind; give it as it is used."""
        if value is None:
            self.findings.add("empty-value", path, name=path[-1], wanted="something", wanted_zh="内容")
            return value
        known = self._known(kind, flow)
        if known is not None:
            self.name(kind, value, known, path)
            return value
        match kind:
            case "who" if path[-1] == "copy":
                names = [value] if isinstance(value, str) else value
                for name in names if isinstance(names, list) else ():
                    self.who(name, path, flow)
                return names
            case "who":
                self.who(value, path, flow)
            case "case":
                self.case(value, path)
            case "fields":
                self.fields(value, path, flow)
            case "material":
                return self._listed("material", value, flow.materials, path)
            case "requirements":
                spec = flow.transitions.get(str(what))
                names = [n for r in (spec.requirements if spec else ()) for n in (r.key, str(r.title))]
                return self._listed("requirement", value, names, path) if spec else []
            case "texts":
                return [value] if isinstance(value, str) else value
            case _:
                self._plain(kind, value, path)
        return value

    def _known(self, kind: What, flow: Flow) -> Iterable[str] | None:
        """Give the names of a kind that a flow has, None for what is no name."""
        asked = {*flow.approvals, *flow.rounds, *flow.duties, *flow.items, *flow.roles, *TASKS}
        names: Mapping[What, Iterable[str]] = {
            "transition": flow.transitions,
            "stage": flow.stages,
            "task": asked | {"conditions"},
            "part": asked,
            "round": flow.rounds,
            "role": flow.roles,
            "item": flow.items,
            "letter": flow.letters,
            "rung": rungs_of(flow),
            "series": flow.series,
            "flow": self.flows,
        }
        return names.get(kind)

    def _listed(self, kind: str, value: Any, known: Iterable[str], path: Path) -> Sequence[str]:
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list):
            self._type(path, ("a name, or a list of them", "名称或名称的列表"), value)
            return []
        names = [*known]
        for n, name in enumerate(listed):
            at = path if isinstance(value, str) else (*path, n)
            self.name(kind, name, names, at)
        return listed

    def _plain(self, kind: What, value: Any, path: Path) -> None:
        """Check what is no name: texts, numbers, days."""
        match kind:
            case "text" if not isinstance(value, str):
                self._type(path, ("text", "文字"), value)
            case "amount" if isinstance(value, bool) or not isinstance(value, int | float):
                self._type(path, ("a number", "数字"), value)
            case "count" if isinstance(value, bool) or not isinstance(value, int):
                self._type(path, ("a whole number", "整数"), value)
            case "options" if not isinstance(value, dict):
                self._type(path, ("a mapping of keys to values", "“键: 值”"), value)
            case "yes" if value is not True:
                self._type(path, ("true", "true"), value)
            case "date" if not _is_day(value):
                self.findings.add("bad-moment", path, name=value)
            case "span" if not _is_span(value):
                self.findings.add("bad-span", path, name=value)
            case "due" if not _is_day(value) and not _is_span(value):
                self.findings.add("bad-span", path, name=value)
            case "everything" if value != _EVERYTHING:
                self.findings.add("with-everything", path)
            case "then" if value not in _THEN:
                self.findings.add("not-offered", path, name=value, **near(str(value), _THEN))
            case "step" if value not in STEPS:
                self.findings.add("not-offered", path, name=value, **near(str(value), STEPS))
            case _:
                pass

    def _type(self, path: Path, wanted: tuple[str, str], value: Any) -> None:
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


def _is_day(value: Any) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _is_span(value: Any) -> bool:
    try:
        Span.parse(str(value))
    except InvalidSpan:
        return False
    return True
