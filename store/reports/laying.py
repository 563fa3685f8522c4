"""How the tables of a report are laid out: which units they list, and what each row is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ...definitions.reporting import TableSpec
from ...workflow.people.finding import units_with
from ...workflow.reporting import Cell, ReportColumn, ReportTable
from .asked import Asked

UNIT: Final = ReportColumn(key="unit", title="单位")
TOTAL: Final = "合计"


def laid_out(  # noqa: PLR0913, PLR0917 - what a table is
    spec: TableSpec,
    columns: Sequence[ReportColumn],
    rows: Iterable[tuple[Cell, ...]],
    whole: tuple[Cell, ...] | None = None,
    subjects: Sequence[str] = (),
    fractions: Mapping[str, tuple[float, float]] | None = None,
) -> ReportTable:
    """Give the table a specification asks for."""
    return ReportTable(
        key=spec.key,
        title=str(spec.title),
        columns=tuple(columns),
        rows=tuple(rows),
        total=whole,
        chart=spec.chart,
        subjects=tuple(subjects),
        fractions=dict(fractions or {}),
    )


def bare(number: float | None) -> Cell:
    """Give a number that is whole as one."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def units_listed(asked: Asked, found: Iterable[str]) -> list[str]:
    """Give the units to list: those with one of the duties that are named, else those found."""
    if asked.unit:
        return [asked.unit]
    if not asked.spec.units:
        return sorted(set(found), key=asked.directory.name_of)
    return list(
        dict.fromkeys(
            unit.key for duty in asked.spec.units for unit in units_with(asked.directory, duty)
        )
    )
