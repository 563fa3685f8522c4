"""A purchasing office to test with: cases of the tender flow, which uses every rule about people."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from guatu import Case, Clock, ManualClock, Office
from guatu.workflow.values import Escalation

from .offices import move

FOLDER = Path(__file__).parent
TENDER, ROSTER = FOLDER / "tender.yaml", FOLDER / "tender_roster.yaml"
NUMBERS = count(1)
EXPERTS = {"money": "coin", "books": "ledger", "law": "judge"}


def open_tenders(url: str, clock: Clock, *, flow: Path = TENDER, **settings: Any) -> Office:
    """Open the purchasing office over a database that has guatu's tables."""
    office = Office.open(url, clock=clock, upgrade=False, **settings)
    office.load_roster(ROSTER)
    office.publish(flow)
    return office


def changed_tender(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the tender flow into a folder, with some texts of it replaced."""
    source = TENDER.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in source, f"the tender flow has no {old!r}"
        source = source.replace(old, new)
    file = folder / "tender.yaml"
    file.write_text(source, encoding="utf-8")
    return file


def buy(office: Office, *, by: str = "clerk", **fields: Any) -> Case:
    """Open a purchase for the clinic in the eastern district."""
    given = {
        "name": f"第{next(NUMBERS)}批",
        "district": "east",
        "kind": "medical",
        "amount": 80.0,
        "route": "open",
    }
    return office.engine.open("tender", fields={**given, **fields}, by=by)


def reviewed(office: Office, route: str, **fields: Any) -> int:
    """Bring a purchase into review, where one kind of round is asked."""
    case = buy(office, route=route, **fields).id
    office.engine.advance(case, "submit", by="clerk")
    return case


def signing(office: Office, *, by: str = "buyer", **fields: Any) -> int:
    """Bring a purchase to where it is signed; no round is asked on the way."""
    case = buy(office, **fields).id
    office.engine.advance(case, "submit", by="clerk")
    office.engine.advance(case, "conclude", by=by)
    return case


def holder(office: Office, case: int, role: str) -> str:
    """Tell who holds a role on a case; empty for nobody, several joined by commas."""
    return ",".join(h.holder for h in office.engine.explain(case).people if h.role == role)


def why(office: Office, case: int, role: str) -> str:
    """Tell why somebody holds a role."""
    return "；".join(h.why for h in office.engine.explain(case).people if h.role == role)


def outcome(office: Office, case: int, key: str) -> str:
    """Tell how a round of the present stage stands: empty while it runs."""
    return next(r.outcome for r in office.engine.explain(case).rounds if r.key == key)


def unmet(office: Office, case: int, transition: str) -> list[str]:
    """Say what a transition still needs."""
    (way,) = office.engine.explain(case, transition).ways
    return [check.mend for check in way.checks if check.is_needed and not check.is_met]


def owed(office: Office, person: str) -> list[tuple[int, str]]:
    """List what is on somebody's desk to do: cases and keys."""
    return [(task.case, task.key) for task in office.desk(person).tasks()]


def subjects(office: Office, person: str) -> list[str]:
    """List the subjects in somebody's inbox."""
    return [notice.subject for notice in office.views.inbox(person)]


def vacancies(office: Office, case: int) -> list[Escalation]:
    """List the open escalations of a case that say nobody does something."""
    found = office.views.escalations(case_id=case, open_only=True)
    return [e for e in found if e.rung.endswith("/vacant") or "/vacant@" in e.rung]


def tick_at(office: Office, text: str) -> None:
    """Move the office's clock to a wall time and let it tick."""
    assert isinstance(office.clock, ManualClock)
    move(office.clock, text)
    office.tick()


def agree(office: Office, case: int, key: str, people: Iterable[str]) -> None:
    """Let some people agree."""
    for person in people:
        office.engine.decide(case, key, "agree", by=person)
