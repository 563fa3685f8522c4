"""The office's working calendars: imported, compared, removed, and followed by every deadline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from .exchange import read_calendar
from .store import CalendarCatalog, CalendarVersion, OpenDeadlines, SqlStore
from .workflow.going import GoesOn, always
from .workflow.reproject import Progress, Reprojected, preview, reproject
from .workflow.steps.reprojecting import Reprojection
from .workflow.time.calendars import Calendar, Merged, chain, library, whole
from .workflow.time.changes import CalendarChange, changes
from .workflow.time.worktime import WorkTime
from .workflow.transactor import Transactor
from .workflow.values import SYSTEM

__all__ = ["Calendars"]


def _unseen(_: int) -> None:
    """Show progress to nobody."""


class Calendars:
    """The working calendars of an office, as versioned data.

    ``save`` makes a calendar count at once for whatever is computed from then on; ``reproject``
    lets the deadlines that are open follow, and so does the next tick where nobody called it.
    ``deadlines`` counts them.
    """

    def __init__(self, store: SqlStore, transactor: Transactor) -> None:
        self._catalog = CalendarCatalog(store)
        self.deadlines = OpenDeadlines(store)
        self._transactor = transactor
        self._seen: object = None

    def versions(self) -> list[CalendarVersion]:
        """List every stored version, by key and number."""
        return self._catalog.versions()

    def current(self) -> Mapping[str, Merged]:
        """Give every calendar as it counts now, merged with its bases, by key."""
        return self._catalog.current()

    def worktime(self, key: str) -> WorkTime:
        """Give the working time of a calendar as it is now."""
        return self._transactor.means.worktime(self.current()[key])

    def read_file(self, file: Path | str) -> Calendar:
        """Read a calendar file; its years come over those there are. Stores nothing.

        Raises UnreadableFile with every fault.
        """
        return read_calendar(Path(file), self._catalog.newest())

    def read_library(self) -> Calendar:
        """Give the stored national calendar with every year the installed library knows.

        The library's years come over the stored ones; years it does not know stay. Stores nothing.
        """
        fresh, stored = library(), self._catalog.newest()[library().key]
        if not stored.number or stored.first is None or stored.last is None:
            return fresh
        own = {*stored.years} - {*fresh.years}
        return replace(
            stored,
            source=fresh.source,
            first=min(stored.first, fresh.first or stored.first),
            last=max(stored.last, fresh.last or stored.last),
            holidays=fresh.holidays | {day for day in stored.holidays if day.year in own},
            workdays=fresh.workdays | {day for day in stored.workdays if day.year in own},
        )

    def missing_years(self) -> list[int]:
        """Give the years the installed library knows and the stored national calendar lacks."""
        stored = self._catalog.newest()[library().key]
        return [year for year in library().years if year not in stored.years]

    def differences(self, old: str, new: str | Calendar) -> CalendarChange:
        """Tell what differs between two versions, named ``cn-1`` or ``cn`` for the newest one.

        ``new`` may also be a calendar that was read and not stored. Raises UnknownCalendar.
        """
        return changes(self._counted(old), self._counted(new))

    def _counted(self, calendar: str | Calendar) -> Merged:
        if isinstance(calendar, str):
            calendar = self._catalog.read(calendar)
        return whole({**self._catalog.newest(), calendar.key: calendar}, calendar.key)

    def save(self, calendar: Calendar, *, by: str = SYSTEM, why: str = "") -> Calendar:
        """Store a calendar as the next version of its key; the newest content again adds nothing.

        Raises UnknownCalendar for a base there is not, CalendarCircle.
        """
        now = self._transactor.clock.now()
        return self._catalog.add(calendar, at=now, by=by, why=why)

    def preview(
        self, calendar: Calendar | None = None, *, progress: Progress = _unseen
    ) -> Iterator[Reprojection]:
        """Tell what would happen to each open deadline if a calendar were saved; writes nothing.

        Without one, tell what ``reproject`` would do now. Looks at every open deadline.
        """
        newest = dict(self._catalog.newest())
        if calendar is not None:
            number = self._catalog.next_number(calendar.key)
            newest[calendar.key] = replace(calendar, number=number)
        instead = {
            key: whole(newest, key)
            for key in newest
            if calendar is not None and any(c.key == calendar.key for c in chain(newest, key))
        }
        return preview(self._transactor, self.deadlines.files(), instead=instead, progress=progress)

    def reproject(
        self, *, by: str = SYSTEM, why: str = "", progress: Progress = _unseen
    ) -> Reprojected:
        """Project every open deadline that stands on an old calendar version, with a reason.

        Without ``why`` it is that of the import. Ended half-way, it is finished by the next call
        or the next tick.
        """
        return self._follow(self._reasons(why), by=by, progress=progress)

    def finish(self, goes_on: GoesOn = always) -> Reprojected:
        """Do what is left of a re-projection; looks only when roster or calendars have changed.

        Between two cases it asks whether to go on.
        """
        marks = self.deadlines.marks()
        if marks == self._seen:
            return Reprojected()
        done = self._follow(self._reasons(""), goes_on=goes_on)
        if done.is_whole and not done.held:
            self._seen = marks
        return done

    def _follow(
        self,
        why: Callable[[str], str],
        *,
        by: str = SYSTEM,
        progress: Progress = _unseen,
        goes_on: GoesOn = always,
    ) -> Reprojected:
        return reproject(
            self._transactor,
            self.deadlines.stale,
            why=why,
            by=by,
            progress=progress,
            goes_on=goes_on,
        )

    def remove(self, key: str) -> None:
        """Remove a calendar with all its versions; raise UnknownCalendar, CalendarInUse."""
        self._catalog.remove(key)

    def _reasons(self, why: str) -> Callable[[str], str]:
        stored = {version.name: version for version in self._catalog.versions()}

        def reason(version: str) -> str:
            layers = [stored[name] for name in version.split("+") if name in stored]
            newest = max(layers, key=lambda layer: layer.imported_at, default=None)
            said = why or (newest and (newest.why or newest.note))
            return f"工作日历更新为 {version}" + (f"：{said}" if said else "")

        return reason
