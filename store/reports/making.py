"""Making a report: its tables, one after the other, from what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Final

from sqlalchemy import Connection, select

from ...definitions.flow import Flow
from ...definitions.reporting import Appraised, ReportSpec, TableSpec
from ...errors import UnknownHolder, UnknownPerson
from ...workflow.people.finding import units_with
from ...workflow.people.sight import EVERYTHING, sight_of
from ...workflow.reporting import Cell, Report, ReportColumn, ReportTable
from ...workflow.time.periods import Period
from ..layout import tables
from ..store import SqlStore
from .asked import Asked
from .listing import CASES, ESCALATIONS, lit_cases, unanswered
from .measuring import Measured, Measures, points, targets
from .standing import Counting, duties, standing

UNIT: Final = ReportColumn(key="unit", title="单位")
TOTAL: Final = "合计"


class SqlReports:
    """Makes reports from one store."""

    def __init__(self, store: SqlStore, zone: tzinfo) -> None:
        self._store = store
        self._zone = zone

    def make(
        self,
        spec: ReportSpec,
        period: Period,
        *,
        now: datetime,
        unit: str = "",
        by: str | None = None,
    ) -> Report:
        """Make a report of a period, as things stood at its end or stand now if that is to come.

        ``unit`` narrows it to what one unit holds, ``by`` to the cases somebody sees. Raises
        UnknownHolder for a unit there is not, UnknownPerson, UnknownIndicator.
        """
        with self._store.reading() as connection:
            directory = self._store.rosters.directory(connection)
            about = directory.unit(unit) if unit else None
            if unit and about is None:
                raise UnknownHolder(name=unit)
            sight = EVERYTHING
            if by is not None:
                person = directory.person(by)
                if person is None:
                    raise UnknownPerson(name=by)
                sight = sight_of(directory, person, now)
            until = min(period.last, now.astimezone(self._zone).date())
            asked = Asked(
                spec=spec,
                flows=self._flows(connection, spec),
                directory=directory,
                sight=sight,
                since=period.first,
                until=until,
                begin=datetime.combine(period.first, time(), self._zone),
                end=self._end(until, now),
                zone=self._zone,
                flow_of=partial(self._store.shelf.version, connection),
                unit=unit,
            )
            measures = Measures(connection, asked)
            made = [
                table
                for each in spec.tables.values()
                for table in _tables(connection, asked, measures, each)
            ]
        missing = [key for key in spec.flows if key not in asked.flows]
        return Report(
            key=spec.key,
            title=str(spec.title),
            period=period.label,
            period_title=period.words,
            since=asked.since,
            until=asked.until,
            made_at=now,
            tables=tuple(made),
            unit=unit,
            unit_title=about.title if about else "",
            notes=tuple(_notes(spec, measures, missing)),
            flows={key: flow.hash for key, flow in asked.flows.items()},
        )

    def _end(self, until: date, now: datetime) -> datetime:
        """Give the moment behind a day, and never one that is still to come."""
        behind = datetime.combine(until + timedelta(days=1), time(), self._zone)
        # What happens at this very moment has happened.
        return min(behind, now + datetime.resolution)

    def _flows(self, connection: Connection, spec: ReportSpec) -> Mapping[str, Flow]:
        """Give the flows a report is about that are in use, by key."""
        named = dict.fromkeys(spec.flows)
        for table in spec.tables.values():
            named |= dict.fromkeys(shown.flow for shown in table.indicators)
            named |= dict.fromkeys(item.value.flow for item in table.items)
        flow = tables.flow.c
        there = select(flow.key).where(flow.key.in_(list(named)), flow.state == "published")
        used = set(connection.execute(there).scalars())
        return {key: self._store.shelf.latest(connection, key) for key in named if key in used}


def _tables(
    connection: Connection, asked: Asked, measures: Measures, spec: TableSpec
) -> Iterable[ReportTable]:
    if spec.shows == "standing":
        yield _counted(asked, spec, standing(connection, asked))
    elif spec.shows == "duties":
        yield _counted(asked, spec, duties(connection, asked))
    elif spec.shows == "indicators":
        yield _measured(asked, spec, measures)
    elif spec.shows == "scores":
        yield from _scored(connection, asked, spec, measures)
    elif spec.shows == "cases":
        rows = lit_cases(connection, asked, spec.lights)
        yield _table(spec, CASES, rows)
    else:
        yield _table(spec, ESCALATIONS, unanswered(connection, asked))


def _table(
    spec: TableSpec,
    columns: Sequence[ReportColumn],
    rows: Iterable[tuple[Cell, ...]],
    whole: tuple[Cell, ...] | None = None,
) -> ReportTable:
    return ReportTable(
        key=spec.key,
        title=str(spec.title),
        columns=tuple(columns),
        rows=tuple(rows),
        total=whole,
        chart=spec.chart,
    )


def _counted(asked: Asked, spec: TableSpec, counting: Counting) -> ReportTable:
    found = counting.by_holder()
    none = (0,) * len(counting.counts)
    units = _units(asked, found)
    rows = [
        (asked.directory.name_of(unit), *counting.cells(found.get(unit, none))) for unit in units
    ]
    whole = counting.cells(counting.together(units))
    return _table(spec, (UNIT, *counting.columns), rows, (TOTAL, *whole))


def _measured(asked: Asked, spec: TableSpec, measures: Measures) -> ReportTable:
    by_unit = [measures.by_unit(shown) for shown in spec.indicators]
    units = _units(asked, {unit: None for found in by_unit for unit in found.values})
    rows = [
        (asked.directory.name_of(unit), *(_bare(found.of(unit)) for found in by_unit))
        for unit in units
    ]
    columns = [measures.column(shown) for shown in spec.indicators]
    whole = None
    if not asked.unit and not asked.spec.units:
        whole = (TOTAL, *(_bare(measures.whole(shown)) for shown in spec.indicators))
    return _table(spec, (UNIT, *columns), rows, whole)


def _scored(
    connection: Connection, asked: Asked, spec: TableSpec, measures: Measures
) -> Iterable[ReportTable]:
    """Give the points of every unit, the best first, and beside them what they follow from."""
    values = [measures.by_unit(item.value) for item in spec.items]
    fulls = [_fulls(connection, asked, item) for item in spec.items]
    units = _units(asked, {unit: None for found in values for unit in found.values})
    scored: list[tuple[float, str, list[float]]] = []
    for unit in units:
        earned = [
            points(item, found.of(unit), full(unit))
            for item, found, full in zip(spec.items, values, fulls, strict=True)
        ]
        scored.append((round(sum(earned), 2), unit, earned))
    scored.sort(key=lambda line: -line[0])
    name = asked.directory.name_of
    columns = [
        ReportColumn(key=item.key, title=str(item.title), kind="score") for item in spec.items
    ]
    heads = (UNIT, *columns, ReportColumn(key="score", title="得分", kind="score"))
    rows: list[tuple[Cell, ...]] = [(name(unit), *earned, score) for score, unit, earned in scored]
    if spec.bands:
        heads = (*heads, ReportColumn(key="grade", title="等次"))
        rows = [(*row, _band(spec, line[0])) for row, line in zip(rows, scored, strict=True)]
    yield _table(spec, heads, rows)
    yield _basis(asked, spec, measures, [unit for _, unit, _ in scored], values, fulls)


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
                for cell in (_bare(found.of(unit)), full(unit))
            ),
        )
        for unit in units
    ]
    return ReportTable(
        key=f"{spec.key}_basis",
        title=f"{spec.title}：计分依据",
        columns=(UNIT, *basis),
        rows=tuple(lines),
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


def _bare(number: float | None) -> Cell:
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _units(asked: Asked, found: Mapping[str, object]) -> list[str]:
    """Give the units to list: those with one of the duties that are named, else those found."""
    if asked.unit:
        return [asked.unit]
    if not asked.spec.units:
        return sorted(found, key=asked.directory.name_of)
    return list(
        dict.fromkeys(
            unit.key for duty in asked.spec.units for unit in units_with(asked.directory, duty)
        )
    )


def _notes(spec: ReportSpec, measures: Measures, missing: Sequence[str]) -> Iterable[str]:
    if spec.caliber:
        yield spec.caliber
    for title, formula in measures.formulas.items():
        yield f"{title}＝{formula}"
    for key in missing:
        yield f"流程 {key} 没有启用，未列入"
