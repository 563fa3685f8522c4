"""Memory of a process while it sweeps, at more and more due cases: it should not grow.

The sweep runs in a process of its own: ``python -m guatu.bench.memory URL`` prints the resident
memory before and the highest during the sweep.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from guatu import ManualClock, Office

from .figures import Goal, say
from .scenes import DUE, Place, filled

DUES, FULL = (1_000, 10_000), 100_000
STATUS = Path("/proc/self/status")
COMMAND = [sys.executable, "-P", "-m", "guatu.bench.memory"]


def while_sweeping(there: Place, full: bool) -> None:  # noqa: FBT001 - as every bench
    """Measure the highest resident memory of a sweep, on SQLite; Linux only."""
    if not STATUS.exists():
        say("memory while sweeping", {"not measured": "needs Linux's /proc"})
        return
    sizes = (*DUES, FULL) if full else DUES
    reached: dict[int, float] = {}
    for due in sizes:
        url = there.url("SQLite")
        with filled(url, due):
            pass
        said = subprocess.run([*COMMAND, url], capture_output=True, text=True, check=True)
        fired, reached[due] = map(float, said.stdout.split())
        assert fired == due, f"{fired} of {due} fired"
    grown = f"MB more at {sizes[-1]:,} than at {sizes[0]:,}"
    say(
        "resident memory while sweeping, SQLite",
        {
            **{f"highest MB, {due:,} due": size for due, size in reached.items()},
            grown: reached[sizes[-1]] - reached[sizes[0]],
        },
        {grown: Goal(at_most=20)},
    )


def sweep(url: str) -> None:
    """Sweep, and print how many fired and the highest memory in MB."""
    fired = 0
    with Office.open(url, clock=ManualClock(DUE), upgrade=False) as office:
        while swept := office.tick().swept.fired:
            fired += swept
    print(fired, highest())


def highest() -> float:
    """Give the highest resident memory of this process so far, in MB; Linux only."""
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+)", STATUS.read_text())
    return int(kilobytes) / 1024


if __name__ == "__main__":
    sweep(sys.argv[1])
