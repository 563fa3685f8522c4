"""Measures what design §8 asks for and prints ratios: one JSON line and a table a bench.

Never a test: figures depend on the machine, ratios within one run much less.
Run it with ``make bench``, or ``make bench ARGS="transitions sweeps --full"``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from . import (
    arithmetic,
    checking,
    docx,
    impacts,
    memory,
    mining,
    papers,
    readers,
    simulations,
    staffing,
    sweeps,
    transitions,
    walls,
    workers,
)
from .scenes import Place, place

BENCHES: dict[str, Callable[[Place, bool], None]] = {
    "arithmetic": lambda _place, _full: arithmetic.additions(),
    "transitions": lambda there, _full: transitions.one_by_one(there),
    "bulk": lambda there, _full: transitions.in_bulk(there),
    "staffing": lambda there, _full: staffing.choosing(there),
    "sweeps": sweeps.among_pending,
    "workers": workers.side_by_side,
    "memory": memory.while_sweeping,
    "mining": lambda there, _full: mining.a_history(there),
    "papers": papers.printing,
    "simulations": lambda _place, _full: simulations.a_year(),
    "walls": lambda there, _full: walls.at_a_glance(there),
    "readers": lambda there, _full: readers.side_by_side(there),
    "checking": lambda _place, _full: checking.largest(),
    "typing": lambda there, _full: checking.typing(there),
    "impacts": lambda there, _full: impacts.of_a_version(there),
    "docx": lambda _place, _full: docx.letters(),
}


def main() -> None:
    """Run the benches asked for, all unless some are named."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("benches", nargs="*", metavar="BENCH", help=", ".join(BENCHES))
    parser.add_argument(
        "--full", action="store_true", help="also 1,000,000 pending timers and 100,000 due ones"
    )
    asked = parser.parse_args()
    unknown = set(asked.benches) - set(BENCHES)
    if unknown:
        parser.error(f"no bench {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped, too
    print(json.dumps({"run": _here(), "full": asked.full}, ensure_ascii=False), flush=True)
    with place() as there:
        for name in asked.benches or BENCHES:
            BENCHES[name](there, asked.full)


def _here() -> dict[str, object]:
    """Say on what it was measured."""
    root = Path(__file__).resolve().parents[1]
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "commit": commit.stdout.strip() or "unknown",
    }


if __name__ == "__main__":
    main()
