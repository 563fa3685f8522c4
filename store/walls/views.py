"""The wall as a view: a few statements, whatever the number of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ...definitions.flow import Flow
from ...definitions.model import COLORS, Color
from ...errors import UnknownFlow
from ...workflow.forecast import Line, main_line
from ...workflow.people import Directory
from ...workflow.time.worktime import WorkTime
from ..layout import tables
from ..marks import read_marks
from ..viewing import Viewing
from .asking import Asked, held_by, running, shown, visits
from .counting import Cube, in_order
from .narrowing import found, seen
from .showing import Showing, Shown, visits_of
from .values import Counting, Option, Wall, WallFilter, WallRow, WallStage

NOT_FILLED = "未填写"
FEW = 1_000
"""Among how many running cases it takes no time to count who holds what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Versions:
    """The versions of every flow: titles by key, and of one flow the newest and all others."""

    titles: Mapping[str, str]
    newest: Mapping[str, str]
    hashes: Mapping[str, Sequence[str]]


class WallViews(Viewing):
    """The cases of one flow as rows under the columns of its main line, with counts."""

    def wall(
        self,
        now: datetime,
        wanted: WallFilter | None = None,
        *,
        limit: int = 50,
        offset: int = 0,
        holders: Counting = False,
    ) -> Wall:
        """Show one page of the cases of a flow, and how many there are by everything that filters.

        ``holders`` are counted only when asked for: of very many cases that takes a while. ``few``
        asks where no more than FEW are running.
        Raises UnknownFlow.
        """
        wanted = wanted or WallFilter()
        with self._store.reading(one_picture=True) as connection:
            marks = read_marks(connection)
            versions = _versions(connection)
            if wanted.flow is not None and wanted.flow not in versions.titles:
                raise UnknownFlow(name=wanted.flow, known=sorted(versions.titles))
            within = seen(connection, self._sight)
            runs = connection.execute(running(within)).all()
            flows = _flows(runs, versions)
            key = wanted.flow if wanted.flow is not None else flows[0].key if flows else None
            if key is None:
                return _empty(now)
            of = [self._store.shelf.version(connection, each) for each in versions.hashes[key]]
            asked = Asked(
                flow=key,
                wanted=wanted,
                now=now,
                zone=self._zone,
                within=within,
                found=found(connection, key, wanted.q.strip(), _texts(of)),
            )
            flow = self._store.shelf.version(connection, versions.newest[key])
            directory = self._store.rosters.directory(connection, marks.roster)
            cube, line = _cube(connection, asked, runs), main_line(flow)
            return Wall(
                at=now,
                flow=key,
                flow_title=str(flow.title),
                flows=flows,
                lights=in_order(cube.by(lambda c: c.light, free="light")),
                stages=_stages(cube, flow, of, line),
                columns=line.stages,
                territories=_places(cube, directory, wanted),
                grades=_grades(cube, flow, of, wanted),
                holders=_holders(connection, asked, directory) if _counts(holders, flows) else (),
                total=cube.total,
                due_this_week=cube.due_this_week,
                rows=self._rows(
                    connection,
                    _page(connection, asked, cube, limit=limit, offset=offset),
                    Showing(columns=line.stages, directory=directory, now=now),
                    marks.calendars,
                ),
            )

    def _rows(
        self, connection: Connection, page: Sequence[tuple[int, Color]], showing: Showing, mark: str
    ) -> tuple[WallRow, ...]:
        if not page:
            return ()
        ids = [number for number, _ in page]
        rows = {row.id: row for row in connection.execute(shown(ids))}
        there: list[tuple[Any, Color]] = [
            (rows[number], light) for number, light in page if number in rows
        ]
        stays = visits_of(connection.execute(visits(ids)).mappings())
        flows = {
            row.flow_hash: self._store.shelf.version(connection, row.flow_hash) for row, _ in there
        }
        served = {key: _served(flow) for key, flow in flows.items()}
        holding: dict[tuple[int, str], str] = {}
        for held in connection.execute(held_by(ids, {*served.values()} - {""})):
            holding.setdefault((held.case_id, held.role), held.holder)
        return tuple(
            showing.row(
                Shown(
                    row=row,
                    light=light,
                    flow=flow,
                    visits=stays[row.id],
                    worktime=self._worktime(
                        connection, stays[row.id][-1].deadline.calendar or flow.calendar, mark
                    ),
                    holder=holding.get((row.id, served[flow.hash]), ""),
                )
            )
            for row, light in there
            for flow in [flows[row.flow_hash]]
        )

    def _worktime(self, connection: Connection, calendar: str, mark: str) -> WorkTime:
        return self._worktimes.of(self._store.calendars.calendar(connection, calendar, mark))


def _flows(runs: Sequence[Any], versions: _Versions) -> tuple[Option, ...]:
    """Give the flows with running cases, the one with the most first."""
    counted: Counter[str] = Counter()
    for row in runs:
        counted[row.flow_key] += row.cases
    return tuple(
        Option(key=key, title=versions.titles[key], count=count)
        for key, count in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    )


def _cube(connection: Connection, asked: Asked, runs: Sequence[Any]) -> Cube:
    totals = [row for row in runs if row.flow_key == asked.flow]
    if not asked.is_all_that_runs:
        totals = [*connection.execute(asked.totals())]
    return Cube(totals, connection.execute(asked.cube()), asked.wanted)


def _page(
    connection: Connection, asked: Asked, cube: Cube, *, limit: int, offset: int
) -> list[tuple[int, Color]]:
    """Give the cases of a page with their lights, in the order that was asked for.

    The counts tell on which lights the most urgent fall, so that no other is looked through.
    """
    if asked.wanted.sort == "recent":
        rows = connection.execute(asked.latest(limit=limit, offset=offset))
        return [(row.case_id, row.light) for row in rows]
    lit = cube.by(lambda corner: corner.light)
    page: list[tuple[int, Color]] = []
    for light in reversed(COLORS):
        left = limit - len(page)
        if left > 0 and offset < lit[light]:
            rows = connection.execute(asked.shining(light, limit=left, offset=offset))
            page += [(row.case_id, row.light) for row in rows]
        offset = max(offset - lit[light], 0)
    return page


def _versions(connection: Connection) -> _Versions:
    table = tables.flow.c
    query = select(table.key, table.title, table.hash, table.state)
    titles: dict[str, str] = {}
    newest: dict[str, str] = {}
    hashes: dict[str, list[str]] = {}
    states: dict[str, str] = {}
    for row in connection.execute(query.order_by(table.key, table.version)):
        hashes.setdefault(row.key, []).append(row.hash)
        if row.state == "published" or states.get(row.key) != "published":
            titles[row.key], newest[row.key] = row.title, row.hash
            states[row.key] = row.state
    return _Versions(titles=titles, newest=newest, hashes=hashes)


def _texts(flows: Sequence[Flow]) -> tuple[str, ...]:
    """Give the text fields of a flow, those of older versions too."""
    found = (key for flow in flows for key, field in flow.fields.items() if field.type == "text")
    return tuple(dict.fromkeys(found))


def _served(flow: Flow) -> str:
    """Give the first role of a flow that a person holds, empty for none."""
    return next((key for key, role in flow.roles.items() if role.holder == "person"), "")


def _stages(cube: Cube, flow: Flow, of: Sequence[Flow], line: Line) -> tuple[WallStage, ...]:
    counted = cube.stages()
    others = {
        key: str(each.place(key).title)
        for each in (*of, flow)
        for key in (*each.stages, *each.terminals)
        if key in counted
    }
    titles = {key: str(stage.title) for key, stage in flow.stages.items()}
    return tuple(
        WallStage(
            key=key,
            title=title,
            is_main=key in line.stages,
            total=counted[key].total() if key in counted else 0,
            lights=in_order(counted.get(key, {})),
        )
        for key, title in (titles | {k: t for k, t in others.items() if k not in titles}).items()
    )


def _places(cube: Cube, directory: Directory, wanted: WallFilter) -> tuple[Option, ...]:
    counted = cube.by(lambda c: c.territory, free="territory")
    titles = directory.territories()
    return tuple(
        Option(key=key, title=titles.get(key, key) or NOT_FILLED, count=counted[key])
        for key in sorted(_with(counted, wanted.territory))
    )


def _grades(cube: Cube, flow: Flow, of: Sequence[Flow], wanted: WallFilter) -> tuple[Option, ...]:
    counted = cube.by(lambda c: c.grade, free="grade")
    titles = {
        key: str(title)
        for each in (*of, flow)
        if each.grade
        for key, title in each.decisions[each.grade].outcomes.items()
    }
    keys = _with(counted, wanted.grade)
    known = [key for key in titles if key in keys]
    return tuple(
        Option(key=key, title=titles.get(key, key) or NOT_FILLED, count=counted[key])
        for key in (*known, *sorted(keys - {*known}))
    )


def _counts(holders: Counting, flows: Sequence[Option]) -> bool:
    return sum(flow.count for flow in flows) <= FEW if holders == "few" else holders


def _holders(connection: Connection, asked: Asked, directory: Directory) -> tuple[Option, ...]:
    counted: Counter[str] = Counter(dict(connection.execute(asked.holders()).all()))
    found = [
        Option(key=key, title=directory.name_of(key), count=counted[key])
        for key in _with(counted, asked.wanted.holder)
    ]
    return tuple(sorted(found, key=lambda option: (-option.count, option.title, option.key)))


def _with(counted: Counter[str], wanted: str | None) -> set[str]:
    """Give what was counted, and what is filtered by even if nothing was counted under it."""
    return {*counted} | ({wanted} if wanted is not None else set())


def _empty(now: datetime) -> Wall:
    return Wall(
        at=now,
        flow="",
        flow_title="",
        flows=(),
        lights=in_order({}),
        stages=(),
        columns=(),
        territories=(),
        grades=(),
        holders=(),
        total=0,
        due_this_week=0,
        rows=(),
    )
