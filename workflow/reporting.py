"""Reports as frozen values: tables made from data for one period, and what publishing adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal, cast

from .history import hash_of

CellKind = Literal["text", "count", "amount", "rate", "score", "date"]
"""What a column holds: words; how many; an amount in the column's unit; a share of 1; points; a day."""

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportColumn:
    """One column of a table; ``unit`` is what amounts are in, such as 万元.

    ``is_detail`` says that files show it and a letter, which is narrow, does not.
    """

    key: str
    title: str
    kind: CellKind = "text"
    unit: str = ""
    is_detail: bool = False

    @property
    def heading(self) -> str:
        """The title with its unit, as it stands at the head of the column."""
        return f"{self.title}（{self.unit}）" if self.unit else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """One table: every row has a cell for each column, None where there is nothing to say.

    ``chart`` names the columns that are drawn as bars over the first one; ``total`` sums the rows
    up, None where nothing is summed. ``subjects`` says what each row is about: a unit by its key,
    a case by its number, a stage as FLOW.STAGE. ``fractions`` maps the columns that are rates to
    numerator and denominator over everything the report is about.
    """

    key: str
    title: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    chart: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    fractions: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """That a report was published: which time, when, by whom, why again, and with which letter."""

    revision: int
    at: datetime
    by: str
    why: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is said of one period, ``since`` to ``until``, both days included.

    ``unit`` is the one unit it is about, empty for all; ``notes`` say how figures were computed,
    ``flows`` maps the key of each flow they came from to the hash of its version.
    ``publication`` is None for a report that was only made: it may say something else tomorrow.
    """

    key: str
    title: str
    period: str
    period_title: str
    since: date
    until: date
    made_at: datetime
    tables: tuple[ReportTable, ...]
    unit: str = ""
    unit_title: str = ""
    notes: tuple[str, ...] = ()
    flows: Mapping[str, str] = field(default_factory=dict)
    publication: Publication | None = None

    @property
    def name(self) -> str:
        """The title with its period, as people call it."""
        about = f"（{self.unit_title}）" if self.unit_title else ""
        return f"{self.period_title}{self.title}{about}"

    @property
    def digest(self) -> str:
        """The SHA-256 of what it says, whoever published it and when."""
        return hash_of(to_data(self))


def shown(cell: Cell, column: ReportColumn) -> str:
    """Write a cell for people: rates in percent, amounts with separators, “—” for nothing."""
    if cell is None:
        return "—"
    if isinstance(cell, (str, date)):
        return str(cell)
    if column.kind == "amount":
        return f"{cell:,.4f}".rstrip("0").rstrip(".")
    return format(cell, _FORMATS[column.kind])


_FORMATS: Final[Mapping[CellKind, str]] = {"rate": ".1%", "score": ".2f", "count": ","}


def to_data(report: Report) -> dict[str, Any]:
    """Give a report as plain data, as it is kept and as its hash covers it."""
    return {
        "key": report.key,
        "title": report.title,
        "period": report.period,
        "period_title": report.period_title,
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "made_at": report.made_at.isoformat(),
        "unit": report.unit,
        "unit_title": report.unit_title,
        "notes": list(report.notes),
        "flows": dict(report.flows),
        "tables": [_table_data(table) for table in report.tables],
    }


def from_data(data: Mapping[str, Any], publication: Publication | None = None) -> Report:
    """Give the report that was kept as plain data."""
    return Report(
        key=data["key"],
        title=data["title"],
        period=data["period"],
        period_title=data["period_title"],
        since=date.fromisoformat(data["since"]),
        until=date.fromisoformat(data["until"]),
        made_at=datetime.fromisoformat(data["made_at"]),
        unit=data["unit"],
        unit_title=data["unit_title"],
        notes=tuple(data["notes"]),
        flows=dict(data["flows"]),
        tables=tuple(_table(each) for each in data["tables"]),
        publication=publication,
    )


def _table_data(table: ReportTable) -> dict[str, Any]:
    """Give a table as plain data; what older reports have not is left out where there is none."""
    later: dict[str, Any] = {}
    if table.subjects:
        later["subjects"] = list(table.subjects)
    if table.fractions:
        later["fractions"] = {key: list(parts) for key, parts in table.fractions.items()}
    return {
        "key": table.key,
        "title": table.title,
        "columns": [
            {
                "key": c.key,
                "title": c.title,
                "kind": c.kind,
                "unit": c.unit,
                "is_detail": c.is_detail,
            }
            for c in table.columns
        ],
        "rows": [_cells_data(row) for row in table.rows],
        "total": None if table.total is None else _cells_data(table.total),
        "chart": list(table.chart),
        **later,
    }


def _table(data: Mapping[str, Any]) -> ReportTable:
    columns = tuple(ReportColumn(**column) for column in data["columns"])
    total = data["total"]
    return ReportTable(
        key=data["key"],
        title=data["title"],
        columns=columns,
        rows=tuple(_cells(row, columns) for row in data["rows"]),
        total=None if total is None else _cells(total, columns),
        chart=tuple(data["chart"]),
        subjects=tuple(data.get("subjects", ())),
        fractions={
            key: (above, below) for key, (above, below) in data.get("fractions", {}).items()
        },
    )


def _cells_data(row: tuple[Cell, ...]) -> list[str | int | float | None]:
    return [cell.isoformat() if isinstance(cell, date) else cell for cell in row]


def _cells(row: list[Any], columns: tuple[ReportColumn, ...]) -> tuple[Cell, ...]:
    return tuple(
        date.fromisoformat(cell) if column.kind == "date" and cell else cast("Cell", cell)
        for cell, column in zip(row, columns, strict=True)
    )
