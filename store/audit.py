"""Proving that history is what was written: verifying chains, and sealing their heads.

A chain shows every change inside it but not that its end was cut off together with the case's own
record of it; an anchor seals the heads of all chains that grew, chained to the anchor before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, func, insert, select, update

from ..clock import as_utc
from ..workflow.correspondence import LetterBreak
from ..workflow.history import GENESIS, ROSTER, Break, Chained, breaks, hash_of
from ..workflow.values import Event
from .files import check_filed
from .layout import tables
from .letter_views import check_letters
from .marks import read_text, write_mark
from .published import published_reports
from .register import check_roster, roster_head
from .rows import plain_value
from .store import SqlStore

CHUNK = 2_000
SEALED = "roster_sealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What verifying found: how much was read, and every break.

    ``report_breaks`` name the published reports that are not what was published.
    ``events`` are those of cases, ``roster_events`` those of the roster, ``letter_steps`` what was
    done to letters.
    """

    cases: int
    events: int
    roster_events: int
    letter_steps: int
    anchors: int
    breaks: tuple[Break, ...]
    letter_breaks: tuple[LetterBreak, ...] = ()
    reports: int = 0
    report_breaks: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether history is exactly what was written."""
        return not self.breaks and not self.letter_breaks and not self.report_breaks


class Auditor:
    """Verifies and anchors the history of one store."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def anchor(self, now: datetime) -> int:
        """Seal the heads of all chains that grew since the last anchor; give how many cases'."""
        now = as_utc(now)  # as it will be read back: the hash covers it
        case, sealed = tables.case, tables.anchor
        grown = select(case.c.id, case.c.head_seq, case.c.head_hash).where(
            case.c.head_seq > case.c.anchored_seq
        )
        with self._store.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("LOCK TABLE guatu_anchor IN EXCLUSIVE MODE")
            # A case somebody holds is sealed next time: sealing never waits for a person.
            free = grown.order_by(case.c.id).with_for_update(skip_locked=True)
            cases = [tuple(row) for row in connection.execute(free)]
            roster = _roster_head(connection)
            heads = [*roster, *cases]
            if not heads:
                return 0
            last = connection.execute(
                select(sealed.c.number, sealed.c.hash).order_by(sealed.c.number.desc()).limit(1)
            ).one_or_none()
            number, previous = (last.number + 1, last.hash) if last else (1, GENESIS)
            row = {
                "number": number,
                "at": now,
                "previous": previous,
                "hash": digest(number, now, previous, heads),
            }
            connection.execute(insert(sealed), row)
            connection.execute(
                insert(tables.anchor_head),
                [
                    {"number": number, "case_id": case_id, "seq": seq, "hash": head}
                    for case_id, seq, head in heads
                ],
            )
            for _, seq, _ in roster:
                write_mark(connection, SEALED, seq)
            ours = select(tables.anchor_head.c.seq).where(tables.anchor_head.c.number == number)
            connection.execute(
                update(case)
                .where(case.c.id.in_(ours.with_only_columns(tables.anchor_head.c.case_id)))
                .values(
                    anchored_seq=ours.where(tables.anchor_head.c.case_id == case.c.id)
                    .correlate(case)
                    .scalar_subquery()
                )
            )
        return len(cases)

    def anchor_if_due(self, now: datetime, every: timedelta) -> int:
        """Seal the heads when the last anchor is older than that; give how many were sealed."""
        last = select(func.max(tables.anchor.c.at))
        with self._store.reading() as connection:
            at = connection.execute(last).scalar_one()
        return self.anchor(now) if at is None or at + every <= now else 0

    def verify(self) -> Audit:
        """Walk every chain and every anchor; memory stays flat however long history is."""
        with self._store.reading() as connection:
            heads = {
                row.id: (row.head_seq, row.head_hash)
                for row in connection.execute(
                    select(tables.case.c.id, tables.case.c.head_seq, tables.case.c.head_hash)
                )
            }
            found, events = _walk(connection, heads)
            roster_events, broken = check_roster(connection)
            found += broken
            letter_steps, letter_breaks = check_letters(connection)
            anchors = _check_anchors(connection, found)
            found += check_filed(connection)
            published = list(published_reports(connection))
        return Audit(
            cases=len(heads),
            events=events,
            roster_events=roster_events,
            letter_steps=letter_steps,
            anchors=anchors,
            breaks=tuple(found),
            letter_breaks=tuple(letter_breaks),
            reports=len(published),
            report_breaks=tuple(row.name for row in published if not row.is_whole),
        )


def _roster_head(connection: Connection) -> list[tuple[int, int, str]]:
    """Give the head of the roster's chain when it grew since it was last sealed."""
    head = roster_head(connection)
    is_grown = head.seq > int(read_text(connection, SEALED) or "0")
    return [(ROSTER, head.seq, head.hash)] if is_grown else []


def _walk(connection: Connection, heads: dict[int, tuple[int, str]]) -> tuple[list[Break], int]:
    table = tables.event
    rows = connection.execution_options(yield_per=CHUNK).execute(
        select(table).order_by(table.c.case_id, table.c.seq)
    )
    found: list[Break] = []
    total, seen = 0, set()
    for case, group in groupby(rows.mappings(), key=lambda row: row["case_id"]):
        events = [plain_value(Event, row) for row in group]
        total += len(events)
        seen.add(case)
        found.extend(breaks(case, events, *heads.get(case, (0, GENESIS))))
    for case in sorted(heads.keys() - seen):
        found.extend(breaks(case, [], *heads[case]))
    return found, total


def _check_anchors(connection: Connection, found: list[Break]) -> int:
    sealed, head = tables.anchor, tables.anchor_head
    event, told = tables.event, tables.roster_event
    previous, number = GENESIS, 0
    for row in connection.execute(select(sealed).order_by(sealed.c.number)).all():
        number += 1
        heads = [
            tuple(h)
            for h in connection.execute(
                select(head.c.case_id, head.c.seq, head.c.hash)
                .where(head.c.number == row.number)
                .order_by(head.c.case_id)
            )
        ]
        is_right = (row.number, row.previous) == (number, previous)
        if not is_right or digest(row.number, row.at, row.previous, heads) != row.hash:
            found.append(_anchor_break(None, row.number))
        previous, number = row.hash, row.number
    of_case = (event.c.case_id == head.c.case_id) & (event.c.seq == head.c.seq)
    for line, is_its, own in (
        (event, of_case, head.c.case_id != ROSTER),
        (told, told.c.seq == head.c.seq, head.c.case_id == ROSTER),
    ):
        lost = connection.execute(
            select(head.c.case_id, head.c.seq, head.c.number)
            .outerjoin(line, is_its)
            .where(own, (line.c.hash.is_(None)) | (line.c.hash != head.c.hash))
        )
        found.extend(_anchor_break(row.case_id, row.number, row.seq) for row in lost)
    return connection.execute(select(func.count()).select_from(sealed)).scalar_one()


def _anchor_break(case: int | None, number: int, seq: int = 0) -> Break:
    of: Chained = "anchor" if case is None else "roster" if case == ROSTER else "case"
    return Break(
        case=case or 0,
        seq=seq,
        of=of,
        what=f"does not match anchor {number}",
        what_zh=f"与第 {number} 号封印不符",
    )


def digest(number: int, at: datetime, previous: str, heads: Iterable[tuple[object, ...]]) -> str:
    """Compute the hash of an anchor over its heads and the anchor before."""
    return hash_of(
        {
            "number": number,
            "at": at.isoformat(),
            "previous": previous,
            "heads": [list(head) for head in heads],
        }
    )
