"""Who plays which part on a case: resolving ``ROLE`` and ``ROLE.head`` to holders and people."""

from __future__ import annotations

from collections.abc import Iterable

from ....definitions.model import HolderKind, Recipient
from ....errors import NotAllowed, UnknownPerson
from ...people import Person
from ...values import Assignment
from ..sheet import Sheet

HEAD = "head"
LIAISON = "liaison"


def recipient(reference: str) -> Recipient:
    """Read ``ROLE`` or ``ROLE.head``."""
    role, _, part = reference.partition(".")
    return Recipient(role=role, is_head=part == HEAD)


def holding(sheet: Sheet, role: str) -> list[Assignment]:
    """Give the open assignments of a role."""
    return [a for a in sheet.assignments if a.role == role and a.until is None]


def holders(sheet: Sheet, who: Recipient) -> list[tuple[str, HolderKind]]:
    """Give the units and people a reference stands for, the heads being people."""
    named: list[tuple[str, HolderKind]] = []
    if who.unit:
        named = [(who.unit, "unit")] if sheet.directory.unit(who.unit) else []
    elif who.person:
        named = [(who.person, "person")]
    else:
        named = [(a.holder, a.holder_kind) for a in holding(sheet, who.role)]
    if who.is_head:
        units = [_unit_of(sheet, holder, kind) for holder, kind in named]
        heads = [head for unit in units for head in sheet.directory.people_with(HEAD, unit)]
        named = [(head.key, "person") for head in heads]
    return list(dict.fromkeys(named))


def _unit_of(sheet: Sheet, holder: str, kind: HolderKind) -> str:
    if kind == "unit":
        return holder
    person = sheet.directory.person(holder)
    return person.unit if person else ""


def people(sheet: Sheet, whom: Iterable[Recipient]) -> list[Person]:
    """Give the people to tell: a unit is told through its liaisons, else through its head."""
    told: dict[str, Person] = {}
    for who in whom:
        for holder, kind in holders(sheet, who):
            told.update((person.key, person) for person in told_of(sheet, holder, kind))
    return list(told.values())


def told_of(sheet: Sheet, holder: str, kind: HolderKind) -> list[Person]:
    """Give the people through whom a holder is told: himself, or a unit's contacts."""
    if kind == "unit":
        return contacts(sheet, holder)
    person = sheet.directory.person(holder)
    return [person] if person else []


def contacts(sheet: Sheet, unit: str) -> list[Person]:
    """Give the people through whom a unit is told."""
    directory = sheet.directory
    return list(directory.people_with(LIAISON, unit) or directory.people_with(HEAD, unit))


def names(sheet: Sheet, whom: Iterable[Recipient]) -> list[str]:
    """Name the holders a list of references stands for, each once."""
    found = [sheet.name_of(holder) for who in whom for holder, _ in holders(sheet, who)]
    return list(dict.fromkeys(found))


def acts_as(sheet: Sheet, person: Person, reference: str) -> bool:
    """Say whether a person holds a role, belongs to the unit that does, or is its head."""
    who = recipient(reference)
    return any(
        holder == person.key if kind == "person" else holder == person.unit
        for holder, kind in holders(sheet, who)
    )


def actor(sheet: Sheet) -> Person:
    """Give the person who acts; raise UnknownPerson when the roster has no such active person."""
    person = sheet.directory.person(sheet.by)
    if person is None:
        raise UnknownPerson(name=sheet.by)
    return person


def role_titles(sheet: Sheet, references: Iterable[str]) -> str:
    """Name roles for people: ``责任单位负责人、服务专员``."""
    named = []
    for reference in references:
        who = recipient(reference)
        title = str(sheet.flow.roles[who.role].title)
        vacant = "" if holders(sheet, who) else "（暂无人担任）"
        named.append(f"{title}负责人{vacant}" if who.is_head else f"{title}{vacant}")
    return "、".join(dict.fromkeys(named))


def require_part(sheet: Sheet, references: Iterable[str], *, action: str, action_zh: str) -> None:
    """Raise NotAllowed unless the person who acts plays one of the parts."""
    person = actor(sheet)
    wanted = tuple(references)
    if not any(acts_as(sheet, person, reference) for reference in wanted):
        roles = role_titles(sheet, wanted) or "—"
        raise NotAllowed(
            person=person.name,
            action=action,
            action_zh=action_zh,
            case=sheet.case.id,
            roles=roles,
        )
