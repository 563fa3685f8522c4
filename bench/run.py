"""Measures what design §8 asks for and prints ratios: one JSON line and a table a bench.

Never a test: figures depend on the machine, ratios within one run much less.
Run it with ``make bench``.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from guatu import ManualClock, Office
from guatu.definitions.files import FLOWS
from guatu.workflow.time.calendars import china
from guatu.workflow.time.worktime import WorkTime

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SAMPLES = FLOWS.parent / "samples"
CLERK = "fang_xiaohe"
STEPS, PENDING, DUE = 300, (10_000, 100_000), 500
READY = {"contact_name": "对接人", "contacted_on": "2026-03-02"}


def timed(work: Callable[[], object]) -> float:
    """Give the seconds some work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def say(name: str, figures: dict[str, float]) -> None:
    """Print a bench's figures as JSON and as a table."""
    rounded = {key: round(value, 3 if value < 100 else 0) for key, value in figures.items()}
    print(json.dumps({"bench": name, **rounded}, ensure_ascii=False))
    for key, value in rounded.items():
        print(f"    {key:<44}{value:>14,}")


def office_in(folder: Path, clock: ManualClock) -> Office:
    """Open an office with the default flow and the sample roster in a folder."""
    office = Office.open(f"sqlite:///{folder / 'office.db'}", clock=clock)
    office.publish(FLOWS / "full_service.yaml")
    office.load_roster(SAMPLES / "roster.yaml")
    return office


def project(number: int) -> dict[str, object]:
    """Give the fields of a project ready to leave its first stage."""
    return {
        "name": f"测试项目{number}",
        "enterprise": f"测试企业{number}",
        "district": "望溪区",
        "industry": "other",
        "investment": 800.0,
        **READY,
    }


def working_days() -> None:
    """Additions of working days a second, against counting day by day."""
    worktime = WorkTime(china(), zone=UTC)
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(600)]

    def walk() -> None:
        for day in days:
            at, left = day, 30
            while left:
                at += timedelta(days=1)
                left -= worktime.is_workday(at)

    table = (
        len(days) * 100 / timed(lambda: [worktime.shift(d, 30) for _ in range(100) for d in days])
    )
    by_day = len(days) / timed(walk)
    say(
        "add 30 working days",
        {"by table, per s": table, "day by day, per s": by_day, "ratio": table / by_day},
    )


def transitions(folder: Path) -> None:
    """Measure a durable transition through the engine, against the same rows by plain sqlite3."""
    with office_in(folder, ManualClock(START)) as office:
        opened: list[int] = []
        opening = timed(
            lambda: opened.extend(
                office.engine.open("full_service", fields=project(n), by=CLERK).id
                for n in range(STEPS)
            )
        )
        moving = timed(
            lambda: [office.engine.advance(case, "register", by=CLERK) for case in opened]
        )
        explaining = timed(lambda: [office.engine.explain(case) for case in opened])
    limit = by_hand(folder / "hand.db")
    say(
        "one durable transition, SQLite synchronous=FULL",
        {
            "engine, per s": STEPS / moving,
            "by hand, per s": STEPS / limit,
            "ratio": limit / moving,
            "open (13 roles assigned), per s": STEPS / opening,
            "explain, per s": STEPS / explaining,
        },
    )


def by_hand(file: Path) -> float:
    """Give the seconds plain sqlite3 takes to write the rows of each transition as durably."""
    db = sqlite3.connect(file, isolation_level=None)
    db.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE c(id INTEGER PRIMARY KEY, stage, version, fields, head);"
        "CREATE TABLE n(c, k, stage, at, PRIMARY KEY(c, k));"
        "CREATE TABLE t(c, k, r, at, state, PRIMARY KEY(c, k, r));"
        "CREATE TABLE e(c, k, at, kind, data, prev, hash, PRIMARY KEY(c, k));"
    )
    blob, cases = "x" * 400, range(STEPS)
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO c VALUES(?, 'lead', 1, ?, '')", [(case, blob) for case in cases])
    db.executemany(
        "INSERT INTO t VALUES(?, 1, ?, 0, 'armed')", [(case, r) for case in cases for r in range(4)]
    )
    db.execute("COMMIT")

    def move() -> None:
        for case in cases:
            db.execute("BEGIN IMMEDIATE")
            db.execute("SELECT * FROM c WHERE id = ?", (case,)).fetchone()
            db.execute("SELECT * FROM t WHERE c = ?", (case,)).fetchall()
            db.execute(
                "UPDATE c SET stage = 'next', version = 2, head = ? WHERE id = ? AND version = 1",
                (blob[:64], case),
            )
            db.executemany("INSERT INTO n VALUES(?, ?, 's', 0)", [(case, k) for k in range(4)])
            db.execute("UPDATE t SET state = 'cancelled' WHERE c = ?", (case,))
            db.executemany(
                "INSERT INTO t VALUES(?, 2, ?, 0, 'armed')", [(case, r) for r in range(5)]
            )
            db.execute("INSERT INTO e VALUES(?, 1, 0, 'moved', ?, ?, ?)", (case, blob, blob, blob))
            db.execute("COMMIT")

    seconds = timed(move)
    db.close()
    return seconds


def sweeps(folder: Path) -> None:
    """Measure a sweep of the same number of due rungs, among more and more pending timers."""
    seconds: dict[int, float] = {}
    for pending in PENDING:
        clock = ManualClock(START)
        place = folder / str(pending)
        place.mkdir()
        with office_in(place, clock) as office:
            first = office.engine.open("full_service", fields=project(0), by=CLERK).id
            for number in range(1, DUE):
                office.engine.open("full_service", fields=project(number), by=CLERK)
            with office.store.writing() as connection:
                connection.execute(
                    text(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :n)"
                        " INSERT INTO guatu_timer SELECT :case, 1000 + i, 'far', '2030-01-01', 'armed',"
                        " 0, '' FROM n"
                    ),
                    {"n": pending, "case": first},
                )
            clock.move_to(START + timedelta(days=2, hours=2))
            seconds[pending] = timed(office.tick)
    small, large = PENDING
    say(
        f"sweep of {DUE} due rungs, letters and notices included",
        {
            f"among {small:,} pending, rungs per s": DUE / seconds[small],
            f"among {large:,} pending, rungs per s": DUE / seconds[large],
            "cost ratio (1.0 is flat)": seconds[large] / seconds[small],
        },
    )


def main() -> None:
    """Run every bench."""
    working_days()
    with tempfile.TemporaryDirectory() as folder:
        transitions(Path(folder))
        sweeps(Path(folder))


if __name__ == "__main__":
    main()
