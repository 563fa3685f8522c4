"""Lanes: a thread for each channel that has something to deliver, so that none waits for another."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from ...workflow.going import GoesOn

MOST: Final = 6
_LOOK: Final = 0.05  # seconds between two questions whether to go on waiting

_log = logging.getLogger(__name__)


class Lanes:
    """At most ``most`` lanes at once, and never two of one name in a process.

    A lane that hangs keeps its place and nothing else: whoever waits for it may leave, and its
    thread ends when its work does. The threads do not keep a process alive.
    """

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._changed = threading.Condition()
        self._busy: set[str] = set()

    def run(self, names: Sequence[str], work: Callable[[str], None], *, goes_on: GoesOn) -> None:
        """Work in a lane of each name until all have ended, or until it shall not go on.

        A name whose lane is still busy from before is left out.
        """
        waiting, mine = deque(names), set[str]()
        with self._changed:
            while goes_on():
                while waiting and len(self._busy) < self._most:
                    name = waiting.popleft()
                    if name not in self._busy:
                        mine.add(name)
                        self._open(name, work)
                if not waiting and not mine & self._busy:
                    return
                self._changed.wait(_LOOK)

    @property
    def busy(self) -> tuple[str, ...]:
        """The names of the lanes at work."""
        with self._changed:
            return tuple(sorted(self._busy))

    def settle(self, patience: float) -> bool:
        """Wait until every lane has ended, at most so many seconds; say whether they have."""
        until = time.monotonic() + patience
        with self._changed:
            while self._busy and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            return not self._busy

    def _open(self, name: str, work: Callable[[str], None]) -> None:
        self._busy.add(name)
        threading.Thread(
            target=self._pass, args=(name, work), name=f"guatu-lane-{name}", daemon=True
        ).start()

    def _pass(self, name: str, work: Callable[[str], None]) -> None:
        try:
            work(name)
        except Exception:  # noqa: BLE001 - the outbox may be away; the next run looks again
            _log.exception("the lane of %s broke", name)
        finally:
            with self._changed:
                self._busy.discard(name)
                self._changed.notify_all()
