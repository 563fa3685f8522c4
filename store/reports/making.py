"""Making a report: its tables, one after the other, from what is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial

from sqlalchemy import Connection, select

from ...definitions.flow import Flow
from ...definitions.reporting import ReportSpec, TableSpec
from ...errors import UnknownHolder, UnknownPerson
from ...workflow.people.sight import EVERYTHING, sight_of
from ...workflow.reporting import Report, ReportTable
from ...workflow.time.periods import Period
from ..layout import tables
from ..store import SqlStore
from .asked import Asked
from .behind import Behind, Figure, behind
from .funnel import STAGES, stages
from .laying import TOTAL, UNIT, bare, laid_out, units_listed
from .listing import CASES, ESCALATIONS, lit_cases, unanswered
from .measuring import Measures
from .scoring import scored
from .standing import Counting, duties, standing


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
            asked = self._asked(connection, spec, period, now=now, unit=unit, by=by)
            measures = Measures(connection, asked)
            made = [
                table
                for each in spec.tables.values()
                for table in _tables(connection, asked, measures, each)
            ]
        missing = [key for key in spec.flows if key not in asked.flows]
        about = asked.directory.unit(unit) if unit else None
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

    def behind(  # noqa: PLR0913 - what it is asked of
        self,
        spec: ReportSpec,
        period: Period,
        figure: Figure,
        *,
        now: datetime,
        unit: str = "",
        by: str | None = None,
    ) -> Behind:
        """Give the cases behind one figure of a report, as they are found now.

        Raises UnknownTable for a table it has not or a column that is no figure, and what ``make``
        raises.
        """
        with self._store.reading() as connection:
            asked = self._asked(connection, spec, period, now=now, unit=unit, by=by)
            return behind(connection, asked, figure)

    def _asked(  # noqa: PLR0913 - what it is asked of
        self,
        connection: Connection,
        spec: ReportSpec,
        period: Period,
        *,
        now: datetime,
        unit: str,
        by: str | None,
    ) -> Asked:
        directory = self._store.rosters.directory(connection)
        if unit and directory.unit(unit) is None:
            raise UnknownHolder(name=unit)
        sight = EVERYTHING
        if by is not None:
            person = directory.person(by)
            if person is None:
                raise UnknownPerson(name=by)
            sight = sight_of(directory, person, now)
        until = min(period.last, now.astimezone(self._zone).date())
        return Asked(
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
        yield from scored(connection, asked, spec, measures)
    elif spec.shows == "stages":
        places, rows = stages(connection, asked)
        yield laid_out(spec, STAGES, rows, subjects=places)
    elif spec.shows == "cases":
        found, rows = lit_cases(connection, asked, spec.lights)
        yield laid_out(spec, CASES, rows, subjects=found)
    else:
        found, rows = unanswered(connection, asked)
        yield laid_out(spec, ESCALATIONS, rows, subjects=found)


def _counted(asked: Asked, spec: TableSpec, counting: Counting) -> ReportTable:
    found = counting.by_holder()
    none = (0,) * len(counting.counts)
    units = units_listed(asked, found)
    rows = [
        (asked.directory.name_of(unit), *counting.cells(found.get(unit, none))) for unit in units
    ]
    whole = counting.together(units)
    fraction = (whole[counting.on_time], whole[counting.due])
    return laid_out(
        spec,
        (UNIT, *counting.columns),
        rows,
        (TOTAL, *counting.cells(whole)),
        subjects=units,
        fractions={counting.columns[-1].key: fraction},
    )


def _measured(asked: Asked, spec: TableSpec, measures: Measures) -> ReportTable:
    by_unit = [measures.by_unit(shown) for shown in spec.indicators]
    units = units_listed(asked, (unit for found in by_unit for unit in found.values))
    rows = [
        (asked.directory.name_of(unit), *(bare(found.of(unit)) for found in by_unit))
        for unit in units
    ]
    columns = [measures.column(shown) for shown in spec.indicators]
    is_whole = not asked.unit and not asked.spec.units
    whole = None
    if is_whole:
        whole = (TOTAL, *(bare(measures.whole(shown)) for shown in spec.indicators))
    values = {
        shown.key: measures.behind(shown, asked.unit)
        for shown in spec.indicators
        if (is_whole or asked.unit) and not shown.is_growth
    }
    return laid_out(
        spec,
        (UNIT, *columns),
        rows,
        whole,
        subjects=units,
        fractions={
            key: (value.numerator, value.denominator)
            for key, value in values.items()
            if value is not None and value.is_rate
        },
    )


def _notes(spec: ReportSpec, measures: Measures, missing: Sequence[str]) -> Iterable[str]:
    if spec.caliber:
        yield spec.caliber
    for title, formula in measures.formulas.items():
        yield f"{title}＝{formula}"
    for key in missing:
        yield f"流程 {key} 没有启用，未列入"
