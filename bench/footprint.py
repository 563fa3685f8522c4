"""What a transition leaves in the database: the rows the hand-written limit has to write too.

The engine takes one case through the transition; the difference between its rows before and after
is what is written by hand for the other cases: the same rows into the same tables under the same
indexes, with nothing decided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from guatu.store.layout import tables

Row = dict[str, Any]
Query = Callable[[str, Sequence[Any]], list[Row]]

TABLES = {
    table.name: [column.name for column in table.primary_key]
    for table in tables.metadata.sorted_tables
    if table is tables.case or "case_id" in table.columns
    if table not in (tables.request, tables.anchor_head)
}
READ = {
    "guatu_case": "id",
    "guatu_deadline": "case_id",
    "guatu_timer": "case_id",
    "guatu_assignment": "case_id",
}
"""What has to be read before anything can be decided, by the column that names the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """Rows added, and columns changed under a key, by table."""

    added: dict[str, list[Row]]
    changed: dict[str, list[tuple[Row, Row]]]


def snapshot(query: Query, mark: str, case: int) -> dict[str, list[Row]]:
    """Read every row of a case; ``mark`` is the driver's mark of a parameter."""
    return {
        name: query(
            f"SELECT * FROM {name} WHERE {'id' if name == 'guatu_case' else 'case_id'} = {mark}",
            (case,),
        )
        for name in TABLES
    }


def difference(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> Footprint:
    """Say what a transition added and changed."""
    added: dict[str, list[Row]] = {}
    changed: dict[str, list[tuple[Row, Row]]] = {}
    for name, keys in TABLES.items():
        old = {tuple(row[k] for k in keys): row for row in before[name]}
        for row in after[name]:
            known = old.get(tuple(row[k] for k in keys))
            if known is None:
                added.setdefault(name, []).append(row)
            elif change := {k: v for k, v in row.items() if known[k] != v}:
                changed.setdefault(name, []).append(({k: row[k] for k in keys}, change))
    return Footprint(added=added, changed=changed)
