"""Published flows: immutable rows, compiled once per process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from ..definitions.bundle import Bundle
from ..definitions.flow import Flow
from ..errors import OlderVersion, UnknownFlow
from .layout import tables

Compile = Callable[[Bundle], Flow]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersion:
    """One published version of a flow, for lists; ``note`` is what was said when it was published."""

    key: str
    version: int
    title: str
    hash: str
    state: str
    published_at: datetime
    published_by: str
    note: str


class FlowShelf:
    """Compiled flows by hash; a published version never changes, so it is compiled only once."""

    def __init__(self, compile_flow: Compile) -> None:
        self._compile = compile_flow
        self._lock = threading.Lock()
        self._flows: dict[str, Flow] = {}

    def latest(self, connection: Connection, key: str) -> Flow:
        """Give the latest published version of a flow; raise UnknownFlow."""
        table = tables.flow
        found = connection.execute(
            select(table.c.hash)
            .where(table.c.key == key, table.c.state == "published")
            .order_by(table.c.version.desc())
            .limit(1)
        ).scalar_one_or_none()
        if found is None:
            known = connection.execute(select(table.c.key).distinct().order_by(table.c.key))
            raise UnknownFlow(name=key, known=known.scalars().all())
        return self.version(connection, found)

    def version(self, connection: Connection, flow_hash: str) -> Flow:
        """Give exactly the version with this hash; raise UnknownFlow."""
        flow = self._flows.get(flow_hash)
        if flow is not None:
            return flow
        row = connection.execute(
            select(tables.flow).where(tables.flow.c.hash == flow_hash)
        ).one_or_none()
        if row is None:
            raise UnknownFlow(name=flow_hash)
        with self._lock:
            flow = self._compile(
                Bundle(
                    source=row.source,
                    file=row.file,
                    templates=row.templates,
                    scenarios=row.scenarios,
                )
            )
            self._flows[flow_hash] = flow
        return flow

    def publish(  # noqa: PLR0913 - what a version is remembered by
        self, connection: Connection, flow: Flow, *, file: str, at: datetime, by: str, note: str
    ) -> int:
        """Store a flow as the next version of its key; the latest content again is that version.

        Raises OlderVersion for the content of one before it.
        """
        table = tables.flow
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE guatu_flow IN SHARE ROW EXCLUSIVE MODE")
        same = connection.execute(
            select(table.c.version).where(table.c.hash == flow.hash)
        ).scalar_one_or_none()
        highest = select(func.coalesce(func.max(table.c.version), 0)).where(table.c.key == flow.key)
        latest = int(connection.execute(highest).scalar_one())
        if same is not None and same < latest:
            raise OlderVersion(flow=flow.key, version=same, latest=latest)
        if same is not None:
            return int(same)
        version = latest + 1
        connection.execute(
            insert(table),
            {
                "hash": flow.hash,
                "key": flow.key,
                "version": version,
                "title": str(flow.title),
                "state": "published",
                "file": file,
                "source": flow.source,
                "templates": {spec.template: spec.source for spec in flow.letters.values()},
                "scenarios": flow.scenarios,
                "published_at": at,
                "published_by": by,
                "note": note,
            },
        )
        return version

    def versions(self, connection: Connection) -> list[FlowVersion]:
        """List every published version, by key and version."""
        table = tables.flow
        found = connection.execute(select(table).order_by(table.c.key, table.c.version))
        return [
            FlowVersion(
                key=row.key,
                version=row.version,
                title=row.title,
                hash=row.hash,
                state=row.state,
                published_at=row.published_at,
                published_by=row.published_by,
                note=row.note,
            )
            for row in found
        ]
