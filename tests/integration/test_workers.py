"""Three worker nodes, each a process of its own, on one PostgreSQL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from guatu import Office
from testkit.offices import kinds, open_case, open_office, slips_only

CASES = 60


def start_worker(url: str, letters: Path, *options: str, **environment: str):
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "guatu", "worker", "--db", url, *options],
        # These run by the real clock, at whatever hour the tests do.
        env={**os.environ, "GUATU_LETTERS": str(letters), "GUATU_HOLD": "0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(question: Callable[[], object], timeout: float = 60) -> None:
    until = time.monotonic() + timeout
    while not question():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def end_leases(office: Office) -> None:
    """Let the ten minutes pass for which a worker that died keeps what it had in hand."""
    with office.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE guatu_outbox SET try_at = created_at WHERE state = 'waiting' AND token <> ''"
        )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "environment"),
    [
        ((), {}),
        ((), {"GUATU_NOTIFY": "0"}),
        (("--cluster",), {}),
    ],
    ids=["notify", "without notify", "cluster"],
)
def test_three_workers_do_everything_once_though_one_is_killed(
    postgres_url, clock, tmp_path, options, environment
) -> None:
    letters = tmp_path / "letters"
    with open_office(
        postgres_url, clock, flow=slips_only(tmp_path)
    ) as office:  # in March: all is long due by now
        cases = [open_case(office).id for _ in range(CASES)]
        workers = [start_worker(postgres_url, letters, *options, **environment) for _ in range(3)]
        greetings = [worker.stdout.readline() for worker in workers]
        workers[0].send_signal(signal.SIGKILL)
        workers[0].wait()
        wait_for(lambda: len(office.views.escalations()) >= CASES)
        end_leases(office)
        wait_for(lambda: set(office.views.timers().outbox) == {"sent"})
        for worker in workers[1:]:
            worker.send_signal(signal.SIGTERM)
        ends = [worker.communicate(timeout=30) for worker in workers]

        assert all("已启动" in greeting for greeting in greetings)
        assert [worker.returncode for worker in workers] == [-signal.SIGKILL, 0, 0]
        assert all(said.strip().endswith("已停止。") for said, _ in ends[1:])
        assert [complaint for _, complaint in ends[1:]] == ["", ""]
        raised = Counter((e.case, e.entry, e.rung) for e in office.views.escalations())
        assert set(raised.values()) == {1}
        assert {case for case, _, _ in raised} == set(cases)
        assert [kinds(office, case).count("escalated") for case in cases] == [1] * CASES
        drafted = {letter.key for letter in office.views.letters()}
        written = Counter(file.name.split("_")[1] for file in letters.glob("*.txt"))
        assert (set(written), office.verify().is_whole) == (drafted, True)
