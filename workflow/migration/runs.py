"""A run of a migration: what was begun, by whom and why, and how far each of its cases is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

RunState = Literal["running", "done"]
CaseState = Literal["waiting", "done", "failed", "reverted", "touched"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One migration as it stands: ``plan`` is its YAML text, the counts are numbers of cases.

    ``version`` is the number of the version it goes to; ``touched`` cases were worked on by
    somebody after they had been migrated, so that they were not brought back.
    """

    id: int
    flow: str
    to: str
    version: int
    plan: str
    why: str
    by: str
    at: datetime
    state: RunState
    ended_at: datetime | None = None
    waiting: int = 0
    done: int = 0
    failed: int = 0
    reverted: int = 0
    touched: int = 0

    @property
    def total(self) -> int:
        """The cases it takes in."""
        return self.waiting + self.done + self.failed + self.reverted + self.touched


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRun:
    """One case of a run: ``note`` says why it failed or was left.

    One that still waited when its run was reverted counts as reverted, without a line of history.
    ``seq`` is the number of its line of history, ``last`` that of the last one it brought about.
    """

    run: int
    case: int
    state: CaseState
    title: str = ""
    note: str = ""
    seq: int = 0
    last: int = 0
