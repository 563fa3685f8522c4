"""A register (台账): all cases of one flow, each as a line that can be told again in any file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..definitions.flow import Flow
from ..definitions.model import Color
from .figures import Figure
from .values import CaseStatus

_MARK_LENGTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredCase:
    """A case as it stands in a register.

    ``flow`` is the version it runs on, ``fields`` are its values in their types. ``holders`` maps
    roles to the names of who holds them now. ``light`` is empty for a case that has ended.
    ``is_seen`` says whether whoever asks may look at it, ``version`` how often it was changed, where
    that is asked for.
    """

    id: int
    ref: str | None
    title: str
    flow: Flow
    stage: str
    status: CaseStatus
    grade: str
    fields: Mapping[str, Any]
    opened_at: datetime
    opened_by: str
    light: Color | None = None
    due_at: datetime | None = None
    holders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_seen: bool = True
    version: int = 0

    @property
    def mark(self) -> str:
        """What tells the case in a file, such as ``#12-3fa9c1d2``; another office's has another."""
        said = f"{self.flow.key} {self.id} {self.opened_at.isoformat()} {self.opened_by}"
        return f"#{self.id}-{hashlib.sha256(said.encode()).hexdigest()[:_MARK_LENGTH]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredFigure:
    """A figure of a series as it stands in a register, with its case and who entered it by name."""

    case: RegisteredCase
    figure: Figure
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaughtHeader:
    """A column header that somebody explained: the field it means in ledgers of that flow.

    ``header`` is written as it is compared: without blanks, in half width and lower case.
    """

    flow: str
    header: str
    field: str
    by: str
    at: datetime
