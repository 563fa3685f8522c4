"""What was agreed in an entry that was left, taken over into the one a case is in now."""

from __future__ import annotations

from dataclasses import replace

from .sheet import Sheet
from .tasks.tally import CONSENTS


def carry_agreed(sheet: Sheet, stopped: int) -> None:
    """Take what was agreed in an entry over into the present one: it is not asked again.

    Rounds that passed stay passed, those that were still running go on; what was refused, and
    whoever disagreed, is asked anew.
    """
    past = sheet.uow.around.past(sheet.case.id, stopped)
    agreed = [t for t in past.tasks if t.verdict in CONSENTS and t.kind in {"approval", "opinion"}]
    refused = {poll.key for poll in past.polls if poll.outcome == "refused"}
    kept = [task for task in agreed if task.key not in refused]
    for task in kept:
        sheet.tasks.put(replace(task, entry=sheet.case.entry))
    for poll in past.polls:
        if poll.outcome == "passed":
            sheet.polls.put(replace(poll, entry=sheet.case.entry))
        elif poll.outcome == "void":
            goes_on = replace(poll, entry=sheet.case.entry, outcome="", why="", closed_at=None)
            sheet.polls.put(goes_on)
    if kept:
        sheet.log("agreed_carried", {"tasks": sorted({task.key for task in kept})})
