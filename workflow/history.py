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
from typing import Any

from ..clock import as_utc
from .values import Event

GENESIS = "0" * 64


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


def seal(event: Event) -> str:
    """Compute the hash of an event from its content and the hash of the one before."""
    line = canonical(
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
    return hashlib.sha256(line.encode()).hexdigest()


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
    """A place where a case's history is not what was written."""

    case: int
    seq: int
    what: str
    what_zh: str


def breaks(case: int, events: Iterable[Event], head_seq: int, head_hash: str) -> list[Break]:
    """Walk one case's events in order and tell every place where the chain does not hold."""
    found: list[Break] = []
    expected, previous = 1, GENESIS
    for event in events:
        if event.seq != expected:
            found.append(
                Break(
                    case=case,
                    seq=expected,
                    what=f"event {expected} is missing (next is {event.seq})",
                    what_zh=f"第 {expected} 条记录缺失（其后为第 {event.seq} 条）",
                )
            )
        elif event.previous != previous:
            found.append(
                Break(
                    case=case,
                    seq=event.seq,
                    what="does not follow the event before it",
                    what_zh="与上一条记录不衔接",
                )
            )
        if seal(event) != event.hash:
            found.append(
                Break(
                    case=case,
                    seq=event.seq,
                    what="was changed after it was written",
                    what_zh="写入后被改动",
                )
            )
        expected, previous = event.seq + 1, event.hash
    if (expected - 1, previous) != (head_seq, head_hash or GENESIS):
        found.append(
            Break(
                case=case,
                seq=head_seq,
                what=f"history ends at event {expected - 1}, the case says {head_seq}",
                what_zh=f"历史止于第 {expected - 1} 条，项目记载为第 {head_seq} 条",
            )
        )
    return found
