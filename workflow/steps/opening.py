"""Opening a case: its identity, grade, roles and first entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...definitions import coerce_values
from ...definitions.flow import Flow
from ...errors import (
    AuditorsOnlyLook,
    InvalidValues,
    NotAllowed,
    UnknownPerson,
    ValueFault,
)
from ..casefiles import CaseFile
from ..means import Means
from ..people import Directory
from ..ports import UnitOfWork
from ..values import (
    Case,
    Deadline,
    Entry,
)
from .facts import facts_of
from .moving import start
from .sheet import Sheet
from .staffing.assigning import OPENED_FOR, assign_open_roles, give
from .staffing.choosing import Choice
from .staffing.parts import actor, require_part

SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    """By which turn of the calendar a case is opened: about which period, for which unit.

    ``role`` is given to the unit, empty for none; ``words`` is the period and ``missed`` the periods
    that were lost before it, as people say them.
    """

    period: str
    words: str
    role: str = ""
    unit: str = ""
    missed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is said of a case when it is opened; ``periodic`` where the calendar opens it."""

    fields: Mapping[str, Any]
    ref: str | None = None
    parent: int | None = None
    calendar: str = ""
    periodic: Periodic | None = None


def open_case(  # noqa: PLR0913 - what a new case is made from
    uow: UnitOfWork, means: Means, flow: Flow, opening: Opening, *, now: datetime, by: str
) -> Sheet:
    """Write a new case; raise InvalidValues with every fault, a duplicate among them.

    What the calendar opens is opened by nobody, so nobody's right to do so is asked for.
    """
    if opening.periodic is None and uow.directory().person(by) is None:
        raise UnknownPerson(name=by)
    values = _values(uow.directory(), flow, opening)
    identity = identity_of(flow, values)
    worktime = means.worktime(uow.calendar(opening.calendar or flow.calendar))
    facts = facts_of(
        flow,
        fields=values,
        materials=(),
        stage=flow.initial,
        today=worktime.day_of(now),
        zone=worktime.zone,
    )
    case = Case(
        id=uow.new_case_id(),
        flow_hash=flow.hash,
        flow_key=flow.key,
        title=str(values.get(flow.title_field) or ""),
        stage=flow.initial,
        entry=1,
        status="running",
        grade=str(facts.get("grade", "")),
        territory=str(values.get(flow.territory_field) or ""),
        fields=values,
        version=0,
        opened_at=now,
        opened_by=by,
        active_at=now,
        changed_at=now,
        changed_by=by,
        ref=opening.ref,
        identity=identity,
        parent=opening.parent,
        calendar=opening.calendar,
        head_hash="0" * 64,
    )
    sheet = Sheet(uow=uow, means=means, flow=flow, file=_blank(case, worktime.key), now=now, by=by)
    said = {"flow": flow.key, "flow_hash": flow.hash, "fields": values, "ref": opening.ref}
    sheet.log("opened", said, why=f"按期开办：{due.words}" if (due := opening.periodic) else "")
    if due is not None:
        _take_turn(sheet, due)
    assign_open_roles(sheet)
    if due is None:
        require_opener(sheet)
    duplicate = uow.duplicate_of(flow.key, identity) if identity else None
    if duplicate is not None:
        raise InvalidValues(faults=[duplicate_fault(flow, values, duplicate)])
    start(sheet, via="open")
    return sheet


def _values(directory: Directory, flow: Flow, opening: Opening) -> dict[str, Any]:
    return coerce_values(
        flow.fields,
        opening.fields,
        territories=directory.territories(),
        units=directory.units(),
        partial=False,
    )


def _take_turn(sheet: Sheet, due: Periodic) -> None:
    """Give the case to the unit it is for, and say which periods were lost before."""
    if due.missed:
        facts = {"periods": "、".join(due.missed)}
        sheet.log("openings_missed", facts, why="此前各期未开办，不再补办")
    if due.role:
        why = f"{due.words}按期开办，本件即为该单位而开"
        give(sheet, sheet.flow.roles[due.role], Choice(due.unit, OPENED_FOR, why))


def require_opener(sheet: Sheet) -> None:
    """Raise NotAllowed unless the person may open cases of this flow.

    Where a flow names nobody who may, only administrators may.
    """
    person = actor(sheet)
    if "auditor" in person.roles:
        raise AuditorsOnlyLook(person=person.name, action="", action_zh="", case="", roles="")
    openers = sheet.flow.may.get("open")
    if openers is None and "administrator" not in person.roles:
        raise NotAllowed(
            person=person.name,
            action="open",
            action_zh="立项",
            case=sheet.case.id,
            roles="管理员（流程没有写明谁可立项）",
        )
    if openers is not None:
        require_part(sheet, openers, action="open", action_zh="立项")


def identity_of(flow: Flow, values: Mapping[str, Any]) -> str | None:
    """Give what tells a case from a duplicate; None when a part of it is not filled."""
    parts = [values.get(key) for key in flow.identity]
    if not parts or any(part is None for part in parts):
        return None
    return SEPARATOR.join(str(part).strip().casefold() for part in parts)


def duplicate_fault(flow: Flow, values: Mapping[str, Any], other: int) -> ValueFault:
    """Say that the identity of a case is already taken, and by which other."""
    keys = flow.identity
    return ValueFault(
        field=keys[0],
        title="、".join(str(flow.fields[key].title) for key in keys),
        value="、".join(str(values.get(key, "")) for key in keys),
        what=f"case {other} is the same by {', '.join(keys)}",
        what_zh=f"与已有记录重复：项目 {other}",
    )


def _blank(case: Case, calendar: str) -> CaseFile:
    """Give the file of a case that has not entered its first stage yet."""
    entry = Entry(
        case=case.id,
        number=0,
        stage=case.stage,
        entered_at=case.opened_at,
        by=case.opened_by,
        via="open",
    )
    deadline = Deadline(
        case=case.id,
        entry=0,
        span=None,
        starts_at=case.opened_at,
        active_at=case.opened_at,
        pauses=(),
        calendar=calendar,
        calendar_version="",
        due_at=None,
        colors={},
        is_provisional=False,
    )
    return CaseFile(case=case, entry=entry, deadline=deadline)
