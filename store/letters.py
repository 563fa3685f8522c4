"""Letters: held by one command at a time, numbered without gaps, written with their steps."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from ..errors import StaleLetter, UnknownLetter
from ..workflow.correspondence import Letter, LetterChange, LetterFile, LetterStep, Receipt
from ..workflow.values import Outgoing
from .boards import Query
from .layout import letters, tables
from .rows import letter_row, letter_value, outbox_row, plain_row, plain_value
from .statements import add_once, inserting

_LETTER, _RECEIPT = tables.letter, letters.letter_receipt
_KEY = _LETTER.c.key == bindparam("named")
_CASE_OF = select(_LETTER.c.case_id).where(_KEY)
_READ = select(_LETTER).where(_KEY)
_HOLD = _READ.with_for_update()
_RECEIPTS = (
    select(_RECEIPT)
    .where(_RECEIPT.c.letter == bindparam("named"))
    .order_by(_RECEIPT.c.at, _RECEIPT.c.unit)
)
_WRITE = update(_LETTER).where(_KEY, _LETTER.c.version == bindparam("before"))
_STEP = insert(letters.letter_step)


class SqlLetters:
    """The letters as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def case_of(self, key: str) -> int | None:
        """Give the case a letter is about, None for none; raise UnknownLetter."""
        if "\0" in key:  # PostgreSQL refuses the question
            raise UnknownLetter(name=key)
        found = self._connection.execute(_CASE_OF, {"named": key}).one_or_none()
        if found is None:
            raise UnknownLetter(name=key)
        case: int | None = found.case_id
        return case

    def read(self, key: str) -> LetterFile:
        """Read a letter for looking only; raise UnknownLetter."""
        return self._file(key, _READ)

    def hold(self, key: str) -> LetterFile:
        """Read a letter and keep it from others until the transaction ends; raise UnknownLetter."""
        return self._file(key, _HOLD)

    def _file(self, key: str, query: Query) -> LetterFile:
        named = {"named": key}
        found = None if "\0" in key else self._connection.execute(query, named)
        row = found.mappings().one_or_none() if found else None
        if row is None:
            raise UnknownLetter(name=key)
        signed = self._connection.execute(_RECEIPTS, named).mappings()
        return LetterFile(
            letter=letter_value(row), receipts=tuple(plain_value(Receipt, r) for r in signed)
        )

    def next_serial(self, code: str, year: int, letter: Letter, *, at: datetime, by: str) -> int:
        """Give a letter the next number of an issuing code and year.

        The counter's row is held until the transaction ends: numbers have no gaps.
        """
        counter = letters.letter_counter
        adding = inserting(self._connection.dialect.name, counter).values(
            code=code, year=year, last=1
        )
        counting = adding.on_conflict_do_update(
            index_elements=["code", "year"], set_={"last": counter.c.last + 1}
        ).returning(counter.c.last)
        serial = int(self._connection.execute(counting).scalar_one())
        row = {"code": code, "year": year, "serial": serial, "letter": letter.key, "at": at}
        self._connection.execute(insert(letters.letter_number), {**row, "by": by})
        return serial

    def void_number(self, letter: str, at: datetime) -> None:
        """Mark a letter's number as void (作废); it is kept and never given again."""
        number = letters.letter_number
        self._connection.execute(update(number).where(number.c.letter == letter).values(void_at=at))

    def add(self, letter: Letter, step: LetterStep) -> None:
        """Write a letter that is about no case, with its first step."""
        self._connection.execute(insert(tables.letter), letter_row(letter))
        self._connection.execute(_STEP, plain_row(step))

    def write(self, change: LetterChange) -> None:
        """Write a change; raise StaleLetter when the letter has another version by now."""
        wanted = {"named": change.letter.key, "before": change.before}
        done = self._connection.execute(_WRITE, wanted | letter_row(change.letter))
        if done.rowcount != 1:
            raise StaleLetter(letter=change.letter.key, expected=change.before)
        self._connection.execute(_STEP, [plain_row(step) for step in change.steps])
        dialect = self._connection.dialect.name
        for receipt in change.receipts:
            self._connection.execute(add_once(dialect, letters.letter_receipt), plain_row(receipt))
        for image in change.images:
            row = {"digest": image.digest, "content": image.content}
            self._connection.execute(add_once(dialect, letters.seal_image), row)

    def send(self, outgoing: Outgoing) -> None:
        """Put a delivery into the outbox, once for its key."""
        adding = add_once(self._connection.dialect.name, tables.outbox)
        self._connection.execute(adding, outbox_row(outgoing))
