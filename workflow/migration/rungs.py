"""Rungs through a migration: what has fired stays fired, what has passed is told once or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ...definitions.migration import Passed
from ...definitions.model import Rung
from ..steps.alarms.firings import CYCLES, Firing
from ..steps.alarms.ladder import WAITING, rearm
from ..steps.alarms.tracks import Track, moment_on, tracks_on
from ..steps.sheet import Sheet
from ..values import Timer

DONE = ("fired", "skipped", "discarded")
Key = tuple[int, str]
Reached = dict[tuple[int, str, int], int]


def due_now(sheet: Sheet) -> frozenset[Key]:
    """Give what is due anyway, migrated or not."""
    return frozenset(
        (t.entry, t.rung) for t in sheet.timers if t.state == "armed" and t.fire_at <= sheet.now
    )


def waiting(sheet: Sheet) -> dict[str, datetime]:
    """Give the moment of each rung of the present entry and its tasks that waits for one."""
    return {
        timer.rung: timer.fire_at
        for timer in sheet.timers
        if timer.state in (WAITING if sheet.case.status == "paused" else ("armed",))
        and timer.entry == sheet.case.entry
        and not timer.rung.startswith(CYCLES)
    }


def reached(sheet: Sheet) -> Reached:
    """Give the highest level somebody was told at, by entry, subject and spell."""
    found: Reached = {}

    def told(entry: int, firing: Firing, level: int) -> None:
        place = (entry, firing.subject, firing.spell)
        found[place] = max(level, found.get(place, level))

    for escalation in sheet.escalations:
        told(escalation.entry, Firing.parse(escalation.rung), escalation.level)
    for track in tracks_on(sheet):
        levels = {rung.key: rung.level for rung in track.ladder.rungs}
        for timer in sheet.timers:
            firing = Firing.parse(timer.rung)
            is_its = timer.entry == track.entry and firing.subject == track.subject
            if is_its and timer.state == "fired" and firing.rung in levels:
                told(timer.entry, firing, levels[firing.rung])
    return found


def carry_over(sheet: Sheet, renamed: Mapping[str, str]) -> None:
    """Let what was done under a rung's old key be done under its new one."""
    for track in tracks_on(sheet) if renamed else ():
        keys = {rung.key for rung in track.ladder.rungs}
        for timer in sheet.timers:
            firing = Firing.parse(timer.rung)
            name = renamed.get(firing.rung, "")
            is_its = timer.entry == track.entry and firing.subject == track.subject
            if not is_its or timer.state not in DONE or firing.rung in keys or name not in keys:
                continue
            key = str(replace(firing, rung=name))
            known = sheet.timers.get(timer.entry, key)
            if known is None or known.state not in DONE:
                sheet.timers.put(replace(timer, rung=key, state="skipped"))


def pass_over(
    sheet: Sheet, before: Reached, due: frozenset[Key], passed: Passed, *, run: int
) -> list[str]:
    """Pass over what the migration has put into the past and need not be said; give its titles.

    That is every such rung where the plan says so, else those no higher than what was said in this
    entry already. The highest of the others is told by the next tick, as after a standstill.
    """
    said: list[str] = []
    for track in tracks_on(sheet):
        highest = before.get((track.entry, track.subject, track.spell))
        for rung in track.rungs:
            timer = _passed(sheet, track, rung, due)
            if timer is None:
                continue
            if passed == "skip" or (highest is not None and rung.level <= highest):
                sheet.timers.put(replace(timer, state="skipped", error=""))
                moment = {"rung": timer.rung, "title": str(rung.title), "due": timer.fire_at}
                why = "流程改版后时点已过，不再补发"
                sheet.log("rung_skipped", {**moment, "for": "", "run": run}, why=why)
                said.append(str(rung.title))
    if said:
        rearm(sheet)
    return said


def _passed(sheet: Sheet, track: Track, rung: Rung, due: frozenset[Key]) -> Timer | None:
    """Give the timer of a rung that is past only since the migration, None for another one."""
    timer = sheet.timers.get(track.entry, str(track.firing(rung.key)))
    if timer is None or timer.state not in WAITING or (timer.entry, timer.rung) in due:
        return None
    moment = moment_on(sheet, track, rung)
    return timer if moment is not None and moment <= sheet.now else None
