"""The table of everything a flow says: by type and attribute, in the order people care for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..asking import (
    Approval,
    ItemKind,
    Round,
    Subcase,
)
from ..cycles import Duty, OpeningRule
from ..fields import Field
from ..figures import Indicator, Measure, Series
from ..flow import Flow
from ..lamps import Ladder, LightRule, LightStep, Plan, Rung
from ..model import (
    Decision,
    DecisionRule,
    LetterSpec,
    Material,
    Requirement,
    Stage,
    Terminal,
    Transition,
)
from ..staffing import Role, Team
from .alarms_table import ALARMS
from .attributes import TITLE, Attributes, Thing
from .attributes import attribute as a
from .people_table import ASKED, PEOPLE

# One line an attribute is how the table is read.
# fmt: off
_FLOW: Attributes = {
    "stages": a("阶段", "stages", "stages", weight="wording"),
    "terminals": a("终点", "ends", "terminals", weight="wording"),
    "initial": a("立项后的第一个阶段", "the first stage", "initial", names="place"),
    "calendar": a("工作日历", "calendar", "calendar"),
    "calendar_of": a("先按哪个单位的日历", "whose calendar goes first", "calendar_of", names="role"),
    "extension": a("延期", "extension", "extension"),
    "lights": a("亮灯规则", "light rules", "lights", weight="wording"),
    "plans": a("进度计划", "plans", "plans", weight="wording"),
    "publication": a("亮灯公布", "publication of lights", "publication"),
    "ladders": a("督办阶梯", "ladders", "ladders", weight="wording"),
    "transitions": a("转段", "transitions", "transitions", weight="wording"),
    "materials": a("材料", "materials", "materials", weight="wording"),
    "approvals": a("审批", "approvals", "approvals", weight="wording"),
    "rounds": a("会签", "opinion rounds", "rounds", weight="wording"),
    "items": a("交办事项", "kinds of item", "items", weight="wording"),
    "subcases": a("子事项", "sub-cases", "subcases", weight="wording"),
    "fields": a("字段", "fields", "fields", weight="wording"),
    "decisions": a("判定表", "decisions", "decisions"),
    "grade": a("分级所用判定表", "what grades a case", "grade", weight="breaking", names="decision"),
    "title_field": a("项目名称所用字段", "the field that names a case", "title_field", names="field"),
    "territory_field": a("项目所在地所用字段", "the field that places a case", "territory_field", names="field"),
    "identity": a("查重所用字段", "fields that tell duplicates", "identity", names="field"),
    "series": a("分次登记", "series", "series", weight="wording"),
    "roles": a("角色", "roles", "roles", weight="wording"),
    "teams": a("团队", "teams", "teams", weight="wording"),
    "may": a("权限", "who may", "may", names="role", keys="ability"),
    "duties": a("定期任务", "duties", "recurring", weight="wording"),
    "openings": a("按期开办", "openings", "opening"),
    "letters": a("函件", "letters", "letters", weight="wording"),
    "issuer": a("函件落款单位", "whose name letters bear", "issuer", names="role"),
    "indicators": a("指标", "indicators", "indicators", weight="wording"),
    "key": a("流程编号", "the key of the flow", "flow", weight="breaking"),
    "title": a("流程名称", "the title of the flow", "title", weight="wording"),
    "note": a("说明", "the note", "note", weight="wording"),
    "off": a("停用原因", "why it is switched off", "off"),
    "scenarios": a("随附的情景", "the scenarios beside it", "scenarios", weight="wording",
        changed=("随附的情景有改动", "the scenarios beside it differ")),
}
_ROUTES: Mapping[type, Attributes] = {
    Stage: {
        "title": TITLE,
        "owner": a("承办", "owner", "owner", names="role", is_told=True),
        "limits": a("时限", "limit", "limit", keys="grade", is_told=True,
            changed=("{of}{entry}{old} → {new}", "{of}{entry}{old} → {new}")),
        "starts": a("计时起点", "clock", "clock", names="starts"),
        "start_field": a("计时起点所用日期", "date the clock starts from", "clock.field", names="field"),
        "lights": a("亮灯规则", "light rule", "lights", names="light"),
        "ladder": a("督办阶梯", "ladder", "ladder", names="ladder"),
    },
    Terminal: {"title": TITLE, "kind": a("性质", "kind", "kind", names="end")},
    Transition: {
        "title": TITLE,
        "sources": a("从", "from", "from", names="place", is_told=True),
        "target": a("转到", "to", "to", names="place", is_told=True,
            changed=("{of}改为转到“{new}”（原为“{old}”）", "{of}now leads to “{new}” (was “{old}”)")),
        "who": a("可办理的人", "who may take it", "who", names="role"),
        "requirements": a("推进条件", "requirements", "requires", weight="wording"),
        "letter": a("起草函件", "letter", "letter.draft", names="letter"),
        "letter_to": a("函件主送", "receivers of the letter", "letter.to", names="role"),
        "letter_copy": a("函件抄送", "copies of the letter", "letter.copy", names="role"),
        "copy": a("抄送", "told of it", "copy", names="role"),
        "returns": a("回到原来那次停留、接着计时", "takes up the earlier stay", "returns"),
    },
    Requirement: {
        "when": a("适用情形", "applies when", "when", is_told=True),
        "fact": a("条件内容", "what must hold", "fact"),
        "title": TITLE,
        "owner": a("由谁负责", "who owes it", "owner", names="role"),
        "mend": a("办理提示", "what to do", "mend", weight="wording"),
    },
}
_FACTS: Mapping[type, Attributes] = {
    Field: {
        "title": TITLE,
        "type": a("类型", "type", "type", weight="breaking", names="type", is_told=True),
        "unit": a("单位", "unit", "unit"),
        "is_required": a("立项时必填", "required", "required", is_told=True),
        "options": a("选项", "option", "options", gone="breaking"),
        "minimum": a("下限", "lower bound", "min"),
        "maximum": a("上限", "upper bound", "max"),
        "kept_by": a("由哪项分次登记汇总", "kept by the series", ""),
    },
    Decision: {
        "title": TITLE,
        "outcomes": a("结果", "outcome", "outcomes", gone="breaking"),
        "rules": a("判定规则", "rows", "rules"),
    },
    DecisionRule: {"when": a("情形", "when", "when"), "then": a("结果", "then", "then")},
    Material: {"title": TITLE},
    Series: {
        "title": TITLE,
        "unit": a("单位", "unit", "unit"),
        "by": a("登记人", "entered by", "by", names="role"),
        "keeps": a("汇总方式", "comes to", "keeps", names="keeps"),
        "minimum": a("下限", "lower bound", "min"),
        "maximum": a("上限", "upper bound", "max"),
        "total_to": a("汇总到字段", "total goes to", "total_to", names="field"),
        "parts": a("登记分项", "parts", "parts", weight="wording"),
    },
    Indicator: {
        "title": TITLE,
        "formula": a("算法", "formula", ""),
        "numerator": a("所计数", "numerator", "numerator", is_named=True),
        "denominator": a("分母", "denominator", "denominator", is_named=True),
        "unit": a("单位", "unit", "", weight="wording"),
    },
    Measure: {
        "count": a("到过的阶段", "places reached", "count", names="place"),
        "series": a("求和的分次登记", "series summed", "sum", names="series"),
        "sum_field": a("求和的字段", "field summed", "sum", names="field"),
        "at": a("只计到过", "of those that reached", "at", names="place"),
        "of": a("只计分项", "of the parts", "of"),
        "when": a("只计情形", "of those where", "when"),
    },
    LetterSpec: {
        "title": TITLE,
        "genre": a("文种", "genre", "genre"),
        "is_slip": a("内部单据", "internal slip", "slip"),
        "issuer": a("落款单位", "issuer", "issuer", names="role"),
        "template": a("模板", "template", "template", weight="wording"),
        "source": a("模板内容", "text", "template", weight="wording",
            changed=("{of}内容有改动，改动见逐行对比", "{of}its text differs, see the lines")),
        "facts": a("带入内容", "fact taken from", "facts", names="field"),
    },
}
TABLE: Final[Mapping[type, Attributes]] = {
    Flow: _FLOW, **_ROUTES, **ALARMS, **ASKED, **_FACTS, **PEOPLE,
}
"""What each attribute of each type is called. The keys by which parts are found stand in none."""

_NEEDED = ("{of}现还需要“{name}”{told}", "{of}now also needs “{name}”{told}")
_SPARED = ("{of}不再需要“{name}”", "{of}“{name}” no longer required")
_LIT = ("{of}新设{name}{told}", "{of}new {name}{told}")
_UNLIT = ("{of}不再有{name}", "{of}no more {name}")
THINGS: Final[Mapping[type, Thing]] = {
    Stage: Thing(zh="阶段", en="stage", gone="breaking", is_plain=True),
    Terminal: Thing(zh="终点", en="end", gone="breaking"),
    Transition: Thing(zh="转段", en="transition"),
    Requirement: Thing(zh="推进条件", en="requirement", added=_NEEDED, removed=_SPARED),
    LightRule: Thing(zh="亮灯规则", en="light rule", is_plain=True, may_stand_alone=True),
    LightStep: Thing(zh="灯", en="light", added=_LIT, removed=_UNLIT, is_plain=True),
    Plan: Thing(zh="进度计划", en="plan"),
    Ladder: Thing(zh="督办阶梯", en="ladder", is_plain=True, may_stand_alone=True),
    Rung: Thing(zh="督办级", en="rung"),
    Duty: Thing(zh="定期任务", en="duty"),
    OpeningRule: Thing(zh="按期开办", en="opening"),
    Approval: Thing(zh="审批", en="approval", gone="breaking"),
    Round: Thing(zh="会签", en="opinion round", gone="breaking"),
    ItemKind: Thing(zh="交办事项", en="kind of item", gone="breaking"),
    Subcase: Thing(zh="子事项", en="sub-case"),
    Field: Thing(zh="字段", en="field", gone="breaking"),
    Decision: Thing(zh="判定表", en="decision", gone="breaking"),
    Material: Thing(zh="材料", en="material"),
    Series: Thing(zh="分次登记", en="series", gone="breaking"),
    Indicator: Thing(zh="指标", en="indicator"),
    LetterSpec: Thing(zh="函件", en="letter"),
    Role: Thing(zh="角色", en="role", gone="breaking"),
    Team: Thing(zh="团队", en="team"),
}
"""What the parts with a key are called."""
# fmt: on
