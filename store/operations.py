"""What those who keep an office running ask of it: seals, doubtful deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from .layout import tables
from .store import SqlStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The last anchor over history: its number and moment, None and 0 where there never was one.

    ``events`` is how many lines of history there are.
    """

    number: int
    at: datetime | None
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """The open deadlines that lie in a year no calendar tells yet (暂定)."""

    count: int
    last: datetime | None


class Upkeep:
    """Answers what those who keep one store running ask; it changes nothing."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def seal(self) -> Seal:
        """Give the last anchor; counts every event."""
        anchor = tables.anchor.c
        newest = select(anchor.number, anchor.at).order_by(anchor.number.desc()).limit(1)
        with self._store.reading() as connection:
            row = connection.execute(newest).one_or_none()
            events = connection.execute(select(func.count()).select_from(tables.event)).scalar_one()
        return Seal(number=row.number if row else 0, at=row.at if row else None, events=events)

    def doubtful(self) -> Doubtful:
        """Count the open deadlines that are provisional, and give the latest of them."""
        deadline = tables.deadline.c
        query = select(func.count(), func.max(deadline.due_at)).where(
            deadline.closed_at.is_(None), deadline.is_provisional
        )
        with self._store.reading() as connection:
            count, last = connection.execute(query).one()
        return Doubtful(count=count, last=last)

    def doubtful_cases(self) -> Sequence[int]:
        """Give the cases whose open deadline is provisional."""
        deadline = tables.deadline.c
        query = select(deadline.case_id).where(
            deadline.closed_at.is_(None), deadline.is_provisional
        )
        with self._store.reading() as connection:
            return connection.execute(query.order_by(deadline.case_id)).scalars().all()
