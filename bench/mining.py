"""Mining 100,000 cases: seconds, and the memory of a process that does nothing else.

The mining runs in a process of its own: ``python -m guatu.bench.mining URL`` prints seconds, the
resident memory before and the highest during it, and what was counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import timedelta

from sqlalchemy import Connection, text

from guatu import ManualClock, Office

from .figures import say
from .memory import highest
from .scenes import KINDS, START, Place, fill, office_at
from .staffing import NUMBERED

CASES, DAYS = 100_000, 400
NOW = START + timedelta(days=DAYS)
COMMAND = [sys.executable, "-P", "-m", "guatu.bench.mining"]
LINE = (
    *("lead register", "assess establish", "negotiation consult", "opinions submit"),
    *("review pass_review", "contract sign", "registration found_company"),
    *("preparation ready", "start begin", "construction finish", "production produce"),
)
SENT_BACK = ("opinions send_back", "review submit", "contract pass_review")
LOOP = ("negotiation revise", "opinions consult")
PATHS = (
    (*LINE, "completed complete"),
    (*LINE[:6], *SENT_BACK, *LINE[6:9]),
    (*LINE[:4], *LOOP, *LINE[4:7]),
    (*LINE[:4], *LOOP, *LOOP, *LINE[4:8]),
    (*LINE[:2], "declined decline"),
    LINE[:3],
    (*LINE[:7], "disposal propose_disposal", "sealed seal"),
)
"""Ways through the flow, each step with the transition there; cases go them in turn."""

ENDS = ("completed", "declined", "sealed")


def a_history(there: Place) -> None:
    """Measure the mining of a history, on both databases."""
    for kind in KINDS:
        url = there.url(kind)
        with office_at(url, ManualClock(START)) as office:
            (case,) = fill(office, 1)
            with office.store.writing() as connection:
                stays = _spread(connection, kind, case)
            with office.store.engine.connect() as connection:
                vacuum = "VACUUM ANALYZE" if kind == "PostgreSQL" else "ANALYZE"
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(vacuum)
        said = subprocess.run([*COMMAND, url], capture_output=True, text=True, check=True)
        found = json.loads(said.stdout)
        assert found.pop("cases") == CASES + 1
        say(f"mining {CASES:,} cases with {stays:,} stays, {kind}", found)


def _spread(connection: Connection, kind: str, case: int) -> int:
    """Copy a case, and let the copies go their ways on different days; give how many stays."""
    moment = "timestamptz" if kind == "PostgreSQL" else "datetime"
    for table in (
        f"bench_moment (day integer, at {moment})",
        "bench_step (path integer, number integer, stage text, via text, since integer, until integer)",
    ):
        connection.execute(text(f"CREATE TEMPORARY TABLE {table}"))
    for day in range(DAYS):
        at = (START + timedelta(days=day, minutes=day)).strftime("%Y-%m-%d %H:%M:%S.%f")
        at += "+00" if kind == "PostgreSQL" else ""
        connection.execute(
            text("INSERT INTO bench_moment VALUES (:day, :at)"), {"day": day, "at": at}
        )
    for path, steps in enumerate(PATHS):
        for number, step in enumerate(steps, 1):
            stage, via = step.split()
            since = (number - 1) * (path + 7)
            until = None if number == len(steps) else since + path + 7
            connection.execute(
                text(
                    "INSERT INTO bench_step VALUES (:path, :number, :stage, :via, :since, :until)"
                ),
                {"path": path, "number": number, "stage": stage, "via": via}
                | {"since": since, "until": until},
            )
    ended = ", ".join(f"'{end}'" for end in ENDS)
    last = f"s.path = n.i % {len(PATHS)} AND s.until IS NULL AND a.day = n.i % 97"
    _copy(
        connection,
        (
            "guatu_case",
            f"FROM n, guatu_case m, bench_step s, bench_moment a WHERE m.id = {case} AND {last}",
        ),
        NUMBERED[kind],
        {
            "id": f"{case} + n.i",
            "ref": "'BENCH-' || n.i",
            "identity": "NULL",
            "stage": "s.stage",
            "entry": "s.number",
            "status": f"CASE WHEN s.stage IN ({ended}) THEN 'ended' ELSE 'running' END",
            "opened_at": "a.at",
        },
    )
    stays = (
        "FROM n CROSS JOIN {0} m JOIN bench_step s ON s.path = n.i % {1} JOIN bench_moment a"
        " ON a.day = n.i % 97 + s.since LEFT JOIN bench_moment b ON b.day = n.i % 97 + s.until"
        f" WHERE m.case_id = {case}"
    )
    _copy(
        connection,
        ("guatu_entry", stays.format("guatu_entry", len(PATHS))),
        NUMBERED[kind],
        {
            "case_id": f"{case} + n.i",
            "number": "s.number",
            "stage": "s.stage",
            "via": "CASE WHEN s.number = 1 THEN 'open' ELSE s.via END",
            "entered_at": "a.at",
            "left_at": "b.at",
            "was_on_time": "CASE WHEN b.at IS NULL THEN NULL ELSE n.i % 5 > 0 END",
        },
    )
    _copy(
        connection,
        ("guatu_deadline", stays.format("guatu_deadline", len(PATHS))),
        NUMBERED[kind],
        {
            "case_id": f"{case} + n.i",
            "entry": "s.number",
            "starts_at": "a.at",
            "pauses": "CASE WHEN n.i % 20 = 0 THEN " + _pause(kind) + " ELSE m.pauses END",
            "closed_at": "b.at",
        },
    )
    return int(connection.execute(text("SELECT count(*) FROM guatu_entry")).scalar_one())


def _pause(kind: str) -> str:
    pause = {"since": "2026-03-20T02:00:00+00:00", "until": "2026-03-27T02:00:00+00:00"}
    written = json.dumps([pause | {"reason": "等待补正", "by": "fang_xiaohe"}], ensure_ascii=False)
    written = written.replace(":", "\\:")  # a colon would begin a parameter
    return f"CAST('{written}' AS json)" if kind == "PostgreSQL" else f"'{written}'"


def _copy(
    connection: Connection, place: tuple[str, str], numbered: str, changed: dict[str, str]
) -> None:
    table, source = place
    columns = list(connection.execute(text(f"SELECT * FROM {table} WHERE 1 = 0")).keys())
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(changed.get(name, f'm."{name}"') for name in columns)
    connection.execute(
        text(f"INSERT INTO {table} ({names}) {numbered} SELECT {values} {source}"), {"n": CASES}
    )


def mine(url: str) -> None:
    """Mine, and print what it took."""
    with Office.open(url, clock=ManualClock(NOW), upgrade=False) as office:
        office.flows.latest("full_service")  # compiled once a process, before
        before, begun = highest(), time.perf_counter()
        mined = office.views.mine(NOW, "full_service")
        took = time.perf_counter() - begun
    print(
        json.dumps(
            {
                "seconds": took,
                "cases": mined.cases,
                "cases a second": mined.cases / took,
                "MB before": before,
                "MB more while mining": highest() - before,
                "variants": len(mined.variants) + mined.tail.variants,
                "steps back": sum(rework.count for rework in mined.reworks),
            }
        )
    )


if __name__ == "__main__":
    mine(sys.argv[1])
