"""Drafts of flows while they are worked on, held by the web app.

A stopgap: what is held here ends with the process, and a browser keeps what was typed meanwhile.
A draft has a revision, so that whoever saves over somebody else is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Final

from ..definitions.bundle import Bundle

MOST: Final = 50
"""How many saved revisions of a draft are kept, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One saved revision of a draft; ``base`` is the ``KEY@VERSION`` it came from, empty for none."""

    id: int
    base: str
    bundle: Bundle
    revision: int
    by: str
    at: datetime


class HeldDrafts:
    """The drafts of one web app."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[int, list[Draft]] = {}
        self._last = 0

    def all(self) -> Sequence[Draft]:
        """Give the newest revision of every draft, the last saved first."""
        with self._lock:
            newest = [revisions[-1] for revisions in self._held.values()]
        return sorted(newest, key=lambda draft: draft.at, reverse=True)

    def revisions(self, number: int) -> Sequence[Draft]:
        """Give what is kept of a draft, the newest first; nothing for one that is not there."""
        with self._lock:
            return self._held.get(number, [])[::-1]

    def begin(self, bundle: Bundle, *, base: str, by: str, at: datetime) -> Draft:
        """Begin a draft."""
        with self._lock:
            self._last += 1
            draft = Draft(id=self._last, base=base, bundle=bundle, revision=1, by=by, at=at)
            self._held[draft.id] = [draft]
        return draft

    def save(  # noqa: PLR0913 - keyword-only
        self, number: int, *, source: str, scenarios: str, expect: int, by: str, at: datetime
    ) -> tuple[Draft, bool]:
        """Save a draft; False with what is kept when another revision than expected stands there.

        What is the same already is not saved again.
        """
        with self._lock:
            revisions = self._held[number]
            newest = revisions[-1]
            bundle = replace(newest.bundle, source=source, scenarios=scenarios)
            if bundle == newest.bundle:
                return newest, True
            if newest.revision != expect:
                return newest, False
            saved = replace(newest, bundle=bundle, revision=newest.revision + 1, by=by, at=at)
            self._held[number] = [*revisions, saved][-MOST:]
        return saved, True

    def discard(self, number: int) -> None:
        """Forget a draft."""
        with self._lock:
            self._held.pop(number, None)
