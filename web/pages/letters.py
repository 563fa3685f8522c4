"""The list of letters, and the register of their numbers (发文登记)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, get_args

from fastapi import APIRouter
from starlette.responses import Response

from ...definitions.correspondence import GENRES
from ...store import LetterFilter
from ...workflow.correspondence import LetterState
from ..visits import At

router = APIRouter(prefix="/letters")

SIZE: Final = 50
STATES: Final[tuple[LetterState, ...]] = get_args(LetterState)
FURTHEST: Final = 10_000_000
YEARS: Final = range(1900, 2200)
LONGEST: Final = 100


@router.get("")
def letters(  # noqa: PLR0913, PLR0917 - the filters of a list
    visit: At,
    state: str = "",
    genre: str = "",
    issuer: str = "",
    year: str = "",
    case: str = "",
    q: str = "",
    offset: str = "",
) -> Response:
    """List the letters somebody sees, those that are wanted."""
    views, start = visit.desk.views(), _whole(offset, FURTHEST) or 0
    wanted = LetterFilter(
        state=state if state in STATES else None,
        genre=genre if genre in GENRES else "",
        issuer=issuer[:LONGEST].replace("\0", ""),
        year=_year(year),
        case=_whole(case, 2**62),
        text=q.strip()[:LONGEST].replace("\0", ""),
    )
    found = views.letter_list(wanted, limit=SIZE, offset=start)
    return visit.page(
        "letters.html",
        found=found,
        wanted=wanted,
        is_filtered=replace(wanted, state=None) != LetterFilter(),
        of_case=found.lines[0].case_title if wanted.case is not None and found.lines else "",
        query={
            "state": wanted.state,
            "genre": wanted.genre,
            "issuer": wanted.issuer,
            "year": wanted.year,
            "case": wanted.case,
            "q": wanted.text,
        },
        offset=start,
        size=SIZE,
        states=STATES,
        genres=GENRES,
        issuers=views.letter_issuers(),
        years=views.letter_years(),
    )


@router.get("/numbers")
def numbers(visit: At, year: str = "", code: str = "", offset: str = "") -> Response:
    """Show the register of the numbers of the letters somebody sees."""
    start = _whole(offset, FURTHEST) or 0
    wanted = {"year": _year(year), "code": code[:LONGEST].replace("\0", "")}
    found = visit.desk.views().number_list(
        year=_year(year), code=str(wanted["code"]), limit=SIZE, offset=start
    )
    return visit.page("letter_numbers.html", found=found, wanted=wanted, offset=start, size=SIZE)


def _whole(text: str, most: int) -> int | None:
    """Read a whole number of an address; None for what is none, or too large for a database."""
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return min(int(text), most) if is_number else None


def _year(text: str) -> int | None:
    found = _whole(text, max(YEARS))
    return found if found in YEARS else None
