"""Somebody's inbox as a view: a page and its counts, two statements whatever its length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, select

from ...workflow.values import Escalation, Notice
from ..layout import tables
from ..rows import plain_value
from ..viewing import Viewing
from .values import NoticeFilter, NoticeList, NoticeName, NoticeRow, NoticeState

_KEYS = (tables.notice.c.case_id, tables.notice.c.entry, tables.notice.c.topic)
"""What tells the notices of one person apart."""

Query = Select[*tuple[Any, ...]]

_OWN = ("case_id", "entry")
"""What an escalation has in common with the notices of it, and so need not be read twice."""


class NoticeViews(Viewing):
    """The notices of people's inboxes."""

    def count_unread(self, person: str) -> int:
        """Count the notices a person has not read."""
        notice = tables.notice.c
        query = select(func.count()).where(notice.recipient == person, notice.read_at.is_(None))
        with self._store.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def notices(
        self,
        person: str,
        wanted: NoticeFilter | None = None,
        *,
        limit: int = 50,
        offset: int = 0,
    ) -> NoticeList:
        """Show a page of a person's inbox, unread first, then the newest, with its counts."""
        wanted = wanted or NoticeFilter()
        query = _in_order(_rows(person, _page(person, wanted, limit=limit, offset=offset)))
        with self._store.reading() as connection:
            rows = [_row(row) for row in connection.execute(query).mappings()]
            counts = connection.execute(_counts(person)).mappings().all()
        column = wanted.state or "everything"
        return NoticeList(
            rows=rows,
            total=sum(c[column] for c in counts if wanted.level in {None, c["level"]}),
            everything=sum(count["everything"] for count in counts),
            unread=sum(count["unread"] for count in counts),
            unsigned=sum(count["sign"] for count in counts),
            levels={count["level"]: count["everything"] for count in counts},
        )

    def notice(self, person: str, name: NoticeName) -> NoticeRow | None:
        """Give one notice of a person's inbox, None for none."""
        notice = tables.notice.c
        which = select(*_KEYS).where(
            notice.recipient == person,
            notice.case_id == name.case,
            notice.entry == name.entry,
            notice.topic == name.topic,
        )
        query = _rows(person, which)
        with self._store.reading() as connection:
            row = connection.execute(query).mappings().first()
        return _row(row) if row is not None else None


def _is_about() -> ColumnElement[bool]:
    """Join a notice with its escalation: the rung's own, or one that says it again (``RUNG#2``)."""
    notice, raised = tables.notice.c, tables.escalation.c
    again = raised.rung + "#"
    is_told_again = func.substr(notice.topic, 1, func.length(again)) == again
    return (
        (raised.case_id == notice.case_id)
        & (raised.entry == notice.entry)
        & ((raised.rung == notice.topic) | is_told_again)
    )


_IS: Mapping[NoticeState, ColumnElement[bool]] = {
    "unread": tables.notice.c.read_at.is_(None),
    "sign": tables.escalation.c.rung.is_not(None)
    & tables.escalation.c.received_at.is_(None)
    & tables.escalation.c.closed_at.is_(None),
    "read": tables.notice.c.read_at.is_not(None),
}


def _page(person: str, wanted: NoticeFilter, *, limit: int, offset: int) -> Query:
    """Select the keys of a page, so that nothing as long as a notice's text has to be sorted."""
    notice = tables.notice.c
    query = select(*_KEYS).where(notice.recipient == person)
    if wanted.state == "sign":
        query = query.select_from(_joined())
    if wanted.state is not None:
        query = query.where(_IS[wanted.state])
    if wanted.level is not None:
        query = query.where(notice.level == wanted.level)
    return _in_order(query).limit(limit).offset(offset)


def _in_order(query: Query) -> Query:
    notice = tables.notice.c
    return query.order_by(notice.read_at.is_not(None), notice.created_at.desc()).order_by(*_KEYS)


def _rows(person: str, which: Query) -> Query:
    case, raised, notice = tables.case.c, tables.escalation, tables.notice.c
    wanted = which.subquery("wanted")
    is_it = [wanted.c[key.name] == key for key in _KEYS]
    return select(
        tables.notice,
        case.title.label("case_title"),
        case.ref,
        *(c.label(f"raised_{c.name}") for c in raised.c if c.name not in _OWN),
    ).select_from(
        wanted.join(tables.notice, and_(notice.recipient == person, *is_it))
        .join(tables.case, case.id == notice.case_id)
        .outerjoin(raised, _is_about())
    )


def _counts(person: str) -> Query:
    notice = tables.notice.c
    return (
        select(
            notice.level,
            func.count().label("everything"),
            *(func.count().filter(is_it).label(state) for state, is_it in _IS.items()),
        )
        .select_from(_joined())
        .where(notice.recipient == person)
        .group_by(notice.level)
        .order_by(notice.level)
    )


def _joined() -> FromClause:
    return tables.notice.outerjoin(tables.escalation, _is_about())


def _row(row: Mapping[Any, Any]) -> NoticeRow:
    raised = {
        name.removeprefix("raised_"): value
        for name, value in row.items()
        if name.startswith("raised_")
    }
    return NoticeRow(
        notice=plain_value(Notice, row),
        case_title=row["case_title"],
        ref=row["ref"],
        escalation=plain_value(Escalation, raised | {name: row[name] for name in _OWN})
        if raised["rung"] is not None
        else None,
    )
