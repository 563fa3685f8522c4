"""Tells which lines of a ledger are cases that stand in the register, and which may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..definitions import coerce_values
from ..definitions.flow import Flow
from ..errors import InvalidValues
from ..workflow.registers import RegisteredCase
from ..workflow.steps.opening import identity_of
from .doubles import Nearby, plain_parts
from .faults import CellFault, cell_fault
from .ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """The cases that lines are, by line, and warnings about lines that may be another case."""

    cases: Mapping[int, RegisteredCase]
    doubts: Mapping[int, CellFault]


def match_lines(  # noqa: PLR0913 - what lines are matched with
    ledger: Ledger,
    flow: Flow,
    territories: Mapping[str, str],
    known: Iterable[RegisteredCase],
    *,
    updates: bool,
    units: Mapping[str, str] | None = None,
) -> Matches:
    """Match the lines of a ledger with the cases of its flow, which are read once.

    A line is the case whose mark it bears. Where lines update cases, it is also the one with its
    reference, or the running one with its identity.
    """
    lines = _Lines(ledger, flow, territories, units)
    cases: dict[int, RegisteredCase] = {}
    sureness: dict[int, int] = {}
    doubts: dict[int, CellFault] = {}
    for case in known:
        for line, sure in lines.same(case, updates=updates):
            if sure > sureness.get(line, 0):
                cases[line], sureness[line] = case, sure
        for line in lines.near(case):
            doubts.setdefault(line, _doubt(ledger, line, case))
    for line, earlier in lines.near_each_other():
        doubts.setdefault(line, _doubt(ledger, line, earlier))
    return Matches(
        cases=cases, doubts={line: doubt for line, doubt in doubts.items() if line not in cases}
    )


class _Lines:
    """The lines of a ledger by what may tell which case they are."""

    def __init__(
        self,
        ledger: Ledger,
        flow: Flow,
        territories: Mapping[str, str],
        units: Mapping[str, str] | None,
    ) -> None:
        self._flow = flow
        self._marks: dict[str, list[int]] = {}
        self._references: dict[str, list[int]] = {}
        self._identities: dict[str, list[int]] = {}
        self._nearby = Nearby()
        self._close: list[tuple[int, int]] = []
        self._said: dict[int, str] = {}
        for row in ledger.rows:
            self._marks.setdefault(row.mark, []).append(row.number)
            if row.ref is not None:
                self._references.setdefault(row.ref, []).append(row.number)
            try:
                values = coerce_values(
                    flow.fields, row.values, territories=territories, units=units, partial=True
                )
            except InvalidValues:
                continue
            self._take(row.number, values)

    def _take(self, line: int, values: Mapping[str, object]) -> None:
        identity = identity_of(self._flow, values)
        parts = plain_parts(self._flow.identity, self._flow.fields, values)
        if identity is None or parts is None:
            return
        self._said[line] = identity
        self._identities.setdefault(identity, []).append(line)
        near = [other for other in self._nearby.near(parts) if self._said[other] != identity]
        self._close += [(line, other) for other in near[:1]]
        self._nearby.add(line, parts)

    def same(self, case: RegisteredCase, *, updates: bool) -> Iterator[tuple[int, int]]:
        """Give the lines that are a case, and how sure that is: a mark says more than a name."""
        yield from ((line, 3) for line in self._marks.get(case.mark, ()))
        if updates and case.ref is not None:
            yield from ((line, 2) for line in self._references.get(case.ref, ()))
        identity = identity_of(self._flow, case.fields)
        if updates and identity and case.status != "ended":
            yield from ((line, 1) for line in self._identities.get(identity, ()))

    def near(self, case: RegisteredCase) -> Iterable[int]:
        """Give the lines that may be a running case, though they do not say so."""
        flow = self._flow
        parts = plain_parts(flow.identity, flow.fields, case.fields)
        if parts is None or case.status == "ended":
            return ()
        identity = identity_of(flow, case.fields)
        return [line for line in self._nearby.near(parts) if self._said[line] != identity]

    def near_each_other(self) -> Iterable[tuple[int, int]]:
        """Give the lines that may be the same case as an earlier one, each with that one."""
        return self._close


def _doubt(ledger: Ledger, line: int, other: RegisteredCase | int) -> CellFault:
    """Say that a line may be a case there is, or an earlier line."""
    if isinstance(other, int):
        what, what_zh = f"row {other}", f"第 {other} 行"
    elif other.is_seen:
        what, what_zh = f"case #{other.id} “{other.title}”", f" #{other.id} “{other.title}” "
    else:
        what, what_zh = "a case you may not look at", "无权查看的一个项目"
    column = next(iter(ledger.columns.values()), None)
    return cell_fault(
        line,
        column,
        None,
        f"this may be {what} written otherwise; look at both",
        f"疑似与{what_zh}重复，请核对",
    )
