"""Which open deadlines were computed from another calendar than the one that counts now."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select, union

from ..errors import GuatuError
from ..workflow.casefiles import CaseFile
from ..workflow.ports import UnitOfWork
from .layout import tables
from .marks import Marks, read_marks
from .store import SqlStore

BATCH = 500
log = logging.getLogger(__name__)


class OpenDeadlines:
    """The open deadlines of one store, as far as calendars go."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def marks(self) -> Marks:
        """Give the marks of roster and calendars: nothing can have become stale while they stay."""
        with self._store.reading() as connection:
            return read_marks(connection)

    def stale(self, after: int, limit: int) -> Sequence[int]:
        """Give cases after an id whose open deadline may stand on another calendar now.

        A case is among them for certain when it does; one with several holders of the role its
        calendar goes by may be among them for nothing.
        """
        with self._store.reading() as connection:
            found = self._stale(connection).subquery()
            query = select(found.c.case_id).where(found.c.case_id > after)
            listed = query.distinct().order_by(found.c.case_id).limit(limit)
            return connection.execute(listed).scalars().all()

    def count_stale(self) -> int:
        """Count the cases ``stale`` gives."""
        with self._store.reading() as connection:
            found = self._stale(connection).subquery()
            counted = select(func.count(found.c.case_id.distinct()))
            return int(connection.execute(counted).scalar_one())

    def _stale(self, connection: Connection) -> Any:
        deadline, case = tables.deadline, tables.case
        sources = self._store.calendars.all(connection, read_marks(connection).calendars)
        versions = [source.version for source in sources.values()]
        is_old = deadline.c.calendar_version.not_in(versions)
        queries: list[Select[Any]] = [
            select(deadline.c.case_id).where(deadline.c.closed_at.is_(None), is_old)
        ]
        hashes = select(case.c.flow_hash).where(case.c.status != "ended").distinct()
        for flow_hash in connection.execute(hashes).scalars().all():
            try:
                flow = self._store.shelf.version(connection, flow_hash)
            except GuatuError:  # one flow this guatu can't read must not stop all the others
                log.exception("the calendars of flow version %s can't be told", flow_hash[:12])
                continue
            if flow.calendar_of:
                queries.append(_moved(flow_hash, flow.calendar_of, flow.calendar))
        return union(*queries)

    def files(self) -> Iterator[tuple[UnitOfWork, CaseFile]]:
        """Read every case with an open deadline, for looking only."""
        deadline, last = tables.deadline, 0
        query = select(deadline.c.case_id).where(deadline.c.closed_at.is_(None))
        while True:
            with self._store.look() as transaction:
                page = query.where(deadline.c.case_id > last).order_by(deadline.c.case_id)
                cases = transaction.connection.execute(page.limit(BATCH)).scalars().all()
                for case in cases:
                    file = transaction.case_file(case)
                    assert file is not None, "a file read without a lock is never None"  # noqa: S101
                    yield transaction, file
            if not cases:
                return
            last = cases[-1]

    def count(self) -> int:
        """Count the open deadlines."""
        counted = select(func.count()).where(tables.deadline.c.closed_at.is_(None))
        with self._store.reading() as connection:
            return int(connection.execute(counted).scalar_one())


def _moved(flow_hash: str, role: str, of_flow: str) -> Select[Any]:
    """Select the cases of a flow whose unit has another calendar than their deadline."""
    deadline, case, held, unit = tables.deadline, tables.case, tables.assignment, tables.unit
    holds = (held.c.case_id == case.c.id) & (held.c.role == role) & held.c.until.is_(None)
    return (
        select(deadline.c.case_id)
        .join(case, case.c.id == deadline.c.case_id)
        .outerjoin(held, holds)
        .outerjoin(unit, unit.c.key == held.c.holder)
        .where(
            deadline.c.closed_at.is_(None),
            case.c.flow_hash == flow_hash,
            case.c.calendar == "",
            deadline.c.calendar != func.coalesce(func.nullif(unit.c.calendar, ""), of_flow),
        )
    )
