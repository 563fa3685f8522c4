"""Dead letters: timers, deliveries and jobs that were tried as often as they may and gave up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Table, select, update

from ..errors import ReasonMissing, StrayTimer, UnknownDeadLetter
from ..workflow.steps.sheet import Sheet
from ..workflow.transactor import Transactor
from ..workflow.values import Timer
from .layout import tables
from .listening import announce
from .masking import masked, masked_values
from .rows import plain_value
from .store import SqlStore

DeadKind = Literal["timer", "delivery", "job"]

# A delivery's key names its case: letter/12-1-yellow, notice/12/1/yellow/lin.
CASE_OF_KEY = re.compile(r"\w+/(\d+)[-/]")
CASE_WIDE = 0
"""The entry of timers that belong to a case and not to its stay in a stage."""

KEPT: Mapping[DeadKind, Table] = {"delivery": tables.outbox, "job": tables.job}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """Something that gave up: its id, the case if it has one, what it was, the last error.

    ``since`` is the moment of its last attempt, for a delivery or job no later than its lease.
    ``payload`` is what it carried, to be shown: addresses are masked, in the title and the error
    too, and what a letter says is left out.
    """

    id: str
    kind: DeadKind
    case: int | None
    title: str
    error: str
    attempts: int
    since: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


class DeadArchive:
    """The dead letters of one store: to be seen, tried once more, or discarded with a reason."""

    def __init__(self, store: SqlStore, transactor: Transactor) -> None:
        self._store = store
        self._transactor = transactor

    def letters(self) -> Sequence[DeadLetter]:
        """List what gave up: timers, then deliveries, then jobs; the longest dead first."""
        with self._store.reading() as connection:
            found = [*_timers(connection), *_deliveries(connection), *_jobs(connection)]
        order = {"timer": 0, "delivery": 1, "job": 2}
        return sorted(found, key=lambda letter: (order[letter.kind], letter.since, letter.id))

    def retry(self, letter: str, *, by: str) -> None:
        """Let one be tried again at once, as often as if it were new.

        A timer's case records who. Raises UnknownDeadLetter, and StrayTimer for a timer that
        nothing can fire any more: discard that one.
        """
        kind, key = _split(letter)
        if kind == "timer":
            self._settle_timer(key, "dead_retried", by=by, why="")
            return
        now = self._transactor.clock.now()
        values = {"state": "waiting", "try_at": now, "attempts": 0, "token": "", "error": ""}
        self._settle(KEPT[kind], key, values)
        self._transactor.wake()

    def discard(self, letter: str, *, by: str, why: str) -> None:
        """Give one up for good; who and why are kept with it, for a timer in its case's history.

        Raises UnknownDeadLetter, ReasonMissing.
        """
        if not why.strip():
            raise ReasonMissing(action="discard a dead letter of", action_zh="作废失败件")
        kind, key = _split(letter)
        if kind == "timer":
            self._settle_timer(key, "dead_discarded", by=by, why=why)
            return
        now = self._transactor.clock.now().isoformat(timespec="seconds")
        error = KEPT[kind].c.error + f"\n[{now} {by}: {why}]"
        self._settle(KEPT[kind], key, {"state": "discarded", "error": error})

    def _settle(self, table: Table, key: str, values: Mapping[str, Any]) -> None:
        with self._store.writing() as connection:
            done = connection.execute(
                update(table)
                .where(table.c.key == key, table.c.state == "dead")
                .values(dict(values))
            )
            if done.rowcount != 1:
                raise UnknownDeadLetter(name=key)
            if self._store.notifies:
                announce(connection)

    def _settle_timer(self, key: str, kind: str, *, by: str, why: str) -> None:
        """Change a dead timer under its case's lock, and write it into the case's history."""
        case, entry, rung = _parts(key)

        def settle(sheet: Sheet) -> None:
            dead = _dead_timer(sheet.uow, case, entry, rung)
            if kind == "dead_retried":
                if entry not in {CASE_WIDE, sheet.case.entry} or sheet.case.status == "ended":
                    raise StrayTimer(case=case, entry=entry, rung=rung)
                state = "held" if sheet.case.status == "paused" else "armed"
            else:
                state = "discarded"
            sheet.timers.put(_changed(dead, state, keeps=kind != "dead_retried"))
            sheet.log(kind, {"rung": rung, "entry": entry, "error": dead.error}, why=why)

        said = {"entry": entry, "rung": rung, "why": why}
        self._transactor.run(kind, case, settle, by=by, said=said, key=None)


def _changed(timer: Timer, state: Any, *, keeps: bool) -> Timer:
    return Timer(
        case=timer.case,
        entry=timer.entry,
        rung=timer.rung,
        fire_at=timer.fire_at,
        state=state,
        attempts=timer.attempts if keeps else 0,
        error=timer.error if keeps else "",
    )


def _dead_timer(uow: Any, case: int, entry: int, rung: str) -> Timer:
    t = tables.timer
    query = select(t).where(t.c.case_id == case, t.c.entry == entry, t.c.rung == rung)
    row = uow.connection.execute(query.where(t.c.state == "dead")).mappings().one_or_none()
    if row is None:
        raise UnknownDeadLetter(name=f"timer/{case}/{entry}/{rung}")
    return plain_value(Timer, row)


def _split(letter: str) -> tuple[DeadKind, str]:
    kind, _, key = letter.partition("/")
    match kind:
        case "timer" | "delivery" | "job" if key:
            return kind, key
    raise UnknownDeadLetter(name=letter)


def _parts(key: str) -> tuple[int, int, str]:
    case, _, rest = key.partition("/")
    entry, _, rung = rest.partition("/")
    is_known = len(case) < 19 and len(entry) < 10 and (case + entry).isascii()  # noqa: PLR2004 - what the columns hold
    if not (is_known and case.isdecimal() and entry.isdecimal() and rung):
        raise UnknownDeadLetter(name=f"timer/{key}")
    return int(case), int(entry), rung


def _timers(connection: Connection) -> Iterator[DeadLetter]:
    t = tables.timer
    query = (
        select(t, tables.case.c.title)
        .join(tables.case, tables.case.c.id == t.c.case_id)
        .where(t.c.state == "dead")
    )
    for row in connection.execute(query):
        yield DeadLetter(
            id=f"timer/{row.case_id}/{row.entry}/{row.rung}",
            kind="timer",
            case=row.case_id,
            title=f"{row.title}：{row.rung}",
            error=row.error,
            attempts=row.attempts,
            since=row.fire_at,
            payload={"entry": row.entry, "rung": row.rung},
        )


def _deliveries(connection: Connection) -> Iterator[DeadLetter]:
    box = tables.outbox
    for row in connection.execute(select(box).where(box.c.state == "dead")):
        named = CASE_OF_KEY.match(row.key)
        yield DeadLetter(
            id=f"delivery/{row.key}",
            kind="delivery",
            case=int(named[1]) if named else None,
            title=f"{row.subject} → {row.channel} {masked(row.address)}",
            error=masked(row.error),
            attempts=row.attempts,
            since=row.try_at,
            payload={
                "channel": row.channel,
                "address": masked(row.address),
                "event": row.event,
                "letter": row.letter,
                "created_at": row.created_at.isoformat(),
            },
        )


def _jobs(connection: Connection) -> Iterator[DeadLetter]:
    box = tables.job
    for row in connection.execute(select(box).where(box.c.state == "dead")):
        yield DeadLetter(
            id=f"job/{row.key}",
            kind="job",
            case=None,
            title=row.kind,
            error=masked(row.error),
            attempts=row.attempts,
            since=row.try_at,
            payload=masked_values(row.args),
        )
