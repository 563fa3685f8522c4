"""The wording of the faults only a file of scenarios can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...definitions.sentences import SENTENCES, Sentence

_S = Sentence

# One sentence to two lines, English and Chinese, as in the table of flows.
# fmt: off
OWN: Final[Mapping[str, Sentence]] = {
    "empty-file": _S("the file is empty", "write at least scenarios with a scenario and its days",
        "文件为空", "至少写明 scenarios，其中有 scenario 和 days"),
    "not-a-mapping": _S("scenarios are a mapping of keys to values", "begin with `scenarios:`",
        "情景文件应由“键: 值”组成", "请以 `scenarios:` 开头"),
    "scenario-twice": _S("two scenarios are called “{name}”", "give one of them another name",
        "有两个情景都叫“{name}”", "请给其中一个换名称"),
    "bad-moment": _S("“{name}” is no day", "write `2026-02-13`, or `2026-02-13 15:00` with the time",
        "“{name}”不是日期", "请写成 `2026-02-13`，要写明时刻的写成 `2026-02-13 15:00`"),
    "days-order": _S("{name} does not come after {before}", "order the days as they pass",
        "{name} 不晚于前面的 {before}", "请按先后排列各日"),
    "no-deed": _S("nothing is said to be done here", "write what is done, such as `advance: KEY`",
        "没有写明做什么", "请写明，例如 `advance: 转段编号`"),
    "two-deeds": _S("“{name}” and “{other}” are two things done in one", "write them on two lines, each with `-`",
        "“{name}”和“{other}”是两件事，写在了一处", "请分两行写，每行以 `-` 开头"),
    "unknown-deed": _S("nobody can do “{name}”", "{near}", "没有“{name}”这种做法", "{near}"),
    "unknown-part": _S("there is no role or task “{name}”", "{near}", "没有名为“{name}”的角色或任务", "{near}"),
    "unknown-who": _S("nobody is called “{name}”: no role, person or unit", "{near}",
        "没有叫“{name}”的角色、人员或单位", "{near}"),
    "unknown-task": _S("there is no task “{name}”", "{near}", "没有名为“{name}”的任务", "{near}"),
    "unknown-transition": _S("there is no transition “{name}”", "{near}", "没有名为“{name}”的转段", "{near}"),
    "unknown-series": _S("there is no series “{name}”", "{near}", "没有名为“{name}”的分次登记", "{near}"),
    "unknown-flow": _S("there is no flow “{name}” here", "{near}; name other flows in `with:`",
        "这里没有流程“{name}”", "{near}；要用到的其他流程请写在 with 中"),
    "unknown-case": _S("no case is called “{name}”", "open one by `open:` and name it by `as:`",
        "没有叫“{name}”的事项", "请先用 `open:` 立项，并用 `as:` 取这个名称"),
    "unknown-requirement": _S("“{name}” is no requirement of this transition", "{near}",
        "“{name}”不是这个转段的推进条件", "{near}"),
    "never-opened": _S("this flow opens no case by itself", "write who opens it, or give the flow an `opening`",
        "本流程不会按期自己立件", "请写由谁立项，或者在流程中写明 opening"),
    "opened-by-itself": _S("a case opened by the calendar is as the flow says: no `{name}`", "remove `{name}`",
        "按期自己立的件由流程写明，不能写 {name}", "请删去 {name}"),
    "no-grade": _S("this flow has no grades", "remove `grade`", "本流程没有分级", "请删去 grade"),
    "bad-value": _S("“{name}”: {why}", "mend the value", "“{name}”{why}", "请改正"),
    "expects-nothing": _S("the scenario “{name}” expects nothing", "add `expect:` to a day",
        "情景“{name}”没有任何预期", "请在某一日下写 expect"),
    "roster": _S("{why}", "mend the roster", "{why}", "请改正名册"),
    "roster-form": _S("a roster is written out, or `sample`", "write territories, units and people, or leave it out",
        "roster 应写明名册内容，或写 sample", "请写 territories、units、people，或者删去"),
}
# fmt: on

SCENARIO_SENTENCES: Final[Mapping[str, Sentence]] = {**SENTENCES, **OWN}
"""What the faults of a file of scenarios are called: those of any file, and its own."""
