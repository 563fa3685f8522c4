"""Writing a migration plan as YAML an administrator can edit, every line explained."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

from ..flow import Flow
from .defaults import lacking
from .model import Plan


def write_plan(plan: Plan, *, olds: Collection[Flow], new: Flow, numbers: Mapping[int, str]) -> str:
    """Write a plan so that ``read_plan`` gives it back, with what may be said beside it."""
    return "\n".join(_lines(plan, olds, new, numbers)) + "\n"


def _lines(
    plan: Plan, olds: Collection[Flow], new: Flow, numbers: Mapping[int, str]
) -> Iterator[str]:
    yield f"# 迁移方案：流程“{new.title}”的在办项目如何转到新版。"
    yield f"migration: {plan.flow}"
    yield ""
    yield "# 阶段去向：旧阶段: 新阶段；新旧编号相同的不必写。新版可用的阶段："
    yield from (f"#   {stage.key}（{stage.title}）" for stage in new.stages.values())
    open_ends = lacking(olds, plan, new)
    titles = {key: stage.title for old in olds for key, stage in old.stages.items()}
    notes = {key: f"原“{titles[key]}”" for key in plan.stages if key in titles}
    notes |= {key: f"原“{titles[key]}”新版没有，请写明去向" for key in open_ends}
    yield from _mapping("stages", {**plan.stages, **dict.fromkeys(open_ends, "?")}, notes)
    yield ""
    yield "# 计时：keep 保持原期限和亮灯；recompute 按新规定从进入阶段时重算；restart 从迁移之时重新计时。"
    yield f"timer: {plan.timer}"
    yield "# 个别阶段另行规定，写成 新阶段: keep"
    yield from _mapping("timers", plan.timers, {})
    yield ""
    yield "# 未办任务和会签：keep 继续；close 关闭；reopen 按新规定重新征求。不写的，新版仍需要就继续，不需要就关闭。"
    yield from _mapping("tasks", plan.tasks, {key: new.task_title(key) for key in plan.tasks})
    yield ""
    yield "# 只是改了编号的督办级，旧编号: 新编号；已发过的不会再发。"
    yield from _mapping("rungs", plan.rungs, {})
    yield ""
    yield "# 迁移后时点已过、尚未发出的督办：tell 只发最高一级；skip 一律不补发。"
    yield f"passed: {plan.passed}"
    yield ""
    yield "# 只迁移其中一部分：stages 处于哪些阶段，versions 在哪几版上，cases 哪些项目；空着即全部。"
    by_hash = {flow_hash: number for number, flow_hash in numbers.items()}
    versions = [by_hash[one] for one in plan.only_versions if one in by_hash]
    yield "only:"
    yield f"  stages: [{', '.join(plan.only_stages)}]"
    yield f"  versions: [{', '.join(map(str, versions))}]"
    yield f"  cases: [{', '.join(map(str, plan.only_cases))}]"


def _mapping(name: str, pairs: Mapping[str, str], notes: Mapping[str, str]) -> Iterator[str]:
    if not pairs:
        yield f"{name}: {{}}"
        return
    yield f"{name}:"
    for key, value in pairs.items():
        note = f"   # {notes[key]}" if key in notes else ""
        yield f"  {key}: {_plain(value)}{note}"


def _plain(value: str) -> str:
    return value if value.replace("_", "").isalnum() else json.dumps(value, ensure_ascii=False)
