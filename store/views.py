"""What people look at: board, inbox, letters, history, escalations, indicators. Nothing is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, case, func, select

from ..definitions.flow import Flow
from ..definitions.model import COLORS, Color
from ..errors import UnknownLetter, UnknownPerson
from ..workflow.correspondence import LetterState
from ..workflow.people import Directory, Person
from ..workflow.people.sight import Sight
from ..workflow.telling import Names, told
from ..workflow.values import Escalation, Event, Notice, Task
from .approval_views import ApprovalViews
from .boards import behind, cases, filtered, is_present, light_at, shown_on_board, within
from .case_lists import CaseLists
from .figure_views import FigureViews
from .layout import tables
from .letter_lists import LetterLists
from .mining import MiningViews
from .opening_views import OpeningViews
from .rows import plain_value
from .seen import BoardRow, HistoryLine, LetterRow, TimerCount
from .waiting.notices import NoticeViews
from .waiting.tasks import TaskViews
from .walls.views import WallViews

PAGE = 50
SHOWN = ("green", "yellow", "red")


class SqlViews(
    ApprovalViews,
    CaseLists,
    FigureViews,
    LetterLists,
    MiningViews,
    NoticeViews,
    OpeningViews,
    TaskViews,
    WallViews,
):
    """The reading side of one store, as far as a sight goes: everything, unless it is narrowed."""

    def narrowed(self, sight: Sight) -> SqlViews:
        """Give the same views over what a sight shows and nothing else."""
        return SqlViews(self._store, sight, zone=self._zone, worktimes=self._worktimes)

    def board(  # noqa: PLR0913 - filters, all optional
        self,
        now: datetime,
        *,
        flow: str | None = None,
        stage: str | None = None,
        light: Color | None = None,
        include_ended: bool = False,
        limit: int = PAGE,
        offset: int = 0,
    ) -> Sequence[BoardRow]:
        """List cases, the most alarming first, then by due moment."""
        shows = light_at(now)
        severity = case({color: rank for rank, color in enumerate(COLORS)}, value=shows, else_=0)
        query = (
            cases(shows)
            .order_by(severity.desc(), tables.deadline.c.due_at.is_(None))
            .order_by(tables.deadline.c.due_at, tables.case.c.id)
            .limit(limit)
            .offset(offset)
        )
        query = filtered(query, flow=flow, stage=stage, include_ended=include_ended)
        query = within(query, self._sight)
        if light is not None:
            query = query.where(shows == light)
        with self._store.reading() as connection:
            directory = self._store.rosters.directory(connection)
            rows = connection.execute(query)
            return [self._board_row(connection, row, directory) for row in rows]

    def lights(self, now: datetime, *, flow: str | None = None) -> Mapping[str, int]:
        """Count running cases by light; every color is there."""
        shows = light_at(now).label("light")
        query = filtered(
            select(shows, func.count())
            .select_from(tables.case)
            .join(tables.deadline, is_present())
            .group_by(shows),
            flow=flow,
        )
        query = within(query, self._sight)
        with self._store.reading() as connection:
            found: Counter[str] = Counter(dict(connection.execute(query).all()))
        return {color: found[color] for color in COLORS if found[color] or color in SHOWN}

    def _board_row(self, connection: Connection, row: Any, directory: Directory) -> BoardRow:
        flow = self._store.shelf.version(connection, row.flow_hash)
        return BoardRow(light=row.light, **shown_on_board(row, flow, directory))

    def inbox(self, person: str, *, unread_only: bool = False) -> Sequence[Notice]:
        """List a person's notices, unread first, then the newest."""
        notice = tables.notice
        query = (
            select(notice)
            .where(notice.c.recipient == person)
            .order_by(notice.c.read_at.is_not(None), notice.c.created_at.desc(), notice.c.case_id)
        )
        if unread_only:
            query = query.where(notice.c.read_at.is_(None))
        with self._store.reading() as connection:
            return [plain_value(Notice, row) for row in connection.execute(query).mappings()]

    def person(self, key: str) -> Person:
        """Give an active person of the roster; raise UnknownPerson."""
        with self._store.reading() as connection:
            found = self._store.rosters.directory(connection).person(key)
        if found is None:
            raise UnknownPerson(name=key)
        return found

    def letters(
        self,
        *,
        case_id: int | None = None,
        key: str | None = None,
        state: LetterState | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int | None = None,
    ) -> Sequence[LetterRow]:
        """List letters, the oldest first; with ``key`` that one, or raise UnknownLetter.

        ``after`` is when the last one seen was drafted, and its key: only those behind it.
        """
        letter = tables.letter
        query = select(letter, tables.case.c.title.label("case_title")).outerjoin(
            tables.case, tables.case.c.id == letter.c.case_id
        )
        query = behind(query, after, limit, letter.c.drafted_at, letter.c.key)
        query = within(query, self._sight, letter.c.case_id)
        if case_id is not None:
            query = query.where(letter.c.case_id == case_id)
        if state is not None:
            query = query.where(letter.c.state == state)
        if key is not None:
            query = query.where(letter.c.key == key)
        with self._store.reading() as connection:
            found = [
                LetterRow(
                    key=row.key,
                    case=row.case_id,
                    case_title=row.case_title or "",
                    spec=row.spec,
                    title=row.title,
                    text=row.text,
                    html=row.html,
                    recipients=tuple(row.recipients),
                    drafted_at=row.drafted_at,
                    state=row.state,
                    genre=row.genre,
                    number=row.number,
                    code=row.code,
                    barred=row.barred,
                    issuer=row.issuer,
                    addressees=tuple(row.addressees),
                    version=row.version,
                )
                for row in connection.execute(query)
            ]
        if key is not None and not found:
            raise UnknownLetter(name=key)
        return found

    def history(self, case_id: int, zone: tzinfo) -> Sequence[HistoryLine]:
        """List a case's history, the oldest first; days in it are those of the zone."""
        event, case_ = tables.event, tables.case
        query = (
            select(event, case_.c.flow_hash)
            .join(case_, case_.c.id == event.c.case_id)
            .where(event.c.case_id == case_id)
            .order_by(event.c.seq)
        )
        query = within(query, self._sight)
        with self._store.reading() as connection:
            found = connection.execute(query).mappings().all()
            if not found:
                return []
            flow = self._store.shelf.version(connection, found[0]["flow_hash"])
            names = self._store.rosters.directory(connection).name_of
        return [_line(plain_value(Event, row), flow, names, zone) for row in found]

    def tasks(
        self, *, case_id: int | None = None, holders: Sequence[str] | None = None
    ) -> Sequence[Task]:
        """List open tasks, of one case or of some people and units, the first due first."""
        table = tables.task
        query = (
            select(table)
            .where(table.c.closed_at.is_(None))
            .order_by(table.c.due_at.is_(None), table.c.due_at, table.c.case_id, table.c.key)
        )
        if case_id is not None:
            query = query.where(table.c.case_id == case_id)
        if holders is not None:
            query = query.where(table.c.holder.in_(holders))
        query = within(query, self._sight, table.c.case_id)
        with self._store.reading() as connection:
            return [plain_value(Task, row) for row in connection.execute(query).mappings()]

    def escalations(
        self,
        *,
        case_id: int | None = None,
        open_only: bool = False,
        after: tuple[datetime, int, int, str] | None = None,
        limit: int | None = None,
    ) -> Sequence[Escalation]:
        """List escalations, the oldest first; ``after`` is the place of the last one seen."""
        table = tables.escalation.c
        place = (table.raised_at, table.case_id, table.entry, table.rung)
        query = behind(select(tables.escalation), after, limit, *place)
        if open_only:
            query = query.where(table.closed_at.is_(None))
        if case_id is not None:
            query = query.where(table.case_id == case_id)
        query = within(query, self._sight, table.case_id)
        with self._store.reading() as connection:
            return [plain_value(Escalation, row) for row in connection.execute(query).mappings()]

    def timers(self) -> TimerCount:
        """Count timers, deliveries and jobs by state, for operations."""
        with self._store.reading() as connection:
            return TimerCount(
                timers=_by_state(connection, tables.timer),
                outbox=_by_state(connection, tables.outbox),
                jobs=_by_state(connection, tables.job),
            )


def _line(event: Event, flow: Flow, names: Names, zone: tzinfo) -> HistoryLine:
    data = json.loads(event.data)
    return HistoryLine(
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        what=told(event.kind, data, flow=flow, names=names, zone=zone),
        by=event.by,
        by_name=names(event.by),
        data=data,
        why=event.why,
    )


def _by_state(connection: Connection, table: Any) -> Mapping[str, int]:
    query = select(table.c.state, func.count()).group_by(table.c.state)
    return dict(connection.execute(query).all())
