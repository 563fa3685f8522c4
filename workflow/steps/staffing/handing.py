"""Roles from hand to hand: given (交办), passed on (转办), claimed (认领)."""

from __future__ import annotations

from ....definitions.model import Role
from ....errors import ClaimRefused, HandingRefused, UnknownHolder, UnknownRole
from ...people import Person
from ..settling import settle
from ..sheet import Sheet
from ..standing import require, require_status
from .assigning import Way, give
from .choosing import Choice
from .claiming import end_claim, open_claims, tell_taken
from .parts import actor, holding, is_his, require_no_auditor, told_of


def assign(sheet: Sheet, role_key: str, holder: str, *, why: str) -> None:
    """Give a role to somebody by hand, with a reason."""
    role = _role(sheet, role_key)
    require(sheet, "assign", needs="assign", why=why)
    _hand(sheet, role, holder, why, Way("assign"), "by_hand")


def pass_on_role(sheet: Sheet, role_key: str, holder: str, *, why: str) -> None:
    """Hand one's own role to another (转办); whoever may hand over does it for anybody."""
    role = _role(sheet, role_key)
    person = actor(sheet)
    held = holding(sheet, role.key)
    if role.is_many:
        why_en, why_zh = f"{role.key} has several holders", f"{role.title}由多人承担，请直接指定"
        raise HandingRefused(case=sheet.case.id, why=why_en, why_zh=why_zh)
    if not any(is_his(sheet, person, a.holder, a.holder_kind) for a in held):
        require(sheet, "hand_over", why=why)
    else:
        require_status(sheet, "hand_over", ("running", "paused"))
    _hand(sheet, role, holder, why, Way("pass_on"), "passed_on")


def _role(sheet: Sheet, key: str) -> Role:
    role = sheet.flow.roles.get(key)
    if role is None:
        raise UnknownRole(name=key, known=tuple(sheet.flow.roles))
    return role


def _hand(  # noqa: PLR0913, PLR0917 - what one handing is
    sheet: Sheet, role: Role, holder: str, why: str, way: Way, rule: str
) -> None:
    directory = sheet.directory
    found = directory.person(holder) if role.holder == "person" else directory.unit(holder)
    if found is None:
        raise UnknownHolder(name=holder)
    if isinstance(found, Person):
        require_no_auditor(sheet, found)
    if open_claims(sheet, role.key):
        end_claim(sheet, role.key, None)
    if holder not in {a.holder for a in holding(sheet, role.key)}:
        give(sheet, role, Choice(holder, rule, why), way)
    settle(sheet, is_active=False)


def claim(sheet: Sheet, role_key: str) -> None:
    """Claim a role that is open for it: the first who does has it."""
    role = _role(sheet, role_key)
    require_status(sheet, "claim", ("running", "paused"))
    person = actor(sheet)
    asked = open_claims(sheet, role.key)
    mine = [t for t in asked if is_his(sheet, person, t.holder, t.holder_kind)]
    if not mine:
        raise _refused(sheet, role, is_open=bool(asked))
    end_claim(sheet, role.key, mine[0])
    give(sheet, role, Choice(mine[0].holder, "claimed", "认领揭榜"), Way("assign"))
    for task in asked:
        if task.holder != mine[0].holder:
            for other in told_of(sheet, task.holder, task.holder_kind):
                tell_taken(sheet, role, other, mine[0].holder)
    settle(sheet, is_active=True)


def _refused(sheet: Sheet, role: Role, *, is_open: bool) -> ClaimRefused:
    if is_open:
        why, why_zh = f"you were not asked to claim {role.key}", f"您不在“{role.title}”的认领范围内"
    else:
        why, why_zh = f"{role.key} is not open for claims", f"“{role.title}”不在认领期内"
    return ClaimRefused(case=sheet.case.id, why=why, why_zh=why_zh)
