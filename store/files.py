"""What the database says of contents: which are filed, and whether history says the same."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from ..workflow.history import Break
from .layout import tables
from .store import SqlStore

CHUNK = 2_000


class FileArchive:
    """The contents that versions of materials name."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def named(self, digests: Collection[str]) -> set[str]:
        """Give those of some contents that a version names."""
        digest = tables.material.c.digest
        # The condition of the index, for a planner that sees parameters.
        query = select(digest).distinct().where(digest.in_(digests), digest != "")
        with self._store.reading() as connection:
            return set(connection.execute(query).scalars())


def check_filed(connection: Connection) -> list[Break]:
    """Tell every filed version that is not what history says was filed, or that it does not know."""
    found: list[Break] = []
    for case, lines in groupby(_filed_lines(connection), key=lambda line: line["case_id"]):
        told: dict[tuple[str, int], tuple[int, Mapping[str, Any]]] = {}
        rows: dict[tuple[str, int], tuple[Any, ...]] = {}
        for line in lines:
            data = json.loads(line["data"])
            told[data["material"], data["number"]] = (line["seq"], data)
            if line["key"] is not None:
                rows[line["key"], line["number"]] = tuple(line[part] for part in _PARTS)
        for place, (seq, data) in told.items():
            wanted = (data["name"], data.get("digest", ""), data.get("size", 0))
            if rows.get(place) != wanted:
                found.append(_break(case, seq, *place))
    found.extend(_break(row.case_id, 0, row.key, row.number) for row in _untold(connection))
    return found


_PARTS = ("name", "digest", "size")


def _filed_lines(connection: Connection) -> Iterator[RowMapping]:
    """Give every line of history about a filing, beside the rows filed at its moment."""
    event, material = tables.event.c, tables.material.c
    together = (material.case_id == event.case_id) & (material.at == event.at)
    query = (
        select(
            event.case_id,
            event.seq,
            event.data,
            material.key,
            material.number,
            *(material[part] for part in _PARTS),
        )
        .select_from(tables.event.outerjoin(tables.material, together))
        .where(event.kind == "material_filed")
        .order_by(event.case_id, event.seq)
    )
    yield from connection.execution_options(yield_per=CHUNK).execute(query).mappings()


def _untold(connection: Connection) -> list[Any]:
    """Give the rows at whose moment history knows of no filing."""
    event, material = tables.event.c, tables.material.c
    told = select(event.seq).where(
        event.case_id == material.case_id,
        event.at == material.at,
        event.kind == "material_filed",
    )
    query = select(material.case_id, material.key, material.number).where(~told.exists())
    return [*connection.execute(query)]


def _break(case: int, seq: int, key: str, number: int) -> Break:
    return Break(
        case=case,
        seq=seq,
        what=f"version {number} of material “{key}” is not what was filed",
        what_zh=f"材料“{key}”第 {number} 版不是当时提交的",
    )
