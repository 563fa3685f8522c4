"""The ladder: which rung waits for which moment, and what is done when moments have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ..values import Timer
from .firings import OPEN, PUBLISH, Firing
from .raising import raise_rung, tell_again
from .recurring import cycle_moments, fire_cycle
from .sheet import Sheet
from .tracks import Track, moment_on, repeat_moment, tracks_on

WAITING = ("armed", "held")
Wanted = dict[tuple[int, str], datetime | None]


def rearm(sheet: Sheet) -> None:
    """Set the timers of a case to the moments it waits for now.

    What has fired, was skipped or went dead stays so. While the case is paused, or when there is
    nothing to wait for, a timer is held; one that nothing asks for any more is cancelled.
    """
    wanted: Wanted = {}
    for track in tracks_on(sheet):
        wanted |= _wanted(sheet, track)
    wanted |= {(0, name): moment for name, moment in cycle_moments(sheet).items()}
    for timer in sheet.timers:
        if timer.state in WAITING and (timer.entry, timer.rung) not in wanted:
            sheet.timers.put(replace(timer, state="cancelled"))
    for (entry, name), moment in wanted.items():
        _set(sheet, entry, name, moment)


def _wanted(sheet: Sheet, track: Track) -> Wanted:
    wanted: Wanted = {}
    for rung in track.rungs:
        first = track.firing(rung.key)
        if _is_waiting(sheet, track.entry, first):
            wanted[track.entry, str(first)] = moment_on(sheet, track, rung)
            continue
        for turn in range(2, (rung.repeat.times if rung.repeat else 0) + 2):
            again = track.firing(rung.key, turn)
            if _is_waiting(sheet, track.entry, again):
                wanted[track.entry, str(again)] = repeat_moment(sheet, track, rung, turn)
                break
    return wanted


def _is_waiting(sheet: Sheet, entry: int, firing: Firing) -> bool:
    timer = sheet.timers.get(entry, str(firing))
    return timer is None or timer.state in WAITING


def _set(sheet: Sheet, entry: int, name: str, moment: datetime | None) -> None:
    timer = sheet.timers.get(entry, name)
    if moment is None:
        if timer is not None and timer.state == "armed":
            sheet.timers.put(replace(timer, state="held"))
        return
    fire_at = sheet.worktime.at_work(moment) if sheet.means.holds else moment
    is_paused = sheet.case.status == "paused"
    if timer is not None and (timer.fire_at, timer.state == "held") == (fire_at, is_paused):
        return
    fresh = Timer(
        case=sheet.case.id,
        entry=entry,
        rung=name,
        fire_at=fire_at,
        state="held" if is_paused else "armed",
    )
    sheet.timers.put(fresh)


def disarm(sheet: Sheet) -> None:
    """Cancel every waiting timer of the present entry: an entry that is left never fires again."""
    for timer in sheet.timers:
        if timer.entry == sheet.case.entry and timer.state in WAITING:
            sheet.timers.put(replace(timer, state="cancelled"))


def fire_due(sheet: Sheet) -> list[str]:
    """Do what is due: of each ladder the highest rung whose moment has come, and what comes again.

    Rungs below are recorded as skipped. Give the keys of what fired, none when nothing was due.
    """
    due = {
        (timer.entry, timer.rung): timer
        for timer in sheet.timers
        if timer.state == "armed" and timer.fire_at <= sheet.now
    }
    if not due:
        return []
    fired = [
        fire_cycle(sheet, timer)
        for (_, name), timer in due.items()
        if name.startswith((PUBLISH, OPEN))
    ]
    for track in tracks_on(sheet):
        fired += _climb(sheet, track, due)
    rearm(sheet)
    return fired


def _climb(sheet: Sheet, track: Track, due: Mapping[tuple[int, str], Timer]) -> list[str]:
    reached: list[tuple[Firing, Timer]] = []
    at = 0
    for number, rung in enumerate(track.rungs):
        turns = range(1, (rung.repeat.times if rung.repeat else 0) + 2)
        for firing in (track.firing(rung.key, turn) for turn in turns):
            timer = due.get((track.entry, str(firing)))
            if timer is not None:
                reached.append((firing, timer))
                at = number
    if not reached:
        return []
    *skipped, (highest, last) = reached
    for firing, timer in skipped:
        sheet.timers.put(replace(timer, state="skipped", error=""))
        sheet.log(
            "rung_skipped",
            {"rung": str(firing), "due": timer.fire_at, "for": str(highest)},
            why="错过时点，直接升至更高一级",
        )
    sheet.timers.put(replace(last, state="fired", error=""))
    tell = raise_rung if highest.turn == 1 else tell_again
    tell(sheet, track, track.rungs[at], highest)
    return [str(highest)]
