"""Indicators (指标): one flow's, as a whole or told apart, each with the cases it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...definitions.flow import Flow
from ...errors import UnknownFlow
from ...store import IndicatorValue, groupings
from ...workflow.reporting import ReportColumn, ReportTable, shown
from ..charts import Chart, charts
from ..reports_shown import COUNTED, MET, plain
from ..visits import At, Visit
from .counted import CaseSet, draw_cases

router = APIRouter()

MOST_BARS = 20
"""A drawing of more groups than this tells less than the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a flow's indicators; days are both included."""

    flow: str
    by: str = ""
    since: date | None = None
    until: date | None = None

    def query(self, **more: object) -> dict[str, object]:
        """Give what addresses ask for that show the same."""
        days = {"since": self.since or "", "until": self.until or ""}
        return {"flow": self.flow, "by": self.by, **days, **more}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownValue:
    """An indicator as a line: its figures in words, and the ways to the cases of each part."""

    group: str
    value: str
    above: str
    below: str
    met: str
    counted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownIndicator:
    """An indicator with a line for each group."""

    key: str
    title: str
    formula: str
    lines: tuple[ShownValue, ...]
    charts: tuple[Chart, ...]


@router.get("/indicators")
def index(visit: At, flow: str = "", by: str = "", since: str = "", until: str = "") -> Response:
    """Show the indicators of a flow over what he sees; days that are none are said."""
    flows = flows_in_use(visit)
    chosen = flow or next(iter(flows), "")
    if chosen not in flows:
        raise UnknownFlow(name=chosen, known=[*flows])
    days, faults = {}, []
    for name, said in (("since", since), ("until", until)):
        try:
            days[name] = date.fromisoformat(said) if said else None
        except ValueError:
            days[name] = None
            faults.append(visit.say("“{day}”不是日期，例如 2026-03-31", day=said))
    asked = Asked(flow=chosen, by=by, since=days["since"], until=days["until"])
    values = _values(visit, asked)
    return visit.page(
        "indicators.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        flows={key: str(each.title) for key, each in flows.items()},
        groupings=_groupings(visit, flows[chosen]),
        asked=asked,
        since=since,
        until=until,
        faults=faults,
        shown=[
            _shown(visit, asked, [value for value in values if value.key == key])
            for key in dict.fromkeys(value.key for value in values)
        ],
    )


@router.get("/indicators/cases")
def cases(  # noqa: PLR0913, PLR0917 - what a figure is
    visit: At,
    flow: str,
    indicator: str,
    group: str = "",
    by: str = "",
    since: date | None = None,
    until: date | None = None,
    part: str = MET,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """List the cases an indicator counts, of all or of one group."""
    asked = Asked(flow=flow, by=by, since=since, until=until)
    found = [v for v in _values(visit, asked) if (v.key, v.group) == (indicator, group)]
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    (value,) = found
    parts = {MET: value.met, **({COUNTED: value.counted} if value.is_rate else {})}
    chosen = part if part in parts else MET
    query = asked.query(indicator=indicator, group=group)
    return draw_cases(
        visit,
        CaseSet(
            title=value.title,
            about=value.group_title or visit.say("全部"),
            said=_words(value),
            parts=parts,
            part=chosen,
            back=visit.url("/indicators", asked.query()),
            back_title=visit.say("指标"),
            formula=value.formula,
        ),
        offset=offset,
        where=lambda changed: visit.url("/indicators/cases", {**query, "part": chosen, **changed}),
    )


def flows_in_use(visit: Visit) -> Mapping[str, Flow]:
    """Give the flows in use by key, those with indicators of their own first."""
    keys = {each.key for each in visit.office.flows.versions() if each.state == "published"}
    flows = [visit.office.flows.latest(key) for key in sorted(keys)]
    flows.sort(key=lambda flow: (-len(flow.indicators), flow.key))
    return {flow.key: flow for flow in flows}


def _values(visit: Visit, asked: Asked) -> Sequence[IndicatorValue]:
    return visit.desk.views().indicators(
        asked.flow, by=asked.by or None, since=asked.since, until=asked.until
    )


def _groupings(visit: Visit, flow: Flow) -> Mapping[str, str]:
    """Map what a flow's indicators can be told apart by to what that is called."""
    own = {"territory": visit.say("地区"), "grade": visit.say("等级")}
    titles = {
        **{key: str(field.title) for key, field in flow.fields.items()},
        **{key: str(role.title) for key, role in flow.roles.items()},
        **own,
    }
    return {key: titles[key] for key in groupings(flow)}


def _shown(visit: Visit, asked: Asked, values: Sequence[IndicatorValue]) -> ShownIndicator:
    first = values[0]
    lines = [
        ShownValue(
            group=value.group_title,
            value=_words(value),
            above=plain(value.numerator) if value.is_rate else "",
            below=plain(value.denominator) if value.is_rate else "",
            met=_way(visit, asked, value, MET),
            counted=_way(visit, asked, value, COUNTED) if value.is_rate else "",
        )
        for value in values
    ]
    drawn = charts(_table(values), name=f"chart-{first.key}") if asked.by else []
    return ShownIndicator(
        key=first.key,
        title=first.title,
        formula=first.formula,
        lines=tuple(lines),
        charts=tuple(drawn if len(values) <= MOST_BARS else ()),
    )


def _way(visit: Visit, asked: Asked, value: IndicatorValue, part: str) -> str:
    query = asked.query(indicator=value.key, group=value.group, part=part)
    return visit.url("/indicators/cases", query)


def _words(value: IndicatorValue) -> str:
    if value.is_rate:
        return shown(value.value, ReportColumn(key="", title="", kind="rate"))
    return f"{plain(value.numerator)}{value.unit}"


def _table(values: Sequence[IndicatorValue]) -> ReportTable:
    """Give the values of one indicator as a table of groups, to be drawn."""
    first = values[0]
    kind = ReportColumn(
        key=first.key,
        title=first.title,
        kind="rate" if first.is_rate else "amount",
        unit="" if first.is_rate else first.unit,
    )
    return ReportTable(
        key=first.key,
        title=first.title,
        columns=(ReportColumn(key="group", title=""), kind),
        rows=tuple((value.group_title, value.value) for value in values),
        chart=(first.key,),
    )
