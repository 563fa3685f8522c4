"""The part of the table that says how what keeps time is called: lights, ladders, duties, openings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..cycles import Cycle, Duty, ExtensionRule, OpeningRule
from ..lamps import Condition, Jump, Ladder, LightRule, LightStep, Plan, Recipient, Repeat, Rung
from .attributes import TITLE, Attributes
from .attributes import attribute as a

# One line an attribute is how the table is read.
# fmt: off
ALARMS: Final[Mapping[type, Attributes]] = {
    LightRule: {"title": TITLE, "steps": a("灯", "lights", "", weight="felt")},
    LightStep: {
        "when": a("亮灯时点", "when it shows", "", is_whole=True, is_told=True,
            changed=("{of}现于{new}亮（原为{old}）", "{of}now {new} (was {old})")),
    },
    Plan: {
        "title": TITLE,
        "start": a("起始日期", "start", "start", names="field"),
        "end": a("截止日期", "end", "end", names="field"),
        "actual": a("实际进度所用字段", "what was done", "actual", names="field"),
        "target": a("目标所用字段", "the whole", "target", names="field"),
    },
    Ladder: {
        "title": TITLE,
        "jumps": a("直接从较高一级起的情形", "cases that begin higher", "start"),
        "rungs": a("督办级", "rungs", "rungs"),
    },
    Rung: {
        "title": TITLE,
        "level": a("级别", "level", "level"),
        "when": a("触发时点", "when it fires", "when", is_whole=True, is_told=True,
            changed=("{of}改为{new}触发（原为{old}）", "{of}now fires {new} (was {old})")),
        "to": a("发给", "to", "to", is_told=True),
        "copy": a("抄送", "copies", "copy"),
        "letter": a("函件", "letter", "letter", names="letter"),
        "answer_within": a("答复期限", "time to answer", "answer_within"),
        "repeat": a("重复催办", "repeat", "repeat"),
    },
    Condition: {
        "kind": a("类型", "kind", ""), "span": a("时长", "span", ""),
        "color": a("灯", "color", "", names="color"), "times": a("次数", "times", ""),
        "plan": a("计划", "plan", "", names="plan"), "gap": a("幅度", "gap", ""),
        "rung": a("督办级", "rung", "", names="rung"),
    },
    Recipient: {
        "role": a("角色", "role", "", names="role"), "is_head": a("负责人", "head", ""),
        "unit": a("单位", "unit", ""), "person": a("人员", "person", ""),
        "is_holder": a("承办人", "holder", ""), "field": a("字段", "field", "", names="field"),
    },
    Repeat: {"every": a("间隔", "every", "after"), "times": a("次数", "times", "times")},
    Jump: {
        "when": a("情形", "when", "when"),
        "rung": a("督办级", "rung", "rung", names="rung"),
    },
    Cycle: {
        "every": a("周期", "period", "every", names="every"), "month": a("月序", "month", "month"),
        "day": a("日", "day", "day"), "rolls": a("遇休息日", "rolls", "rolls", names="rolls"),
    },
    Duty: {
        "title": TITLE,
        "cycle": a("期限", "due", "", is_told=True),
        "by": a("由谁完成", "by", "by", is_told=True),
        "opens": a("提前多久下达", "opens before", "opens"),
        "stages": a("适用阶段", "in the stages", "stages", names="place"),
        "when": a("适用情形", "applies when", "when"),
        "ladder": a("督办阶梯", "ladder", "ladder", names="ladder"),
    },
    ExtensionRule: {
        "by": a("批准人", "granted by", "by", names="role"),
        "times": a("次数上限", "times at most", "times"),
        "at_most": a("每次最长", "at most", "at_most"),
        "ask_before": a("须提前申请", "asked before", "ask_before"),
    },
    OpeningRule: {
        "cycle": a("开办日", "day", "", is_told=True),
        "covers": a("所属周期", "about", "covers", names="covers"),
        "duty": a("哪些单位各开一件", "for units with the duty", "for.duty"),
        "role": a("交给该单位的角色", "role of the unit", "role", names="role"),
        "title": a("项目名称写法", "title of the case", "title", weight="wording"),
        "fields": a("预填内容", "what is filled in", "fields", keys="field"),
    },
}
# fmt: on
