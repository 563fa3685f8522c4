"""Whether a command may be done now and by this person: status, reason and right."""

from __future__ import annotations

from collections.abc import Iterable

from ...definitions.flow import Ability
from ...errors import NotAllowed, ReasonMissing, WrongMoment
from ..people import Person
from ..values import CaseStatus
from .sheet import Sheet
from .staffing.parts import actor, holders, recipient, require_part

STATUS: dict[CaseStatus, tuple[str, str]] = {
    "running": ("running", "办理中"),
    "paused": ("paused", "已暂停"),
    "ended": ("ended", "已办结或退出"),
}
WORDS: dict[Ability | str, tuple[str, str]] = {
    "open": ("open", "立项"),
    "assign": ("assign", "指定人员"),
    "record": ("record", "登记"),
    "send_back": ("send back", "退回"),
    "pause": ("pause", "暂停"),
    "resume": ("resume", "恢复"),
    "extend": ("ask for an extension", "申请延期"),
    "complete": ("complete", "报送"),
    "withdraw": ("withdraw", "撤回"),
    "answer": ("answer", "答复督办"),
    "advance": ("advance", "转段"),
    "decide": ("decide", "办理任务"),
    "ask": ("change who is asked", "调整征求对象"),
    "hand_over": ("hand over", "转办"),
    "urge": ("urge", "催办"),
    "set": ("set an item", "交办事项"),
    "copy": ("send copies", "抄送"),
    "take_back": ("take back", "拿回"),
    "jump": ("move", "跳转"),
    "claim": ("claim a role", "认领"),
    "enter": ("enter a figure", "登记数据"),
    "correct": ("correct a figure", "更正数据"),
}


ASKED: dict[str, tuple[Ability, str]] = {
    "assign": ("assign", "assign"),
    "record": ("record", "record"),
    "send_back": ("send_back", ""),
    "pause": ("pause", ""),
    "resume": ("pause", "resume"),
    "extend": ("extend", ""),
    "withdraw": ("withdraw", ""),
    "ask": ("ask", ""),
    "hand_over": ("hand_over", "hand_over"),
}
"""What somebody may be able to do to a case by right: the ability, and the command that needs it."""


def abilities(sheet: Sheet) -> frozenset[str]:
    """Give what the person who acts may do to the case as it stands, by the keys of ASKED; and jump."""
    person = acting(sheet)
    if person is None:
        return frozenset()
    found = {word for word, asked in ASKED.items() if _may(sheet, *asked)}
    if is_administrator(sheet) and sheet.case.status == "running":
        found.add("jump")
    return frozenset(found)


def acting(sheet: Sheet) -> Person | None:
    """Give the person who acts if he may change anything: None for the host and for auditors."""
    person = sheet.directory.person(sheet.by) if sheet.by else None
    return None if person is None or "auditor" in person.roles else person


def _may(sheet: Sheet, ability: Ability, needs: str) -> bool:
    try:
        require(sheet, ability, needs=needs)
    except (NotAllowed, WrongMoment):
        return False
    return True


def require(sheet: Sheet, ability: Ability, *, needs: str = "", why: str | None = None) -> None:
    """Check status, reason and right for an ability; raise the error that says which fails."""
    en, zh = WORDS[needs or ability]
    wanted: tuple[CaseStatus, ...] = ("paused",) if needs == "resume" else ("running",)
    if needs in {"record", "assign", "urge", "hand_over"}:
        wanted = ("running", "paused")
    if needs == "record" and is_sealed(sheet):
        wanted = (*wanted, "ended")
    require_status(sheet, needs or ability, wanted)
    if why is not None and not why.strip():
        raise ReasonMissing(action=en, action_zh=zh)
    roles = sheet.flow.may.get(ability) or _owners(sheet)
    if ability == "assign" and _may_assign_anyway(sheet, roles):
        return
    require_part(sheet, roles, action=en, action_zh=zh)


def _owners(sheet: Sheet) -> tuple[str, ...]:
    """Give who owns what a case is in: the stage's owner, of a sealed case whoever may unseal it."""
    stage = sheet.flow.stages.get(sheet.case.stage)
    if stage is not None:
        return (stage.owner,)
    return tuple(who for way in sheet.flow.leaving(sheet.case.stage) for who in way.who)


def is_sealed(sheet: Sheet) -> bool:
    """Say whether a case has ended in a way it may be taken up from again (封存待解封)."""
    return sheet.case.status == "ended" and bool(sheet.flow.leaving(sheet.case.stage))


def _may_assign_anyway(sheet: Sheet, roles: Iterable[str]) -> bool:
    """Let administrators assign, and whoever opened a case while nobody else could."""
    if is_administrator(sheet):
        return True
    return sheet.by == sheet.case.opened_by and _is_vacant(sheet, roles)


def is_administrator(sheet: Sheet) -> bool:
    """Say whether the person who acts administers the office."""
    return "administrator" in actor(sheet).roles


def require_status(sheet: Sheet, word: str, wanted: tuple[CaseStatus, ...] = ("running",)) -> None:
    """Raise WrongMoment unless the case has one of the wanted statuses."""
    if sheet.case.status not in wanted:
        en, zh = WORDS[word]
        status_en, status_zh = STATUS[sheet.case.status]
        raise WrongMoment(
            case=sheet.case.id, action=en, action_zh=zh, status=status_en, status_zh=status_zh
        )


def _is_vacant(sheet: Sheet, references: Iterable[str]) -> bool:
    """Say whether nobody holds any of the parts: then the case's opener may fill them."""
    return not any(holders(sheet, recipient(reference)) for reference in references)
