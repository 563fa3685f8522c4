"""Statements that several rooms of the store say, built by Core."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table
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
    return keeping((postgresql if dialect == "postgresql" else sqlite).insert(table))
