"""What those who keep an office running ask of it: seals, doubtful deadlines, what a dead letter held."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from .layout import tables
from .store import SqlStore

MASK: Final = "●●●"
LONGEST: Final = 2_000
"""How much of a text is shown, in characters."""

_SECRET: Final = re.compile(
    r"secret|password|passwd|token|authorization|cookie|api_?key", re.IGNORECASE
)
_SAID: Final = re.compile(
    r"(?i)\b((?:secret|password|token|authorization|api_?key|key)\s*[=:]\s*)[^\s,;&\"']+"
)
_ADDRESS: Final = re.compile(r"([A-Za-z0-9._%+-])[A-Za-z0-9._%+-]*@([A-Za-z0-9.-]+)")
_PHONE: Final = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
_CARD: Final = re.compile(r"(?<!\w)(\d{4})\d{10}(\d{3}[\dXx])(?!\w)")
_WAY: Final = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)([^/\s]*@)?([^/\s?#]*)[^\s]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The last anchor over history: its number and moment, None and 0 where there never was one.

    ``events`` is how many lines of history there are.
    """

    number: int
    at: datetime | None
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """The open deadlines that lie in a year no calendar tells yet (暂定)."""

    cases: Sequence[int]
    last: datetime | None


class Upkeep:
    """Answers what those who keep one store running ask; it changes nothing."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def seal(self) -> Seal:
        """Give the last anchor; counts every event."""
        anchor = tables.anchor.c
        newest = select(anchor.number, anchor.at).order_by(anchor.number.desc()).limit(1)
        with self._store.reading() as connection:
            row = connection.execute(newest).one_or_none()
            events = connection.execute(select(func.count()).select_from(tables.event)).scalar_one()
        return Seal(number=row.number if row else 0, at=row.at if row else None, events=events)

    def doubtful(self) -> Doubtful:
        """Give the cases whose open deadline is provisional, and the latest of these deadlines."""
        deadline = tables.deadline.c
        query = (
            select(deadline.case_id, deadline.due_at)
            .where(deadline.closed_at.is_(None), deadline.is_provisional)
            .order_by(deadline.case_id)
        )
        with self._store.reading() as connection:
            found = connection.execute(query).all()
        moments = [row.due_at for row in found if row.due_at is not None]
        return Doubtful(cases=[row.case_id for row in found], last=max(moments, default=None))

    def payloads(self, letters: Sequence[str]) -> Mapping[str, str]:
        """Give what dead letters held, masked, by their ids; a timer holds nothing."""
        keys = {
            kind: [each.removeprefix(f"{kind}/") for each in letters if each.startswith(f"{kind}/")]
            for kind in ("delivery", "job")
        }
        box, job = tables.outbox, tables.job
        found: dict[str, str] = {}
        with self._store.reading() as connection:
            query = select(box).where(box.c.key.in_(keys["delivery"]))
            for row in connection.execute(query):
                told = {
                    "address": row.address,
                    "subject": row.subject,
                    "text": row.text,
                    "facts": row.facts,
                }
                found[f"delivery/{row.key}"] = payload(told)
            for row in connection.execute(select(job).where(job.c.key.in_(keys["job"]))):
                found[f"job/{row.key}"] = payload(row.args)
        return found


def payload(value: Mapping[str, Any]) -> str:
    """Write what was to be sent or done, masked and cut."""
    text = json.dumps(_masked(value), ensure_ascii=False, indent=1, default=str)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def masked(text: str) -> str:
    """Hide secrets, what stands behind the host of an address, and whom mail and phone belong to."""
    text = _SAID.sub(rf"\1{MASK}", text)
    text = _WAY.sub(rf"\1\3/{MASK}", text)
    text = _ADDRESS.sub(rf"\1{MASK}@\2", text)
    text = _CARD.sub(rf"\1{MASK}\2", text)
    return _PHONE.sub(r"\1****\2", text)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {
            key: MASK if _SECRET.search(str(key)) else _masked(each) for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_masked(each) for each in value]
    return value
