"""The demonstration: a year of an office, day by day, by the real loop under a clock of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from ..clock import ManualClock
from ..definitions import Flow
from ..errors import UnreadableFile
from ..exchange import ImportReport
from ..office import Office
from ..settings import Settings
from ..store import Audit, BoardRow, IndicatorValue, LetterRow
from ..workflow.time.calendars import china
from ..workflow.time.worktime import WorkTime
from ..workflow.values import Escalation
from .ledger import make_rows, write_ledger
from .secretariat import Secretariat
from .staff import Staff

FLOW = "full_service"
CLERK = "fang_xiaohe"
FIRST_DAY = date(2026, 1, 4)
SHIPPED_PROJECTS = 60
MARK = ".guatu-demo"
SAMPLES = Path(__file__).parents[1] / "definitions" / "samples"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlan:
    """What to run: where, how many projects, how many months, from which seed."""

    out: Path
    projects: int = SHIPPED_PROJECTS
    months: int = 12
    seed: int = 3
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoResult:
    """What came of a demonstration, for showing."""

    url: str
    now: datetime
    flows: Sequence[Flow]
    imported: ImportReport
    days: int
    work: Mapping[str, int]
    lights: Mapping[str, int]
    board: Sequence[BoardRow]
    escalations: Sequence[Escalation]
    letters: Sequence[LetterRow]
    files: int
    indicators: Sequence[IndicatorValue]
    audit: Audit


def run(plan: DemoPlan, progress: Progress) -> DemoResult:
    """Run a demonstration; raises UnreadableFile when the folder holds an office that is not one."""
    url = plan.url or f"sqlite:///{_fresh_folder(plan.out) / 'office.db'}"
    zone = ZoneInfo(Settings().zone)
    clock = ManualClock(datetime.combine(FIRST_DAY, time(8, 0), zone))
    letters = plan.out / "letters"
    with Office.open(url, clock=clock, settings=Settings(letters_folder=letters)) as office:
        flows = office.publish_shipped()
        office.load_roster(SAMPLES / "roster.yaml")
        imported = office.import_ledger(_ledger(plan), flow=FLOW, by=CLERK)
        progress("导入台账", 1, 1)
        days = _days(plan.months)
        staff = _pass_days(office, clock, plan, days, progress)
        now = clock.now()
        return DemoResult(
            url=office.store.url,
            now=now,
            flows=flows,
            imported=imported,
            days=len(days),
            work=dict(staff.done),
            lights=office.views.lights(now),
            board=office.views.board(now, limit=18),
            escalations=office.views.escalations(),
            letters=office.views.letters(),
            files=sum(1 for _ in letters.glob("*.html")) if letters.is_dir() else 0,
            indicators=office.views.indicators(FLOW),
            audit=office.verify(),
        )


def _pass_days(
    office: Office, clock: ManualClock, plan: DemoPlan, days: Sequence[date], progress: Progress
) -> Staff:
    """Pass the days: the loop beats at nine, the staff works at ten on working days."""
    worktime = WorkTime(china(), zone=office.zone)
    flow = office.flows.latest(FLOW)
    staff = Staff(office, flow, office.roster.read(), seed=plan.seed)
    for row in office.views.board(clock.now(), flow=FLOW, limit=10**6):
        staff.take_on(row.id, row.stage)
    secretariat = Secretariat(office, office.roster.read())
    loop = office.start(wakes=False)
    for number, day in enumerate(days, 1):
        clock.move_to(datetime.combine(day, time(9, 0), office.zone).astimezone(UTC))
        loop.beat_now()
        if worktime.is_workday(day):
            clock.move_to(datetime.combine(day, time(10, 0), office.zone).astimezone(UTC))
            staff.work(day)
            secretariat.work()
        progress(f"{day.isoformat()}", number, len(days))
    office.stop()
    office.tick()  # the loop does not wait for its deliveries
    staff.done.update(secretariat.done)
    return staff


def _days(months: int) -> list[date]:
    start = FIRST_DAY.replace(day=1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    end = date(year, month + 1, 1)
    return [FIRST_DAY + timedelta(days=n) for n in range((end - FIRST_DAY).days)]


def _ledger(plan: DemoPlan) -> Path:
    """Give the ledger to import: the shipped one, or a larger or smaller one made from the seed."""
    ledger = plan.out / "ledger.xlsx"
    plan.out.mkdir(parents=True, exist_ok=True)
    if plan.projects == SHIPPED_PROJECTS:
        shutil.copyfile(SAMPLES / "ledger.xlsx", ledger)
    else:
        write_ledger(ledger, make_rows(plan.projects, plan.seed))
    return ledger


def _fresh_folder(out: Path) -> Path:
    """Make the folder ready, clearing what an earlier demonstration left and nothing else."""
    mark = out / MARK
    if (out / "office.db").exists() and not mark.exists():
        raise UnreadableFile(
            file=str(out),
            why="it holds an office that is not a demonstration",
            why_zh="其中已有一个不是演示的数据库",
            mend="Choose another folder with --out.",
            mend_zh="请用 --out 换一个文件夹",
        )
    out.mkdir(parents=True, exist_ok=True)
    if mark.exists():
        shutil.rmtree(out / "letters", ignore_errors=True)
        for name in ("office.db", "office.db-wal", "office.db-shm", "ledger.xlsx"):
            (out / name).unlink(missing_ok=True)
    mark.touch()
    return out
