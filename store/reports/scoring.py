"""The scores of an appraisal, and beside them what they follow from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from sqlalchemy import Connection

from ...definitions.reporting import Appraised, TableSpec
from ...workflow.reporting import Cell, ReportColumn, ReportTable
from .asked import Asked
from .laying import UNIT, bare, laid_out, units_listed
from .measuring import Measured, Measures, points, targets

BASIS: Final = "_basis"
"""How the key of the table ends that says what points follow from."""


def scored(
    connection: Connection, asked: Asked, spec: TableSpec, measures: Measures
) -> Iterable[ReportTable]:
    """Give the points of every unit, the best first, and beside them what they follow from."""
    values = [measures.by_unit(item.value) for item in spec.items]
    fulls = [_fulls(connection, asked, item) for item in spec.items]
    units = units_listed(asked, (unit for found in values for unit in found.values))
    lines: list[tuple[float, str, list[float]]] = []
    for unit in units:
        earned = [
            points(item, found.of(unit), full(unit))
            for item, found, full in zip(spec.items, values, fulls, strict=True)
        ]
        lines.append((round(sum(earned), 2), unit, earned))
    lines.sort(key=lambda line: -line[0])
    name = asked.directory.name_of
    columns = [
        ReportColumn(key=item.key, title=str(item.title), kind="score") for item in spec.items
    ]
    heads = (UNIT, *columns, ReportColumn(key="score", title="得分", kind="score"))
    rows: list[tuple[Cell, ...]] = [(name(unit), *earned, score) for score, unit, earned in lines]
    if spec.bands:
        heads = (*heads, ReportColumn(key="grade", title="等次"))
        rows = [(*row, _band(spec, line[0])) for row, line in zip(rows, lines, strict=True)]
    ranked = [unit for _, unit, _ in lines]
    yield laid_out(spec, heads, rows, subjects=ranked)
    yield _basis(asked, spec, measures, ranked, values, fulls)


def _basis(  # noqa: PLR0913, PLR0917 - what points follow from
    asked: Asked,
    spec: TableSpec,
    measures: Measures,
    units: Sequence[str],
    values: Sequence[Measured],
    fulls: Sequence[Callable[[str], float | None]],
) -> ReportTable:
    """Give what the points follow from: what each unit reached, and what earns full points."""
    basis: list[ReportColumn] = []
    for item in spec.items:
        shown = measures.column(item.value)
        said = f"{item.title}（权重{item.weight:g}）"
        basis.append(ReportColumn(key=item.key, title=said, kind=shown.kind, unit=shown.unit))
        full_title = "目标" if item.target else "不得分线" if item.is_less_better else "满分线"
        basis.append(
            ReportColumn(key=f"{item.key}_full", title=full_title, kind=shown.kind, unit=shown.unit)
        )
    lines = [
        (
            asked.directory.name_of(unit),
            *(
                cell
                for found, full in zip(values, fulls, strict=True)
                for cell in (bare(found.of(unit)), full(unit))
            ),
        )
        for unit in units
    ]
    return ReportTable(
        key=f"{spec.key}{BASIS}",
        title=f"{spec.title}：计分依据",
        columns=(UNIT, *basis),
        rows=tuple(lines),
        subjects=tuple(units),
    )


def _fulls(connection: Connection, asked: Asked, item: Appraised) -> Callable[[str], float | None]:
    """Give what earns a unit full points: its target of the year, or the same for all."""
    if item.target is None:
        return lambda _: item.full
    return targets(
        connection, item.target, asked.until.year, flow_of=asked.flow_of, sight=asked.sight
    ).get


def _band(spec: TableSpec, score: float) -> str:
    return next(str(band.title) for band in spec.bands if score >= band.least)
