"""Spells: a case that came back from an alarm can be alarmed anew, each rung once more."""

from __future__ import annotations

from dataclasses import replace

from ...definitions.model import Rung
from ..values import Timer
from .sheet import Sheet
from .tracks import Track, condition_moment, tracks_on

FOLLOWING = ("unanswered", "after")


def begin_spell(sheet: Sheet) -> None:
    """Begin a new spell when every rung that fired for its moment has that moment ahead again.

    Activity or more time granted can bring that about; a new calendar never does, so that nothing
    is said twice for the same reason. Rungs whose moment has passed stay done in the new spell.
    """
    track = next((t for t in tracks_on(sheet) if not t.subject), None)
    if track is None:
        return
    fired = [rung for rung in track.rungs if rung.level > 0 and _has_fired(sheet, track, rung)]
    timed = [rung for rung in fired if any(c.kind not in FOLLOWING for c in rung.when)]
    if not timed or any(_is_past(sheet, track, rung) for rung in timed):
        return
    sheet.deadline = replace(sheet.deadline, spell=track.spell + 1)
    sheet.deadlines.put(sheet.deadline)
    sheet.log("spell_began", {"spell": sheet.deadline.spell})
    for rung in track.rungs:
        if _is_past(sheet, track, rung):
            sheet.timers.put(_done(sheet, track, rung))


def _has_fired(sheet: Sheet, track: Track, rung: Rung) -> bool:
    timer = sheet.timers.get(track.entry, str(track.firing(rung.key)))
    return timer is not None and timer.state == "fired"


def _is_past(sheet: Sheet, track: Track, rung: Rung) -> bool:
    moments = (condition_moment(sheet, track, c) for c in rung.when if c.kind not in FOLLOWING)
    return any(moment is not None and moment <= sheet.now for moment in moments)


def _done(sheet: Sheet, track: Track, rung: Rung) -> Timer:
    firing = replace(track.firing(rung.key), spell=sheet.deadline.spell)
    return Timer(
        case=sheet.case.id,
        entry=track.entry,
        rung=str(firing),
        fire_at=sheet.now,
        state="skipped",
    )
