"""A year of a draft, simulated on a page: what it would ask of people before anybody works by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from ...definitions import Flow
from ...errors import DefinitionFaults, GuatuError
from ...simulation import (
    Assumptions,
    Fit,
    Outcome,
    Source,
    fit,
    pictures,
    read_assumptions,
    sentences,
    simulate,
    write_assumptions,
)
from ...workflow.means import WorkTimes
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A year that was simulated: what came, what was assumed, and from what it was concluded."""

    outcome: Outcome
    assumed: Assumptions
    written: str
    fitted: Fit | None


@router.get("/simulation")
def simulation(visit: Looker, draft: At) -> Response:
    """Simulate a year of a draft as it was saved last, by the assumptions of the form."""
    given = visit.request.query_params
    typed = {name: given.get(name, "") for name in ("arrivals", "year", "seed", "fit", "assume")}
    flow: Flow | None = None
    found: Simulated | None = None
    refused: Refusal | None = None
    try:
        flow = visit.office.designer.read(draft.bundle)
        faulty = _faulty(visit, typed)
        if faulty:
            words = visit.say("没有模拟：请改正下面的内容")
            refused = Refusal(status=HTTPStatus.UNPROCESSABLE_ENTITY, words=words, faulty=faulty)
        else:
            found = _simulated(visit, flow, typed)
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
        text = typed[name].strip()
        least = 1 if name == "year" else 0
        if text and not (text.isascii() and text.isdigit() and least <= int(text[:12]) <= most):
            found[name] = visit.say("应为 {least} 到 {most} 的整数", least=least, most=most)
    if len(typed["assume"]) > LONGEST:
        found["assume"] = visit.say("太长")
    return found


def _simulated(visit: Visit, flow: Flow, typed: dict[str, str]) -> Simulated:
    office = visit.office
    begun = Assumptions(
        arrivals=ARRIVALS,
        year=int(typed["year"] or _year(visit)),
        seed=int(typed["seed"] or 0),
    )
    fitted = None
    if typed["fit"]:
        fitted = fit(office.views.mine(office.clock.now(), flow.key), flow, begun)
        begun = fitted.assumptions
    text = typed["assume"].replace("\r\n", "\n")
    sources = [Source(text=text, file=visit.say("假设"))] if text.strip() else []
    assumed = read_assumptions(sources, flow, begun)
    if typed["arrivals"]:
        assumed = replace(assumed, arrivals=float(typed["arrivals"]))
    assumed = replace(assumed, arrivals=min(assumed.arrivals, float(MOST)))
    times = WorkTimes(office.zone, office.settings.windows)
    outcome = simulate(flow, assumed, times.of(office.calendars.current()[flow.calendar]))
    written = write_assumptions(assumed, flow)
    return Simulated(outcome=outcome, assumed=assumed, written=written, fitted=fitted)
