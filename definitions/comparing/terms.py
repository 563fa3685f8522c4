"""The fixed words of the language, as they are read aloud, and what names of a flow lead to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Both = tuple[str, str]
"""The same in Chinese and English."""

NOTHING: Final[Both] = ("无", "none")
YES: Final[Both] = ("是", "yes")
NO: Final[Both] = ("否", "no")

COLORS: Final[Mapping[str, Both]] = {
    "green": ("绿灯", "green light"),
    "blue": ("蓝灯", "blue light"),
    "yellow": ("黄灯", "yellow light"),
    "orange": ("橙灯", "orange light"),
    "red": ("红灯", "red light"),
}

CODES: Final[Mapping[str, Mapping[str, Both]]] = {
    "color": COLORS,
    "ability": {
        "open": ("立项", "opening"),
        "assign": ("分派", "assigning"),
        "record": ("登记", "recording"),
        "send_back": ("退回", "sending back"),
        "pause": ("暂停", "pausing"),
        "extend": ("申请延期", "asking for more time"),
        "withdraw": ("撤回", "withdrawing"),
        "answer": ("答复督办", "answering"),
        "ask": ("征求意见的增减", "asking more or fewer"),
        "hand_over": ("移交", "handing over"),
    },
    "type": {
        "text": ("文字", "text"),
        "integer": ("整数", "whole number"),
        "number": ("数值", "number"),
        "boolean": ("是否", "yes or no"),
        "date": ("日期", "date"),
        "choice": ("选项", "choice"),
        "territory": ("地区", "place"),
        "unit": ("单位", "unit"),
    },
    "starts": {
        "entry": ("进入本阶段时", "entry"),
        "creation": ("立项时", "creation"),
        "activity": ("最近一次动态", "last activity"),
        "field": ("所填日期", "a date field"),
    },
    "end": {
        "completed": ("办结", "completed"),
        "sealed": ("封存", "sealed"),
        "exited": ("退出", "exited"),
        "transferred": ("流转", "transferred"),
        "withdrawn": ("撤回", "withdrawn"),
    },
    "holder": {"person": ("人员", "person"), "unit": ("单位", "unit")},
    "search": {
        "up": ("逐级向上", "up the tree"),
        "here": ("仅本级", "here only"),
        "below": ("本级及以下", "here and below"),
    },
    "pick": {
        "first": ("第一个", "the first"),
        "least_open": ("在办最少的", "the least loaded"),
        "round_robin": ("轮流", "by turns"),
        "all": ("全部", "all"),
    },
    "giving": {"assign": ("交办时", "when given by hand"), "pass_on": ("转办时", "when passed on")},
    "own": {
        "allow": ("可以", "may"),
        "forbid": ("不得", "may not"),
        "superior": ("改由上级", "the superior does"),
    },
    "empty": {
        "escalate": ("报牵头单位", "the office is told"),
        "skip": ("略过", "passed over"),
        "refuse": ("不予发布", "not published"),
    },
    "pass": {
        "all": ("全部同意", "all agree"),
        "any": ("任一同意", "any agrees"),
        "heard": ("均已答复", "all heard"),
        "ratio": ("按比例", "by ratio"),
        "weight": ("按权重", "by weight"),
    },
    "order": {"parallel": ("同时", "at once"), "sequential": ("依次", "in turn")},
    "silence": {
        "waits": ("继续等候", "waits"),
        "agrees": ("视为同意", "counts as consent"),
        "disagrees": ("视为不同意", "counts as refusal"),
        "abstains": ("视为弃权", "counts as abstention"),
    },
    "keeps": {"sum": ("各笔相加", "their sum"), "last": ("取最近一笔", "the last")},
    "covers": {"this": ("本期", "this period"), "previous": ("上期", "the previous period")},
    "every": {
        "week": ("每周", "every week"),
        "month": ("每月", "every month"),
        "quarter": ("每季度", "every quarter"),
        "half_year": ("每半年", "every half year"),
        "year": ("每年", "every year"),
    },
    "rolls": {
        "before": ("遇休息日提前", "rolled back from a holiday"),
        "after": ("遇休息日顺延", "rolled forward from a holiday"),
        "none": ("遇休息日不调整", "not moved from a holiday"),
    },
}
"""Words of the language by the kind of word, each with how it is said."""

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "role": ("roles",),
    "place": ("stages", "terminals"),
    "field": ("fields",),
    "decision": ("decisions",),
    "chosen": ("decisions", "fields"),
    "light": ("lights",),
    "ladder": ("ladders",),
    "letter": ("letters",),
    "plan": ("plans",),
    "series": ("series",),
    "done": ("approvals", "rounds", "transitions"),
    "rung": (),
    "grade": (),
}
"""Which sections of a flow a kind of name leads to."""
