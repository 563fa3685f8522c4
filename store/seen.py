"""What views give: plain frozen values, ready to print or to serialise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..definitions.model import Color
from ..workflow.correspondence import Letter, LetterState


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One case on the board."""

    id: int
    version: int
    ref: str | None
    title: str
    flow: str
    stage: str
    stage_title: str
    grade: str
    territory: str
    status: str
    light: Color
    due_at: datetime | None
    is_provisional: bool
    is_paused: bool
    entered_at: datetime
    active_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """One case on which an approval waits, and until when; ``version`` is that of the case."""

    case: int
    version: int
    ref: str | None
    title: str
    stage: str
    stage_title: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One letter in the list."""

    key: str
    case: int
    case_title: str
    spec: str
    title: str
    text: str
    html: str
    recipients: tuple[str, ...]
    drafted_at: datetime
    state: LetterState
    genre: str
    number: str
    code: str | None
    barred: str
    issuer: str
    addressees: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFilter:
    """Which letters of a list are wanted: those that are everything said here.

    ``spec`` is the letter of a flow it is, ``year`` that of its draft in the office's zone;
    ``text`` is part of its title, of its number or of the title of its case.
    """

    state: LetterState | None = None
    genre: str = ""
    spec: str = ""
    issuer: str = ""
    year: int | None = None
    case: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """One letter in a list, without what it says."""

    key: str
    case: int | None
    case_title: str
    spec: str
    genre: str
    title: str
    recipients: tuple[str, ...]
    drafted_at: datetime
    state: LetterState
    number: str
    issuer: str
    issuer_name: str
    barred: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterList:
    """A page of letters, the newest first, and how many there are.

    ``counts`` has every state that occurs when no state is asked for; ``total`` are those wanted.
    """

    lines: tuple[LetterLine, ...]
    total: int
    counts: Mapping[LetterState, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of a letter's life, its data unpacked; ``by_name`` says who for people."""

    seq: int
    at: datetime
    kind: str
    by: str
    by_name: str
    data: Mapping[str, Any]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """A receiver of a letter: since when it has signed for it and who did, None while it has not."""

    unit: str
    unit_name: str
    is_copy: bool
    at: datetime | None
    by_name: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLife:
    """A letter with everything that was done to it, and who has received it."""

    letter: Letter
    case_title: str
    issuer_name: str
    steps: tuple[StepLine, ...]
    receivers: tuple[ReceiptLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberLine:
    """A number of the register (发文登记): whose it is, and whether it is void."""

    code: str
    year: int
    serial: int
    letter: str
    title: str
    at: datetime
    by_name: str
    void_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberList:
    """A page of the register of numbers, the newest first, and how many there are.

    ``codes`` are the issuing codes and ``years`` the years there are numbers of.
    """

    lines: tuple[NumberLine, ...]
    total: int
    codes: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One way of a letter out of the house, and what became of it.

    ``state`` is waiting, sent, dead or discarded; ``receipt`` what the receiving system answered,
    ``error`` why the last attempt failed.
    """

    key: str
    letter: str
    case: int | None
    event: str
    channel: str
    address: str
    state: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    receipt: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One event, its data unpacked; ``what`` and ``by_name`` say it for people."""

    seq: int
    at: datetime
    kind: str
    what: str
    by: str
    by_name: str
    data: Mapping[str, Any]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerCount:
    """How many timers, deliveries and jobs are in which state."""

    timers: Mapping[str, int]
    outbox: Mapping[str, int]
    jobs: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure of a case, its parts in words; ``counts`` says whether it is among the total."""

    series: str
    title: str
    number: int
    day: date
    amount: Decimal
    unit: str
    parts: Mapping[str, str]
    part_titles: Mapping[str, str]
    note: str
    by: str
    by_name: str
    at: datetime
    corrects: int | None
    corrected_by: int | None
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorValue:
    """An indicator with the cases it counts; no rate over nothing.

    ``numerator`` is the count or sum, of a rate the upper one; ``denominator`` the lower one of a
    rate, 0 for what is none. ``met`` are the cases of the numerator by id, ``counted`` those of the
    denominator; where stages are counted, a case stands there once for each. ``group`` is the part
    of the office it is of, such as a territory by its key, empty for all of it. ``formula`` says
    how it is computed under the version of the flow whose hash is ``flow_hash``.
    """

    key: str
    title: str
    numerator: float
    denominator: float
    met: tuple[int, ...]
    counted: tuple[int, ...]
    is_rate: bool
    unit: str
    formula: str
    flow_hash: str
    group: str = ""
    group_title: str = ""

    @property
    def value(self) -> float | None:
        """A rate's quotient, None over nothing; else the count or sum in ``unit``."""
        return self.rate if self.is_rate else self.numerator

    @property
    def rate(self) -> float | None:
        """The numerator over the denominator, None when that is 0."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """A case the calendar opened: about which period, for which unit if any, and where it is now."""

    flow: str
    period: str
    unit: str
    unit_title: str
    case: int
    ref: str | None
    title: str
    stage: str
    stage_title: str
    at: datetime
