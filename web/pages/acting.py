"""What can be done to a case besides moving it onward: each has a page with its form.

The list is short because the engine decides: a page is offered when whoever looks has the ability,
and what it sends is refused there, with its reason, when he has not.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...definitions import Flow
from ...errors import InvalidSpan
from ...workflow.engine import Engine
from ...workflow.explain import Explanation
from ..forms import Form, key_in, number_in
from ..refusals import Refusal, attempt
from ..visits import At, CaseNumber, Visit

router = APIRouter(prefix="/cases/{case}/do")

Given = Mapping[str, str]
Common = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be done to a case by a form.

    ``needs`` is the ability that offers it, empty for one that is offered to whoever sees the case;
    ``asks`` the parts of its form, as templates/act.html draws them. ``has`` tells whether there is
    anything to do it to. ``do`` does it with what was filled in; ``common`` are who, key and, where
    the command takes one, the version that was seen.
    """

    words: str
    button: str
    note: str
    needs: str
    asks: tuple[str, ...]
    do: Callable[[Engine, int, Given, Common], object]
    has: Callable[[Explanation, Flow], bool] = lambda _case, _flow: True
    is_expecting: bool = True


def _due(text: str) -> date | str | None:
    """Read a day or a length of time; raises InvalidSpan for neither."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        if any(sign.isalpha() for sign in text):
            return text
        raise InvalidSpan(text=text) from error


ACTIONS: Final[Mapping[str, Action]] = {
    "send_back": Action(
        words="退回",
        button="退回",
        note="退到经过的阶段，重新计时；须说明原因。",
        needs="send_back",
        asks=("stage", "then", "why"),
        has=lambda case, flow: bool(earlier(case, flow)),
        do=lambda engine, case, given, common: engine.send_back(
            case,
            given["stage"],
            why=given["why"],
            then="resume" if given.get("then") == "resume" else "again",
            **common,
        ),
    ),
    "extend": Action(
        words="申请延期",
        button="提交申请",
        note="到期前提出，由流程规定的人批准；批准前期限不变。",
        needs="extend",
        asks=("span", "why"),
        has=lambda _case, flow: flow.extension is not None,
        do=lambda engine, case, given, common: engine.extend(
            case,
            given["span"],
            why=given["why"],
            **common,
        ),
    ),
    "pause": Action(
        words="暂停",
        button="暂停计时",
        note="暂停期间不计工作日；须说明原因。",
        needs="pause",
        asks=("why",),
        do=lambda engine, case, given, common: engine.pause(
            case,
            why=given["why"],
            **common,
        ),
    ),
    "resume": Action(
        words="恢复",
        button="恢复计时",
        note="从现在起继续计时，期限顺延暂停的工作日。",
        needs="resume",
        asks=(),
        do=lambda engine, case, _given, common: engine.resume(case, **common),
    ),
    "withdraw": Action(
        words="终止",
        button="终止项目",
        note="项目就此结束，不能恢复；须说明原因。",
        needs="withdraw",
        asks=("why",),
        do=lambda engine, case, given, common: engine.withdraw(
            case,
            why=given["why"],
            **common,
        ),
    ),
    "assign": Action(
        words="指定人员",
        button="指定",
        note="指定由谁承担一项职责；理由会显示在项目上。",
        needs="assign",
        asks=("role", "holder", "why"),
        do=lambda engine, case, given, common: engine.assign(
            case,
            given["role"],
            given["holder"],
            why=given["why"],
            **common,
        ),
    ),
    "set": Action(
        words="交办事项",
        button="交办",
        note="请一个人或单位办一件事，到期前后都会提醒。",
        needs="",
        asks=("item", "holder", "what", "due"),
        has=lambda _case, flow: bool(flow.items),
        is_expecting=False,
        do=lambda engine, case, given, common: engine.tasks.set(
            case,
            given["item"],
            given["holder"],
            given["what"],
            due=_due(given.get("due", "")),
            **common,
        ),
    ),
    "take_back": Action(
        words="拿回",
        button="拿回",
        note="撤回自己刚才的推进，还没有人接着办理时可用。",
        needs="take_back",
        asks=("why",),
        is_expecting=False,
        do=lambda engine, case, given, common: engine.moves.take_back(
            case,
            why=given["why"],
            **common,
        ),
    ),
    "jump": Action(
        words="跳转",
        button="跳转",
        note="管理员可把项目移到任一阶段；须说明原因，不检查推进条件。",
        needs="jump",
        asks=("any_stage", "why"),
        is_expecting=False,
        do=lambda engine, case, given, common: engine.moves.jump(
            case,
            given["any_stage"],
            why=given["why"],
            **common,
        ),
    ),
}
"""Every action, by the last part of its address, in the order it is offered."""


@router.get("/{action}")
def ask(visit: At, case: CaseNumber, action: str) -> Response:
    """Draw the form of an action."""
    return _page(visit, case, action)


@router.post("/{action}")
def do(visit: At, case: CaseNumber, action: str, form: Form) -> Response:
    """Do an action."""
    found = _action(action)
    common: dict[str, Any] = {"by": visit.key, "key": key_in(form)}
    if found.is_expecting:
        common["expect"] = number_in(form, "expect")
    given = {**dict.fromkeys(found.asks, ""), **{k: str(v) for k, v in form.items()}}
    return attempt(
        visit,
        partial(found.do, visit.office.engine, case, given, common),
        form=form,
        then=f"/cases/{case}",
        said=visit.say("已办理：{action}。", action=visit.say(found.words)),
        again=partial(_page, visit, case, action),
        about=action,
    )


def offered(visit: Visit, case: Explanation, flow: Flow) -> Sequence[tuple[str, str]]:
    """Give the actions offered to whoever looks at a case, each with its words."""
    may = {*case.may, ""}
    last = case.stays[-1]
    if last.by == visit.key and last.via in flow.transitions and case.status == "running":
        may.add("take_back")
    if not case.may:
        may.discard("")
    return [
        (key, visit.say(action.words))
        for key, action in ACTIONS.items()
        if action.needs in may and action.has(case, flow)
    ]


def earlier(case: Explanation, flow: Flow) -> Mapping[str, str]:
    """Give the stages a case has been in besides its present one, with their titles."""
    stages = dict.fromkeys(stay.stage for stay in case.stays if stay.stage != case.stage)
    return {key: str(flow.stages[key].title) for key in stages if key in flow.stages}


def _action(key: str) -> Action:
    if key not in ACTIONS:
        raise HTTPException(404)
    return ACTIONS[key]


def _page(visit: Visit, case: int, key: str, refused: Refusal | None = None) -> Response:
    action, explained = _action(key), visit.desk.explain(case)
    flow = visit.office.flows.version(explained.flow_hash)
    directory = visit.office.roster.directory()
    units = directory.units()
    return visit.page(
        "act.html",
        refused=refused,
        case=explained,
        flow=flow,
        action=action,
        action_key=key,
        earlier=earlier(explained, flow),
        units=units,
        members={title: directory.members(unit) for unit, title in units.items()},
        key=secrets.token_urlsafe(16),
    )
