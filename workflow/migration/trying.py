"""Telling what a migration would do by trying the very same step on cases that are only looked at."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from ...definitions.flow import Flow
from ...definitions.migration import Plan
from ...errors import CaseUnfit
from ..casefiles import CaseFile
from ..ports import Reading
from ..steps.alarms.firings import Firing
from ..steps.alarms.ladder import fire_due
from ..steps.reprojecting import follow_calendar
from ..steps.sheet import Sheet
from ..time.lights import light_of
from ..transactor import Transactor
from ..values import SYSTEM, Deadline, Event, Notice
from .impact import CaseImpact
from .moving import Migrated, Problem, migrate_case
from .rungs import due_now

log = logging.getLogger(__name__)

Progress = Callable[[int], None]
Files = Iterable[tuple[Reading, CaseFile]]


def preview(
    transactor: Transactor,
    files: Files,
    flow: Flow,
    plan: Plan,
    *,
    progress: Progress = lambda _: None,
) -> Iterator[CaseImpact]:
    """Tell what would become of each case; writes nothing."""
    now = transactor.clock.now()
    for uow, file in files:
        old = uow.flow_of(file.case.flow_hash)
        sheet = Trial(uow=uow, means=transactor.means, flow=old, file=file, now=now, by=SYSTEM)
        yield try_case(sheet, flow, plan)
        progress(1)


class Trial(Sheet):
    """A sheet nobody will write: what it says in history is counted, but not put down and sealed."""

    def log(self, kind: str, data: Mapping[str, Any], *, why: str = "") -> None:
        """Count a line of history."""
        del data, why
        seq, previous = self._head
        line = Event(
            case=self.case.id,
            seq=seq + 1,
            at=self.now,
            kind=kind,
            by=self.by,
            data="",
            why="",
            previous=previous,
            hash="",
        )
        self.events.append(line)
        self._head = (line.seq, "")


def try_case(sheet: Sheet, flow: Flow, plan: Plan) -> CaseImpact:
    """Tell what would become of a case, on a sheet nobody will write."""
    old, stage, was = sheet.flow, sheet.case.stage, sheet.deadline
    try:
        follow_calendar(sheet)
        due = due_now(sheet)
        done = migrate_case(sheet, flow, plan, why="")
        asked = sheet.notices.copy()
        told = _told(sheet, due)
    except CaseUnfit as unfit:
        problems = cast("tuple[Problem, ...]", unfit.facts["problems"])
        return _unfit(sheet, plan, flow, problems, old=old, stage=stage, was=was)
    except Exception as error:
        log.exception("the migration of case %s could not be tried", sheet.case.id)
        words = f"{type(error).__name__}: {error}"
        failed = ((words, f"试算出错：{words}"),)
        return _unfit(sheet, plan, flow, failed, old=old, stage=stage, was=was)
    return _impact(sheet, old, done, told, asked)


def _told(sheet: Sheet, due: frozenset[tuple[int, str]]) -> dict[str, tuple[str, ...]]:
    """Let the next tick come, and give by rung whom it would tell that nobody would be told else."""
    before = len(sheet.notices)
    sheet.now = sheet.worktime.at_work(sheet.now) if sheet.means.holds else sheet.now
    if due_now(sheet) <= due:
        return {}
    fired = set(fire_due(sheet)) - {rung for _, rung in due}
    found: dict[str, tuple[str, ...]] = {}
    for notice in sheet.notices[before:]:
        if notice.topic in fired:
            title = _title(sheet, notice.topic)
            found[title] = (*found.get(title, ()), sheet.name_of(notice.recipient))
    return found


def _title(sheet: Sheet, firing: str) -> str:
    key = Firing.parse(firing).rung
    rungs = (rung for ladder in sheet.flow.ladders.values() for rung in ladder.rungs)
    return next((str(rung.title) for rung in rungs if rung.key == key), firing)


def _impact(
    sheet: Sheet,
    old: Flow,
    done: Migrated,
    told: dict[str, tuple[str, ...]],
    asked: list[Notice],
) -> CaseImpact:
    moved = None
    if done.due_before is not None and done.due_after is not None:
        day = sheet.worktime.day_of
        moved = sheet.worktime.workdays_between(day(done.due_before), day(done.due_after))
    return CaseImpact(
        case=sheet.case.id,
        ref=sheet.case.ref,
        title=sheet.case.title,
        flow_hash=old.hash,
        stage_before=done.stage_before,
        stage_after=done.stage_after,
        stage_title=str(old.place(done.stage_before).title),
        stage_title_after=str(sheet.flow.place(done.stage_after).title),
        due_before=done.due_before,
        due_after=done.due_after,
        moved=moved,
        light_before=done.light_before,
        light_after=done.light_after,
        rungs=done.rungs,
        told=told,
        asked=tuple(sheet.name_of(notice.recipient) for notice in asked),
        passed=done.passed,
        closed=done.closed,
        opened=done.opened,
    )


def _unfit(  # noqa: PLR0913 - keyword-only
    sheet: Sheet,
    plan: Plan,
    flow: Flow,
    problems: tuple[Problem, ...],
    *,
    old: Flow,
    stage: str,
    was: Deadline,
) -> CaseImpact:
    target = plan.target(stage)
    after = flow.stages.get(target)
    due, light = was.due_at, light_of(was, sheet.now)
    return CaseImpact(
        case=sheet.case.id,
        ref=sheet.case.ref,
        title=sheet.case.title,
        flow_hash=old.hash,
        stage_before=stage,
        stage_after=target if after else "",
        stage_title=str(old.place(stage).title),
        stage_title_after=str(after.title) if after else "",
        due_before=due,
        due_after=due,
        moved=None,
        light_before=light,
        light_after=light,
        problems=problems,
    )
