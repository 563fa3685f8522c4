"""Long lists, a page at a time: behind the last one seen, not behind so many.

A cursor says where a page ended, by the order of its list, and of which list with which filters it
is. It gives nobody anything: what he may see is asked anew for every page.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from .careful import WIDEST, is_odd

Row = TypeVar("Row")
Order = tuple[Any, ...]

MOST: Final = 200
USUAL: Final = 50
LONGEST: Final = 1000
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FURTHEST: Final = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list; ``next`` is the cursor of the next one, None on the last."""

    items: list[Any]
    next: str | None


class Pager:
    """Cuts the page a request asks for out of its list."""

    def __init__(
        self,
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=MOST, description="How many at most.")] = USUAL,
        cursor: Annotated[
            str | None,
            Query(max_length=LONGEST, description="Where to go on: `next` of the page before."),
        ] = None,
    ) -> None:
        self.limit = limit
        self._request = request
        self._response = response
        self._cursor = cursor

    @property
    def offset(self) -> int:
        """How many rows were given already, of a list whose order moves with time."""
        (given,) = self._after((0,)) or (0,)
        if not 0 <= given <= FURTHEST:
            raise _foreign()
        return int(given)

    def counted(self, rows: Iterable[Any]) -> Page:
        """Give the page of rows that were asked from ``offset`` on, one more than ``limit``."""
        found = list(rows)
        end = (self.offset + self.limit,) if len(found) > self.limit else None
        return self._page(found[: self.limit], end)

    def behind(self, *like: Any) -> Order | None:
        """Give where the page before ended, None for the first; ``like`` is any place of the list."""
        return self._after(like)

    def listed(self, rows: Iterable[Row], order: Callable[[Row], Order]) -> Page:
        """Give the page of rows that were asked for behind a place, one more than ``limit``."""
        found = list(rows)
        end = order(found[self.limit - 1]) if len(found) > self.limit else None
        return self._page(found[: self.limit], end)

    def cut(self, rows: Iterable[Row], order: Callable[[Row], Order]) -> Page:
        """Give the page of a whole list; ``order`` gives each row's place, which no other has."""
        placed = sorted(((order(row), row) for row in rows), key=lambda pair: pair[0])
        after = self._after(placed[0][0] if placed else None)
        if after is not None:
            placed = [pair for pair in placed if pair[0] > after]
        end = placed[self.limit - 1][0] if len(placed) > self.limit else None
        return self._page([row for _, row in placed[: self.limit]], end)

    def _page(self, items: list[Any], end: Order | None) -> Page:
        if end is None:
            return Page(items=items, next=None)
        said = json.dumps([self._list, *end], separators=(",", ":"))
        cursor = base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")
        query = {**self._request.query_params, "cursor": cursor}
        address = f"{self._request.url.path}?{urlencode(query)}"
        self._response.headers["Link"] = f'<{address}>; rel="next"'
        return Page(items=items, next=cursor)

    def _after(self, like: Order | None) -> Order | None:
        """Give where the page before ended, None for the first page; ``like`` is a place if any is."""
        if self._cursor is None:
            return None
        try:
            padded = self._cursor + "=" * (-len(self._cursor) % 4)
            of, *after = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        except (ValueError, TypeError, RecursionError) as error:
            raise _foreign() from error
        if (
            of != self._list
            or not all(_can_be(part) for part in after)
            or (like is not None and _kinds(after) != _kinds(like))
        ):
            raise _foreign()
        return tuple(after)

    @property
    def _list(self) -> str:
        """A mark of the list and its filters: a cursor of another one has no meaning here."""
        asked: Mapping[str, str] = self._request.query_params
        filters = sorted((k, v) for k, v in asked.items() if k not in {"cursor", "limit", "lang"})
        said = json.dumps([self._request.scope["path"], filters])
        return hashlib.sha256(said.encode()).hexdigest()[:12]


Paged = Annotated[Pager, Depends()]


def at(moment: datetime | None) -> int:
    """Give the place of a moment in an order, microseconds; one that is not comes last."""
    return 2**62 if moment is None else (moment - EPOCH) // timedelta(microseconds=1)


def moment(place: int) -> datetime:
    """Give the moment whose place is given; raises RequestValidationError for one that is none."""
    try:
        return EPOCH + timedelta(microseconds=place)
    except OverflowError as error:
        raise _foreign() from error


def _can_be(part: object) -> bool:
    """Say whether a part of a place is one a database can be asked about."""
    if isinstance(part, int):
        return abs(part) < WIDEST
    return isinstance(part, str) and not is_odd(part)


def _kinds(place: Iterable[Any]) -> list[type[Any]]:
    return [type(part) for part in place]


def _foreign() -> RequestValidationError:
    what = "it is no cursor of this list; begin without one"
    fault = {"type": "cursor_foreign", "loc": ("query", "cursor"), "msg": what, "input": None}
    return RequestValidationError([fault])
