"""What people look at of letters: one with its whole life, the register of numbers, the prints."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, select

from ..errors import UnknownLetter
from ..workflow.correspondence import (
    Letter,
    LetterBreak,
    LetterPrint,
    LetterStep,
    Receipt,
    breaks_in,
)
from .layout import letters, tables
from .rows import letter_value, plain_value
from .seen import LetterLife, NumberLine, ReceiptLine, StepLine
from .statements import add_once
from .store import SqlStore

CHUNK = 500


class LetterArchive:
    """The letters of one store, for reading, and the papers that were made of them."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def letter(self, key: str) -> Letter:
        """Give a letter; raise UnknownLetter."""
        table = tables.letter
        return self._one(table.c.key == key, key)

    def by_code(self, code: str) -> Letter:
        """Give the letter that is verified by a code; raise UnknownLetter."""
        return self._one(tables.letter.c.code == code, code)

    def life(self, key: str) -> LetterLife:
        """Give a letter with its steps and receivers; raise UnknownLetter."""
        with self._store.reading() as connection:
            letter = _read(connection, tables.letter.c.key == key, key)
            names = self._store.rosters.directory(connection).name_of
            title = connection.execute(
                select(tables.case.c.title).where(tables.case.c.id == letter.case)
            ).scalar_one_or_none()
            steps = _steps(connection, key)
            receipt = letters.letter_receipt
            signed = {
                row["unit"]: plain_value(Receipt, row)
                for row in connection.execute(
                    select(receipt).where(receipt.c.letter == key)
                ).mappings()
            }
            return LetterLife(
                letter=letter,
                case_title=title or "",
                issuer_name=names(letter.issuer) if letter.issuer else "",
                steps=tuple(
                    StepLine(
                        seq=step.seq,
                        at=step.at,
                        kind=step.kind,
                        by=step.by,
                        by_name=names(step.by),
                        data=json.loads(step.data),
                        why=step.why,
                    )
                    for step in steps
                ),
                receivers=tuple(
                    ReceiptLine(
                        unit=unit,
                        unit_name=letter.outsiders.get(unit) or names(unit),
                        is_copy=unit in letter.copies,
                        at=signed[unit].at if unit in signed else None,
                        by_name=names(signed[unit].by) if unit in signed else "",
                        note=signed[unit].note if unit in signed else "",
                    )
                    for unit in dict.fromkeys((*letter.addressees, *letter.copies))
                ),
            )

    def numbers(self, *, year: int | None = None) -> Sequence[NumberLine]:
        """List the register of numbers, void ones included, in their order."""
        number, letter = letters.letter_number, tables.letter
        query = (
            select(number, letter.c.title)
            .join(letter, letter.c.key == number.c.letter)
            .order_by(number.c.code, number.c.year, number.c.serial)
        )
        if year is not None:
            query = query.where(number.c.year == year)
        with self._store.reading() as connection:
            names = self._store.rosters.directory(connection).name_of
            return [
                NumberLine(
                    code=row.code,
                    year=row.year,
                    serial=row.serial,
                    letter=row.letter,
                    title=row.title,
                    at=row.at,
                    by_name=names(row.by),
                    void_at=row.void_at,
                )
                for row in connection.execute(query)
            ]

    def seals(self, digests: Sequence[str]) -> Sequence[bytes]:
        """Give the pictures of seals, in the order of their hashes."""
        image = letters.seal_image
        with self._store.reading() as connection:
            found = {
                row.digest: bytes(row.content)
                for row in connection.execute(select(image).where(image.c.digest.in_(digests)))
            }
        return [found[digest] for digest in digests]

    def print_of(self, letter: str, paper: str) -> LetterPrint | None:
        """Give the paper that was made of a letter, None before."""
        table = letters.letter_print
        query = select(table).where(table.c.letter == letter, table.c.format == paper)
        with self._store.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return LetterPrint(
            letter=row.letter,
            format=row.format,
            content=bytes(row.content),
            faces=row.faces,
            substituted=row.substituted,
            at=row.at,
        )

    def keep_print(self, printed: LetterPrint) -> LetterPrint:
        """Keep the paper that was made of a letter, and give the one that counts: the first."""
        row = {
            "letter": printed.letter,
            "format": printed.format,
            "content": printed.content,
            "digest": printed.digest,
            "faces": dict(printed.faces),
            "substituted": dict(printed.substituted),
            "at": printed.at,
        }
        with self._store.writing() as connection:
            connection.execute(add_once(connection.dialect.name, letters.letter_print), row)
        return self.print_of(printed.letter, printed.format) or printed

    def prints(self, letter: str) -> Sequence[str]:
        """List the SHA-256 of every paper that was made of a letter."""
        table = letters.letter_print
        with self._store.reading() as connection:
            found = connection.execute(select(table.c.digest).where(table.c.letter == letter))
            return [row.digest for row in found]

    def _one(self, where: ColumnElement[bool], name: str) -> Letter:
        with self._store.reading() as connection:
            return _read(connection, where, name)


def check_letters(connection: Connection) -> tuple[int, list[LetterBreak]]:
    """Walk the steps of every letter; give how many there are, and every break.

    Letters are read a few hundred at a time: memory stays flat however many there are.
    """
    table, step = tables.letter, letters.letter_step
    found: list[LetterBreak] = []
    total, last = 0, ""
    while True:
        some = select(table).where(table.c.key > last).order_by(table.c.key).limit(CHUNK)
        read = [letter_value(row) for row in connection.execute(some).mappings()]
        if not read:
            return total, found
        last = read[-1].key
        steps: dict[str, list[LetterStep]] = {letter.key: [] for letter in read}
        query = select(step).where(step.c.letter.in_(steps)).order_by(step.c.letter, step.c.seq)
        for row in connection.execute(query).mappings():
            steps[row["letter"]].append(plain_value(LetterStep, row))
            total += 1
        for letter in read:
            found += breaks_in(letter, steps[letter.key])


def _read(connection: Connection, where: ColumnElement[bool], name: str) -> Letter:
    query = select(tables.letter).where(where)
    row = None if "\0" in name else connection.execute(query).mappings().one_or_none()
    if row is None:
        raise UnknownLetter(name=name)
    return letter_value(row)


def _steps(connection: Connection, key: str) -> list[LetterStep]:
    step = letters.letter_step
    rows = connection.execute(select(step).where(step.c.letter == key).order_by(step.c.seq))
    return [plain_value(LetterStep, row) for row in rows.mappings()]
