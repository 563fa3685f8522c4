"""How long an administrator waits for the largest shipped flow: for its check, and while he types."""

from __future__ import annotations

from statistics import quantiles
from time import perf_counter

from guatu import Office
from guatu.definitions import read_flow
from guatu.definitions.bundle import bundle_in
from guatu.definitions.files import shipped_flows
from guatu.notifications import LetterChecker, shipped_templates
from guatu.web.serving import settle
from testkit.shipped import SAMPLE_ROSTER
from testkit.visitors import Visitor, web_app

from .figures import Goal, say
from .scenes import Place

TIMES = 100
TYPED = 40
GOAL = Goal(at_most=200)


def largest() -> None:
    """Check texts that all differ by a comment, letter templates too, and give percentiles in ms."""
    path = max(shipped_flows(), key=lambda path: path.stat().st_size)
    source, templates, checker = (
        path.read_text(encoding="utf-8"),
        shipped_templates(),
        LetterChecker(),
    )
    settle()
    taken = []
    for number in range(TIMES):
        text = f"{source}# {number}\n"
        start = perf_counter()
        read_flow(text, file=path.name, templates=templates, template_checker=checker)
        taken.append((perf_counter() - start) * 1000)
    cuts = quantiles(taken, n=20)
    p50, p95 = (f"check of {path.stem}, {name}, ms" for name in ("p50", "p95"))
    say("checking", {p50: cuts[9], p95: cuts[18]}, {p95: GOAL})


def typing(there: Place) -> None:
    """Answer the designer page with problems, picture, words and differences, for texts that differ."""
    path = max(shipped_flows(), key=lambda path: path.stat().st_size)
    with Office.open(there.url("SQLite")) as office:
        office.publish_shipped([path.stem])
        office.load_roster(SAMPLE_ROSTER)
        by = next(p.key for p in office.people.people() if "administrator" in p.roles)
        draft = office.designer.drafts.begin(bundle_in(path), by=by, base=f"{path.stem}@1")
        visitor, taken = Visitor(web_app(office), by), []
        visitor.get(f"/flows/drafts/{draft.id}")
        settle()
        for number in range(TYPED):
            text = f"{draft.bundle.source}# {number}\n"
            start = perf_counter()
            answer = visitor.submit(
                f"/flows/drafts/{draft.id}/check", {"source": text}, accept="application/json"
            )
            taken.append((perf_counter() - start) * 1000)
            assert answer.json()["problems"] == []
    cuts = quantiles(taken, n=20)
    p50, p95 = (f"answer while typing {path.stem}, {name}, ms" for name in ("p50", "p95"))
    say("typing", {p50: cuts[9], p95: cuts[18]}, {p95: GOAL})
