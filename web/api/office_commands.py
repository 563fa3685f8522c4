"""What administrators do to the office over HTTP, one line each, as for the engine's commands.

Files stay with the command line and the pages: rosters, ledgers and calendars taken in, registers
and workbooks written. So does ``verify``, which reads all of history.
"""

from __future__ import annotations

from typing import Final

from ...calendars import Calendars
from ...people import People
from ...reports import Reports
from ...store import DeadArchive
from .commands import Command

DEAD: Final = "/dead-letters/{letter:path}"

OFFICE: Final[tuple[Command, ...]] = (
    Command(
        path="/people/{person}/leave",
        do=People.leave,
        title="Record that somebody left",
        of="people",
        tag="people",
    ),
    Command(
        path="/people/{person}/rejoin",
        do=People.rejoin,
        title="Record that somebody is back",
        of="people",
        tag="people",
    ),
    Command(
        path="/people/{person}/away",
        do=People.away,
        title="Record an absence",
        of="people",
        tag="people",
        example={
            "since": "2026-03-02T08:30:00+08:00",
            "until": "2026-03-07T00:00:00+08:00",
            "deputy": "wu",
            "why": "外出培训",
        },
    ),
    Command(
        path="/people/{person}/back",
        do=People.back,
        title="End an absence",
        of="people",
        tag="people",
    ),
    Command(
        path="/calendars/reproject",
        do=Calendars.reproject,
        title="Let open deadlines follow the calendars",
        of="calendars",
        tag="office",
        is_guarded=True,
    ),
    Command(
        path="/calendars/{key}/remove",
        do=Calendars.remove,
        title="Remove a calendar nothing counts with",
        of="calendars",
        tag="office",
        is_guarded=True,
        status=204,
    ),
    Command(
        path=DEAD + "/retry",
        do=DeadArchive.retry,
        title="Try a dead letter once more",
        of="dead",
        tag="operations",
        is_guarded=True,
        status=204,
    ),
    Command(
        path=DEAD + "/discard",
        do=DeadArchive.discard,
        title="Give a dead letter up",
        of="dead",
        tag="operations",
        is_guarded=True,
        status=204,
    ),
    Command(
        path="/reports/{name}/publish",
        do=Reports.publish,
        title="Publish a report",
        of="reports",
        tag="reports",
        example={"period": "2026-02"},
    ),
)
"""Everything that is done to the office itself."""
