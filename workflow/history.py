"""History: events chained by hash, so that a changed, missing or reordered line shows.

The hash of an event is SHA-256 over its own canonical JSON line and the hash before it;
the chain is one per case and needs no lock beyond the case's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from ..clock import as_utc
from .values import Event

GENESIS = "0" * 64

ROSTER = 0
"""The number the roster's own chain goes by; cases count from 1."""

Chained = Literal["case", "roster", "anchor"]


def canonical(data: Mapping[str, Any]) -> str:
    """Write facts as JSON in exactly one way: sorted keys, no spaces, dates in ISO form."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in an event")


def hash_of(data: Mapping[str, Any]) -> str:
    """Compute the SHA-256 of facts, in hexadecimal digits."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def seal(event: Event) -> str:
    """Compute the hash of an event from its content and the hash of the one before."""
    return hash_of(
        {
            "case": event.case,
            "seq": event.seq,
            "at": event.at.isoformat(),
            "kind": event.kind,
            "by": event.by,
            "data": event.data,
            "why": event.why,
            "previous": event.previous,
        }
    )


def following(  # noqa: PLR0913 - an event has these parts
    *,
    case: int,
    seq: int,
    previous: str,
    at: datetime,
    kind: str,
    by: str,
    data: Mapping[str, Any],
    why: str,
) -> Event:
    """Make the event that follows the one with this number and hash."""
    event = Event(
        case=case,
        seq=seq + 1,
        at=as_utc(at),
        kind=kind,
        by=by,
        data=canonical(data),
        why=why,
        previous=previous,
        hash="",
    )
    return Event(
        case=event.case,
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        by=event.by,
        data=event.data,
        why=event.why,
        previous=event.previous,
        hash=seal(event),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where history is not what was written; ``case`` is 0 for what is no case's."""

    case: int
    seq: int
    what: str
    what_zh: str
    of: Chained = "case"


def breaks(case: int, events: Iterable[Event], head_seq: int, head_hash: str) -> list[Break]:
    """Walk one chain's events in order and tell every place where it does not hold.

    ``case`` is whose chain it is, ROSTER for that of the roster.
    """
    found: list[Break] = []
    of: Chained = "roster" if case == ROSTER else "case"

    def broken(seq: int, what: str, what_zh: str) -> None:
        found.append(Break(case=case, seq=seq, what=what, what_zh=what_zh, of=of))

    expected, previous = 1, GENESIS
    for event in events:
        if event.seq != expected:
            broken(
                expected,
                f"event {expected} is missing (next is {event.seq})",
                f"第 {expected} 条记录缺失（其后为第 {event.seq} 条）",
            )
        elif event.previous != previous:
            broken(event.seq, "does not follow the event before it", "与上一条记录不衔接")
        if seal(event) != event.hash:
            broken(event.seq, "was changed after it was written", "写入后被改动")
        expected, previous = event.seq + 1, event.hash
    if (expected - 1, previous) != (head_seq, head_hash or GENESIS):
        keeper, keeper_zh = ("the roster", "名册") if of == "roster" else ("the case", "项目")
        broken(
            head_seq,
            f"history ends at event {expected - 1}, {keeper} says {head_seq}",
            f"历史止于第 {expected - 1} 条，{keeper_zh}记载为第 {head_seq} 条",
        )
    return found
