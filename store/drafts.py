"""Drafts of flows in the database: nothing that was saved is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from ..definitions.bundle import Bundle
from ..errors import UnknownFlowDraft
from .layout.designing import draft, draft_revision
from .store import SqlStore

DraftState = Literal["open", "published", "discarded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDraft:
    """One saved revision of a draft (草稿): a flow as somebody is writing it.

    ``base`` is the ``KEY@VERSION`` it came from, empty for none; ``by`` and ``at`` are of this
    revision, ``state`` is of the draft.
    """

    id: int
    base: str
    state: DraftState
    bundle: Bundle
    revision: int
    by: str
    at: datetime


class DraftArchive:
    """The drafts of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def open(self) -> Sequence[FlowDraft]:
        """Give the newest revision of every draft under way, the last saved first."""
        query = _revisions().where(
            draft.c.state == "open", draft_revision.c.revision == draft.c.revision
        )
        with self._store.reading() as connection:
            rows = connection.execute(query.order_by(draft.c.changed_at.desc(), draft.c.id.desc()))
            return [_value(row) for row in rows.mappings()]

    def revisions(self, number: int) -> Sequence[FlowDraft]:
        """Give every saved revision of a draft, the newest first; raise UnknownFlowDraft."""
        query = _revisions().where(draft.c.id == number)
        with self._store.reading() as connection:
            rows = connection.execute(query.order_by(draft_revision.c.revision.desc())).mappings()
            found = [_value(row) for row in rows]
        if not found:
            raise UnknownFlowDraft(name=f"#{number}")
        return found

    def begin(self, bundle: Bundle, *, base: str, by: str, at: datetime) -> FlowDraft:
        """Begin a draft with its first revision."""
        row = {
            "base": base,
            "state": "open",
            "revision": 1,
            "created_at": at,
            "created_by": by,
            "changed_at": at,
            "changed_by": by,
        }
        with self._store.writing() as connection:
            number = connection.execute(insert(draft).returning(draft.c.id), row).scalar_one()
            _keep(connection, number, 1, bundle, by=by, at=at)
            return _newest(connection, number)

    def save(
        self, number: int, bundle: Bundle, *, expect: int, by: str, at: datetime
    ) -> tuple[FlowDraft, bool]:
        """Save a draft; False, with what stands there, where that is not the revision expected.

        What stands there already is not saved again. One that is closed stays as it is. Raises
        UnknownFlowDraft.
        """
        with self._store.writing() as connection:
            held = select(draft.c.id).where(draft.c.id == number).with_for_update()
            connection.execute(held)
            newest = _newest(connection, number)
            if newest.bundle == bundle and newest.state == "open":
                return newest, True
            if newest.revision != expect or newest.state != "open":
                return newest, False
            _keep(connection, number, expect + 1, bundle, by=by, at=at)
            _change(connection, number, {"revision": expect + 1}, by=by, at=at)
            return _newest(connection, number), True

    def close(self, number: int, state: DraftState, *, by: str, at: datetime) -> None:
        """Take a draft from those under way, or put it back among them; its revisions stay."""
        with self._store.writing() as connection:
            _change(connection, number, {"state": state}, by=by, at=at)


def _revisions() -> Select[Any]:
    columns = (
        draft_revision.c[name]
        for name in ("revision", "file", "source", "templates", "scenarios", "at", "by")
    )
    joined = draft.join(draft_revision, draft_revision.c.draft_id == draft.c.id)
    return select(draft.c.id, draft.c.base, draft.c.state, *columns).select_from(joined)


def _newest(connection: Connection, number: int) -> FlowDraft:
    query = _revisions().where(draft.c.id == number, draft_revision.c.revision == draft.c.revision)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UnknownFlowDraft(name=f"#{number}")
    return _value(row)


def _keep(  # noqa: PLR0913 - what a revision is
    connection: Connection, number: int, revision: int, bundle: Bundle, *, by: str, at: datetime
) -> None:
    row = {
        "draft_id": number,
        "revision": revision,
        "file": bundle.file,
        "source": bundle.source,
        "templates": dict(bundle.templates),
        "scenarios": bundle.scenarios,
        "at": at,
        "by": by,
    }
    connection.execute(insert(draft_revision), row)


def _change(
    connection: Connection, number: int, values: Mapping[str, Any], *, by: str, at: datetime
) -> None:
    changed = {**values, "changed_at": at, "changed_by": by}
    connection.execute(update(draft).where(draft.c.id == number).values(changed))


def _value(row: RowMapping) -> FlowDraft:
    return FlowDraft(
        id=row["id"],
        base=row["base"],
        state=row["state"],
        bundle=Bundle(
            source=row["source"],
            file=row["file"],
            templates=row["templates"],
            scenarios=row["scenarios"],
        ),
        revision=row["revision"],
        by=row["by"],
        at=row["at"],
    )
