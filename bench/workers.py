"""How many due cases one, two and three workers sweep together on PostgreSQL.

Each worker is a process of its own: ``python -m guatu.bench.workers URL`` opens the office, says
that it is ready, waits for a line, sweeps, and says how many it fired.
"""

from __future__ import annotations

import subprocess
import sys
import time

from guatu import ManualClock, Office

from .figures import Goal, say
from .scenes import DUE, Place, filled

CASES = 1_000
CREWS = (1, 2, 3)
COMMAND = [sys.executable, "-P", "-m", "guatu.bench.workers"]


def side_by_side(there: Place, full: bool) -> None:  # noqa: FBT001 - as every bench
    """Measure the same sweep by more and more workers."""
    cases = CASES * (5 if full else 1)
    rates = {count: _rate(there.url("PostgreSQL"), cases, count) for count in CREWS}
    two = "two workers / one"
    say(
        f"a sweep of {cases:,} due cases by several workers, PostgreSQL",
        {
            **{f"{count} workers, cases per s": rate for count, rate in rates.items()},
            two: rates[2] / rates[1],
            "three workers / one": rates[3] / rates[1],
        },
        {two: Goal(at_least=1.0)},
    )


def _rate(url: str, cases: int, count: int) -> float:
    with filled(url, cases):
        pass
    workers = [
        subprocess.Popen([*COMMAND, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    for worker in workers:
        worker.stdout.readline()
    begun = time.perf_counter()
    for worker in workers:
        worker.stdin.write("sweep\n")
        worker.stdin.flush()
    fired = [int(worker.stdout.readline()) for worker in workers]
    seconds = time.perf_counter() - begun
    for worker in workers:
        worker.communicate()
    assert sum(fired) == cases, f"{fired} of {cases} fired"
    return cases / seconds


def sweep_when_told(url: str) -> None:
    """Be one of the workers."""
    with Office.open(url, clock=ManualClock(DUE), upgrade=False) as office:
        office.views.timers()
        print("ready", flush=True)
        sys.stdin.readline()
        fired = 0
        while swept := office.tick().swept.fired:
            fired += swept
        print(fired, flush=True)


if __name__ == "__main__":
    sweep_when_told(sys.argv[1])
