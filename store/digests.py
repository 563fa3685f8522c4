"""Collecting notices that wait for a digest: each goes into exactly one mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import insert, select, tuple_, update

from ..workflow.people import Person
from ..workflow.values import Notice, Outgoing
from .layout import tables
from .rows import outbox_row, plain_value
from .store import SqlStore

Compose = Callable[[Person, Sequence[Notice]], Outgoing]


class Digests:
    """The notices of one store that wait for a digest."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def collect(self, until: datetime, compose: Compose) -> int:
        """Put every waiting notice written until a moment into its recipient's mail; give how many mails.

        A notice and its mail change in one transaction, and rows another process has in hand are
        left to it, so that no notice is mailed twice. Somebody who left gets none.
        """
        notice = tables.notice
        waiting = (
            select(notice)
            .where(notice.c.awaits_digest, notice.c.created_at <= until)
            .order_by(notice.c.recipient, notice.c.created_at, notice.c.case_id)
        )
        with self._store.reading() as connection:
            if connection.execute(waiting.limit(1)).first() is None:
                return 0
        keys = tuple(notice.c[column.name] for column in notice.primary_key)
        made = 0
        with self._store.writing() as connection:
            directory = self._store.rosters.directory(connection)
            rows = connection.execute(waiting.with_for_update(skip_locked=True)).mappings().all()
            for recipient, group in groupby(rows, key=lambda row: str(row["recipient"])):
                found = list(group)
                person = directory.person(recipient)
                if person is not None and person.email:
                    mail = compose(person, [plain_value(Notice, row) for row in found])
                    connection.execute(insert(tables.outbox), outbox_row(mail))
                    made += 1
                named = [tuple(row[key.name] for key in keys) for row in found]
                connection.execute(
                    update(notice).where(tuple_(*keys).in_(named)).values(awaits_digest=False)
                )
        return made
