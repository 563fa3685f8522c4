"""Reading what a simulation assumes from YAML: a file, and what the command line says beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ..definitions.findings import Findings, Path, near
from ..definitions.flow import Flow
from ..definitions.tree import read_tree
from ..errors import AssumptionFaults, Fault
from .assumptions import NUMBERS, Assumptions, Handling, HandlingKind
from .wording import WORDS

PARTS: Final = ("arrivals", "handling", "shares", "beside", "capacity", "grade")


_ROUNDED: Final = 0.005
"""Shares that were rounded to two digits may come to a little more than 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Assumptions as text, and what they are called in sentences about faults."""

    text: str
    file: str


def read_assumptions(sources: Iterable[Source], flow: Flow, begun: Assumptions) -> Assumptions:
    """Read assumptions over those that hold already; what a later source says goes before.

    Raises AssumptionFaults with every fault of every source, each at its line.
    """
    assumed, faults = begun, list[Fault]()
    for source in sources:
        reader = _Reader(flow, Findings(source.file, sentences=WORDS))
        assumed = reader.read(source.text, assumed)
        faults += reader.findings.in_order()
    if faults:
        raise AssumptionFaults(faults=faults)
    return assumed


class _Reader:
    """Reads one source; what has a fault is left as it was."""

    def __init__(self, flow: Flow, findings: Findings) -> None:
        self.flow, self.findings = flow, findings

    def read(self, text: str, begun: Assumptions) -> Assumptions:
        if not text.strip():
            self.findings.add("empty-file", (), near=", ".join(PARTS), near_zh="、".join(PARTS))
            return begun
        tree = read_tree(text, self.findings)
        if tree is None:
            return begun
        self._known((), tree, PARTS)
        arrivals, beside = tree.get("arrivals"), tree.get("beside")
        owners = {stage.owner for stage in self.flow.stages.values()}
        in_stages, everywhere = self._shares(self._part(tree, "shares"))
        handling = self._part(tree, "handling", self.flow.stages)
        capacity = self._part(tree, "capacity", owners)
        return replace(
            begun,
            arrivals=begun.arrivals if arrivals is None else self._arrivals(arrivals),
            beside=begun.beside if beside is None else self._share(("beside",), beside),
            grade=self._grade(tree.get("grade")) or begun.grade,
            handling={
                **begun.handling,
                **{key: self._handling(("handling", key), told) for key, told in handling.items()},
            },
            shares={**begun.shares, **everywhere},
            shares_in={
                **begun.shares_in,
                **{
                    stage: {**begun.shares_in.get(stage, {}), **shares}
                    for stage, shares in in_stages.items()
                },
            },
            capacity={
                **begun.capacity,
                **{key: self._count(("capacity", key), told) for key, told in capacity.items()},
            },
        )

    # --- parts ---------------------------------------------------------------------------------

    def _part(
        self, tree: Mapping[str, Any], name: str, known: Collection[str] | None = None
    ) -> dict[str, Any]:
        part = tree.get(name)
        if part is None:
            return {}
        if not isinstance(part, dict):
            self.findings.add("no-mapping", (name,), name=name)
            return {}
        return part if known is None else self._known((name,), part, known)

    def _known(self, path: Path, part: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
        for key in part:
            if key not in known:
                found = near(str(key), sorted(known))
                self.findings.add("no-such", (*path, key), on="key", name=key, **found)
        return {key: told for key, told in part.items() if key in known}

    def _shares(
        self, part: Mapping[str, Any]
    ) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
        """Give the shares in one stage, and those wherever the transition leaves from."""
        in_stages: dict[str, dict[str, float]] = {}
        everywhere: dict[str, float] = {}
        for key, told in part.items():
            path: Path = ("shares", key)
            if isinstance(told, dict):
                if self._known(("shares",), {key: told}, self.flow.stages):
                    ways = [way.key for way in self.flow.leaving(key)]
                    said = self._known(path, told, ways)
                    in_stages[key] = {way: self._share((*path, way), x) for way, x in said.items()}
            elif self._known(("shares",), {key: told}, self.flow.transitions):
                everywhere[key] = self._share(path, told)
        for stage in self.flow.stages:
            given = {way.key: everywhere.get(way.key, 0.0) for way in self.flow.leaving(stage)}
            total = sum({**given, **in_stages.get(stage, {})}.values())
            if total > 1 + _ROUNDED:
                path = ("shares", stage) if stage in in_stages else ("shares",)
                self.findings.add(
                    "shares-above-one", path, on="key", name=stage, total=f"{total:g}"
                )
        return in_stages, everywhere

    # --- values --------------------------------------------------------------------------------

    def _handling(self, path: Path, told: object) -> Handling:
        given = told if isinstance(told, dict) else {"constant": told}
        kinds: dict[str, HandlingKind] = {str(kind): kind for kind in NUMBERS}
        for name, listed in given.items():
            numbers: list[Any] = listed if isinstance(listed, list) else [listed]
            kind = kinds.get(str(name))
            if (
                kind is not None
                and len(given) == 1
                and len(numbers) == NUMBERS[kind]
                and all(_is_number(number) and number > 0 for number in numbers)
                and numbers == sorted(numbers)
            ):
                return Handling(kind=kind, numbers=tuple(map(float, numbers)))
        self.findings.add("bad-handling", path, name=told)
        return Handling(kind="constant", numbers=(1.0,))

    def _arrivals(self, told: Any) -> float:
        if _is_number(told) and told >= 0:
            return float(told)
        self.findings.add("bad-number", ("arrivals",), name=told)
        return 0.0

    def _share(self, path: Path, told: Any) -> float:
        if _is_number(told) and 0 <= told <= 1:
            return float(told)
        self.findings.add("bad-share", path, name=told)
        return 0.0

    def _count(self, path: Path, told: Any) -> int:
        if isinstance(told, int) and not isinstance(told, bool) and told > 0:
            return told
        self.findings.add("bad-count", path, name=told)
        return 1

    def _grade(self, told: object) -> str:
        table = self.flow.decisions.get(self.flow.grade)
        if told is None:
            return ""
        outcomes = list(table.outcomes if table else ())
        if told not in outcomes:
            self.findings.add("no-such", ("grade",), name=told, **near(str(told), outcomes))
        return str(told)


def _is_number(told: object) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool)
