"""Telling other machines that there is something to do, and hearing it: LISTEN and NOTIFY.

A word that is lost costs nothing but time: the regular beat finds the work too.
"""

from __future__ import annotations

import logging
import select
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, text

from ..workflow.casefiles import Change

log = logging.getLogger(__name__)

CHANNEL = "guatu_work"
SOON = timedelta(seconds=30)
"""What is due within the longest pause of a loop is told; what is due later its beat finds."""

QUIET = 30.0
PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)


def announce(connection: Connection) -> None:
    """Tell every listener when this transaction commits; several times in one count once."""
    connection.execute(text(f"SELECT pg_notify('{CHANNEL}', '')"))


def announce_soon(connection: Connection, change: Change) -> bool:
    """Tell every listener of a change that leaves something to do soon; once is enough."""
    if is_soon(change):
        announce(connection)
        return True
    return False


def is_soon(change: Change) -> bool:
    """Say whether a change leaves something to do before any loop would look by itself."""
    if change.outgoing:
        return True
    edge = change.case.changed_at + SOON
    return any(timer.state == "armed" and timer.fire_at <= edge for timer in change.timers)


class Listener:
    """A thread with a connection of its own that calls ``heard`` when there is something to do.

    It comes back after the database was away, and then calls once for what it may have missed.
    """

    def __init__(self, engine: Engine, heard: Callable[[], None]) -> None:
        self._parameters = connection_parameters(engine)
        self._heard = heard
        self._stopping = threading.Event()
        self._bell, self._ear = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="guatu-listener", daemon=True)
        self.is_listening = threading.Event()

    def start(self) -> None:
        """Begin to listen; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End listening; a second time nothing happens."""
        if not self._stopping.is_set():
            self._stopping.set()
            self._bell.send(b"x")
            self._thread.join()
            self._bell.close()
            self._ear.close()

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                with psycopg.connect(**self._parameters, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}".encode())
                    failures = 0
                    self.is_listening.set()
                    self._listen(connection)
            except psycopg.Error as error:
                log.warning("not listening to the database: %s", error)
            self.is_listening.clear()
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
            failures += 1
            self._stopping.wait(pause)

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        self._heard()
        while not self._stopping.is_set():
            ear = self._ear.fileno()
            ready, _, _ = select.select([connection.fileno(), ear], [], [], QUIET)
            if ear in ready:
                return
            if not ready:
                connection.execute("SELECT 1")  # finds out that the database went away in silence
            if any(True for _ in connection.notifies(timeout=0)) or not ready:
                self._heard()


def connection_parameters(engine: Engine) -> dict[str, Any]:
    """Give what psycopg needs to reach the database of an engine."""
    _, parameters = engine.dialect.create_connect_args(engine.url)
    return {**parameters, "connect_timeout": 10}
