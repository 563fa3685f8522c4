"""A small permit office to test with: its flow, its roster, and cases on their way through it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from guatu import Case, Clock, ManualClock, Office, Rulebook, Settings
from guatu.store import HistoryLine
from guatu.store.layout import tables
from guatu.workflow.time.calendars import china
from guatu.workflow.time.worktime import WorkTime

ZONE = ZoneInfo("Asia/Shanghai")
WORKTIME = WorkTime(china(), zone=ZONE)
"""The working time of the calendar that comes with guatu."""
FOLDER = Path(__file__).parent
PERMIT, ROSTER = FOLDER / "permit.yaml", FOLDER / "roster.yaml"
NUMBERS = count(1)


def china_time(text: str) -> datetime:
    """Read ``2026-03-02 09:00`` as the office's wall time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def fee_paid(facts: Mapping[str, Any]) -> bool:
    """Say the fee is paid for everything but a project named after a debt."""
    return "欠费" not in facts["name"]


def fee_rules() -> Rulebook:
    """Give the rulebook the permit flow needs."""
    return Rulebook({"fee_paid": fee_paid})


def open_office(
    url: str,
    clock: Clock,
    *,
    settings: Settings | None = None,
    rules: Rulebook | None = None,
    flow: Path = PERMIT,
    **ports: Any,
) -> Office:
    """Open an office with the roster and one published flow, the permit unless another is given."""
    office = another_office(url, clock, settings=settings, rules=rules, **ports)
    office.load_roster(ROSTER)
    office.publish(flow)
    return office


def another_office(
    url: str,
    clock: Clock,
    *,
    settings: Settings | None = None,
    rules: Rulebook | None = None,
    **ports: Any,
) -> Office:
    """Open an office over a database that another one has set up.

    ``ports`` are what else a host brings, such as a ``storage`` or a ``screen``.
    """
    rules = rules if rules is not None else fee_rules()
    return Office.open(url, clock=clock, settings=settings, rules=rules, upgrade=False, **ports)


def changed_flow(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the permit flow into a folder, with some texts of it replaced."""
    source = PERMIT.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in source, f"the permit flow has no {old!r}"
        source = source.replace(old, new)
    file = folder / "permit.yaml"
    file.write_text(source, encoding="utf-8")
    return file


def slips_only(folder: Path) -> Path:
    """Write the permit flow with slips for letters: each is delivered once it is written."""
    templates = ("yellow_warning.txt.j2", "red_supervision.txt.j2")
    return changed_flow(folder, *((f"{name}}}", f"{name}, slip: true}}") for name in templates))


def fields(**changes: Any) -> dict[str, Any]:
    """Give the fields of a new case; its name is used once, unless it is given."""
    return {
        "name": f"第{next(NUMBERS)}号厂房",
        "applicant": "海州轴承有限公司",
        "district": "east",
        "floor_area": 800.0,
        **changes,
    }


def open_case(
    office: Office, *, by: str = "lin", parent: int | None = None, **changes: Any
) -> Case:
    """Open a permit case in the eastern district."""
    return office.engine.open("permit", fields=fields(**changes), by=by, parent=parent)


def complete(office: Office, case: int, *, by: str = "lin") -> Case:
    """File what the transition ``accept`` needs."""
    return office.engine.record(
        case, by=by, fields={"planned_start": date(2026, 5, 6)}, materials={"drawings": "图.pdf"}
    )


def to_review(office: Office, **changes: Any) -> Case:
    """Bring a new case into review."""
    case = open_case(office, **changes)
    complete(office, case.id)
    return office.engine.advance(case.id, "accept", by="lin")


def reviewer_of(office: Office, case: int) -> str:
    """Tell who reviews a case."""
    (found,) = (h.holder for h in office.engine.explain(case).people if h.role == "reviewer")
    return found


def agree_jointly(office: Office, case: int) -> None:
    """Let both advisers agree."""
    for person in ("huo", "hua"):
        office.engine.decide(case, "joint", "agree", by=person)


def move(clock: ManualClock, text: str) -> None:
    """Move a clock to the office's wall time."""
    clock.move_to(china_time(text))


def all_rows(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table, to compare before and after."""
    with office.store.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in tables.metadata.sorted_tables
        }


def history(office: Office, case: int) -> list[HistoryLine]:
    """Give a case's history, the oldest first."""
    return list(office.views.history(case, office.zone))


def kinds(office: Office, case: int) -> list[str]:
    """Give the kinds of a case's events, in order."""
    return [line.kind for line in history(office, case)]


def timers(office: Office, case: int) -> dict[tuple[int, str], str]:
    """Give the state of every timer of a case by entry and rung."""
    timer = tables.timer.c
    with office.store.reading() as connection:
        found = connection.execute(tables.timer.select().where(timer.case_id == case))
        return {(row.entry, row.rung): row.state for row in found}


def row_count(office: Office, name: str) -> int:
    """Count the rows of a table, such as ``event``."""
    return len(all_rows(office)[f"guatu_{name}"])
