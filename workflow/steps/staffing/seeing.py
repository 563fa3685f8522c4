"""Whether somebody may look at a case, and whether he may do anything to one at all."""

from __future__ import annotations

from ....errors import AuditorsOnlyLook, UnknownCase
from ...people.sight import Sight, sight_of
from ..sheet import Sheet
from .parts import actor


def require_entitled(sheet: Sheet, name: int | str) -> None:
    """Let nobody do anything to a case he can't see: for him there is none.

    Raises UnknownPerson, AuditorsOnlyLook, UnknownCase.
    """
    person = actor(sheet)
    if "auditor" in person.roles:
        raise AuditorsOnlyLook(
            person=person.name, action="", action_zh="", case=sheet.case.id, roles=""
        )
    require_sight(sheet, sight_of(sheet.directory, person, sheet.now), name)


def require_sight(sheet: Sheet, sight: Sight, name: int | str) -> None:
    """Raise UnknownCase, with the name it was asked by, unless a case is within somebody's sight."""
    if not is_seen(sheet, sight):
        raise UnknownCase(name=name)


def is_seen(sheet: Sheet, sight: Sight) -> bool:
    """Say whether a case is within somebody's sight; the store says the same in SQL.

    What the sheet holds is looked at first: it decides for nearly everybody who acts.
    """
    if sight.is_everything or sheet.case.territory in sight.places:
        return True
    names = sight.names
    if sheet.case.opened_by in names:
        return True
    if any(a.holder in names for a in sheet.assignments if a.until is None):
        return True
    if any(task.holder in names for task in sheet.tasks):
        return True
    return sheet.uow.around.is_told(sheet.case.id, names)
