"""What ends by itself: the window to claim a role, the time to answer where silence counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from ....definitions.model import Silence
from ...values import SYSTEM, Task, Timer, Verdict
from ..sheet import Sheet
from ..staffing.assigning import assign_open_roles
from ..staffing.claiming import end_claim, open_claims
from ..tasks.asking import open_tasks
from ..tasks.finding import is_open
from ..tasks.polling import settle_polls
from .closing import close_chased

CLAIM, SILENT = "=claim", "=silent"
MEANT: dict[Silence, tuple[Verdict, str]] = {
    "agrees": ("agree", "逾期未复，按规定视为同意"),
    "disagrees": ("disagree", "逾期未复，按规定视为不同意"),
    "abstains": ("abstain", "逾期未复，按规定视为弃权"),
}


def ending_moments(sheet: Sheet) -> dict[tuple[int, str], datetime | None]:
    """Give what a case waits for to end: open claims, opinions whose silence means something."""
    moments: dict[tuple[int, str], datetime | None] = {}
    for task in sheet.tasks:
        if task.closed_at is not None or task.due_at is None:
            continue
        if task.kind == "claim":
            moments[0, f"{CLAIM}:{task.key}"] = task.due_at
        elif task.kind == "opinion" and _silence(sheet, task) in MEANT:
            moments[task.entry, f"{SILENT}:{task.key}:{task.holder}"] = task.due_at
    return moments


def _silence(sheet: Sheet, task: Task) -> Silence:
    rule = sheet.flow.rounds.get(task.name)
    return rule.silence if rule else "waits"


def fire_ending(sheet: Sheet, timer: Timer) -> str:
    """End what a timer stands for; give the timer's key."""
    sheet.timers.put(replace(timer, state="fired", error=""))
    sign, _, rest = timer.rung.partition(":")
    if sign == CLAIM:
        _lapse(sheet, rest)
    else:
        _count_silence(sheet, timer.entry, rest)
    return timer.rung


def _lapse(sheet: Sheet, role: str) -> None:
    if open_claims(sheet, role):
        end_claim(sheet, role, None)
        assign_open_roles(sheet)
        open_tasks(sheet)


def _count_silence(sheet: Sheet, entry: int, name: str) -> None:
    key, _, holder = name.rpartition(":")
    task = sheet.tasks.get(entry, "opinion", key, holder)
    meant = MEANT.get(_silence(sheet, task)) if task else None
    if task is None or meant is None or task.closed_at is not None or not is_open(task):
        return
    verdict, text = meant
    counted = task.done(verdict, text, by=SYSTEM, at=sheet.now)
    sheet.tasks.put(counted)
    data = {"task": key, "holder": holder, "verdict": verdict}
    sheet.log("silence_counted", data, why=text)
    close_chased(sheet, counted, text)
    settle_polls(sheet)
