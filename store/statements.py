"""Statements of the hot path, each built once per process."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .layout import tables


@cache
def case_query() -> Any:
    """Select one case by ``:case``."""
    return select(tables.case).where(tables.case.c.id == bindparam("case"))


@cache
def locking(skip: bool) -> Any:  # noqa: FBT001 - a cache key
    """Select one case and hold its row; with ``skip`` not one that is held already."""
    return case_query().with_for_update(skip_locked=skip)


@cache
def of_case(table: Table) -> Any:
    """Select the rows of a table that belong to ``:case``."""
    return select(table).where(table.c.case_id == bindparam("case"))


@cache
def of_entry(table: Table) -> Any:
    """Select those of ``:entry`` of ``:case``."""
    return of_case(table).where(table.c.entry == bindparam("entry"))


@cache
def update_case() -> Any:
    """Update case ``:this`` to the ``new_`` values if its version is still ``:before``."""
    table = tables.case
    values: dict[str, Any] = {
        column.name: bindparam(f"new_{column.name}")
        for column in table.columns
        if column.name not in {"id", "anchored_seq"}
    }
    return (
        update(table)
        .where(table.c.id == bindparam("this"), table.c.version == bindparam("before"))
        .values(values)
    )


def _insert(dialect: str, table: Table) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def put(dialect: str, table: Table) -> Any:
    """Insert a row or replace the one under its key."""
    statement = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


@cache
def add_once(dialect: str, table: Table) -> Any:
    """Insert a row unless its key is there already."""
    keys = [column.name for column in table.primary_key]
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=keys)
