"""Looking at letters: lists, one with its life, its text, its papers, and the proof of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from ...letters import LetterProof
from ...notifications import MEDIA_TYPES, PaperFormat, safe_name
from ...store import DeliveryRow, LetterLife, NumberLine
from ...workflow.correspondence import LetterState
from ..visits import AtDoor
from .bodies import LONGEST_NAME, page_of
from .callers import Caller, require_overseer
from .careful import CarefulRoute
from .cursors import Page, Paged, at, moment
from .looking import Filter
from .shapes import LETTER_ROW

router = APIRouter(route_class=CarefulRoute, tags=["letters"])

LetterKey = Annotated[str, Path(max_length=LONGEST_NAME, description="The key of a letter.")]
PAPERS: Final = {
    kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterStepSeen:
    """A step that may be taken; ``obstacle`` says what must be mended first, empty for nothing.

    ``units`` are the receivers the caller may sign for, by key.
    """

    step: str
    obstacle: str
    units: Sequence[str]


@router.get("/letters", response_model=page_of("Letter", LETTER_ROW))
def letters(
    visit: Caller, pager: Paged, state: Annotated[LetterState | None, Query()] = None
) -> Page:
    """List the letters of the cases the caller sees, the oldest first."""
    place = pager.behind(0, "")
    after = (moment(place[0]), place[1]) if place else None
    rows = visit.desk.views().letters(state=state, after=after, limit=pager.limit + 1)
    return pager.listed(rows, lambda row: (at(row.drafted_at), row.key))


@router.get("/numbers", response_model=page_of("Number", NumberLine))
def numbers(
    visit: Caller, pager: Paged, year: Annotated[int | None, Query(ge=1900, le=2200)] = None
) -> Page:
    """List the register of numbers (发文登记), void ones included; for administrators and auditors."""
    require_overseer(visit)
    lines = visit.office.letters.numbers(year=year)
    return pager.cut(lines, lambda line: (line.code, line.year, line.serial))


@router.get("/deliveries", response_model=page_of("Delivery", DeliveryRow))
def deliveries(visit: Caller, pager: Paged, letter: Filter = None) -> Page:
    """List the deliveries of the letters of the cases the caller sees, with receipts, oldest first."""
    place = pager.behind(0, "")
    after = (moment(place[0]), place[1]) if place else None
    rows = visit.desk.views().deliveries(letter=letter, after=after, limit=pager.limit + 1)
    return pager.listed(rows, lambda row: (at(row.created_at), row.key))


@router.get("/proofs/{code}", response_model=LetterProof, operation_id="proof")
def proof(
    code: Annotated[str, Path(max_length=60, description="The code printed on a letter.")],
    guest: AtDoor,
) -> LetterProof:
    """Say whether the letter with this code is genuine (核验); anybody may ask who has the code."""
    return guest.office.letters.proof(code)


@router.get("/letters/{letter:path}/ways", response_model=list[LetterStepSeen])
def ways(letter: LetterKey, visit: Caller) -> Any:
    """Give the steps the caller may take with a letter now, in the order of its life."""
    visit.desk.views().require_letter(letter)
    return [
        LetterStepSeen(
            step=way.step,
            obstacle=way.obstacle.sentence(visit.language) if way.obstacle else "",
            units=way.units,
        )
        for way in visit.office.engine.letters.ways(letter, by=visit.key)
    ]


@router.get("/letters/{letter:path}/source", response_model=dict[str, Any])
def source(letter: LetterKey, visit: Caller) -> dict[str, Any]:
    """Give the text of a letter as people edit it, and the places still to be filled in."""
    visit.desk.views().require_letter(letter)
    kept = visit.office.letters
    return {"source": kept.source(letter), "unfilled": list(kept.unfilled(letter))}


@router.get(
    "/letters/{letter:path}/papers/{paper}",
    response_class=Response,
    responses={200: {"content": PAPERS, "description": "The paper, as a file."}},
)
def paper(letter: LetterKey, paper: PaperFormat, visit: Caller) -> Response:
    """Print a letter; once it is ready to go out, always the same bytes."""
    visit.desk.views().require_letter(letter)
    known = visit.office.letters.life(letter).letter
    printed = visit.office.letters.print(letter, paper)
    name = f"{safe_name(f'{known.number}{known.title}')}.{paper}"
    return Response(
        printed.content,
        media_type=MEDIA_TYPES[paper],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


@router.get("/letters/{letter:path}", response_model=LetterLife, operation_id="letter")
def life(letter: LetterKey, visit: Caller, response: Response) -> LetterLife:
    """Give a letter with everything that was done to it, and who has received it."""
    visit.desk.views().require_letter(letter)
    found = visit.office.letters.life(letter)
    response.headers["ETag"] = f'"{found.letter.version}"'
    return found
