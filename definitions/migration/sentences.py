"""The wording of the faults only a migration plan can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..sentences import SENTENCES, Sentence

_S = Sentence

# One sentence to two lines, English and Chinese, as in the table of flows.
# fmt: off
OWN: Final[Mapping[str, Sentence]] = {
    "empty-file": _S("the file is empty", "write at least `migration: FLOW`",
        "文件为空", "至少写明 `migration: 流程编号`"),
    "not-a-mapping": _S("a plan is a mapping of keys to values", "begin with `migration: FLOW`",
        "迁移方案应由“键: 值”组成", "请以 `migration: 流程编号` 开头"),
    "plan-flow": _S("the plan is for the flow “{name}”, not for “{flow}”", "write `migration: {flow}`",
        "本方案用于流程“{name}”，而不是“{flow}”", "请写 `migration: {flow}`"),
    "plan-source": _S("no version had a stage “{name}”", "{near}",
        "各版都没有名为“{name}”的阶段", "{near}"),
    "plan-target": _S("the new version has no stage “{name}”", "{near}",
        "新版没有名为“{name}”的阶段", "{near}"),
    "plan-end": _S("“{name}” is an end; a migration ends no case",
        "name a stage, and end such cases themselves before or afterwards",
        "“{name}”是结束状态；迁移不能办结项目", "请写一个阶段；要结束的项目请在迁移前后另行办理"),
    "plan-lacks": _S("cases may be in the stage “{name}”, which the new version lacks",
        "add `{name}: STAGE` under `stages`",
        "可能有项目处于阶段“{name}”，新版没有这一阶段", "请在 stages 下补充 `{name}: 去向阶段`"),
    "plan-task": _S("no version has an approval, round, duty, item or role “{name}”", "{near}",
        "各版都没有名为“{name}”的审批、会签、例行任务、事项或角色", "{near}"),
    "plan-gone": _S("the new version has no “{name}” to go on with", "write `close`",
        "新版没有“{name}”，无法继续", "请写 close"),
    "plan-rung": _S("there is no rung “{name}”", "{near}", "没有名为“{name}”的督办级", "{near}"),
    "plan-version": _S("the flow has no version {name}", "{near}",
        "流程没有第 {name} 版", "{near}"),
}
# fmt: on

PLAN_SENTENCES: Final[Mapping[str, Sentence]] = {**SENTENCES, **OWN}
"""What a plan's faults are called: those of any file, and its own."""
