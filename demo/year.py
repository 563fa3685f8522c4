"""The demonstration: a year of an office, day by day, by the real loop under a clock of its own."""

from __future__ import annotations

import shutil
from collections import Counter
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
from ..store import Audit, BoardRow, IndicatorValue, LetterRow, PublishedRow
from ..workflow.time.calendars import china
from ..workflow.time.worktime import WorkTime
from ..workflow.values import Escalation
from .bulletins import Bulletins
from .chores import Chores
from .clerk import Clerk
from .docket import PROJECTS
from .intake import Reception
from .ledger import make_rows, write_ledger
from .posts import Posts
from .secretariat import Secretariat
from .staff import Staff

FLOW = PROJECTS
CLERK = "fang_xiaohe"
FIRST_DAY = date(2026, 1, 4)
SHIPPED_PROJECTS = 60
ALL = 10**6
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
class FlowEnds:
    """How many cases of a flow there were, how many still run, and how the others ended."""

    flow: str
    title: str
    cases: int
    running: int
    ends: Mapping[str, int]


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
    ends: Sequence[FlowEnds]
    escalations: Sequence[Escalation]
    letters: Sequence[LetterRow]
    files: int
    reports: Sequence[PublishedRow]
    report_files: int
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
        work: Counter[str] = Counter()
        written = _pass_days(office, clock, _crew(office, plan, flows, days, work), days, progress)
        now = clock.now()
        if plan.url is None:
            (plan.out / MARK).write_text(now.isoformat(), encoding="utf-8")
        return DemoResult(
            url=office.store.url,
            now=now,
            flows=flows,
            imported=imported,
            days=len(days) - 1,
            work=dict(work),
            lights=office.views.lights(now),
            board=office.views.board(now, flow=FLOW, limit=18),
            ends=_ends(office, flows, now),
            escalations=office.views.escalations(),
            letters=office.views.letters(),
            files=sum(1 for _ in letters.glob("*.html")) if letters.is_dir() else 0,
            reports=office.reports.list(),
            report_files=written,
            indicators=office.views.indicators(FLOW),
            audit=office.verify(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Everybody who works in the demonstration."""

    reception: Reception
    staff: Staff
    clerk: Clerk
    chores: Chores
    secretariat: Secretariat
    bulletins: Bulletins

    def work(self, today: date) -> None:
        """Do one working day's work."""
        self.reception.work(today)
        self.staff.work(today)
        self.clerk.work(today)
        self.chores.work(today)
        self.bulletins.work(today)
        self.secretariat.work()


def _crew(
    office: Office,
    plan: DemoPlan,
    flows: Sequence[Flow],
    days: Sequence[date],
    work: Counter[str],
) -> Crew:
    roster = office.roster.read()
    posts = Posts(roster)
    staff = Staff(office, office.flows.latest(FLOW), posts, work, seed=plan.seed)
    for row in office.views.board(office.clock.now(), flow=FLOW, limit=ALL):
        staff.take_on(row.id, row.stage)
    clerk = Clerk(office, posts, roster, work, seed=plan.seed)
    reception = Reception(office, clerk, flows, work, by=CLERK, seed=plan.seed)
    reception.expect(days[0], days[-1], plan.projects)
    reports = plan.out / "reports"
    return Crew(
        reception=reception,
        staff=staff,
        clerk=clerk,
        chores=Chores(office, posts, work, (staff.report, clerk.report), seed=plan.seed),
        secretariat=Secretariat(office, posts, work),
        bulletins=Bulletins(office, reports, work, since=days[0], by=CLERK),
    )


def _pass_days(
    office: Office, clock: ManualClock, crew: Crew, days: Sequence[date], progress: Progress
) -> int:
    """Pass the days: the loop beats at nine, people work at ten on working days.

    The last is the night after, when nothing happens but that what is over is published. Give how
    many report files were written.
    """
    worktime = WorkTime(china(), zone=office.zone)
    loop = office.start(wakes=False)
    for number, day in enumerate(days, 1):
        if day == days[-1]:
            clock.move_to(datetime.combine(day, time(0, 30), office.zone).astimezone(UTC))
            crew.bulletins.work(day)
            crew.bulletins.close(day)
            break
        clock.move_to(datetime.combine(day, time(9, 0), office.zone).astimezone(UTC))
        loop.beat_now()
        if worktime.is_workday(day):
            clock.move_to(datetime.combine(day, time(10, 0), office.zone).astimezone(UTC))
            crew.work(day)
        progress(f"{day.isoformat()}", number, len(days))
    office.stop()
    office.tick()  # the loop does not wait for its deliveries
    return crew.bulletins.files


def _ends(office: Office, flows: Sequence[Flow], now: datetime) -> Sequence[FlowEnds]:
    """Count the cases of each flow by how they ended, flows that have none left out."""
    found: list[FlowEnds] = []
    for flow in flows:
        rows = office.views.board(now, flow=flow.key, include_ended=True, limit=ALL)
        ended = Counter(row.stage_title for row in rows if row.status == "ended")
        if rows:
            running = len(rows) - ended.total()
            found.append(
                FlowEnds(
                    flow=flow.key,
                    title=str(flow.title),
                    cases=len(rows),
                    running=running,
                    ends=dict(ended.most_common()),
                )
            )
    return sorted(found, key=lambda ends: -ends.cases)


def _days(months: int) -> list[date]:
    """List the days of so many months, and the first day after them."""
    start = FIRST_DAY.replace(day=1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    end = date(year, month + 1, 1)
    return [FIRST_DAY + timedelta(days=n) for n in range((end - FIRST_DAY).days + 1)]


def _ledger(plan: DemoPlan) -> Path:
    """Give the ledger to import: the shipped one, or a larger or smaller one made from the seed."""
    ledger = plan.out / "ledger.xlsx"
    plan.out.mkdir(parents=True, exist_ok=True)
    if plan.projects == SHIPPED_PROJECTS:
        shutil.copyfile(SAMPLES / "ledger.xlsx", ledger)
    else:
        write_ledger(ledger, make_rows(plan.projects, plan.seed))
    return ledger


def ended_at(out: Path) -> datetime:
    """Give the moment at which the demonstration in a folder ended; raises UnreadableFile for none."""
    try:
        return datetime.fromisoformat((out / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableFile(
            file=str(out),
            why="no demonstration has run to its end there",
            why_zh="其中没有跑完的演示",
            mend="Run guatu demo --out with this folder first.",
            mend_zh="请先运行 guatu demo --out 此文件夹",
        ) from error


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
        for folder in ("letters", "reports", "files"):
            shutil.rmtree(out / folder, ignore_errors=True)
        for name in ("office.db", "office.db-wal", "office.db-shm", "ledger.xlsx"):
            (out / name).unlink(missing_ok=True)
    mark.write_text("", encoding="utf-8")
    return out
