"""The part of the table that says how people and what they are asked are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..asking import Approval, ConditionRule, ItemKind, PassRule, Policy, Round, Subcase, Veto
from ..staffing import AssignRule, LoadRule, Role, Team
from .attributes import TITLE, Attributes
from .attributes import attribute as a

# One line an attribute is how the table is read.
# fmt: off
ASKED: Final[Mapping[type, Attributes]] = {
    Policy: {
        "own": a("报送人自己能否审批", "whoever brought it", "own", names="own"),
        "empty": a("无人可审时", "with nobody to ask", "empty", names="empty"),
        "needs_text": a("须写明意见", "words are wanted", "text"),
        "four_eyes": a("须与之回避", "kept apart from", "four_eyes", names="done"),
    },
    Approval: {
        "title": TITLE,
        "by": a("审批人", "by", "by", names="role", is_told=True),
        "limit": a("时限", "limit", "limit", is_told=True),
        "ladder": a("督办阶梯", "ladder", "ladder", names="ladder"),
        "policy": a("办理要求", "policy", ""),
    },
    PassRule: {
        "kind": a("通过方式", "passes by", "", names="pass"),
        "share": a("通过比例", "share", ""),
        "weights": a("权重", "weight", "weights", keys="role"),
    },
    Veto: {
        "by": a("可一票否决的", "who may veto", "by", names="role"),
        "grounds": a("否决事项", "grounds of a veto", "grounds"),
    },
    ConditionRule: {
        "to": a("所附条件由谁落实", "conditions go to", "to", names="role"),
        "within": a("落实期限", "due within", "within"),
        "ladder": a("所附条件的督办阶梯", "ladder of conditions", "ladder", names="ladder"),
    },
    Round: {
        "title": TITLE,
        "ask": a("征求对象", "asked", "ask", names="role", is_told=True),
        "order": a("征求顺序", "order", "order", names="order"),
        "passes": a("通过方式", "passes by", "pass"),
        "veto": a("一票否决", "veto", "veto"),
        "silence": a("逾期不复", "silence", "silence", names="silence"),
        "limit": a("时限", "limit", "limit", is_told=True),
        "limits": a("时限", "limit", "limits", keys="role"),
        "ladder": a("督办阶梯", "ladder", "ladder", names="ladder"),
        "conditions": a("附条件同意", "consent with conditions", "conditions"),
        "collects": a("等各方都答复才结束", "waits for every answer", "collect"),
        "policy": a("办理要求", "policy", ""),
    },
    ItemKind: {
        "title": TITLE,
        "by": a("可交办的人", "set by", "by", names="role"),
        "report_to": a("办结后告知", "reported to", "report_to", names="role"),
        "ladder": a("督办阶梯", "ladder", "ladder", names="ladder"),
        "may_be_none": a("可以一项也没有", "there may be none", "may_be_none"),
        "letter": a("起草函件", "letter", "letter.draft", names="letter"),
    },
    Subcase: {
        "title": TITLE,
        "flow": a("所用流程", "its flow", "flow"),
        "by": a("可开办的人", "opened by", "by", names="role"),
        "may_be_none": a("可以一件也没有", "there may be none", "may_be_none"),
    },
}
PEOPLE: Final[Mapping[type, Attributes]] = {
    Role: {
        "title": TITLE,
        "holder": a("由人还是单位担任", "held by", "holder", weight="breaking", names="holder"),
        "kind": a("单位性质", "kind of unit", "kind"),
        "is_many": a("可由多人担任", "several may hold it", "many"),
        "assign": a("分派规则", "assignment", "assign"),
        "load": a("工作量", "load", "load"),
        "exclude": a("不得兼任", "never also", "exclude", names="role"),
        "slips": a("附函", "slip", "slips", names="letter", keys="giving"),
    },
    AssignRule: {
        "duty": a("职责", "duty", "duty"),
        "duty_from": a("职责取自", "duty from", "duty_from", names="chosen"),
        "post": a("职务", "post", "post"),
        "post_from": a("职务取自", "post from", "post_from", names="chosen"),
        "from_parent": a("沿用上级项目的角色", "from the parent's role", "from_parent"),
        "field": a("字段所填单位", "the unit in", "field", names="field"),
        "near": a("就近于", "near", "near", names="role"),
        "search": a("查找范围", "searching", "search", names="search"),
        "pick": a("选取", "picking", "pick", names="pick"),
        "claim": a("认领期限", "claimed within", "claim"),
    },
    LoadRule: {
        "limit": a("在办上限", "most open cases", "limit"),
        "weights": a("折算", "weight", "weights", keys="grade"),
    },
    Team: {
        "title": TITLE,
        "one": a("各一名", "exactly one", "one", names="role"),
        "some": a("若干", "some", "some", names="role"),
    },
}
# fmt: on
