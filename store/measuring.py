"""What indicators are made of: cases that reached places, and sums of figures and fields.

A question for each kind of thing, whatever the number of indicators and cases, and only where an
indicator asks for it. Amounts are whole ten-thousandths.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Select, Text, cast, func, select, type_coerce

from ..definitions.flow import Flow
from ..definitions.model import Indicator, Measure
from ..workflow.people.sight import Sight
from ..workflow.steps.facts import lasting_facts
from .boards import within
from .layout import reporting, tables
from .layout.types import TEN_THOUSAND
from .rows import field_values

Portions = Sequence[tuple[int, int]]
"""Cases by id, each with what it adds: 1 where cases are counted, else ten-thousandths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days an indicator is of, both inclusive; None for no bound. Days are those of ``zone``."""

    since: date | None
    until: date | None
    zone: tzinfo

    @property
    def is_open(self) -> bool:
        """Whether there is no bound at all."""
        return self.since is None and self.until is None

    def holds(self, moment: datetime) -> bool:
        """Say whether a moment is on one of the days."""
        return self.is_open or (self.begun_by(moment) and self.by_its_end(moment))

    def begun_by(self, moment: datetime) -> bool:
        """Say whether a moment is not before the first day."""
        return self.since is None or moment.astimezone(self.zone).date() >= self.since

    def by_its_end(self, moment: datetime) -> bool:
        """Say whether a moment is not after the last day."""
        return self.until is None or moment.astimezone(self.zone).date() <= self.until


class Facts(NamedTuple):
    """What is asked of a case: its grade, its place, its fields."""

    grade: str
    territory: str
    fields: Mapping[str, Any]


class Entered(NamedTuple):
    """What entries of a case with the same parts come to; ``last`` orders those that keep the last."""

    case: int
    parts: Mapping[str, str]
    amount: int
    last: tuple[date, int] | None


class Measuring:
    """Measures the cases of a flow that somebody sees, over some days."""

    def __init__(
        self,
        connection: Connection,
        flow: Flow,
        sight: Sight,
        period: Period,
        *,
        grades: Sequence[str] = (),
    ) -> None:
        self._connection = connection
        self._flow = flow
        self._sight = sight
        self._period = period
        self._grades = grades

    @property
    def end(self) -> datetime | None:
        """The moment the days are over, None where they have no bound."""
        until = self._period.until
        if until is None:
            return None
        return datetime.combine(until + timedelta(days=1), time(), self._period.zone)

    def rate(self, indicator: Indicator) -> tuple[Portions, Portions]:
        """Measure the numerator and the denominator of an indicator; the latter may be nothing.

        Over some days a rate of counts follows the cases of its denominator up to the last day.
        """
        if indicator.denominator is None:
            return self.measure(indicator.numerator), ()
        below = self.measure(indicator.denominator)
        if not indicator.is_cohort or self._period.is_open:
            return self.measure(indicator.numerator), below
        cohort = {case for case, _ in below}
        reached = self._first_reached(indicator.numerator.count)
        above = [
            (case, 1)
            for case, at in reached.items()
            if case in cohort and self._period.by_its_end(at)
        ]
        return self._holding(indicator.numerator, above), below

    def measure(self, measure: Measure) -> Portions:
        """Measure the cases, or what is entered, on the days."""
        if measure.series:
            return self._holding(measure, self._entered(measure))
        if measure.is_count:
            reached = self._first_reached(measure.count)
            found = [(case, 1) for case, at in reached.items() if self._period.holds(at)]
            return self._holding(measure, found)
        reached = self._first_reached(measure.at or tuple(self.reached))
        worth = [
            (case, _ten_thousandths(self.cases[case].fields[measure.sum_field]))
            for case, at in reached.items()
            if self._period.holds(at) and self.cases[case].fields.get(measure.sum_field) is not None
        ]
        return self._holding(measure, worth)

    def _holding(self, measure: Measure, portions: Portions) -> Portions:
        """Keep the cases for which the condition of a measure holds."""
        when = measure.when
        if when is None:
            return sorted(portions)
        held: dict[int, bool] = {}
        for case, _ in portions:
            if case not in held:
                facts = self.cases[case]
                held[case] = when.holds(
                    lasting_facts(
                        self._flow,
                        facts.fields,
                        facts.grade,
                        self._period.zone,
                        names=when.names,
                    )
                )
        return sorted(portion for portion in portions if held[portion[0]])

    def _first_reached(self, places: Sequence[str]) -> Mapping[int, datetime]:
        """Map cases to the moment they first reached one of some places."""
        first: dict[int, datetime] = {}
        for place in places:
            for case, at in self.reached.get(place, {}).items():
                first[case] = min(at, first.get(case, at))
        return first

    def _entered(self, measure: Measure) -> Portions:
        keeps = self._flow.series[measure.series].keeps
        fitting = [
            entered
            for entered in self.entered.get(measure.series, ())
            if all(entered.parts.get(key) in options for key, options in measure.of.items())
        ]
        if keeps == "last":
            newest: dict[int, Entered] = {}
            for entered in fitting:
                known = newest.get(entered.case)
                if known is None or known.last is None or (entered.last or known.last) > known.last:
                    newest[entered.case] = entered
            return [(entered.case, entered.amount) for entered in newest.values()]
        sums: defaultdict[int, int] = defaultdict(int)
        for entered in fitting:
            sums[entered.case] += entered.amount
        return list(sums.items())

    @cached_property
    def reached(self) -> Mapping[str, Mapping[int, datetime]]:
        """Map places to the cases that ever were there, each with the moment it first was."""
        entry = tables.entry.c
        query = self._seen(entry.case_id, entry.stage, func.min(entry.entered_at))
        query = query.group_by(entry.case_id, entry.stage)
        reached: defaultdict[str, dict[int, datetime]] = defaultdict(dict)
        for case, stage, at in self._connection.execute(query):
            reached[stage][case] = at
        return reached

    @cached_property
    def judged(self) -> tuple[Portions, Portions]:
        """Give the stages that were left on time, and all that were left, each by its case."""
        entry = tables.entry.c
        query = self._seen(entry.case_id, entry.was_on_time, entry.left_at)
        query = query.where(entry.was_on_time.is_not(None)).order_by(entry.case_id, entry.number)
        left = [
            (case, bool(on_time))
            for case, on_time, at in self._connection.execute(query)
            if at is None or self._period.holds(at)
        ]
        return [(case, 1) for case, on_time in left if on_time], [(case, 1) for case, _ in left]

    @cached_property
    def cases(self) -> Mapping[int, Facts]:
        """Map cases to what is asked of them."""
        case = tables.case.c
        query = self._wanted(select(case.id, case.grade, case.territory, case.fields))
        return {
            row.id: Facts(row.grade, row.territory, field_values(row.fields, self._flow.fields))
            for row in self._connection.execute(query)
        }

    @cached_property
    def entered(self) -> Mapping[str, Sequence[Entered]]:
        """Map series to what was entered in them, put together as far as indicators allow."""
        found: defaultdict[str, list[Entered]] = defaultdict(list)
        summed = [key for key, series in self._flow.series.items() if series.keeps == "sum"]
        last = [key for key, series in self._flow.series.items() if series.keeps == "last"]
        if summed:
            for row in self._connection.execute(self._sums(summed)):
                parts = json.loads(row.parts)
                found[row.series].append(Entered(row.case_id, parts, int(row.amount), None))
        if last:
            for row in self._connection.execute(self._lasts(last)):
                parts, newest = json.loads(row.parts), (row.day, row.number)
                found[row.series].append(Entered(row.case_id, parts, int(row.amount), newest))
        return found

    def _sums(self, series: Sequence[str]) -> Select[*tuple[Any, ...]]:
        """Sum figures by case, series and parts; in ten-thousandths, so exactly."""
        figure = reporting.figure.c
        parts = cast(figure.parts, Text)
        amount = func.sum(type_coerce(figure.amount, BigInteger)).label("amount")
        query = self._current(series, figure.case_id, figure.series, parts.label("parts"), amount)
        return query.group_by(figure.case_id, figure.series, parts)

    def _lasts(self, series: Sequence[str]) -> Select[*tuple[Any, ...]]:
        """Find the newest figure of each case, series and parts; what was taken back is none."""
        figure = reporting.figure.c
        parts = cast(figure.parts, Text)
        rank = func.row_number().over(
            partition_by=(figure.case_id, figure.series, parts),
            order_by=(figure.day.desc(), figure.number.desc()),
        )
        amount = type_coerce(figure.amount, BigInteger)
        ranked = self._current(
            series,
            figure.case_id,
            figure.series,
            parts.label("parts"),
            amount.label("amount"),
            figure.day,
            figure.number,
            rank.label("rank"),
        ).where(figure.corrects.is_(None) | (amount != 0))
        found = ranked.subquery()
        wanted = ("case_id", "series", "parts", "amount", "day", "number")
        return select(*(found.c[name] for name in wanted)).where(found.c.rank == 1)

    def _current(self, series: Sequence[str], *columns: Any) -> Select[*tuple[Any, ...]]:
        """Ask for the figures that count, of some series and on the days."""
        figure, case = reporting.figure.c, tables.case.c
        query: Select[*tuple[Any, ...]] = (
            select(*columns)
            .select_from(reporting.figure)
            .join(tables.case, case.id == figure.case_id)
            .where(figure.series.in_(series), figure.corrected_by.is_(None))
        )
        if self._period.since is not None:
            query = query.where(figure.day >= self._period.since)
        if self._period.until is not None:
            query = query.where(figure.day <= self._period.until)
        return self._wanted(query)

    def _seen(self, *columns: Any) -> Select[*tuple[Any, ...]]:
        query: Select[*tuple[Any, ...]] = (
            select(*columns)
            .select_from(tables.entry)
            .join(tables.case, tables.case.c.id == tables.entry.c.case_id)
        )
        return self._wanted(query)

    def _wanted(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """Narrow a question to the cases of the flow, of the grades wanted, that are seen."""
        case = tables.case.c
        query = query.where(case.flow_key == self._flow.key)
        if self._grades:
            query = query.where(case.grade.in_(self._grades))
        return within(query, self._sight)


def _ten_thousandths(value: float) -> int:
    return int((Decimal(repr(value)) * TEN_THOUSAND).to_integral_value())
