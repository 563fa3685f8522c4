"""My tasks (我的任务): everything that waits for somebody, and the page of one with what can be done."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, get_args

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...errors import UnknownHolder
from ...store import DueSpan, TaskFilter, TaskRow
from ...workflow.explain import Explanation
from ...workflow.values import Task, TaskKind, Verdict
from ..choosing import holder_named, holders_offered
from ..forms import Form, key_in, number_in
from ..freshness import fresh
from ..refusals import Refusal, attempt
from ..visits import At, CaseNumber, Visit

router = APIRouter(prefix="/tasks")

PAGE: Final = 50

KINDS: Final[Mapping[TaskKind, str]] = {
    "approval": "审批",
    "opinion": "会签意见",
    "extension": "延期申请",
    "duty": "定期任务",
    "claim": "认领",
    "advice": "征询意见",
    "condition": "附带条件",
    "item": "交办事项",
    "reading": "传阅",
}
DUES: Final[Mapping[DueSpan, str]] = {
    "late": "已逾期",
    "today": "今天到期",
    "week": "七天内到期",
    "later": "以后到期",
    "none": "不限时",
}
DECIDED: Final = frozenset({"approval", "opinion", "extension"})
REPORTED: Final = frozenset({"duty", "condition", "item"})
HANDED: Final = frozenset({"approval", "opinion", "duty", "condition", "item"})
"""Kinds that are decided, reported done, and may be handed to another, as the engine has it."""

SAID: Final[Mapping[str, str]] = {
    "decide": "已办理，意见已记入项目。",
    "complete": "已报送。",
    "claim": "已认领，由您承办。",
    "advise": "意见已回复。",
    "read": "已阅。",
    "pass_on": "已转办。",
    "delegate": "已委派，对方回复后会告诉您；任务仍由您办理。",
    "urge": "已催办，对方会在收件箱看到。",
}


@router.get("")
def show(visit: At, kind: str = "", due: str = "", q: str = "", offset: int = 0) -> Response:
    """Show what waits for him, the first due first."""
    kinds: dict[str, TaskKind] = {name: name for name in get_args(TaskKind)}
    dues: dict[str, DueSpan] = {name: name for name in get_args(DueSpan)}
    wanted = TaskFilter(kind=kinds.get(kind), due=dues.get(due), q=q[:100])
    first = max(0, min(offset, 1_000_000))
    found = visit.desk.waiting(wanted, limit=PAGE, offset=first)
    counts = (found.total, sorted(found.kinds.items()), sorted(found.dues.items()))

    def draw() -> Response:
        return visit.page(
            "tasks.html",
            found=found,
            wanted=wanted,
            query={"kind": wanted.kind or "", "due": wanted.due or "", "q": wanted.q},
            offset=first,
            size=PAGE,
            **_shown(visit),
        )

    return fresh(visit, [counts, *found.batches, *found.rows], draw)


@router.get("/{case}/{key:path}")
def open_one(visit: At, case: CaseNumber, key: str, kind: str = "", holder: str = "") -> Response:
    """Show one task, what it is to be judged by, and what can be done with it."""
    return _one(visit, visit.desk.task(case, key, kind=kind, holder=holder))


@router.post("/{case}/{key:path}")
def act(visit: At, case: CaseNumber, key: str, form: Form) -> Response:
    """Decide, report, claim, advise, take note, hand on or urge."""
    kind, holder = str(form.get("kind", "")), str(form.get("holder", ""))
    row = visit.desk.task(case, key, kind=kind, holder=holder)
    does = str(form.get("do", ""))
    if does not in SAID:
        raise HTTPException(422)
    stays = does in {"delegate", "urge"}
    return attempt(
        visit,
        partial(_ACTS[does], visit, row.task, form),
        form=form,
        then=_path(row.task) if stays else "/tasks",
        said=visit.say(SAID[does]),
        again=lambda refused: _one(
            visit, visit.desk.task(case, key, kind=kind, holder=holder), refused
        ),
        about=does,
    )


def acts_on(row: TaskRow, case: Explanation, *, by: str) -> frozenset[str]:
    """Give what the engine takes for a task of this kind, none for one that is done."""
    task = row.task
    if task.closed_at is not None or (row.status == "ended" and task.kind != "reading"):
        return frozenset()
    found: set[str] = set()
    is_own_request = task.kind == "extension" and task.term("by") == by
    if task.kind in DECIDED and row.status == "running" and not is_own_request:
        found.add("decide")
    if task.kind in REPORTED:
        found.add("complete")
    if task.kind in HANDED:
        found |= {"pass_on", "delegate"}
    if task.kind == "claim" and row.status == "running":
        found.add("claim")
    if task.kind == "advice":
        found.add("advise")
    if task.kind == "reading":
        found.add("read")
    if "ask" in case.may:
        found.add("urge")
    return frozenset(found)


def _decide(visit: Visit, task: Task, form: FormData) -> None:
    verdicts: dict[str, Verdict] = {name: name for name in get_args(Verdict)}
    verdict = verdicts.get(str(form.get("verdict", "")))
    if verdict is None:
        raise HTTPException(422)
    conditions = [line for line in map(str.strip, _text(form, "conditions").splitlines()) if line]
    visit.office.engine.decide(
        task.case,
        task.key,
        verdict,
        by=visit.key,
        text=_text(form, "text"),
        conditions=conditions if verdict == "conditional" else (),
        ground=_text(form, "ground") if verdict == "disagree" else "",
        expect=number_in(form, "expect"),
        key=key_in(form),
    )


def _complete(visit: Visit, task: Task, form: FormData) -> None:
    visit.office.engine.tasks.complete(
        task.case, task.key, by=visit.key, text=_text(form, "text"), key=key_in(form)
    )


def _claim(visit: Visit, task: Task, form: FormData) -> None:
    visit.office.engine.staff.claim(task.case, task.key, by=visit.key, key=key_in(form))


def _advise(visit: Visit, task: Task, form: FormData) -> None:
    visit.office.engine.tasks.advise(
        task.case, task.key, by=visit.key, text=_text(form, "text"), key=key_in(form)
    )


def _read(visit: Visit, task: Task, form: FormData) -> None:
    visit.office.engine.tasks.read(task.case, task.key, by=visit.key, key=key_in(form))


def _hand(visit: Visit, task: Task, form: FormData) -> None:
    tasks = visit.office.engine.tasks
    command = tasks.pass_on if form.get("do") == "pass_on" else tasks.delegate
    named = _text(form, "to")
    to = holder_named(visit.office.roster.directory(), named)
    if to is None:
        raise UnknownHolder(name=named)
    command(task.case, task.key, to, by=visit.key, why=_text(form, "why"), key=key_in(form))


def _urge(visit: Visit, task: Task, form: FormData) -> None:
    visit.office.engine.tasks.urge(
        task.case, task.key, by=visit.key, holder=_text(form, "whom"), key=key_in(form)
    )


_ACTS: Final[Mapping[str, Callable[[Visit, Task, FormData], None]]] = {
    "decide": _decide,
    "complete": _complete,
    "claim": _claim,
    "advise": _advise,
    "read": _read,
    "pass_on": _hand,
    "delegate": _hand,
    "urge": _urge,
}


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, ""))


def _one(visit: Visit, row: TaskRow, refused: Refusal | None = None) -> Response:
    task, explained = row.task, visit.desk.explain(row.task.case)
    flow = visit.office.flows.version(explained.flow_hash)
    directory = visit.office.roster.directory()
    views = visit.desk.views()
    rule = flow.rounds.get(task.name) if task.kind == "opinion" else None
    acts = acts_on(row, explained, by=visit.key)
    asked = [voice for voice in views.voices(task.case, task.entry, task.key) if voice != task]
    advice = [voice for voice in asked if voice.kind == "advice"]
    alike = [voice for voice in asked if voice.kind == task.kind]
    offered = partial(holders_offered, directory)
    return visit.page(
        "task.html",
        refused=refused,
        row=row,
        task=task,
        case=explained,
        flow=flow,
        acts=acts,
        takes_conditions=rule is not None and rule.conditions is not None,
        grounds=rule.veto.grounds if rule and rule.veto else {},
        asked=asked,
        letters=views.letters(case_id=task.case)[::-1][:10],
        lines=visit.desk.history(task.case)[::-1][:8],
        offered={
            "delegate": offered(task.holder, visit.key, *(v.holder for v in advice)),
            "pass_on": offered(task.holder, visit.key, *(v.holder for v in alike)),
        }
        if "delegate" in acts
        else {},
        name_of=directory.name_of,
        key=secrets.token_urlsafe(16),
        **{name: shown for name, shown in _shown(visit).items() if name != "name_of"},
    )


def _path(task: Task) -> str:
    return f"/tasks/{task.case}/{task.key}?kind={task.kind}&holder={task.holder}"


def _shown(visit: Visit) -> Mapping[str, Any]:
    name_of = visit.office.roster.directory().name_of
    return {
        "kinds": {kind: visit.say(words) for kind, words in KINDS.items()},
        "dues": {due: visit.say(words) for due, words in DUES.items()},
        "name_of": name_of,
        "task_url": lambda task: visit.url(
            f"/tasks/{task.case}/{task.key}", {"kind": task.kind, "holder": task.holder}
        ),
        "for_whom": partial(_for_whom, visit, name_of),
    }


def _for_whom(visit: Visit, name_of: Callable[[str], str], task: Task) -> str:
    """Say whether a task is his own, his unit's, or of somebody he stands in for."""
    if task.holder_kind == "person":
        if task.holder == visit.key:
            return visit.say("本人")
        return visit.say("代理 {name}", name=name_of(task.holder))
    if task.holder == visit.person.unit:
        return visit.say("本单位")
    return visit.say("代理，承办单位 {name}", name=name_of(task.holder))
