"""The wording of the faults only a report file can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..sentences import SENTENCES, Sentence

_S = Sentence

# One sentence to two lines, English and Chinese, as in the table of flows.
# fmt: off
OWN: Final[Mapping[str, Sentence]] = {
    "empty-file": _S("the file is empty", "write at least report, title, every, role, office and tables",
        "文件为空", "至少写明 report、title、every、role、office、tables"),
    "not-a-mapping": _S("a report is a mapping of keys to values", "begin with `report: KEY`",
        "通报文件应由“键: 值”组成", "请以 `report: 键名` 开头"),
    "table-needs": _S("a table that shows {shows} needs `{name}`", "add `{name}:`",
        "shows 为 {shows} 的表须写明 {name}", "请补充 `{name}:`"),
    "indicator-name": _S("“{name}” does not say whose indicator it is", "write FLOW.INDICATOR",
        "“{name}”没有写明是哪个流程的指标", "请写成 流程编号.指标编号"),
    "growth-over": _S("growth against the year before needs a time", "add `over: period` or `over: year`",
        "同比须有统计范围", "请补充 `over: period` 或 `over: year`"),
    "full-or-target": _S("“{name}” needs exactly one of `full` and `target`", "keep or add one",
        "“{name}”须在 full 和 target 中恰好写一个", "请保留或补充一个"),
    "less-needs-full": _S("“{name}”: where less is better, `full` says where no point is left",
        "write `full`", "“{name}”越少越好，须用 full 写明多到几个不得分", "请写 full"),
    "weights-sum": _S("the weights come to {total}, not 100", "let them come to 100",
        "各项权重合计为 {total}，不是 100", "请使合计为 100"),
    "bands-order": _S("“{name}” begins no lower than the grade before it",
        "order the grades from the highest down, the last from 0",
        "等次“{name}”的起点不低于前一等次", "请从高到低排列，最后一个从 0 起"),
    "chart-column": _S("the table has no column of figures “{name}”", "{near}",
        "表中没有名为“{name}”的数值列", "{near}"),
    "fact-form": _S("“{name}” is no fact of a letter", "write GROUP.NAME, such as 考核.办法",
        "“{name}”不是函件里的事实", "请写成 组.名称，例如 考核.办法"),
}
# fmt: on

REPORT_SENTENCES: Final[Mapping[str, Sentence]] = {**SENTENCES, **OWN}
"""What a report file's faults are called: those of any file, and its own."""
