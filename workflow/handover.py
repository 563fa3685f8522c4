"""Handing over all that somebody has (离职转办): one command, one transaction, one letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import NotAllowed, NotEntitled, ReasonMissing, UnknownCase, UnknownHolder
from .correspondence import Letter
from .ports import UnitOfWork
from .steps.letters import begun
from .steps.notices import notify
from .steps.sheet import Sheet
from .steps.staffing.leaving import HandedOn, hand_over
from .steps.staffing.parts import named, told_of
from .steps.staffing.seeing import require_entitled
from .steps.standing import require
from .transactor import Transactor

TEMPLATE = "work_handover"
Progress = Callable[[int], None]
"""Is told how many more cases have been looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """What a handing over came to: what went to whom, what stays, and the key of its one letter."""

    person: str
    done: tuple[HandedOn, ...]
    stays: tuple[HandedOn, ...]
    letter: str


@dataclass(slots=True)
class _Pass:
    """One pass over somebody's cases: those that changed, what went where, whether any is out of reach."""

    sheets: list[Sheet] = field(default_factory=list)
    lines: list[HandedOn] = field(default_factory=list)
    is_refused: bool = False


def hand_over_all(  # noqa: PLR0913 - keyword-only
    transactor: Transactor,
    person: str,
    to: str = "",
    *,
    by: str,
    why: str,
    progress: Progress = lambda _: None,
) -> HandedOver:
    """Hand over every role and open task somebody has on running cases.

    ``to`` empty: each role goes to whoever its flow's rules choose. Cases on which ``by`` may not
    assign are left as they are. Raises ReasonMissing, UnknownHolder, and NotAllowed when he may
    assign on none of them.
    """
    if not why.strip():
        raise ReasonMissing(action="hand over the work on", action_zh="移交工作")

    def attempt() -> HandedOver:
        with transactor.begin() as uow:
            taker = uow.directory().person(to) if to else None
            if to and (taker is None or "auditor" in taker.roles):
                raise UnknownHolder(name=to)
            went = _each(transactor, uow, person, to, by=by, why=why, progress=progress)
            if went.is_refused and not went.sheets:
                raise _not_entitled(uow, by)
            letter = _letter(went, person, why) if went.lines else None
            for sheet in went.sheets:
                transactor.finish(uow, sheet, key=None)
        return HandedOver(
            person=person,
            done=tuple(line for line in went.lines if line.to),
            stays=tuple(line for line in went.lines if not line.to),
            letter=letter.key if letter else "",
        )

    return transactor.retrying(attempt)


def _not_entitled(uow: UnitOfWork, by: str) -> NotEntitled:
    """Refuse without saying on which cases somebody has work."""
    return NotEntitled(
        person=uow.directory().name_of(by),
        action="hand over this work",
        action_zh="移交此人的工作",
        who="whoever may assign on the cases",
        who_zh="各项目的分派单位",
    )


def _each(  # noqa: PLR0913 - one pass over everything he has
    transactor: Transactor,
    uow: UnitOfWork,
    person: str,
    to: str,
    *,
    by: str,
    why: str,
    progress: Progress,
) -> _Pass:
    went = _Pass()
    for case in uow.around.cases_of([person]):
        sheet = transactor.held(uow, case, by=by)
        progress(1)
        try:
            require_entitled(sheet, case)
            require(sheet, "assign", needs="assign", why=why)
        except (NotAllowed, UnknownCase):
            went.is_refused = True
            continue
        found = hand_over(sheet, person, to, why=why)
        if found:
            went.sheets.append(sheet)
            went.lines += found
    return went


def _letter(went: _Pass, person: str, why: str) -> Letter:
    """Draft the one letter of a handing over, and tell everybody who takes something over."""
    last = went.sheets[-1]
    spec = last.means.office_letters[TEMPLATE]
    facts = _facts(last, went.lines, person, why)
    written = last.means.scribe.draft(spec, facts)
    letter = Letter(
        key=f"handover-{person}-{last.case.id}-{last.before}",
        case=None,
        entry=0,
        spec=spec.key,
        title=written.title,
        text=written.text,
        html=written.html,
        facts=facts,
        recipients=tuple(facts["收文"]),
        drafted_at=last.now,
        body=written.body,
    )
    letter = begun(last, letter, spec)
    for sheet in went.sheets:
        _tell(sheet, letter, [line for line in went.lines if line.case == sheet.case.id], person)
    return letter


def _tell(sheet: Sheet, letter: Letter, lines: Sequence[HandedOn], person: str) -> None:
    """Tell each who takes something over on a case what it is: of this case and no other."""
    name = sheet.name_of(person)
    for taker in dict.fromkeys(line.to for line in lines if line.to):
        what = "、".join(line.what for line in lines if line.to == taker)
        for who in told_of(sheet, *named(sheet, taker)):
            notify(
                sheet,
                who,
                topic=letter.key,
                subject=f"【工作移交】{sheet.case.title}：{what}",
                body=f"{name}名下的“{what}”移交给您，详见移交单 {letter.key}。",
                entry=0,
            )


def _facts(sheet: Sheet, lines: Sequence[HandedOn], person: str, why: str) -> dict[str, Any]:
    actor = sheet.directory.person(sheet.by)
    unit = sheet.directory.unit(actor.unit) if actor else None
    takers = list(dict.fromkeys(line.to_name for line in lines if line.to))
    return {
        "移交": {
            "移交人": sheet.name_of(person),
            "接收人": "、".join(takers) or "待定",
            "经办": sheet.name_of(sheet.by),
            "理由": why,
            "事项": [
                {
                    "序号": line.case,
                    "项目": line.title,
                    "内容": line.what,
                    "接收": line.to_name or "待定",
                }
                for line in lines
            ],
        },
        "本机关": {"全称": unit.title if unit else "", "简称": unit.short if unit else ""},
        "收文": takers,
        "今天": sheet.worktime.day_of(sheet.now),
    }
