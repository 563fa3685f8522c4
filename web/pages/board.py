"""The board (挂图作战): the cases of one flow under the stages they pass through, most urgent first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final, cast

from fastapi import APIRouter
from starlette.responses import Response

from ...definitions.model import COLORS, Color
from ...store import Wall, WallFilter
from ..books import book_of
from ..freshness import fresh
from ..visits import At, Visit

router = APIRouter(prefix="/board")

SIZE: Final = 50
FARTHEST: Final = 100_000
MOST_EXPORTED: Final = 10_000
FILTERS: Final = ("q", "light", "stage", "territory", "grade", "holder", "due")
"""What the board is filtered by, as its address says it."""

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("")
def show(visit: At, offset: str = "") -> Response:
    """Show the board as its address filters it."""
    query = asked_of(visit.request.query_params)
    first = int(offset) if offset.isdecimal() and len(offset) < 7 else 0  # noqa: PLR2004 - digits of FARTHEST
    first = min(first, FARTHEST)
    is_asked = "holder" in query or query.get("by") == "holder"
    wall = visit.desk.wall(
        filter_of(query),
        limit=SIZE,
        offset=first,
        missing=True,
        holders=is_asked or "few",
    )
    shown = (visit.key, first, replace(wall, at=wall.at.min))
    return fresh(visit, shown, partial(_page, visit, wall, query, first))


@router.get("/export")
def export(visit: At) -> Response:
    """Give the cases the board shows under its filters as a workbook, all pages in one."""
    wanted = filter_of(asked_of(visit.request.query_params))
    wall = visit.desk.wall(wanted, limit=MOST_EXPORTED)
    return Response(
        book_of(visit, wall),
        media_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="board.xlsx"'},
    )


def asked_of(given: Mapping[str, str]) -> dict[str, str]:
    """Give what an address asks of the board, bounded; what means nothing is left out."""
    known = {"flow", "sort", "ended", "by", *FILTERS}
    query = {name: value.strip()[:100] for name, value in given.items() if name in known}
    for name, allowed in (
        ("light", COLORS),
        ("sort", ("recent",)),
        ("due", ("week",)),
        ("by", ("holder",)),
    ):
        if query.get(name) not in allowed:
            query.pop(name, None)
    return {name: value for name, value in query.items() if value}


def filter_of(query: Mapping[str, str]) -> WallFilter:
    """Read what an address asks of the board."""
    wanted = WallFilter(
        flow=query.get("flow"),
        q=query.get("q", ""),
        light=cast("Color | None", query.get("light")),
        stage=query.get("stage"),
        territory=query.get("territory"),
        grade=query.get("grade"),
        holder=query.get("holder"),
        due_within="week" if query.get("due") == "week" else None,
        include_ended="ended" in query,
    )
    return replace(wanted, sort="recent") if query.get("sort") == "recent" else wanted


def _page(visit: Visit, wall: Wall, query: Mapping[str, str], first: int) -> Response:
    return visit.page(
        "board.html",
        wall=wall,
        query=query,
        active=[name for name in FILTERS if query.get(name)],
        offset=first,
        size=SIZE,
        titles=_titles(wall),
        where=lambda **changed: visit.url("/board", {**query, **changed}),
        offsets=lambda first: visit.url("/board", {**query, "offset": first or ""}),
        most=max((stage.total for stage in wall.stages), default=0),
        columns=[stage for stage in wall.stages if stage.is_main],
        beside=[stage for stage in wall.stages if not stage.is_main and stage.total],
    )


def _titles(wall: Wall) -> Mapping[str, Mapping[str, str]]:
    """Give how the values filters may have are called, by filter."""
    return {
        "stage": {stage.key: stage.title for stage in wall.stages},
        "territory": {option.key: option.title for option in wall.territories},
        "grade": {option.key: option.title for option in wall.grades},
        "holder": {option.key: option.title for option in wall.holders},
    }
