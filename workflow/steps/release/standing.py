"""Who may do what to a letter, and in which state; nobody unless something below says so."""

from __future__ import annotations

from typing import Final

from ....errors import AuditorsOnlyLook, LetterRefused, NotEntitled, ReasonMissing, UnknownLetter
from ...correspondence import LetterState
from ...people import Person
from ...people.sight import sight_of
from ...people.standins import represented_by
from ..staffing.parts import HEAD
from .page import Page

STATES: Final[dict[LetterState, tuple[str, str]]] = {
    "draft": ("a draft", "拟稿"),
    "reviewed": ("reviewed", "已核稿"),
    "signed": ("signed", "已签发"),
    "numbered": ("numbered", "已编号"),
    "sealed": ("sealed", "已用印"),
    "delivered": ("delivered", "已送达"),
    "received": ("received", "已签收"),
    "archived": ("archived", "已归档"),
    "void": ("void", "已作废"),
}


def require_state(page: Page, states: tuple[LetterState, ...], done: str, done_zh: str) -> None:
    """Raise LetterRefused unless the letter is in one of the states; says which must come first."""
    if page.letter.state in states:
        return
    now, now_zh = STATES[page.letter.state]
    wanted = " or ".join(STATES[state][0] for state in states)
    wanted_zh = "或".join(STATES[state][1] for state in states)
    raise refused(
        page, done, done_zh, f"it is {now}, and must be {wanted}", f"现为{now_zh}，须为{wanted_zh}"
    )


def refused(page: Page, done: str, done_zh: str, why: str, why_zh: str) -> LetterRefused:
    """Make the error that says why a letter can't take a step."""
    return LetterRefused(letter=page.letter.key, done=done, done_zh=done_zh, why=why, why_zh=why_zh)


def require_reason(why: str, action: str, action_zh: str) -> None:
    """Raise ReasonMissing for an empty reason."""
    if not why.strip():
        raise ReasonMissing(action=action, action_zh=action_zh, what="a letter")


def represented(page: Page) -> list[Person]:
    """Give whom the person who acts represents: himself, and whoever he stands in for.

    Raises UnknownPerson, AuditorsOnlyLook.
    """
    person = page.person
    if "auditor" in person.roles:
        raise AuditorsOnlyLook(person=person.name)
    return list(represented_by(page.directory, person, page.now))


def require_clerk(page: Page, action: str, action_zh: str) -> None:
    """Let whoever belongs to the issuing unit pass, and nobody else.

    For anybody who is not told of the letter there is none. Raises UnknownLetter, NotEntitled.
    """
    units = {who.unit for who in represented(page)}
    if page.letter.issuer and page.letter.issuer in units:
        return
    _require_knowing(page, units)
    raise _not_entitled(page, action, action_zh, "somebody of", "的人员")


def require_signer(page: Page) -> None:
    """Let the heads of the issuing unit sign (条例 Art. 22); raise UnknownLetter, NotEntitled.

    A unit without a head is signed for by its members. Whoever reviewed a letter does not sign it.
    """
    acting = represented(page)
    heads = page.directory.people_with(HEAD, page.letter.issuer) if page.letter.issuer else ()
    signers = {head.key for head in heads}
    members = {who.key for who in acting if who.unit == page.letter.issuer and page.letter.issuer}
    if not signers:
        signers = members
    if not signers & {who.key for who in acting}:
        _require_knowing(page, {who.unit for who in acting})
        raise _not_entitled(page, "sign this letter", "签发此件", "the head of", "的负责人")
    if page.by == page.letter.reviewed_by:
        raise refused(
            page,
            "signed",
            "签发",
            "whoever reviewed it does not sign it; somebody else of the unit must",
            "核稿人不得签发同一件，须由本单位其他有权人员签发",
        )


def require_addressee(page: Page, unit: str) -> str:
    """Give the unit for which a letter is received; raise UnknownLetter, NotEntitled, LetterRefused.

    Somebody of an addressee receives for his own; somebody of the issuing unit records for any.
    An addressee outside the roster is given by its name; the only addressee need not be named.
    """
    addressees, outside = (*page.letter.addressees, *page.letter.copies), page.letter.outsiders
    own = [who.unit for who in represented(page) if who.unit in addressees]
    if own and (not unit or unit in own):
        return unit or own[0]
    require_clerk(page, "record who received this letter", "登记此件的签收")
    if not unit and len(addressees) == 1 and outside:
        return addressees[0]
    named = next((key for key, name in outside.items() if name == unit), unit)
    if not unit:
        names = "、".join(outside.get(each, page.directory.name_of(each)) for each in addressees)
        names = names or "—"
        raise refused(
            page, "received", "签收", f"say for which unit: {names}", f"请写明签收单位：{names}"
        )
    if named not in addressees:
        raise refused(
            page,
            "received",
            "签收",
            f"it does not go to {unit}",
            f"此件未发往{page.directory.name_of(unit)}",
        )
    return named


def _require_knowing(page: Page, units: set[str]) -> None:
    """Raise UnknownLetter for somebody the letter does not concern."""
    if sight_of(page.directory, page.person, page.now).is_everything:
        return
    if not units & {page.letter.issuer, *page.letter.addressees, *page.letter.copies}:
        raise UnknownLetter(name=page.letter.key)


def _not_entitled(page: Page, action: str, action_zh: str, who: str, who_zh: str) -> NotEntitled:
    name = page.directory.name_of(page.letter.issuer) if page.letter.issuer else "—"
    return NotEntitled(
        person=page.person.name,
        action=action,
        action_zh=action_zh,
        who=f"{who} the issuing unit {name}",
        who_zh=f"发文单位{name}{who_zh}",
    )
