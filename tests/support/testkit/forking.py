"""A guatu command without the second it takes to import guatu: one process has it, and forks.

``forking`` starts that process; a command its launcher starts is a process of its own, with the
arguments, folder, environment, input, output and exit code of one started from a shell. With ``-c``
it is a Python program instead.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

REQUEST: Final = 1 << 20
CLIENT: Final = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({place!r})
    wanted = {{"argv": sys.argv[1:], "cwd": os.getcwd(), "env": dict(os.environ)}}
    socket.send_fds(line, [json.dumps(wanted).encode() + b"\\n"], [0, 1, 2])
    os._exit(line.recv(1)[0])
"""


@contextmanager
def forking(folder: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """Keep a process that has imported guatu, and give the launcher of commands it forks for."""
    place, launcher = folder / "forks", folder / "guatu"
    launcher.write_text(CLIENT.format(python=sys.executable, place=str(place)))
    launcher.chmod(0o755)
    command = [sys.executable, "-P", "-m", "testkit.forking", str(place)]
    paths = {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    with subprocess.Popen(command, env={**environment, **paths}, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        if not process.stdout.readline():
            message = f"nothing forks: the process ended with {process.wait()}"
            raise RuntimeError(message)
        try:
            yield launcher
        finally:
            process.kill()


def _wait_for_a_command(place: str) -> None:
    """Fork for every command that is asked for; returns in each process forked, to be it."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen()
        print("ready", flush=True)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who attend
        while True:
            line, _ = door.accept()
            if os.fork() == 0:
                break
            line.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    text, handles, _, _ = socket.recv_fds(line, REQUEST, 3)
    while not text.endswith(b"\n"):
        text += line.recv(REQUEST)
    command = os.fork()
    if command:
        line.send(bytes([os.waitstatus_to_exitcode(os.waitpid(command, 0)[1]) & 0xFF]))
        os._exit(0)
    line.close()
    _become(json.loads(text), handles)


def _become(wanted: Mapping[str, Any], handles: list[int]) -> None:
    for number, handle in enumerate(handles):
        os.dup2(handle, number)
        os.close(handle)
    os.chdir(wanted["cwd"])
    os.environ.clear()
    os.environ.update(wanted["env"])
    sys.argv[1:] = wanted["argv"]


if __name__ == "__main__":
    importlib.import_module("guatu.cli")
    _wait_for_a_command(sys.argv[1])
    if sys.argv[1] == "-c":
        exec(compile(sys.argv[2], "<string>", "exec"), {"__name__": "__main__"})
    else:
        runpy.run_module("guatu", run_name="__main__", alter_sys=True)
