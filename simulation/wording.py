"""The wording of the faults that assumptions can have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..definitions.sentences import SENTENCES, Sentence

_S = Sentence

# fmt: off
OWN: Final[Mapping[str, Sentence]] = {
    "empty-file": _S("the file is empty", "write at least one of {near}", "文件为空", "至少写明其中一项：{near}"),
    "not-a-mapping": _S("assumptions are a mapping of keys to values", "write for example `arrivals: 40`",
        "模拟的假设应由“键: 值”组成", "例如写 `arrivals: 40`"),
    "no-mapping": _S("“{name}” is no mapping", "write `key: value` under it", "“{name}”下面应为“键: 值”", "请逐行写明"),
    "no-such": _S("there is nothing called “{name}” here", "{near}", "这里没有名为“{name}”的", "{near}"),
    "bad-handling": _S("“{name}” is no handling time",
        "write working days above 0 in rising order: 3, {{constant: 3}}, {{uniform: [2, 9]}}, "
        "{{triangular: [1, 3, 9]}}, {{exponential: 4}} or {{lognormal: [4, 12]}}",
        "“{name}”不是办理用时",
        "请写大于 0 且由小到大的工作日数：3、{{constant: 3}}、{{uniform: [2, 9]}}、"
        "{{triangular: [1, 3, 9]}}、{{exponential: 4}} 或 {{lognormal: [4, 12]}}"),
    "bad-share": _S("“{name}” is no share", "write a number from 0 to 1", "“{name}”不是比例", "请写 0 到 1 之间的数"),
    "shares-above-one": _S("the shares of the ways out of “{name}” come to {total}", "let them come to 1 at most",
        "“{name}”各去向的比例之和为 {total}", "合计不能超过 1"),
    "bad-number": _S("“{name}” is no number of cases", "write a number of 0 or more",
        "“{name}”不是件数", "请写不小于 0 的数"),
    "bad-count": _S("“{name}” is no number of cases at once", "write a whole number above 0",
        "“{name}”不是同时办理的件数", "请写大于 0 的整数"),
}
# fmt: on
WORDS: Final[Mapping[str, Sentence]] = {**SENTENCES, **OWN}
