"""Requirements that people must have worked for: approvals, rounds, teams, items, sub-cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...definitions.model import Approval, RequirementKind
from ..values import Task
from .sheet import Sheet
from .staffing.parts import holders, recipient
from .staffing.teams import missing_in
from .tasks.conditions import conditions_of
from .tasks.giving import has_left
from .tasks.items import items_of
from .tasks.polling import ballots, latest
from .tasks.tally import Ballot, count_zh, result_of

Met = tuple[bool, str]
"""Whether it is met, and the mend if the flow says none."""


def _approval(sheet: Sheet, key: str) -> Met:
    found = [t for t in sheet.tasks if t.entry == sheet.case.entry and t.kind == "approval"]
    tasks = [t for t in found if t.key == key and not has_left(t)]
    spec = sheet.flow.approvals[key]
    if not tasks and spec.policy.empty == "skip" and not _somebody(sheet, spec):
        return True, ""
    refusal = next((t for t in tasks if t.verdict == "disagree"), None)
    if refusal is not None:
        who = sheet.name_of(refusal.decided_by)
        return False, f"{who}不同意：{refusal.text or '未写明理由'}；请修改后重新送审"
    waiting = _names(sheet, [t for t in tasks if t.verdict is None])
    is_met = any(t.verdict == "agree" for t in tasks)
    return is_met, f"待{waiting}审批" if waiting else "无人可审批，请先指定审批人"


def _somebody(sheet: Sheet, spec: Approval) -> bool:
    return any(holders(sheet, recipient(reference)) for reference in spec.by)


def _round(sheet: Sheet, key: str) -> Met:
    rule = sheet.flow.rounds[key]
    poll = latest(sheet, key)
    counted = ballots(sheet, rule, poll) if poll else []
    if poll is None or (not counted and not poll.outcome):
        if rule.policy.empty == "skip":
            return True, ""
        return False, "没有征求意见的对象，请先指定部门"
    outcome = poll.outcome or result_of(rule, counted)
    if outcome == "passed":
        return True, ""
    tasks = [
        t for t in sheet.tasks if (t.kind, t.entry, t.key) == ("opinion", poll.entry, poll.key)
    ]
    said = "；".join(
        f"{sheet.name_of(t.holder)}{_word(t, counted)}：{t.text or '未写明理由'}"
        for t in tasks
        if t.verdict == "disagree" and not has_left(t)
    )
    if outcome == "refused":
        return False, f"{said or poll.why or count_zh(rule, counted)}；处理后可重新征求意见"
    waiting = "、".join(sheet.name_of(b.holder) for b in counted if b.verdict is None)
    return False, "；".join(filter(None, (said, f"待{waiting}回复意见")))


def _word(task: Task, counted: Sequence[Ballot]) -> str:
    is_veto = any(b.is_veto for b in counted if b.holder == task.holder)
    return "一票否决" if is_veto else "不同意"


def _team(sheet: Sheet, key: str) -> Met:
    missing = missing_in(sheet, sheet.flow.teams[key])
    return not missing, f"尚缺{'、'.join(missing)}" if missing else ""


def _item(sheet: Sheet, key: str) -> Met:
    item = sheet.flow.items[key]
    tasks = [t for t in items_of(sheet, item) if not has_left(t)]
    undone = [t for t in tasks if t.verdict is None]
    if not tasks and not item.may_be_none:
        return False, f"尚未交办“{item.title}”"
    listed = "；".join(f"{t.title}（{sheet.name_of(t.holder)}）" for t in undone)
    return not undone, f"待办结：{listed}" if undone else ""


def _conditions(sheet: Sheet, key: str) -> Met:
    undone = [t for t in conditions_of(sheet, key) if t.verdict is None and not has_left(t)]
    listed = "；".join(f"{t.title}（{sheet.name_of(t.holder)}）" for t in undone)
    return not undone, f"待落实：{listed}" if undone else ""


def _subcase(sheet: Sheet, key: str) -> Met:
    below = sheet.flow.subcases[key]
    children = [c for c in sheet.uow.around.children(sheet.case.id) if c.flow_key == below.flow]
    running = [c for c in children if not c.is_ended]
    if not running and below.may_be_none:
        return True, ""
    if running:
        return False, f"“{below.title}”尚在办理：{'、'.join(f'#{c.case}' for c in running)}"
    done = False
    for child in children:
        terminal = sheet.uow.flow_of(child.flow_hash).terminals.get(child.stage)
        done = done or (terminal is not None and terminal.kind == "completed")
    return done, f"尚未办结“{below.title}”"


def _names(sheet: Sheet, tasks: list[Task]) -> str:
    return "、".join(sheet.name_of(t.holder) for t in tasks)


WORK: Mapping[RequirementKind, Callable[[Sheet, str], Met]] = {
    "approval": _approval,
    "round": _round,
    "team": _team,
    "item": _item,
    "conditions": _conditions,
    "subcase": _subcase,
}
"""How each kind that people work for is judged."""
