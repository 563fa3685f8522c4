"""Working inside a host's own transaction, and hearing of its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

Host = Connection | Session
Call = Callable[[], None]


class Aftermath:
    """What is to be done once a host has committed, and forgotten when it rolls back.

    A session tells after its commit; a bare connection has no such event and tells just before.
    """

    def __init__(self) -> None:
        self._waiting: WeakKeyDictionary[Host, list[Call]] = WeakKeyDictionary()

    def await_commit(self, host: Host, calls: Iterable[Call]) -> None:
        """Keep calls, each once, until this host's transaction ends."""
        if host not in self._waiting:
            self._waiting[host] = []
            is_session = isinstance(host, Session)
            event.listen(host, "after_commit" if is_session else "commit", self._committed)
            event.listen(host, "after_rollback" if is_session else "rollback", self._rolled_back)
        waiting = self._waiting[host]
        waiting.extend(call for call in calls if call not in waiting)

    def _committed(self, host: Host) -> None:
        if not host.in_nested_transaction():
            for call in self._forget(host):
                call()

    def _rolled_back(self, host: Host) -> None:
        if not host.in_nested_transaction():
            self._forget(host)

    def _forget(self, host: Host) -> list[Call]:
        waiting = self._waiting.get(host, [])
        calls = list(waiting)
        waiting.clear()
        return calls
