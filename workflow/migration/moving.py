"""Bringing one case onto another version of its flow: one step over a sheet, written or only tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ...definitions.flow import Flow
from ...definitions.migration import Plan
from ...definitions.model import Color
from ...errors import CaseUnfit
from ..steps.facts import facts_on
from ..steps.moving import refresh
from ..steps.opening import identity_of
from ..steps.projecting import began_on, project_stage
from ..steps.sheet import Sheet
from ..steps.staffing.assigning import assign_open_roles, weigh
from ..steps.tasks.asking import open_tasks
from ..steps.tasks.polling import opinions, settle_polls
from ..time.lights import light_of
from ..values import Assignment, Deadline, Poll, Task
from .chores import Chores, do_chores, sort_chores
from .clock import set_terms, terms_of
from .fields import coerced, plain
from .impact import MovedRung
from .rungs import carry_over, due_now, pass_over, reached, waiting

Problem = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """What has become of a case: what was, and what is then; tasks and rungs by title."""

    seq: int
    stage_before: str
    stage_after: str
    due_before: datetime | None
    due_after: datetime | None
    light_before: Color
    light_after: Color
    rungs: tuple[MovedRung, ...]
    passed: tuple[str, ...]
    closed: tuple[str, ...]
    opened: tuple[str, ...]


def problems_of(sheet: Sheet, flow: Flow, plan: Plan) -> tuple[Problem, ...]:
    """Give all that keeps a case from coming to another version, in English and in Chinese."""
    found: list[Problem] = []
    target = plan.target(sheet.case.stage)
    title = str(sheet.flow.place(sheet.case.stage).title)
    if target not in flow.stages:
        what = "is an end" if target in flow.terminals else "is none of the new version's"
        what_zh = "是结束状态" if target in flow.terminals else "不在新版中"
        mend = f"write `{sheet.case.stage}: STAGE` under stages"
        mend_zh = f"请在 stages 下写明 {sheet.case.stage}: 新阶段"
        english = f"it is in the stage “{sheet.case.stage}”, for which “{target}” {what}; {mend}"
        found.append((english, f"处于“{title}”，其去向“{target}”{what_zh}；{mend_zh}"))
    _, faults = coerced(sheet, flow)
    found += [(fault.sentence("en"), fault.sentence("zh")) for fault in faults]
    identity = _identity(sheet, flow)
    if identity is not None and identity != sheet.case.identity:
        other = sheet.uow.duplicate_of(sheet.case.flow_key, identity)
        if other is not None:
            found.append(
                (
                    f"under the new version it is the same case as {other}; end one of them first",
                    f"按新版与项目 {other} 重复；请先办结其中一个",
                )
            )
    return tuple(found)


def _identity(sheet: Sheet, flow: Flow) -> str | None:
    """Give what tells the case from a duplicate under a version."""
    if flow.identity == sheet.flow.identity:
        return sheet.case.identity
    return identity_of(flow, sheet.case.fields)


def migrate_case(  # noqa: PLR0913 - keyword-only
    sheet: Sheet,
    flow: Flow,
    plan: Plan,
    *,
    why: str,
    run: int = 0,
    numbers: Mapping[str, int] | None = None,
) -> Migrated:
    """Let a case run on another version of its flow from here on, by a plan.

    It stays in the entry it is in, whatever the stage is called now, so that no rung fires a second
    time in it. Raises CaseUnfit with all that keeps it from coming there, and then nothing is
    written. ``numbers`` are the numbers of versions by hash, for history.
    """
    if problems := problems_of(sheet, flow, plan):
        raise CaseUnfit(case=sheet.case.id, problems=problems)
    old, stage, was = sheet.flow, sheet.case.stage, sheet.deadline
    target = plan.target(stage)
    policy, began = plan.timer_for(target), began_on(sheet)
    moments, due, told = waiting(sheet), due_now(sheet), reached(sheet)
    owed = {_key(task) for task in sheet.tasks if task.closed_at is None}
    kept = _kept(sheet, flow)
    fields, _ = coerced(sheet, flow)
    identity = _identity(sheet, flow)

    sheet.run_on(flow)
    kept["entries"] = _rename(sheet, flow, {**plan.stages, stage: target})
    kept["fields"] = plain({key: sheet.case.fields.get(key) for key in fields})
    _refile(sheet, fields, identity, old)
    chores = sort_chores(sheet, plan)
    kept |= _asked(sheet, chores)
    set_terms(sheet, policy, old=old, stage=stage, began=began)
    project_stage(sheet, is_told=False)
    said = {"timer": policy, "set": plain(fields), "run": run, "was": kept}
    _tell(sheet, old, was, {**_numbered(numbers or {}, old, flow), **said}, stage=stage, why=why)
    seq = sheet.events[-1].seq
    _follow(sheet, chores, plan)
    passed = pass_over(sheet, told, due, plan.passed, run=run)
    return Migrated(
        seq=seq,
        stage_before=stage,
        stage_after=target,
        due_before=was.due_at,
        due_after=sheet.deadline.due_at,
        light_before=light_of(was, sheet.now),
        light_after=light_of(sheet.deadline, sheet.now),
        rungs=tuple(moved_rungs(sheet, moments, waiting(sheet), old, stage)),
        passed=tuple(passed),
        closed=_titles(chores.closed, old, chores.dropped),
        opened=_titles(t for t in sheet.tasks if t.closed_at is None and _key(t) not in owed),
    )


def _tell(  # noqa: PLR0913 - what a migration is told by
    sheet: Sheet, old: Flow, was: Deadline, said: Mapping[str, Any], *, stage: str, why: str
) -> None:
    """Write the line of history: what was, what is, and all that a way back needs."""
    told = {
        "from": old.hash,
        "to": sheet.flow.hash,
        "entry": sheet.case.entry,
        "stage": {"from": stage, "to": sheet.case.stage},
        "due": {"from": was.due_at, "to": sheet.deadline.due_at},
    }
    sheet.log("migrated", {**told, **said}, why=why)


def _numbered(numbers: Mapping[str, int], old: Flow, new: Flow) -> dict[str, int]:
    return {"from_version": numbers.get(old.hash, 0), "to_version": numbers.get(new.hash, 0)}


def _follow(sheet: Sheet, chores: Chores, plan: Plan) -> None:
    """Bring roles, tasks, rounds and timers in line with the version the case runs on now."""
    _end_roles(sheet, sheet.flow)
    weigh(sheet)
    assign_open_roles(sheet)
    do_chores(sheet, chores)
    settle_polls(sheet)
    open_tasks(sheet)
    carry_over(sheet, plan.rungs)
    refresh(sheet)


def _titles(
    tasks: Iterable[Task], flow: Flow | None = None, polls: Iterable[Poll] = ()
) -> tuple[str, ...]:
    rounds = {flow.task_title(poll.key) for poll in polls} if flow else set()
    return tuple(sorted({task.title for task in tasks} | rounds))


def _key(task: Task) -> tuple[int, str, str, str]:
    return task.entry, task.kind, task.key, task.holder


def _asked(sheet: Sheet, chores: Chores) -> dict[str, Any]:
    """Write what people are asked for that may be another thing afterwards: it may be brought back."""
    polls = [p for p in sheet.polls if p.entry == sheet.case.entry and not p.outcome]
    asked = [t for poll in polls for t in opinions(sheet, poll) if t.closed_at is None]
    return {
        "tasks": [
            [*_key(task), task.opened_at.isoformat(), _text(task.due_at), dict(task.terms or {})]
            for task in (*chores.closed, *chores.anew, *asked)
        ],
        "polls": [[poll.entry, poll.key, list(poll.queue)] for poll in polls],
    }


def _kept(sheet: Sheet, flow: Flow) -> dict[str, Any]:
    """Write what a migration is about to change, so that it can be brought back."""
    return {
        "stage": sheet.case.stage,
        "territory": sheet.case.territory,
        "identity": sheet.case.identity,
        "grade": sheet.case.grade,
        "deadline": terms_of(sheet.deadline),
        "roles": [
            [held.role, held.holder, held.since.isoformat(), held.load]
            for held in sheet.assignments
            if _is_gone(held, flow)
        ],
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _rename(sheet: Sheet, flow: Flow, stages: Mapping[str, str]) -> dict[str, str]:
    """Let the entries of a case bear the new names of their stages; give the old ones by number."""
    present = sheet.case.entry
    old: dict[str, str] = {}
    for entry in sheet.entries:
        is_named = entry.stage in flow.stages or entry.stage in flow.terminals
        target = entry.stage if is_named and entry.number != present else stages.get(entry.stage)
        if target is not None and target != entry.stage:
            old[str(entry.number)] = entry.stage
            sheet.entries.put(replace(entry, stage=target))
    stage = stages.get(sheet.case.stage, sheet.case.stage)
    sheet.case = replace(sheet.case, stage=stage)
    sheet.entry = replace(sheet.entry, stage=stage)
    return old


def _refile(sheet: Sheet, fields: Mapping[str, Any], identity: str | None, old: Flow) -> None:
    """Bring what follows from the fields in line with the version the case runs on now."""
    flow, case = sheet.flow, replace(sheet.case, fields={**sheet.case.fields, **fields})
    if flow.territory_field != old.territory_field:
        case = replace(case, territory=str(case.fields.get(flow.territory_field) or ""))
    sheet.case = replace(case, identity=identity)
    sheet.case = replace(sheet.case, grade=str(facts_on(sheet).get("grade", "")))


def _is_gone(held: Assignment, flow: Flow) -> bool:
    role = flow.roles.get(held.role)
    return held.until is None and (role is None or role.holder != held.holder_kind)


def _end_roles(sheet: Sheet, flow: Flow) -> None:
    """End what nobody can hold any more: a role that is gone, or is another kind's to hold."""
    for held in sheet.assignments:
        if _is_gone(held, flow):
            sheet.assignments.put(replace(held, until=sheet.now, load=0))


def moved_rungs(
    sheet: Sheet,
    before: Mapping[str, datetime],
    after: Mapping[str, datetime],
    old: Flow,
    stage: str,
) -> list[MovedRung]:
    """Give every rung that waits for another moment than before."""
    titles = {rung.key: str(rung.title) for rung in old.ladder_of(stage)}
    titles |= {rung.key: str(rung.title) for rung in sheet.flow.ladder_of(sheet.case.stage)}
    return [
        MovedRung(
            rung=key, title=titles.get(key, key), before=before.get(key), after=after.get(key)
        )
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
