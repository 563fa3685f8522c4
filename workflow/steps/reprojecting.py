"""Projecting a deadline again after its calendar has changed, with what moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...definitions.model import Color
from ..time.lights import light_of
from ..values import Timer
from .alarms.ladder import WAITING
from .moving import refresh
from .sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRung:
    """A rung whose moment moves, with the moments before and after; None: it waits for nothing."""

    rung: str
    title: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprojection:
    """One deadline under another version of its calendar: what was, and what is then."""

    case: int
    ref: str | None
    title: str
    stage: str
    from_version: str
    to_version: str
    due_before: datetime | None
    due_after: datetime | None
    was_provisional: bool
    is_provisional: bool
    light_before: Color
    light_after: Color
    rungs: tuple[MovedRung, ...]

    @property
    def is_felt(self) -> bool:
        """Whether anything but the version is different afterwards."""
        return (
            self.due_before != self.due_after
            or self.was_provisional != self.is_provisional
            or self.light_before != self.light_after
            or bool(self.rungs)
        )


def is_stale(sheet: Sheet) -> bool:
    """Say whether the open deadline was computed from another calendar than counts now."""
    deadline, worktime = sheet.deadline, sheet.worktime
    return deadline.closed_at is None and (deadline.calendar, deadline.calendar_version) != (
        worktime.key,
        worktime.version,
    )


def reproject_case(sheet: Sheet, *, why: str) -> Reprojection | None:
    """Project a case's deadline on the calendar that counts now, timers with it.

    Writes one line of history with the reason; None, and nothing written, when the deadline
    stands on that calendar already. Rungs that fired stay fired.
    """
    if not is_stale(sheet):
        return None
    before, timers = sheet.deadline, _waiting(sheet)
    refresh(sheet, is_told=False)
    after = sheet.deadline
    sheet.log(
        "reprojected",
        {
            "calendar": after.calendar,
            "from_version": before.calendar_version,
            "to_version": after.calendar_version,
            "from": before.due_at,
            "to": after.due_at,
        },
        why=why,
    )
    return Reprojection(
        case=sheet.case.id,
        ref=sheet.case.ref,
        title=sheet.case.title,
        stage=str(sheet.flow.place(sheet.case.stage).title),
        from_version=before.calendar_version,
        to_version=after.calendar_version,
        due_before=before.due_at,
        due_after=after.due_at,
        was_provisional=before.is_provisional,
        is_provisional=after.is_provisional,
        light_before=light_of(before, sheet.now),
        light_after=light_of(after, sheet.now),
        rungs=tuple(_moved(sheet, timers)),
    )


def follow_calendar(sheet: Sheet) -> None:
    """Bring a case that is about to be worked on onto the calendar that counts now.

    So nothing is ever done or fired by a calendar that has been replaced, however long the
    re-projection of all cases takes.
    """
    if is_stale(sheet):
        before, after = sheet.deadline.calendar_version, sheet.worktime.version
        reproject_case(sheet, why=f"工作日历由 {before} 更新为 {after}")


def _waiting(sheet: Sheet) -> dict[str, Timer]:
    return {
        timer.rung: timer
        for timer in sheet.timers
        if timer.entry == sheet.case.entry and timer.state in WAITING
    }


def _moved(sheet: Sheet, before: dict[str, Timer]) -> list[MovedRung]:
    after = _waiting(sheet)
    titles = {rung.key: str(rung.title) for rung in sheet.flow.ladder_of(sheet.case.stage)}
    moved = []
    for rung in sorted(before | after):
        old, new = (rows[rung].fire_at if rung in rows else None for rows in (before, after))
        if old != new:
            title = titles.get(rung, rung)
            moved.append(MovedRung(rung=rung, title=title, before=old, after=new))
    return moved
