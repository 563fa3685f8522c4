"""Spells: a case that came back from an alarm can be alarmed anew, each rung once more."""

from __future__ import annotations

from dataclasses import replace

from ....definitions.model import Rung
from ...time.measures import Standing
from ...values import Timer
from ..sheet import Sheet
from .judging import standing_of, standing_on
from .tracks import FOLLOWING, Track, stage_track, timed_moment


def alarmed(sheet: Sheet) -> frozenset[str]:
    """Give the rungs of the stage whose moment has come, as the case was before it was worked on."""
    track = stage_track(sheet)
    if track is None:
        return frozenset()
    standing = standing_of(sheet, sheet.read)
    return frozenset(r.key for r in track.rungs if _is_past(sheet, track, r, standing))


def begin_spell(sheet: Sheet, before: frozenset[str]) -> None:
    """Begin a new spell when every rung that fired for its moment has that moment ahead again.

    ``before`` are the rungs whose moment had come before this was done. So activity or more time
    granted can bring a spell about and a new calendar never does: nothing is said twice for the
    same reason. Rungs whose moment has passed stay done in the new spell.
    """
    track = stage_track(sheet)
    if track is None:
        return
    standing = standing_on(sheet)
    fired = [rung for rung in track.rungs if rung.level > 0 and _has_fired(sheet, track, rung)]
    timed = [rung for rung in fired if any(c.kind not in FOLLOWING for c in rung.when)]
    if any(_is_past(sheet, track, rung, standing) for rung in timed):
        return
    if not any(rung.key in before for rung in timed):
        return
    sheet.deadline = replace(sheet.deadline, spell=track.spell + 1)
    sheet.deadlines.put(sheet.deadline)
    sheet.log("spell_began", {"spell": sheet.deadline.spell})
    for rung in track.rungs:
        if _is_past(sheet, track, rung, standing):
            sheet.timers.put(_done(sheet, track, rung))


def _has_fired(sheet: Sheet, track: Track, rung: Rung) -> bool:
    timer = sheet.timers.get(track.entry, str(track.firing(rung.key)))
    return timer is not None and timer.state == "fired"


def _is_past(sheet: Sheet, track: Track, rung: Rung, standing: Standing) -> bool:
    timed = [c for c in rung.when if c.kind not in FOLLOWING]
    moments = [timed_moment(sheet, track, c, standing) for c in timed]
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
