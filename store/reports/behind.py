"""The cases behind one figure of a report: what it counts, and of a rate also of how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from ...definitions.reporting import ShownIndicator, TableSpec
from ...errors import UnknownTable
from .asked import Asked
from .funnel import STAGES, cases_of_stage
from .laying import units_listed
from .measuring import Measures
from .scoring import BASIS
from .standing import Counting, duties, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a report: its table and column, and what its row is about, empty for the total."""

    table: str
    column: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The cases behind a figure by number, one as often as it counts there.

    ``met`` are those that are counted, of a rate those of the numerator, ``counted`` those of its
    denominator; no rate has none of the latter.
    """

    met: tuple[int, ...]
    counted: tuple[int, ...] = ()
    is_rate: bool = False


def behind(connection: Connection, asked: Asked, figure: Figure) -> Behind:
    """Give the cases behind a figure; raises UnknownTable, UnknownIndicator."""
    spec = _table(asked, figure)
    if spec.shows == "standing":
        return _counted(asked, figure, standing(connection, asked))
    if spec.shows == "duties":
        return _counted(asked, figure, duties(connection, asked))
    if spec.shows == "stages":
        if figure.column not in {column.key for column in STAGES[1:]}:
            raise _unknown(figure, [column.key for column in STAGES[1:]])
        return Behind(
            met=cases_of_stage(connection, asked, figure.subject, figure.column),
        )
    shown = _shown(spec)
    if figure.column not in shown:
        raise _unknown(figure, [*shown])
    subject = figure.subject or asked.unit
    value = Measures(connection, asked).behind(shown[figure.column], subject)
    if value is None:
        return Behind(met=())
    return Behind(met=value.met, counted=value.counted, is_rate=value.is_rate)


def _table(asked: Asked, figure: Figure) -> TableSpec:
    tables = asked.spec.tables
    spec = tables.get(figure.table) or tables.get(figure.table.removesuffix(BASIS))
    if spec is None:
        raise UnknownTable(name=figure.table, known=[*tables])
    return spec


def _shown(spec: TableSpec) -> Mapping[str, ShownIndicator]:
    return {shown.key: shown for shown in spec.indicators} | {
        item.key: item.value for item in spec.items
    }


def _counted(asked: Asked, figure: Figure, counting: Counting) -> Behind:
    holders = [figure.subject] if figure.subject else units_listed(asked, counting.by_holder())
    if asked.unit:
        holders = [asked.unit]
    keys = [column.key for column in counting.columns]
    if figure.column not in keys:
        raise _unknown(figure, keys)
    place = keys.index(figure.column)
    if place < len(counting.conditions):
        return Behind(met=counting.cases(place, holders))
    return Behind(
        met=counting.cases(counting.on_time, holders),
        counted=counting.cases(counting.due, holders),
        is_rate=True,
    )


def _unknown(figure: Figure, known: list[str]) -> UnknownTable:
    return UnknownTable(
        name=f"{figure.table}.{figure.column}", known=[f"{figure.table}.{key}" for key in known]
    )
