"""Drafts of flows in the database: one row each, and one for every text it ever had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import and_, func, insert, select, update

from ..errors import UnknownFlowDraft
from .layout.drafts import flow_draft, flow_draft_revision
from .store import SqlStore

DraftState = Literal["open", "published", "discarded"]
_LISTED = (
    "id",
    "flow",
    "title",
    "base",
    "revision",
    "state",
    "created_at",
    "created_by",
    "saved_at",
    "saved_by",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftText:
    """What a draft would be published from: the YAML, the templates it changes, its scenarios."""

    source: str
    templates: Mapping[str, str] = field(default_factory=dict)
    scenarios: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A draft of a flow, for lists.

    ``flow`` and ``title`` are those its text says, or last said while it could be read; ``base`` is
    the hash of the version it began from, empty for none; ``revision`` counts its texts from 1.
    """

    id: int
    flow: str
    title: str
    base: str
    revision: int
    state: DraftState
    created_at: datetime
    created_by: str
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDraft(DraftLine):
    """A draft of a flow with its text as it is now."""

    text: DraftText


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRevision:
    """A text a draft had: which in order, from when, by whom."""

    revision: int
    saved_at: datetime
    saved_by: str
    text: DraftText


class DraftArchive:
    """The drafts of flows of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def add(  # noqa: PLR0913 - what a draft begins with
        self, text: DraftText, *, flow: str, title: str, base: str, by: str, at: datetime
    ) -> int:
        """Keep a new draft; give its id."""
        with self._store.writing() as connection:
            if connection.dialect.name == "postgresql":
                lock = "LOCK TABLE guatu_flow_draft IN SHARE ROW EXCLUSIVE MODE"
                connection.exec_driver_sql(lock)
            highest = select(func.coalesce(func.max(flow_draft.c.id), 0))
            draft = int(connection.execute(highest).scalar_one()) + 1
            row = {
                "id": draft,
                "flow": flow,
                "title": title,
                "base": base,
                "revision": 1,
                "state": "open",
                "created_at": at,
                "created_by": by,
                "saved_at": at,
                "saved_by": by,
            }
            connection.execute(insert(flow_draft), row)
            connection.execute(insert(flow_draft_revision), _row(draft, 1, text, by=by, at=at))
        return draft

    def list(self, state: DraftState | None) -> list[DraftLine]:
        """List the drafts in a state, all for None; what was saved last stands first."""
        query = select(flow_draft).order_by(flow_draft.c.saved_at.desc(), flow_draft.c.id.desc())
        if state is not None:
            query = query.where(flow_draft.c.state == state)
        with self._store.reading() as connection:
            return [_line(row) for row in connection.execute(query).mappings()]

    def read(self, draft: int) -> FlowDraft:
        """Give a draft with its text as it is now; raise UnknownFlowDraft."""
        kept = flow_draft_revision
        is_now = and_(kept.c.draft == flow_draft.c.id, kept.c.revision == flow_draft.c.revision)
        query = (
            select(flow_draft, kept.c.source, kept.c.templates, kept.c.scenarios)
            .join(kept, is_now)
            .where(flow_draft.c.id == draft)
        )
        with self._store.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                known = connection.execute(select(flow_draft.c.id).order_by(flow_draft.c.id))
                raise UnknownFlowDraft(name=str(draft), known=[str(n) for n in known.scalars()])
        return FlowDraft(**{name: row[name] for name in _LISTED}, text=_text(row))

    def revisions(self, draft: int) -> Sequence[DraftRevision]:
        """Give every text a draft had, the newest first."""
        kept = flow_draft_revision
        query = select(kept).where(kept.c.draft == draft).order_by(kept.c.revision.desc())
        with self._store.reading() as connection:
            return [_revision(row) for row in connection.execute(query).mappings()]

    def revision(self, draft: int, number: int) -> DraftRevision:
        """Give one text a draft had; raise UnknownFlowDraft."""
        kept = flow_draft_revision
        query = select(kept).where(kept.c.draft == draft, kept.c.revision == number)
        with self._store.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownFlowDraft(name=f"{draft}/{number}", known=[])
        return _revision(row)

    def save(  # noqa: PLR0913 - what a revision is remembered by
        self,
        draft: int,
        text: DraftText,
        *,
        expected: int,
        flow: str,
        title: str,
        by: str,
        at: datetime,
    ) -> bool:
        """Keep a text as the next revision; False when the expected is not the last or it is closed."""
        number = expected + 1
        changing = (
            update(flow_draft)
            .where(
                flow_draft.c.id == draft,
                flow_draft.c.revision == expected,
                flow_draft.c.state == "open",
            )
            .values(revision=number, flow=flow, title=title, saved_by=by, saved_at=at)
        )
        with self._store.writing() as connection:
            if connection.execute(changing).rowcount != 1:
                return False
            row = _row(draft, number, text, by=by, at=at)
            connection.execute(insert(flow_draft_revision), row)
        return True

    def close(self, draft: int, state: DraftState, *, by: str, at: datetime) -> bool:
        """End a draft, its texts stay; False when it has ended already."""
        ending = (
            update(flow_draft)
            .where(flow_draft.c.id == draft, flow_draft.c.state == "open")
            .values(state=state, saved_by=by, saved_at=at)
        )
        with self._store.writing() as connection:
            return connection.execute(ending).rowcount == 1


def _row(draft: int, number: int, text: DraftText, *, by: str, at: datetime) -> dict[str, Any]:
    return {
        "draft": draft,
        "revision": number,
        "source": text.source,
        "templates": dict(text.templates),
        "scenarios": text.scenarios,
        "saved_at": at,
        "saved_by": by,
    }


def _line(row: Mapping[Any, Any]) -> DraftLine:
    return DraftLine(**{name: row[name] for name in _LISTED})


def _text(row: Mapping[Any, Any]) -> DraftText:
    return DraftText(source=row["source"], templates=row["templates"], scenarios=row["scenarios"])


def _revision(row: Mapping[Any, Any]) -> DraftRevision:
    return DraftRevision(
        revision=row["revision"],
        saved_at=row["saved_at"],
        saved_by=row["saved_by"],
        text=_text(row),
    )
