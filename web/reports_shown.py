"""A report as its page shows it: what its rates came to, its tables, and the way to their cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from ..definitions.reporting import ReportSpec, TableSpec
from ..store import Figure
from ..workflow.report_showing import is_numeric
from ..workflow.reporting import Cell, Report, ReportColumn, ReportTable, shown
from .charts import Chart, Say, charts

Where = Callable[[Figure, str], str]
"""Writes the address of the cases behind a figure, and which of them: met or counted."""

MET, COUNTED = "met", "counted"
BASIS: Final = "_basis"
_LINKED: Final = {"standing", "duties", "stages"}
_POINTS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A rate over everything a report is about, with what it is made of.

    ``about`` names its table where another has one of the same name.
    ``change`` is that since the period before in percentage points, None where it had none.
    """

    title: str
    about: str
    value: str
    above: str
    below: str
    change: float | None
    met: str
    counted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell as it stands on the page; ``link`` leads to what is behind it, empty for nothing."""

    words: str
    link: str = ""
    is_number: bool = False


Line = tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table as it stands on the page."""

    key: str
    title: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[Line, ...]
    total: Line | None
    charts: tuple[Chart, ...]


def headlines(
    report: Report, before: Report | None, spec: ReportSpec, where: Where
) -> list[Headline]:
    """Give every rate of which the report keeps what it is made of, once by its name."""
    earlier = _fractions(before) if before else {}
    named = Counter(column for _, column in _fractions(report))
    titles = {table.key: table.title for table in report.tables}
    found: list[Headline] = []
    for (table, column), (above, below) in _fractions(report).items():
        heading = _column(report, table, column)
        if heading is None:
            continue
        figure = Figure(table=table, column=column, subject=report.unit)
        is_known = table in spec.tables
        found.append(
            Headline(
                title=heading.title,
                about=titles[table] if named[column] > 1 else "",
                value=shown(_quotient((above, below)), heading),
                above=plain(above),
                below=plain(below),
                change=_change((above, below), earlier.get((table, column))),
                met=where(figure, MET) if is_known else "",
                counted=where(figure, COUNTED) if is_known else "",
            )
        )
    return found


def tables(  # noqa: PLR0913 - keyword-only
    report: Report,
    spec: ReportSpec,
    *,
    where: Where,
    case: Callable[[str], str],
    seen: Collection[str],
    units: Mapping[str, str],
    say: Say,
) -> list[ShownTable]:
    """Give the tables, each figure with the way to its cases, each case that is ``seen`` with its own."""
    return [
        ShownTable(
            key=table.key,
            title=table.title,
            columns=table.columns,
            rows=tuple(
                _line(table, row, subject, _links(spec, table), where, case, seen)
                for row, subject in zip(table.rows, subjects_of(table, units), strict=True)
            ),
            total=None
            if table.total is None
            else _line(table, table.total, report.unit, _links(spec, table), where, case, seen),
            charts=tuple(charts(table, name=f"chart-{table.key}", say=say)),
        )
        for table in report.tables
    ]


def subjects_of(table: ReportTable, units: Mapping[str, str]) -> tuple[str, ...]:
    """Give what each row is about, of an older report by the name of its unit; empty for unknown.

    ``units`` maps every unit's key to its title.
    """
    if table.subjects:
        return table.subjects
    named = Counter(units.values())
    keys = {title: key for key, title in units.items() if named[title] == 1}
    return tuple(keys.get(str(row[0]), "") for row in table.rows)


def cases_of(report: Report, spec: ReportSpec) -> list[int]:
    """Give the cases that rows of a report are about."""
    return [
        int(subject)
        for table in report.tables
        if _shows(spec, table.key) in {"cases", "escalations"}
        for subject in table.subjects
    ]


def cell_of(
    report: Report, figure: Figure, units: Mapping[str, str]
) -> tuple[ReportTable, ReportColumn, str, str] | None:
    """Give table, column and the words of row and cell of a figure; None where there is no such."""
    for table in report.tables:
        keys = [column.key for column in table.columns]
        if table.key != figure.table or figure.column not in keys:
            continue
        place = keys.index(figure.column)
        rows = dict(zip(subjects_of(table, units), table.rows, strict=True))
        is_whole = not figure.subject or (figure.subject == report.unit and table.total is not None)
        row = table.total if is_whole else rows.get(figure.subject)
        if row is not None:
            column = table.columns[place]
            return table, column, shown(row[0], table.columns[0]), shown(row[place], column)
    return None


def plain(number: float) -> str:
    """Write a count or an amount with separators, at most four places behind the point."""
    return f"{number:,.4f}".rstrip("0").rstrip(".")


def _line(  # noqa: PLR0913, PLR0917 - what a line is drawn from
    table: ReportTable,
    row: tuple[Cell, ...],
    subject: str,
    linked: Collection[str],
    where: Where,
    case: Callable[[str], str],
    seen: Collection[str],
) -> Line:
    is_whole = row is table.total
    line: list[ShownCell] = []
    for cell, column in zip(row, table.columns, strict=True):
        link = ""
        if column.key in linked and cell is not None and (cell or column.kind == "rate"):
            if subject or is_whole:
                link = where(Figure(table=table.key, column=column.key, subject=subject), MET)
        elif column.key == "title" and subject in seen:
            link = case(subject)
        line.append(ShownCell(words=shown(cell, column), link=link, is_number=is_numeric(column)))
    return tuple(line)


def _links(spec: ReportSpec, table: ReportTable) -> Collection[str]:
    """Name the columns whose figures are counted from cases."""
    found = _spec_of(spec, table.key)
    if found is None:
        return ()
    if found.shows in _LINKED:
        return {column.key for column in table.columns[1:]}
    return {
        *(each.key for each in found.indicators),
        *(each.key for each in found.items),
    }


def _shows(spec: ReportSpec, key: str) -> str:
    found = _spec_of(spec, key)
    return found.shows if found else ""


def _spec_of(spec: ReportSpec, key: str) -> TableSpec | None:
    return spec.tables.get(key) or spec.tables.get(key.removesuffix(BASIS))


def _fractions(report: Report) -> Mapping[tuple[str, str], tuple[float, float]]:
    return {
        (table.key, column): parts
        for table in report.tables
        for column, parts in table.fractions.items()
    }


def _column(report: Report, table: str, key: str) -> ReportColumn | None:
    for found in report.tables:
        if found.key == table:
            return next((column for column in found.columns if column.key == key), None)
    return None


def _quotient(parts: tuple[float, float]) -> float | None:
    above, below = parts
    return above / below if below else None


def _change(now: tuple[float, float], before: tuple[float, float] | None) -> float | None:
    is_now, was = _quotient(now), _quotient(before) if before else None
    return None if is_now is None or was is None else round((is_now - was) * _POINTS, 1)
