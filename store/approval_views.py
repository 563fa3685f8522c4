"""What people look at before they decide several cases at once: which wait for the same approval."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from ..definitions import coerce_values
from ..errors import UnknownTask
from .layout import tables
from .rows import field_values
from .seen import ApprovalRow
from .viewing import Viewing


class ApprovalViews(Viewing):
    """The approvals that wait."""

    def approvals(
        self, flow: str, approval: str, *, holders: Collection[str], where: Mapping[str, object]
    ) -> tuple[ApprovalRow, ...]:
        """List the running cases of a flow on which some people owe an approval, by number.

        ``where`` keeps those whose fields have exactly these values; empty is a field not filled.
        Raises UnknownFlow, UnknownTask for no approval of the flow, InvalidValues.
        """
        case, task = tables.case.c, tables.task.c
        query = (
            select(
                *(case[name] for name in ("id", "version", "ref", "title", "stage")),
                *(case[name] for name in ("flow_hash", "fields")),
                task.key,
                task.due_at,
            )
            .join(tables.task, task.case_id == case.id)
            .where(case.flow_key == flow, case.status == "running", task.kind == "approval")
            .where(task.entry.in_((0, case.entry)), task.closed_at.is_(None))
            .where(task.holder.in_(sorted(holders)))
            .order_by(case.id)
        )
        with self._store.reading() as connection:
            latest = self._store.shelf.latest(connection, flow)
            if approval not in latest.approvals:
                raise UnknownTask(name=approval, known=tuple(latest.approvals))
            directory = self._store.rosters.directory(connection)
            wanted = coerce_values(
                latest.fields,
                where,
                territories=directory.territories(),
                units=directory.units(),
                partial=True,
            )
            found: dict[int, ApprovalRow] = {}
            for row in connection.execute(query):
                its = self._store.shelf.version(connection, row.flow_hash)
                fields = field_values(row.fields, its.fields)
                if row.key.partition("/")[0] == approval and _has(fields, wanted):
                    found[row.id] = ApprovalRow(
                        case=row.id,
                        version=row.version,
                        ref=row.ref,
                        title=row.title,
                        stage=row.stage,
                        stage_title=str(its.place(row.stage).title),
                        due_at=row.due_at,
                    )
        return tuple(found.values())


def _has(fields: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(fields.get(key) == value for key, value in wanted.items())
