"""The page a command about a letter works on: the letter, the case it is about, and the means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from ....errors import UnknownPerson
from ...correspondence import (
    Letter,
    LetterChange,
    LetterFile,
    LetterStep,
    Receipt,
    SealImage,
    stepped,
)
from ...letter_ports import Draft
from ...means import Means
from ...people import Directory, Person
from ...ports import Reading
from ..sending import sent
from ..sheet import Sheet


class Page:
    """A letter under work; ``sheet`` is that of its case, None for a letter about no single case.

    What is done to it is a step of its own chain, and a line in the history of its case.
    """

    def __init__(  # noqa: PLR0913 - a command about a letter needs exactly these
        self,
        *,
        uow: Reading,
        means: Means,
        file: LetterFile,
        sheet: Sheet | None,
        now: datetime,
        by: str,
    ) -> None:
        self.uow = uow
        self.means = means
        self.sheet = sheet
        self.now = now
        self.by = by
        self.read = file.letter
        self.letter: Letter = file.letter
        self.receipts = {receipt.unit: receipt for receipt in file.receipts}
        self._signed: list[Receipt] = []
        self._steps: list[LetterStep] = []
        self._images: list[SealImage] = []

    @property
    def directory(self) -> Directory:
        """People, units and places."""
        return self.uow.directory()

    @property
    def today(self) -> date:
        """The day it is in the office's zone."""
        return self.now.astimezone(self.means.worktimes.zone).date()

    @property
    def person(self) -> Person:
        """Who acts; raises UnknownPerson when the roster has no such active person."""
        person = self.directory.person(self.by)
        if person is None:
            raise UnknownPerson(name=self.by)
        return person

    def put(self, **values: Any) -> None:
        """Change the letter."""
        self.letter = replace(self.letter, **values)

    def show(self, written: Draft) -> None:
        """Let the letter say what was written."""
        self.put(title=written.title, text=written.text, html=written.html, body=written.body)

    def rewrite(self, *, is_draft: bool = False, **values: Any) -> None:
        """Write the letter anew with other values in its head."""
        body = self.letter.body
        self.show(self.means.scribe.rewrite(body, is_draft=is_draft, **values))

    def log(self, kind: str, data: Mapping[str, Any] | None = None, *, why: str = "") -> None:
        """Take a step: into the letter's chain, and into the history of its case."""
        self.letter, step = stepped(
            self.letter, at=self.now, kind=kind, by=self.by, data=data or {}, why=why
        )
        self._steps.append(step)
        for item in sent(self.means, self.letter, step, day=self.today, title=self.letter.title):
            self.uow.letters.send(item)
        if self.sheet is not None:
            told = {"letter": self.letter.key, "title": self.letter.title, "step": step.hash}
            self.sheet.log(f"letter_{kind}", {**told, **(data or {})}, why=why)

    def receipt(self, unit: str, note: str) -> None:
        """Let a unit sign for the letter."""
        receipt = Receipt(letter=self.letter.key, unit=unit, at=self.now, by=self.by, note=note)
        self.receipts[unit] = receipt
        self._signed.append(receipt)

    def keep(self, image: SealImage) -> None:
        """Keep the picture of a seal that is put on the letter."""
        self._images.append(image)

    def change(self) -> LetterChange | None:
        """Give what is to be written, None for nothing."""
        if not self._steps:
            return None
        return LetterChange(
            letter=replace(self.letter, version=self.read.version + 1),
            before=self.read.version,
            steps=tuple(self._steps),
            receipts=tuple(self._signed),
            images=tuple(self._images),
        )
