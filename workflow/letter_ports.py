"""What the workflow needs to write letters and to keep them, as short Protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from ..definitions.model import LetterSpec
from .correspondence import Letter, LetterChange, LetterFile, LetterStep
from .delivery import Outgoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter as written so far: its title, plain text and e-mail HTML.

    ``body`` is the letter itself as plain data, which every other showing of it is made from.
    """

    title: str
    text: str
    html: str
    body: Mapping[str, Any]


class Scribe(Protocol):
    """Writes letters."""

    def draft(self, letter: LetterSpec, facts: Mapping[str, Any]) -> Draft:
        """Render a letter from its facts; raise LetterFailed when the template can't be rendered."""
        ...

    def rewrite(self, body: Mapping[str, Any], *, is_draft: bool, **values: Any) -> Draft:
        """Write a letter anew with other values in its head, such as its number or date."""
        ...

    def source(self, body: Mapping[str, Any]) -> str:
        """Give a letter as the text that people edit; ``read`` reads it back."""
        ...

    def unfilled(self, body: Mapping[str, Any]) -> Sequence[str]:
        """Give the places of a letter that are still to be filled in by hand, each once."""
        ...

    def read(self, source: str, *, letter: str) -> Draft:
        """Read a letter from text that people edited; raise LetterFailed with the line."""
        ...


class LetterShelf(Protocol):
    """The letters of one open transaction."""

    def case_of(self, key: str) -> int | None:
        """Give the case a letter is about, None for none; raise UnknownLetter."""
        ...

    def read(self, key: str) -> LetterFile:
        """Read a letter for looking only; raise UnknownLetter."""
        ...

    def hold(self, key: str) -> LetterFile:
        """Read a letter and keep it from others until the transaction ends; raise UnknownLetter."""
        ...

    def next_serial(self, code: str, year: int, letter: Letter, *, at: datetime, by: str) -> int:
        """Give a letter the next number of an issuing code and year.

        Whoever asks next waits until this transaction ends: numbers have no gaps, and a number
        whose transaction is rolled back is given again.
        """
        ...

    def void_number(self, letter: str, at: datetime) -> None:
        """Mark a letter's number as void (作废); it is kept and never given again."""
        ...

    def add(self, letter: Letter, step: LetterStep) -> None:
        """Write a letter that is about no case, with its first step."""
        ...

    def write(self, change: LetterChange) -> None:
        """Write a change; raise StaleLetter when the letter has another version by now."""
        ...

    def send(self, outgoing: Outgoing) -> None:
        """Put a delivery into the outbox, once for its key."""
        ...
