"""The office's people: taken in from files, leaving and returning, away with deputies in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from .clock import Clock
from .errors import AbsenceRefused, ReasonMissing, UnknownCalendar
from .exchange import Enrolment, Grounds, RosterReport, read_people, report_of, write_people
from .store import HistoryLine, RosterArchive
from .workflow.people import Absence, Person, Roster
from .workflow.people.absences import ended_at, objection, to_the_second, with_absence
from .workflow.people.changes import RosterChange, changes, leavers, overlaid, settled
from .workflow.people.finding import require_named, require_person, require_unit
from .workflow.people.rights import require_absence_right, require_administrator
from .workflow.people.standins import absence_of
from .workflow.values import SYSTEM

__all__ = ["People"]


class People:
    """The people of an office, and how they change; each change is an event of the roster's history.

    The system and administrators may do everything. Anybody may record or end his own absence, the
    head of a unit those of its members; auditors change nothing. Whoever may not gets NotEntitled.
    """

    def __init__(
        self,
        archive: RosterArchive,
        calendars: Callable[[], Mapping[str, Any]],
        *,
        clock: Clock,
        zone: tzinfo,
        wake: Callable[[], None],
    ) -> None:
        self._archive = archive
        self._clock = clock
        self._zone = zone
        self._calendars = calendars
        self._wake = wake

    def load(
        self,
        file: Path | str,
        *,
        by: str = SYSTEM,
        why: str = "",
        whole: bool | None = None,
        dry_run: bool = False,
    ) -> RosterReport:
        """Take in a roster file, YAML, XLSX or CSV; the report says what became of it.

        ``whole`` says whether people it does not name have left: by default those of YAML have,
        those of a workbook or CSV file have not. YAML with a fault is refused as it is; of a
        workbook or CSV file good rows go in, bad ones are in the report. A dry run writes nothing.

        Raises UnreadableFile, UnknownCalendar, AbsenceRefused, NotEntitled, UnknownPerson.
        """
        path = Path(file)
        known = self._archive.read()
        enrolment = self._enrol(path, known, by=by, whole=whole)
        if dry_run:
            now = self._clock.now()
            after = settled(known, _laid_over(known, enrolment), now)
            return report_of(str(path), enrolment, changes(known, after, now), is_dry_run=True)

        def edit(roster: Roster) -> Roster:
            nonlocal enrolment
            if roster != known:  # somebody was faster: the file is read in that light
                enrolment = self._enrol(path, roster, by=by, whole=whole)
            return _laid_over(roster, enrolment)

        found = self._change(edit, by=by, why=why or f"导入 {path.name}")
        return report_of(str(path), enrolment, found, is_dry_run=False)

    def leave(self, person: str, *, by: str, why: str) -> Person:
        """Record that somebody left; give him as he is then. Nothing happens when he had left.

        He stands in for nobody any more. Raises ReasonMissing, NotEntitled, UnknownPerson.
        """
        return self._turn(person, by=by, why=why, is_active=False, words=("off", "离岗"))

    def rejoin(self, person: str, *, by: str, why: str) -> Person:
        """Record that somebody is back who had left; give him. Nothing happens when he is there.

        Raises ReasonMissing, NotEntitled, UnknownPerson.
        """
        return self._turn(person, by=by, why=why, is_active=True, words=("on", "返岗"))

    def away(  # noqa: PLR0913 - an absence has these parts
        self,
        person: str,
        *,
        since: datetime,
        until: datetime | None = None,
        deputy: str = "",
        by: str,
        why: str,
    ) -> Absence:
        """Record that somebody is away from a moment until before another, None for open end.

        Absences of his that it overlaps make way. ``deputy`` acts in his place meanwhile.
        Raises ReasonMissing, NotEntitled, UnknownPerson, AbsenceRefused, NaiveMoment.
        """
        if not why.strip():
            raise ReasonMissing(action="record", what="an absence", action_zh="请假")
        absence = Absence(
            person=person,
            since=to_the_second(since),
            until=None if until is None else to_the_second(until),
            deputy=deputy,
            why=why.strip(),
        )

        def edit(roster: Roster) -> Roster:
            absent = require_person(roster, person)
            require_absence_right(roster, by, absent)
            if deputy:
                require_person(roster, deputy)
            _require_possible({person.key: person for person in roster.people}, absence)
            return _with(roster, replace(absent, absences=with_absence(absent.absences, absence)))

        self._change(edit, by=by, why=absence.why)
        return absence

    def back(self, person: str, *, by: str, why: str = "") -> Absence:
        """End the absence somebody is on; give it as it was.

        Raises AbsenceRefused when he is not away, NotEntitled, UnknownPerson.
        """
        ended: list[Absence] = []

        def edit(roster: Roster) -> Roster:
            absent = require_person(roster, person)
            require_absence_right(roster, by, absent)
            now = to_the_second(self._clock.now())
            absence = absence_of(absent, now)
            if absence is None:
                raise AbsenceRefused(
                    person=absent.name, why="he is not away now", why_zh="现在没有请假，无须销假"
                )
            ended.append(absence)
            return _with(roster, replace(absent, absences=ended_at(absent.absences, now)))

        self._change(edit, by=by, why=why.strip())
        return ended[0]

    def people(self, unit: str | None = None, *, include_left: bool = False) -> list[Person]:
        """List people by unit and key, those of one unit only where it is named by key or title.

        Raises UnknownHolder for a unit there is not.
        """
        roster = self._archive.read()
        wanted = None if unit is None else require_unit(roster, unit).key
        listed = (
            person
            for person in roster.people
            if wanted in {None, person.unit} and (person.is_active or include_left)
        )
        return sorted(listed, key=lambda person: (person.unit, person.key))

    def history(self, key: str | None = None) -> list[HistoryLine]:
        """Give the roster's history, oldest first; only that of a person, unit or place by its key.

        Raises UnknownHolder for a key that is nobody's.
        """
        lines = self._archive.history(zone=self._zone)
        if key is None:
            return lines
        require_named(self._archive.read(), key)
        return [line for line in lines if key in {line.data["key"], line.data.get("deputy")}]

    def export(self, file: Path | str) -> Roster:
        """Write the roster as a workbook to edit and load again; give it. Raises OSError."""
        roster = self._archive.read()
        write_people(file, roster, zone=self._zone, written_at=self._clock.now())
        return roster

    def _enrol(self, path: Path, known: Roster, *, by: str, whole: bool | None) -> Enrolment:
        require_administrator(known, by, action="load a roster", action_zh="导入名册")
        calendars = self._calendars()
        grounds = Grounds(known=known, calendars=calendars, zone=self._zone)
        enrolment = read_people(path, grounds, is_whole=whole)
        for unit in enrolment.said.units:
            if unit.calendar and unit.calendar not in calendars:
                name = f"{unit.calendar}（{unit.title}）"
                raise UnknownCalendar(name=name, known=tuple(calendars))
        return enrolment

    def _turn(
        self, key: str, *, by: str, why: str, is_active: bool, words: tuple[str, str]
    ) -> Person:
        if not why.strip():
            what = f"somebody {words[0]} the roster"
            raise ReasonMissing(action="take", what=what, action_zh=words[1])
        turned: list[Person] = []

        def edit(roster: Roster) -> Roster:
            person = require_person(roster, key, may_have_left=True)
            require_administrator(
                roster,
                by,
                action=f"take {person.name} {words[0]} the roster",
                action_zh=f"为{person.name}办理{words[1]}",
            )
            turned.append(replace(person, is_active=is_active))
            return _with(roster, turned[0])

        self._change(edit, by=by, why=why.strip())
        return turned[0]

    def _change(
        self, edit: Callable[[Roster], Roster], *, by: str, why: str
    ) -> tuple[RosterChange, ...]:
        with self._archive.changing() as register:
            before = register.roster
            after = edit(before)
            found = register.write(after, at=self._clock.now(), by=by, why=why)
            gone = leavers(before, register.roster)
        if gone:
            self._wake()  # the next tick tells whoever assigns what they leave behind
        return found


def _laid_over(roster: Roster, enrolment: Enrolment) -> Roster:
    """Give what becomes of a roster by a file; raise AbsenceRefused where that can't be."""
    after = overlaid(roster, enrolment.said, is_whole=enrolment.is_whole, spared=enrolment.spared)
    people = {person.key: person for person in after.people}
    for person in enrolment.said.people:
        for absence in person.absences:
            _require_possible(people, absence)
    return after


def _require_possible(people: Mapping[str, Person], absence: Absence) -> None:
    """Raise AbsenceRefused for an absence that can't be, with all others there are."""
    against = objection(people, absence)
    if against is not None:
        name = people[absence.person].name
        raise AbsenceRefused(person=name, why=against[0], why_zh=against[1])


def _with(roster: Roster, changed: Person) -> Roster:
    people = tuple(changed if person.key == changed.key else person for person in roster.people)
    return replace(roster, people=people)
