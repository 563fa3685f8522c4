"""Statements that several rooms of the store say, built by Core."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Table, update
from sqlalchemy.dialects import postgresql, sqlite


def replacing(adding: Any) -> Any:
    """Let an insert replace the row under its key."""
    keys = [column.name for column in adding.table.primary_key]
    rest = {c.name: adding.excluded[c.name] for c in adding.table.columns if c.name not in keys}
    return adding.on_conflict_do_update(index_elements=keys, set_=rest)


def keeping(adding: Any) -> Any:
    """Let an insert do nothing when its key is there already."""
    keys = [column.name for column in adding.table.primary_key]
    return adding.on_conflict_do_nothing(index_elements=keys)


@cache
def add_once(dialect: str, table: Table) -> Any:
    """Insert a row unless its key is there already."""
    return keeping(inserting(dialect, table))


def inserting(dialect: str, table: Table) -> Any:
    """Insert a row, in the dialect's own words for a key that is there already."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def leasing(table: Table, key: str, now: datetime, lease: timedelta, token: str) -> Any:
    """Lease one waiting row until now + lease, when its time has come; give the row."""
    return (
        update(table)
        .where(table.c.key == key, table.c.state == "waiting", table.c.try_at <= now)
        .values(token=token, try_at=now + lease, attempts=table.c.attempts + 1)
        .returning(table)
    )
