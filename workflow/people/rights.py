"""Who may change a roster, and who comes in. Nobody, unless something below says so."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from ...errors import AuditorsOnlyLook, NotEntitled, UnknownPerson
from ..values import SYSTEM
from .directory import Directory
from .finding import require_person
from .roster import OfficeRole, Person, Roster

HEAD = "head"
_ADMINISTRATORS = ("an administrator of the roster", "名册管理员")


def require_administrator(roster: Roster, by: str, *, action: str, action_zh: str) -> None:
    """Let the system and administrators pass; raise NotEntitled, AuditorsOnlyLook, UnknownPerson."""
    person = _entitled(roster, by)
    if person is not None:
        raise _refused(person, action, action_zh, _ADMINISTRATORS)


def require_office_administrator(
    directory: Directory, by: str, *, action: str, action_zh: str
) -> None:
    """Let the system and administrators of the directory pass; raise NotEntitled, UnknownPerson.

    AuditorsOnlyLook is raised for an auditor, even one who is an administrator too.
    """
    _require_role(
        directory, by, {"administrator"}, ("an administrator", "管理员"), action, action_zh
    )


def require_operator(directory: Directory, by: str, *, action: str, action_zh: str) -> None:
    """Let the system, operators (运维人员) and administrators pass; raises what the above does."""
    who = ("an operator or administrator", "运维人员或管理员")
    _require_role(directory, by, {"administrator", "operator"}, who, action, action_zh)


def _require_role(  # noqa: PLR0913, PLR0917 - the parts of one sentence
    directory: Directory,
    by: str,
    roles: AbstractSet[OfficeRole],
    who: tuple[str, str],
    action: str,
    action_zh: str,
) -> None:
    if by == SYSTEM:
        return
    person = directory.person(by)
    if person is None:
        raise UnknownPerson(name=by)
    if "auditor" in person.roles:
        raise AuditorsOnlyLook(person=person.name)
    if not roles & person.roles:
        raise _refused(person, action, action_zh, who)


def require_absence_right(roster: Roster, by: str, absent: Person) -> None:
    """Let himself pass too, and the head of his unit; raise NotEntitled, AuditorsOnlyLook, UnknownPerson."""
    person = _entitled(roster, by)
    if person is None or person.key == absent.key:
        return
    if HEAD in person.posts and person.unit == absent.unit:
        return
    raise _refused(
        person,
        f"record the absence of {absent.name}",
        f"登记{absent.name}的请假",
        (
            f"himself, the head of his unit or {_ADMINISTRATORS[0]}",
            f"本人、本单位负责人或{_ADMINISTRATORS[1]}",
        ),
    )


def _entitled(roster: Roster, by: str) -> Person | None:
    """Give who acts when he still needs a right, None for whoever may do everything."""
    if by == SYSTEM:
        return None
    person = require_person(roster, by)
    if "auditor" in person.roles:
        raise AuditorsOnlyLook(person=person.name)
    return None if "administrator" in person.roles else person


def _refused(person: Person, action: str, action_zh: str, who: tuple[str, str]) -> NotEntitled:
    return NotEntitled(
        person=person.name, action=action, action_zh=action_zh, who=who[0], who_zh=who[1]
    )
