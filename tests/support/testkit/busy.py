"""A permit office in the middle of its work, for tests that look at every page of the app."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from guatu import ManualClock, Office, Settings

from .bulletins import MONTH, with_reports
from .offices import another_office, china_time, complete, move, open_case, open_office, to_review
from .overseers import with_overseers

BEGINS, NOW = "2026-03-02 09:00", "2026-04-01 09:00"
PASSWORD = "东海岸的三只海鸥 2026"
FUNNEL = "  funnel: {title: 各阶段事项, shows: stages, chart: [reached]}\n"
PDF = b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """The file of such an office, and the cases a test works with, by what they are like."""

    file: Path
    cases: dict[str, int]


def build(folder: Path, tables: str) -> Busy:
    """Let the office work through March; ``tables`` is the URL of an empty office in ``folder``."""
    clock = ManualClock(china_time(BEGINS))
    with open_office(tables, clock, settings=_settings(folder)) as office:
        with_overseers(office, folder)
        office.accounts.create("lin@haizhou", "lin", PASSWORD, by="system")
        cases = _work(office, clock)
    return Busy(file=Path(tables.removeprefix("sqlite:///")), cases=cases)


@contextmanager
def reopened(busy: Busy, folder: Path) -> Iterator[Office]:
    """Open a copy of the office as it was on the morning of 1 April, with files and reports."""
    clock = ManualClock(china_time(NOW))
    copy = folder / "busy.db"
    shutil.copyfile(busy.file, copy)
    with another_office(f"sqlite:///{copy}", clock, settings=_settings(folder)) as office:
        yield office


def _settings(folder: Path) -> Settings:
    settings = with_reports(folder, MONTH.read_text(encoding="utf-8") + FUNNEL)
    return replace(settings, files_folder=folder / "files")


def _work(office: Office, clock: ManualClock) -> dict[str, int]:
    cases = {
        "red": open_case(office, name="沿河三号厂房").id,
        "reviewed": to_review(office, name="东港轴承二期厂房", applicant="东港轴承有限公司").id,
        "large": to_review(
            office, name="海州会展中心", applicant="海州会展有限公司", floor_area=32_000.0
        ).id,
        "issued": to_review(office, name="小河口泵站", floor_area=200.0).id,
        "withdrawn": open_case(office, name="旧仓库改造").id,
    }
    office.engine.withdraw(cases["withdrawn"], by="lin", why="企业撤回申请")
    for person in ("huo", "hua"):
        office.engine.decide(cases["issued"], "joint", "agree", by=person, text="符合要求")
    _issue(office, cases["issued"])
    _days(office, clock, "2026-03-18 09:00")
    office.engine.decide(cases["reviewed"], "joint", "agree", by="huo", text="消防条件具备")
    cases["yellow"] = open_case(office, name="灯具车间扩建", applicant="东城灯具有限公司").id
    _days(office, clock, "2026-03-27 09:00")
    cases["ready"] = open_case(office, name="学府路小学综合楼", use="housing").id
    complete(office, cases["ready"])
    cases["paused"] = open_case(office, name="绿廊桥梁加固").id
    office.engine.pause(cases["paused"], by="lin", why="等候地勘报告")
    _days(office, clock, NOW)
    cases["new"] = open_case(office, name="北门停车楼", applicant="海州城投有限公司").id
    office.tick()
    return cases


def _issue(office: Office, case: int) -> None:
    people = office.engine.explain(case).people
    reviewer = next(held.holder for held in people if held.role == "reviewer")
    office.engine.advance(case, "issue", by=reviewer)


def _days(office: Office, clock: ManualClock, until: str) -> None:
    while clock.now() + timedelta(days=1) <= china_time(until):
        clock.move_to(clock.now() + timedelta(days=1))
        office.tick()
    move(clock, until)
    office.tick()
