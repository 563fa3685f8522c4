"""Opening cases by the calendar: each period once, for each unit it is for, whoever ticks.

What was opened is a row under (flow, period, unit), written in the transaction that opens the case
and under a lock on the flow: of two processes one opens, the other finds it done.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..definitions.flow import Flow
from ..definitions.model import OpeningRule
from ..definitions.openings import worded
from .going import GoesOn, always
from .opening_ports import Opened, OpenerVersion, Survey
from .people import Directory, OrgUnit
from .ports import Reading
from .steps.opening import Opening, Periodic, open_case
from .time.periods import Period, due_day, period_of
from .time.worktime import WorkTime
from .transactor import Transactor
from .values import SYSTEM

log = logging.getLogger(__name__)

NO_UNIT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """The next cases a flow opens: about which period, for the units with which duty, and when."""

    flow: str
    title: str
    period: str
    period_title: str
    duty: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """One period in which a flow opens cases: when, and about which period."""

    at: datetime
    period: Period
    about: Period


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a flow opens its cases, by its working calendar."""

    flow: Flow
    rule: OpeningRule
    since: datetime
    worktime: WorkTime

    def present(self, now: datetime) -> Turn:
        """Give the last turn that has come."""
        turn = self._turn(period_of(self.worktime.day_of(now), self.rule.cycle.every).next)
        while turn.at > now:
            turn = self._turn(turn.period.previous)
        return turn

    def after(self, turn: Turn) -> Turn:
        """Give the turn after another."""
        return self._turn(turn.period.next)

    def between(self, after: datetime, turn: Turn) -> list[Turn]:
        """Give the turns that came after a moment and before another turn, the oldest first."""
        found = [turn]
        while (before := self._turn(found[-1].period.previous)).at > after:
            found.append(before)
        return found[:0:-1]

    def _turn(self, period: Period) -> Turn:
        day = due_day(self.rule.cycle, period, self.worktime)
        at = self.worktime.at_work(self.worktime.start_of(day))
        return Turn(at, period, period.previous if self.rule.covers == "previous" else period)


@dataclass(frozen=True, slots=True)
class _Looked:
    """How things stood when nothing was left to open, and until when nothing will be."""

    survey: Survey
    day: date
    until: datetime | None


class Openings:
    """Opens the cases of flows that open their own.

    Nothing is opened twice, and a flow that fails stops no other: it is logged and tried again.
    """

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor
        self._looked: _Looked | None = None

    def open_due(self, now: datetime, *, goes_on: GoesOn = always) -> int:
        """Open every case whose moment has come; give how many were opened here.

        While nothing is due this asks the database one small question.
        """
        with self._transactor.store.look() as uow:
            survey = uow.openings.survey()
            if self._is_quiet(survey, now):
                return 0
            self._looked = None
            turns, failed = self._turns(uow, survey, now)
        opened = 0
        for schedule, turn, units in turns:
            for unit in units:
                if not goes_on():
                    return opened
                try:
                    opened += self._open(schedule, turn, unit, now)
                except Exception:
                    failed += 1
                    log.exception("%s could not be opened", _ref(schedule, turn, unit))
        if not failed:
            moments = [schedule.after(turn).at for schedule, turn, _ in turns]
            self._looked = _Looked(survey, now.date(), min(moments, default=None))
        return opened

    def next_moment(self) -> datetime | None:
        """Give when the next case is to be opened; None for never, or while something failed."""
        return self._looked.until if self._looked is not None else None

    def ahead(self, now: datetime, *, flow: str | None = None) -> Sequence[Upcoming]:
        """List what comes next, by moment: one line for each way a flow opens cases."""
        with self._transactor.store.look() as uow:
            turns, _ = self._turns(uow, uow.openings.survey(), now)
        found = [
            _upcoming(schedule, schedule.after(turn))
            for schedule, turn, _ in turns
            if flow in {None, schedule.flow.key}
        ]
        return sorted(found, key=lambda line: (line.at, line.flow))

    def _is_quiet(self, survey: Survey, now: datetime) -> bool:
        looked = self._looked
        if looked is None or (looked.survey, looked.day) != (survey, now.date()):
            return False
        return looked.until is None or now < looked.until

    def _turns(
        self, uow: Reading, survey: Survey, now: datetime
    ) -> tuple[list[tuple[Schedule, Turn, list[str]]], int]:
        """Give each flow's present turn and whom it is still to be opened for; and how many are broken."""
        found: list[tuple[Schedule, Turn, list[str]]] = []
        broken = 0
        for version in survey.versions:
            try:
                for schedule in _schedules(self._transactor, uow, version):
                    turn = schedule.present(now)
                    found.append((schedule, turn, _missing(uow, schedule, turn)))
            except Exception:
                broken += 1
                log.exception("what flow %s opens could not be worked out", version.key)
        return found, broken

    def _open(self, schedule: Schedule, turn: Turn, unit: str, now: datetime) -> bool:
        def attempt() -> bool:
            with self._transactor.store.begin() as uow:
                uow.openings.hold(schedule.flow.key)
                if unit not in _missing(uow, schedule, turn):
                    return False
                opening = _opening(uow, schedule, turn, unit)
                means, flow = self._transactor.means, schedule.flow
                sheet = open_case(uow, means, flow, opening, now=now, by=SYSTEM)
                uow.apply(sheet.change())
                uow.openings.note(
                    Opened(
                        flow=flow.key,
                        period=turn.about.label,
                        every=turn.about.every,
                        unit=unit,
                        case=sheet.case.id,
                        at=now,
                    )
                )
            return True

        # The row tells whether it was done, as an idempotency key would.
        return self._transactor.retrying(attempt, key=_ref(schedule, turn, unit))


def _schedules(transactor: Transactor, uow: Reading, version: OpenerVersion) -> list[Schedule]:
    flow = uow.flow_of(version.hash)
    worktime = transactor.means.worktime(uow.calendar(flow.calendar))
    return [Schedule(flow, rule, version.since, worktime) for rule in flow.openings]


def _upcoming(schedule: Schedule, turn: Turn) -> Upcoming:
    return Upcoming(
        flow=schedule.flow.key,
        title=str(schedule.flow.title),
        period=turn.about.label,
        period_title=turn.about.words,
        duty=schedule.rule.duty,
        at=turn.at,
    )


def _missing(uow: Reading, schedule: Schedule, turn: Turn) -> list[str]:
    """Give the units whose case of a turn is not opened yet, none before the first publication."""
    if turn.at <= schedule.since:
        return []
    done = uow.openings.opened(schedule.flow.key, turn.about.label)
    return [unit for unit in _units(uow.directory(), schedule.rule) if unit not in done]


def _units(directory: Directory, rule: OpeningRule) -> list[str]:
    if not rule.duty:
        return [NO_UNIT]
    units = (directory.unit(key) for key in sorted(directory.units()))
    return [unit.key for unit in units if unit is not None and rule.duty in unit.duties]


def _opening(uow: Reading, schedule: Schedule, turn: Turn, unit: str) -> Opening:
    """Say what a case is opened with."""
    flow, rule = schedule.flow, schedule.rule
    directory = uow.directory()
    given = directory.unit(unit) if unit else None
    texts = {**rule.fields, flow.title_field: rule.title}
    words, title = turn.about.words, given.title if given else ""
    fields = {key: worded(text, period=words, unit=title) for key, text in texts.items()}
    if flow.territory_field:
        fields[flow.territory_field] = _place(directory, given)
    last = uow.openings.last_before(flow.key, turn.about.label, turn.about.every)
    missed = schedule.between(max(schedule.since, last or schedule.since), turn)
    periodic = Periodic(
        period=turn.about.label,
        words=words,
        role=rule.role if given else "",
        unit=unit,
        missed=tuple(other.about.words for other in missed),
    )
    return Opening(fields=fields, ref=_ref(schedule, turn, unit), periodic=periodic)


def _place(directory: Directory, unit: OrgUnit | None) -> str:
    """Give a unit's place, else the root of the tree."""
    if unit is not None and directory.territory(unit.territory) is not None:
        return unit.territory
    places = (directory.territory(key) for key in sorted(directory.territories()))
    return next((place.key for place in places if place is not None and not place.parent), "")


def _ref(schedule: Schedule, turn: Turn, unit: str) -> str:
    return "-".join(filter(None, (schedule.flow.key, turn.about.label, unit)))
