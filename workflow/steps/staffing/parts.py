"""Who plays which part on a case: resolving ``ROLE`` and ``ROLE.head`` to holders and people."""

from __future__ import annotations

from collections.abc import Iterable

from ....definitions.lamps import FIELD
from ....definitions.model import HolderKind, Recipient
from ....errors import HandingRefused, NotAllowed, UnknownHolder, UnknownPerson
from ...people import Person
from ...people.standins import deputy_of, represented_by
from ...values import Assignment
from ..sheet import Sheet

UNIT = "unit:"
HEAD = "head"
LIAISON = "liaison"


def recipient(reference: str) -> Recipient:
    """Read ``ROLE``, ``ROLE.head``, ``unit:KEY`` or ``field:KEY``."""
    if reference.startswith(FIELD):
        return Recipient(field=reference.removeprefix(FIELD).strip())
    name = reference.removesuffix(f".{HEAD}")
    is_head = name != reference
    if name.startswith(UNIT):
        return Recipient(unit=name.removeprefix(UNIT), is_head=is_head)
    return Recipient(role=name, is_head=is_head)


def holding(sheet: Sheet, role: str) -> list[Assignment]:
    """Give the open assignments of a role."""
    return [a for a in sheet.assignments if a.role == role and a.until is None]


def holders(sheet: Sheet, who: Recipient) -> list[tuple[str, HolderKind]]:
    """Give the units and people a reference stands for and the roster has, the heads being people.

    A field names somebody outside the roster: nobody here.
    """
    found: list[tuple[str, HolderKind]] = []
    if who.unit:
        found = [(who.unit, "unit")]
    elif who.person:
        found = [(who.person, "person")]
    else:
        found = [(a.holder, a.holder_kind) for a in holding(sheet, who.role)]
    if who.is_head:
        units = [_unit_of(sheet, holder, kind) for holder, kind in found]
        heads = [head for unit in units for head in sheet.directory.people_with(HEAD, unit)]
        found = [(head.key, "person") for head in heads]
    return [held for held in dict.fromkeys(found) if is_there(sheet, *held)]


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
    return _reached(sheet, [person]) if person else []


def _reached(sheet: Sheet, whom: Iterable[Person]) -> list[Person]:
    """Add to each who is away whoever stands in for him."""
    told: dict[str, Person] = {}
    for person in whom:
        deputy = deputy_of(sheet.directory, person, sheet.now)
        told |= {who.key: who for who in (person, deputy) if who is not None}
    return list(told.values())


def contacts(sheet: Sheet, unit: str) -> list[Person]:
    """Give the people through whom a unit is told."""
    directory = sheet.directory
    found = directory.people_with(LIAISON, unit) or directory.people_with(HEAD, unit)
    return _reached(sheet, found)


def names(sheet: Sheet, whom: Iterable[Recipient]) -> list[str]:
    """Name the holders a list of references stands for, each once."""
    found = [sheet.name_of(holder) for who in whom for holder, _ in holders(sheet, who)]
    return list(dict.fromkeys(found))


def acts_as(sheet: Sheet, person: Person, reference: str) -> bool:
    """Say whether a person, or somebody he stands in for, holds a role or belongs to its unit."""
    return any(is_his(sheet, person, *held) for held in holders(sheet, recipient(reference)))


def is_his(sheet: Sheet, person: Person, holder: str, kind: HolderKind) -> bool:
    """Say whether a person acts for a holder: himself, his unit, or whoever he stands in for."""
    represented = represented_by(sheet.directory, person, sheet.now)
    return any(holder == (who.key if kind == "person" else who.unit) for who in represented)


def named(sheet: Sheet, key: str) -> tuple[str, HolderKind]:
    """Give whoever is to do something by his key, a person or unit; raise UnknownHolder.

    Raises HandingRefused for an auditor, who does nothing.
    """
    person = sheet.directory.person(key)
    if person is not None:
        require_no_auditor(sheet, person)
        return key, "person"
    if sheet.directory.unit(key) is not None:
        return key, "unit"
    raise UnknownHolder(name=key)


def require_no_auditor(sheet: Sheet, person: Person) -> None:
    """Raise HandingRefused for somebody who may change nothing."""
    if "auditor" in person.roles:
        why, why_zh = f"{person.key} is an auditor", f"{person.name}是审计人员，不能办理"
        raise HandingRefused(case=sheet.case.id, why=why, why_zh=why_zh)


def is_there(sheet: Sheet, holder: str, kind: HolderKind) -> bool:
    """Say whether a holder is still in the roster."""
    directory = sheet.directory
    return (directory.person(holder) if kind == "person" else directory.unit(holder)) is not None


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
        role = sheet.flow.roles.get(who.role)
        title = str(role.title) if role else sheet.name_of(who.unit)
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
