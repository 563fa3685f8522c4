"""A crew of processes to kill: forked from one that has imported everything, so a start is cheap.

``Crew`` is the test's side; ``python -m testkit.crew`` is the process that forks.
What a child does is a function of ``testkit.chores``, named with its arguments.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import chores

FORKING = [sys.executable, "-P", "-m", "testkit.crew"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a child ended: the signal that killed it or 0, its exit code, and what it printed."""

    signal: int
    code: int
    said: str


class Crew:
    """Starts children, ends them, and tells how they ended; all are killed when it is left."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._pids: set[int] = set()
        paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        with log.open("a") as complaints:
            self._parent = subprocess.Popen(
                FORKING,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pid in list(self._pids):
            self.kill(pid)
        self._parent.communicate(timeout=60)

    def start(self, chore: str, **arguments: Any) -> int:
        """Start a child and give its process id."""
        pid = int(self._ask(chore=chore, arguments=arguments)["pid"])
        self._pids.add(pid)
        return pid

    def wait(self, pid: int) -> Ended:
        """Wait until a child has ended."""
        ended = Ended(**self._ask(wait=pid))
        self._pids.discard(pid)
        return ended

    def kill(self, pid: int) -> Ended:
        """Kill a child at once, as ``kill -9`` does."""
        os.kill(pid, signal.SIGKILL)
        return self.wait(pid)

    def run(self, chore: str, **arguments: Any) -> Ended:
        """Start a child and wait until it has ended."""
        return self.wait(self.start(chore, **arguments))

    def do(self, chore: str, **arguments: Any) -> Any:
        """Run a chore that must succeed, and give what it printed last, as JSON."""
        ended = self.run(chore, **arguments)
        assert (ended.signal, ended.code) == (0, 0), self.log.read_text()[-5000:]
        return json.loads(ended.said.splitlines()[-1]) if ended.said else None

    def _ask(self, **request: Any) -> dict[str, Any]:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(request) + "\n")
        self._parent.stdin.flush()
        answer = self._parent.stdout.readline()
        assert answer, self.log.read_text()[-5000:]
        return dict(json.loads(answer))


def _fork(chore: str, arguments: dict[str, Any]) -> tuple[int, int]:
    """Start a child; give its id and the reading end of what it prints."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, reading
    code = 1
    try:
        os.dup2(writing, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        getattr(chores, chore)(**arguments)
        code = 0
    except BaseException:  # noqa: BLE001 - the child ends here, whatever it was
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _reap(pid: int, reading: int) -> dict[str, Any]:
    with os.fdopen(reading) as said:
        text = said.read()
    _, status = os.waitpid(pid, 0)
    return {
        "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
        "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0,
        "said": text,
    }


def serve() -> None:
    """Answer requests from standard input until it ends."""
    pipes: dict[int, int] = {}
    while line := sys.stdin.readline():
        request = json.loads(line)
        answer: dict[str, Any]
        if "wait" in request:
            answer = _reap(request["wait"], pipes.pop(request["wait"]))
        else:
            pid, pipes_end = _fork(request["chore"], request["arguments"])
            pipes[pid] = pipes_end
            answer = {"pid": pid}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    serve()
