"""Workers are killed again and again while they raise escalations and deliver letters."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from guatu.store.layout import tables
from testkit.crew import Crew
from testkit.crowd import multiply
from testkit.databases import Room, fill
from testkit.deliveries import Ledger
from testkit.offices import china_time, open_case, open_office, slips_only
from testkit.postgres import PostgresServer, new_server

TIMERS = int(os.environ.get("GUATU_CRASH_TIMERS", "600"))
RESTARTS = int(os.environ.get("GUATU_CRASH_RESTARTS", "0"))
FREEZES = 3
WORKERS = 3
LONGEST = 120 + TIMERS / 10
PAUSE = (0.2, float(os.environ.get("GUATU_CRASH_PAUSE", "1")))
OVERDUE = china_time("2026-03-12 10:00")
A_DAY = timedelta(hours=25)
DUE = (tables.timer.c.state == "armed", tables.timer.c.fire_at <= OVERDUE + A_DAY)
LEFT = [
    select(func.count()).select_from(tables.timer).where(*DUE),
    select(func.count()).select_from(tables.outbox).where(tables.outbox.c.state == "waiting"),
]


@dataclass(kw_only=True)
class Storm:
    """Three workers on one database, and everything that happens to them."""

    crew: Crew
    url: str
    ledger: Ledger
    draw: random.Random
    kills: int = 0
    begun: float = field(default_factory=time.monotonic)
    pids: list[int] = field(default_factory=list)

    def start(self) -> None:
        """Start one more worker."""
        told = {"url": self.url, "ledger": str(self.ledger.file), "at": OVERDUE.isoformat()}
        self.pids.append(self.crew.start("work", begun=self.begun, **told))

    def kill(self) -> None:
        """Kill one of the workers at once and start another."""
        self.crew.kill(self.pids.pop(self.draw.randrange(len(self.pids))))
        self.kills += 1
        self.start()

    def freeze(self, seconds: float) -> None:
        """Stop one of the workers wherever it is, and let it go on after a while."""
        pid = self.draw.choice(self.pids)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)

    def rage(self, engine: Engine, strike: Callable[[], None]) -> float:
        """Strike again and again until nothing is left to do; give the seconds it took."""
        begun = time.monotonic()
        for _ in range(WORKERS):
            self.start()
        while _left(engine):
            assert time.monotonic() - begun < LONGEST, "the workers do not come to an end"
            time.sleep(self.draw.uniform(*PAUSE))
            strike()
        seconds = time.monotonic() - begun
        for pid in self.pids:
            self.crew.kill(pid)
        return seconds


def _left(engine: Engine) -> int:
    """Count what is still to be fired or delivered, one when the database is down."""
    try:
        with engine.connect() as connection:
            return sum(connection.execute(query).scalar_one() for query in LEFT)
    except DBAPIError:
        return 1


@contextmanager
def _watched(url: str) -> Iterator[Engine]:
    engine = create_engine(url, pool_pre_ping=True)
    yield engine
    engine.dispose()


def _fill(url: str, clock, ledger: Ledger) -> None:
    settings = ledger.settings(mails=False)
    with open_office(url, clock, settings=settings, flow=slips_only(ledger.file.parent)) as office:
        case = open_case(office).id
        multiply(office, case, TIMERS - 1)


def _outcome(engine: Engine, ledger: Ledger) -> dict[str, int]:
    def rows(query: str) -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    raised = Counter(
        dict(rows("SELECT case_id, count(*) FROM guatu_event WHERE kind = 'escalated' GROUP BY 1"))
    )
    kept = dict(rows("SELECT case_id, count(*) FROM guatu_escalation GROUP BY 1"))
    noticed = rows("SELECT case_id, topic, recipient FROM guatu_notice WHERE topic = 'yellow'")
    outbox = [str(key) for (key,) in rows("SELECT key FROM guatu_outbox")]
    delivered = ledger.counts()
    return {
        "escalations": len(kept),
        "lost": TIMERS - len(raised & Counter(dict.fromkeys(kept, 1))),
        "twice": (raised.total() - len(raised)) + sum(n > 1 for n in kept.values()),
        "notices": len(noticed),
        "outbox": len(outbox),
        "undelivered": len(set(outbox) - set(delivered)),
        "unknown_keys": len(set(delivered) - set(outbox)),
        "resends": delivered.total() - len(delivered),
    }


@pytest.mark.slow
def test_killed_workers_lose_no_escalation_and_raise_none_twice(
    database_url, clock, crew: Crew, ledger: Ledger, say, draw
) -> None:
    _fill(database_url, clock, ledger)
    storm = Storm(crew=crew, url=database_url, ledger=ledger, draw=draw)
    with _watched(database_url) as engine:
        seconds = storm.rage(engine, storm.kill)
        breaks = crew.do(
            "tidy", url=database_url, ledger=str(ledger.file), at=(OVERDUE + A_DAY).isoformat()
        )
        outcome = _outcome(engine, ledger)
    say(timers=TIMERS, kills=storm.kills, seconds=round(seconds, 1), breaks=len(breaks), **outcome)

    _assert_nothing_lost(outcome)
    assert breaks == []
    assert storm.kills > 0


@pytest.mark.slow
@pytest.mark.skipif(not RESTARTS, reason="the long form: make crash")
def test_a_database_that_crashes_and_workers_that_freeze_lose_nothing_either(
    test_room: Room, postgres_server: PostgresServer, clock, crew: Crew, ledger: Ledger, say, draw
) -> None:
    room = Path(tempfile.mkdtemp(dir=test_room.folder))
    room.chmod(0o755)
    server = new_server(room, durable=True)
    url = server.url()
    fill(url, "tables")
    _fill(url, clock, ledger)
    storm = Storm(crew=crew, url=url, ledger=ledger, draw=draw)
    crashes, freezes = _spread(RESTARTS, draw), _spread(FREEZES, draw)

    def strike() -> None:
        done = 1 - _left(engine) / (2 * TIMERS)
        if crashes and done >= crashes[0]:
            crashes.pop(0)
            server.stop("immediate")
            time.sleep(draw.uniform(*PAUSE))
            server.start()
        elif freezes and done >= freezes[0]:
            freezes.pop(0)
            storm.freeze(draw.uniform(2, 4))
        else:
            storm.kill()

    try:
        with _watched(url) as engine:
            seconds = storm.rage(engine, strike)
            told = {"ledger": str(ledger.file), "at": (OVERDUE + A_DAY).isoformat()}
            breaks = crew.do("tidy", url=url, **told)
            outcome = _outcome(engine, ledger)
    finally:
        server.stop()
    happened = {"crashes": RESTARTS - len(crashes), "freezes": FREEZES - len(freezes)}
    say(timers=TIMERS, kills=storm.kills, **happened, seconds=round(seconds, 1), **outcome)

    _assert_nothing_lost(outcome)
    assert breaks == []
    assert happened == {"crashes": RESTARTS, "freezes": FREEZES}


def _spread(times: int, draw: random.Random) -> list[float]:
    """Choose moments all over a run, as shares of its work done."""
    return sorted(draw.uniform(0.05, 0.4) for _ in range(times))


def _assert_nothing_lost(outcome: dict[str, int]) -> None:
    wrong = ("lost", "twice", "undelivered", "unknown_keys")

    assert {name: outcome[name] for name in wrong} == dict.fromkeys(wrong, 0)
    assert outcome["escalations"] == outcome["outbox"] == TIMERS
    assert outcome["notices"] >= TIMERS
