"""What people look at of many letters: the list page by page, and the register of numbers.

Somebody sees the letters of the cases he sees. Of those about no case he sees what the units he
sees issue or receive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, String, cast, func, or_, select

from ..errors import UnknownLetter
from ..workflow.correspondence import LetterState
from .boards import Query, behind, seen_by, within
from .layout import letters, tables
from .seen import DeliveryRow, LetterFilter, LetterLine, LetterList, NumberLine, NumberList
from .viewing import Viewing

PAGE: Final = 50
_DELIVERY: Final = tuple(field.name for field in fields(DeliveryRow) if field.name != "case")
_LINE: Final = (
    *("key", "spec", "genre", "title", "recipients", "drafted_at", "state", "number"),
    *("issuer", "barred"),
)


class LetterLists(Viewing):
    """Letters in lists."""

    def letter_list(
        self, wanted: LetterFilter, *, limit: int = PAGE, offset: int = 0
    ) -> LetterList:
        """List letters, the newest first, and count them by state."""
        letter = tables.letter.c
        counting = self._of_letters(
            select(letter.state, func.count()).group_by(letter.state), wanted
        )
        listing = self._of_letters(
            select(
                *(letter[name] for name in _LINE),
                letter.case_id,
                _case_title().label("case_title"),
            )
            .order_by(letter.drafted_at.desc(), letter.key)
            .limit(limit)
            .offset(offset),
            wanted,
        )
        if wanted.state is not None:
            listing = listing.where(letter.state == wanted.state)
        with self._store.reading() as connection:
            names = self._store.rosters.directory(connection).name_of
            counts: dict[LetterState, int] = dict(connection.execute(counting).all())
            lines = tuple(
                LetterLine(
                    case=row["case_id"],
                    case_title=row["case_title"] or "",
                    issuer_name=names(row["issuer"]) if row["issuer"] else "",
                    **{name: row[name] for name in _LINE if name != "recipients"},
                    recipients=tuple(row["recipients"]),
                )
                for row in connection.execute(listing).mappings()
            )
        total = sum(counts.values()) if wanted.state is None else counts.get(wanted.state, 0)
        return LetterList(lines=lines, total=total, counts=counts)

    def require_letter(self, key: str) -> None:
        """Raise UnknownLetter for a letter that is not there, or not to be seen."""
        letter = tables.letter.c
        query = self._within(select(letter.key).where(letter.key == key))
        with self._store.reading() as connection:
            if "\0" in key or connection.execute(query).first() is None:
                raise UnknownLetter(name=key)

    def deliveries(
        self,
        *,
        letter: str | None = None,
        case_id: int | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int | None = None,
    ) -> Sequence[DeliveryRow]:
        """List the deliveries of letters, or of one letter or case, with their receipts, oldest first.

        ``after`` is the place of the last one seen.
        """
        box, letters = tables.outbox, tables.letter
        query = (
            select(box, letters.c.case_id)
            .join(letters, letters.c.key == box.c.letter)
            .where(box.c.letter != "")
        )
        query = behind(query, after, limit, box.c.created_at, box.c.key)
        query = within(query, self._sight, letters.c.case_id)
        if letter is not None:
            query = query.where(box.c.letter == letter)
        if case_id is not None:
            query = query.where(letters.c.case_id == case_id)
        with self._store.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            DeliveryRow(case=row["case_id"], **{name: row[name] for name in _DELIVERY})
            for row in rows
        ]

    def letter_years(self) -> tuple[int, ...]:
        """Give the years letters were drafted in, the newest first."""
        drafted = tables.letter.c.drafted_at
        with self._store.reading() as connection:
            first = connection.execute(select(func.min(drafted))).scalar_one()
            last = connection.execute(select(func.max(drafted))).scalar_one()
        if first is None or last is None:
            return ()
        newest, oldest = (_local_year(at, self._zone) for at in (last, first))
        return tuple(range(newest, oldest - 1, -1))

    def letter_issuers(self) -> Mapping[str, str]:
        """Map the units that issue letters to their names."""
        issuer = tables.letter.c.issuer
        query = select(issuer).where(issuer != "").distinct()
        with self._store.reading() as connection:
            names = self._store.rosters.directory(connection).name_of
            found = [row.issuer for row in connection.execute(query)]
        return dict(sorted(((key, names(key)) for key in found), key=lambda pair: pair[1]))

    def number_list(
        self,
        *,
        year: int | None = None,
        code: str = "",
        limit: int = PAGE,
        offset: int = 0,
    ) -> NumberList:
        """List the numbers given to letters, the newest first, void ones included (发文登记)."""
        number, letter = letters.letter_number, tables.letter
        mine = self._within(
            select(number, letter.c.title).join(letter, letter.c.key == number.c.letter)
        )
        kinds = self._within(
            select(number.c.code, number.c.year, func.count().label("given"))
            .join(letter, letter.c.key == number.c.letter)
            .group_by(number.c.code, number.c.year)
        )
        if year is not None:
            mine = mine.where(number.c.year == year)
        if code:
            mine = mine.where(number.c.code == code)
        newest = (number.c.year.desc(), number.c.code, number.c.serial.desc())
        with self._store.reading() as connection:
            found = connection.execute(kinds).all()
            wanted = mine.order_by(*newest).limit(limit).offset(offset)
            return NumberList(
                lines=tuple(self._numbers(connection, wanted)),
                total=sum(
                    row.given
                    for row in found
                    if year in {None, row.year} and code in {"", row.code}
                ),
                codes=tuple(sorted({row.code for row in found})),
                years=tuple(sorted({row.year for row in found}, reverse=True)),
            )

    def _numbers(self, connection: Connection, query: Query) -> Iterator[NumberLine]:
        names = self._store.rosters.directory(connection).name_of
        for row in connection.execute(query).mappings():
            plain = {n: row[n] for n in ("code", "year", "serial", "letter", "title", "at")}
            yield NumberLine(**plain, by_name=names(row["by"]), void_at=row["void_at"])

    def _of_letters(self, query: Query, wanted: LetterFilter) -> Query:
        """Narrow a question about letters to what is wanted, its state aside, and seen."""
        letter = tables.letter.c
        for name in ("genre", "spec", "issuer"):
            if said := getattr(wanted, name):
                query = query.where(letter[name] == said)
        if wanted.case is not None:
            query = query.where(letter.case_id == wanted.case)
        if wanted.year is not None:
            first, after = (
                datetime.combine(date(year, 1, 1), time(), self._zone).astimezone(UTC)
                for year in (wanted.year, wanted.year + 1)
            )
            query = query.where(letter.drafted_at >= first, letter.drafted_at < after)
        if wanted.text:
            query = query.where(_says(wanted.text))
        return self._within(query)

    def _within(self, query: Query) -> Query:
        sight = self._sight
        if sight.is_everything:
            return query
        letter, names = tables.letter.c, sorted(sight.names)
        goes_to = [
            _elements(column, is_postgresql=self._store.is_postgresql, among=names)
            for column in (letter.addressees, letter.copies)
        ]
        about_none = select(letter.key).where(
            letter.case_id.is_(None), or_(letter.issuer.in_(names), *goes_to)
        )
        # The sum keeps SQLite from gathering by case and sorting: it walks the dates and stops.
        of_cases = (letter.case_id + 0).in_(seen_by(sight))
        return query.where(or_(of_cases, letter.key.in_(about_none)))


def _elements(
    column: ColumnElement[Any], *, is_postgresql: bool, among: list[str]
) -> ColumnElement[bool]:
    """Say in SQL that a list kept as JSON has one of some names."""
    if is_postgresql:
        each = func.json_array_elements_text(column).table_valued("value")
    else:
        each = func.json_each(column).table_valued("value")
    asked: Select[Any] = select(each.c.value).where(each.c.value.in_(among))
    return asked.correlate(tables.letter).exists()


def _case_title() -> Any:
    """Look up the title of a case row by row: only the rows of a page are asked for it."""
    case = tables.case.c
    asked = select(case.title).where(case.id == tables.letter.c.case_id)
    return asked.correlate(tables.letter).scalar_subquery()


def _says(text: str) -> ColumnElement[bool]:
    letter, case, number = tables.letter.c, tables.case.c, letters.letter_number.c
    said = (
        number.code + "〔" + cast(number.year, String) + "〕" + cast(number.serial, String) + "号"
    )
    # A number stands behind the text of its letter; its register is read sooner.
    numbered = select(number.letter).where(said.icontains(text, autoescape=True))
    named = select(case.id).where(case.title.icontains(text, autoescape=True))
    return or_(
        letter.title.icontains(text, autoescape=True),
        letter.key.in_(numbered),
        letter.case_id.in_(named),
    )


def _local_year(at: datetime, zone: tzinfo) -> int:
    return at.astimezone(zone).year
