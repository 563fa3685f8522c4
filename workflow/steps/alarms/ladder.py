"""The ladder: which rung waits for which moment, and what is done when moments have come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ....definitions.model import Rung
from ...values import Timer, TimerState
from ..sheet import Sheet
from .endings import CLAIM, SILENT, ending_moments, fire_ending
from .firings import CYCLES, Firing
from .raising import raise_rung, tell_again
from .recurring import cycle_moments, fire_cycle
from .tracks import Track, moment_on, repeat_moment, tracks_on

WAITING = ("armed", "held")
OVER = ("fired", "skipped", "dead", "discarded")
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
    wanted |= ending_moments(sheet)
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
    """Say whether a firing may still come: it did not fire, nobody gave it up or discarded it."""
    timer = sheet.timers.get(entry, str(firing))
    return timer is None or timer.state not in OVER


def _set(sheet: Sheet, entry: int, name: str, moment: datetime | None) -> None:
    timer = sheet.timers.get(entry, name)
    if timer is not None and timer.state in OVER:
        return
    if moment is None:
        if timer is not None and timer.state == "armed":
            sheet.timers.put(replace(timer, state="held"))
        return
    fire_at = sheet.worktime.at_work(moment) if sheet.means.holds else moment
    state: TimerState = "held" if sheet.case.status == "paused" else "armed"
    if timer is None or timer.state == "cancelled":
        timer = Timer(case=sheet.case.id, entry=entry, rung=name, fire_at=fire_at, state=state)
    elif timer.attempts:  # put off after a failure: a note on the case is no reason to hurry
        fire_at = max(fire_at, timer.fire_at)
    if (timer.fire_at, timer.state) != (fire_at, state):
        timer = replace(timer, fire_at=fire_at, state=state)
    sheet.timers.put(timer)


def disarm(sheet: Sheet) -> None:
    """Cancel every waiting timer of the present entry: an entry that is left never fires again."""
    for timer in sheet.timers:
        if timer.entry == sheet.case.entry and timer.state in WAITING:
            sheet.timers.put(replace(timer, state="cancelled"))


def parts_due(sheet: Sheet) -> list[str]:
    """Name what has something due: the stage as an empty text, tasks, and what comes again."""
    names = [timer.rung for timer in _due(sheet)]
    return list(dict.fromkeys(_part(name) for name in names))


def _due(sheet: Sheet) -> list[Timer]:
    return [t for t in sheet.timers if t.state == "armed" and t.fire_at <= sheet.now]


def _part(name: str) -> str:
    return CYCLES if name.startswith(CYCLES) else Firing.parse(name).subject


def fire_due(sheet: Sheet, only: str | None = None) -> list[str]:
    """Do what is due: of each ladder the highest rung whose moment has come, and what comes again.

    Rungs below are recorded as skipped. Outside office hours everything waits for them, where the
    office holds notices. ``only`` names one part to do. Give the keys of what fired.
    """
    found = [timer for timer in _due(sheet) if only in {None, _part(timer.rung)}]
    opens = sheet.worktime.at_work(sheet.now)
    if sheet.means.holds and opens > sheet.now:
        for timer in found:
            sheet.timers.put(replace(timer, fire_at=opens))
        return []
    due = {(timer.entry, timer.rung): timer for timer in found}
    if not due:
        return []
    fired = [_fire_alone(sheet, timer) for timer in found if _part(timer.rung) == CYCLES]
    for track in tracks_on(sheet):
        fired += _climb(sheet, track, due)
    rearm(sheet)
    return fired


def _fire_alone(sheet: Sheet, timer: Timer) -> str:
    """Do what a timer of no ladder stands for."""
    fire = fire_ending if timer.rung.startswith((CLAIM, SILENT)) else fire_cycle
    return fire(sheet, timer)


def _climb(sheet: Sheet, track: Track, due: Mapping[tuple[int, str], Timer]) -> list[str]:
    reached: list[tuple[Rung, Firing, Timer]] = []
    for rung in track.rungs:
        turns = range(1, (rung.repeat.times if rung.repeat else 0) + 2)
        for firing in (track.firing(rung.key, turn) for turn in turns):
            timer = due.get((track.entry, str(firing)))
            if timer is not None:
                reached.append((rung, firing, timer))
                reached.extend(_missed_turns(sheet, track, rung, firing))
    if not reached:
        return []
    *skipped, (rung, highest, last) = reached
    for passed, firing, timer in skipped:
        sheet.timers.put(replace(timer, state="skipped", error=""))
        sheet.log(
            "rung_skipped",
            {
                "rung": str(firing),
                "title": str(passed.title),
                "due": timer.fire_at,
                "for": str(highest),
            },
            why="错过时点，直接升至更高一级",
        )
    sheet.timers.put(replace(last, state="fired", error=""))
    tell = raise_rung if highest.turn == 1 else tell_again
    tell(sheet, track, rung, highest)
    return [str(highest)]


def _missed_turns(
    sheet: Sheet, track: Track, rung: Rung, firing: Firing
) -> list[tuple[Rung, Firing, Timer]]:
    """Give the later turns of a repetition whose moment has come too: one notice stands for all."""
    missed: list[tuple[Rung, Firing, Timer]] = []
    if firing.turn == 1 or rung.repeat is None:
        return missed
    for turn in range(firing.turn + 1, rung.repeat.times + 2):
        moment = repeat_moment(sheet, track, rung, turn)
        if moment is None or moment > sheet.now:
            break
        again = track.firing(rung.key, turn)
        timer = Timer(
            case=sheet.case.id, entry=track.entry, rung=str(again), fire_at=moment, state="armed"
        )
        missed.append((rung, again, timer))
    return missed
