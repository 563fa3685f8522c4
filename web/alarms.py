"""The alarm every page of whoever looks after the office shows: its loop has stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from ..errors import Language
from ..office import Office

FRESH: Final = timedelta(seconds=5)
"""How long one look is good for, by the office's clock; pages are many and heartbeats few."""

_FINE: Final[Mapping[Language, str]] = {"zh": "", "en": ""}


class Alarms:
    """Remembers for some seconds what one process was last told of the office's heartbeat."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._looked_at: datetime | None = None
        self._said: Mapping[Language, str] = _FINE

    def sentence(self, office: Office, language: Language) -> str:
        """Say that the loop has stopped or never ran; empty while it beats."""
        now = office.clock.now()
        with self._lock:
            if self._looked_at is None or abs(now - self._looked_at) >= FRESH:
                self._said = office.alarm()
                self._looked_at = now
            return self._said[language]
