"""A year of a draft, simulated on a page: what it would ask of people before anybody works by it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from ...definitions import Flow
from ...errors import DefinitionFaults, GuatuError
from ...simulation import (
    Assumptions,
    Rehearsal,
    Source,
    pictures,
    rehearse,
    sentences,
    write_assumptions,
)
from ..refusals import Refusal
from ..visits import Visit
from .designer import At
from .flows import Looker

router = APIRouter(prefix="/flows/drafts/{draft}")

ARRIVALS: Final = 40
MOST: Final = 1_000
"""How many cases a month a page simulates at most; the command line has no such bound."""

LAST_YEAR: Final = 9_990
LONGEST: Final = 20_000
"""How many signs of assumptions a page reads."""


@router.get("/simulation")
def simulation(visit: Looker, draft: At) -> Response:
    """Simulate a year of a draft as it was saved last, by the assumptions of the form."""
    given = visit.request.query_params
    names = ("arrivals", "year", "seed", "fit", "assume")
    typed = {name: given.get(name, "").strip() for name in names}
    flow: Flow | None = None
    found: Rehearsal | None = None
    refused: Refusal | None = None
    try:
        flow = visit.office.designer.read(draft.bundle)
        faulty = _faulty(visit, typed)
        if faulty:
            words = visit.say("没有模拟：请改正下面的内容")
            refused = Refusal(status=HTTPStatus.UNPROCESSABLE_ENTITY, words=words, faulty=faulty)
        else:
            found = _rehearsed(visit, flow, typed)
    except DefinitionFaults as error:
        lines = tuple(fault.sentence(visit.language) for fault in error.faults)
        words = visit.say("没有模拟：请先改正")
        refused = Refusal(status=HTTPStatus.OK, words=words, lines=lines)
    except GuatuError as error:
        refused = Refusal(status=HTTPStatus.OK, words=error.sentence(visit.language))
    return visit.page(
        "designer_simulation.html",
        refused=refused,
        draft=draft,
        flow=flow,
        typed=typed,
        usual={"arrivals": ARRIVALS, "year": _year(visit), "seed": 0},
        found=found,
        written=write_assumptions(found.assumed, flow) if found and flow else "",
        told=sentences(found.outcome, visit.language) if found else (),
        pictures=pictures(found.outcome, visit.language) if found else {},
        has_history=any(v.key == flow.key for v in visit.office.flows.versions())
        if flow
        else False,
    )


def _year(visit: Visit) -> int:
    """Give the year it is in the office."""
    return visit.office.clock.now().astimezone(visit.office.zone).year


def _faulty(visit: Visit, typed: dict[str, str]) -> dict[str, str]:
    """Give each number of the form that can't be used, with what is wanted."""
    found: dict[str, str] = {}
    for name, most in (("arrivals", MOST), ("year", LAST_YEAR), ("seed", 2**31)):
        text = typed[name]
        least = 1 if name == "year" else 0
        if text and not (text.isascii() and text.isdigit() and least <= int(text[:12]) <= most):
            found[name] = visit.say("应为 {least} 到 {most} 的整数", least=least, most=most)
    if len(typed["assume"]) > LONGEST:
        found["assume"] = visit.say("太长")
    return found


def _rehearsed(visit: Visit, flow: Flow, typed: dict[str, str]) -> Rehearsal:
    """Simulate a year; what stands in the field of arrivals goes before what the text says of them."""
    office = visit.office
    begun = Assumptions(
        arrivals=ARRIVALS,
        year=int(typed["year"] or _year(visit)),
        seed=int(typed["seed"] or 0),
    )
    arrivals = f"arrivals: {typed['arrivals']}" if typed["arrivals"] else ""
    texts = (typed["assume"].replace("\r\n", "\n"), arrivals)
    return rehearse(
        flow,
        office.calendars.worktime(flow.calendar),
        begun,
        mined=office.views.mine(office.clock.now(), flow.key) if typed["fit"] else None,
        sources=[Source(text=text, file=visit.say("假设")) for text in texts if text],
        most=MOST,
    )
