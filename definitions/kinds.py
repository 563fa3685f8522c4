"""What the kinds of things a flow declares are called, in English and Chinese."""

from __future__ import annotations

KINDS: dict[str, tuple[str, str]] = {
    "place": ("stage or terminal", "阶段或终点"),
    "stage": ("stage", "阶段"),
    "terminal": ("terminal", "终点"),
    "role": ("role", "角色"),
    "field": ("field", "字段"),
    "decision": ("decision", "判定表"),
    "material": ("material", "材料"),
    "approval": ("approval", "审批"),
    "round": ("opinion round", "会签"),
    "letter": ("letter", "函件"),
    "calendar": ("calendar", "工作日历"),
    "lights": ("light rule", "亮灯规则"),
    "ladder": ("ladder", "督办阶梯"),
    "plan": ("plan", "进度计划"),
    "rung": ("rung", "督办级"),
    "outcome": ("outcome", "判定结果"),
    "grade": ("grade", "分级"),
    "template": ("letter template", "函件模板"),
    "team": ("team", "团队"),
    "item": ("kind of item", "交办事项"),
    "subcase": ("sub-case", "子事项"),
    "measured": ("series or field", "分次登记或字段"),
    "part": ("part of the series", "登记分项"),
    "option": ("option", "选项"),
    "done": ("approval, round or transition", "审批、会签或转段"),
    "rule": ("registered rule", "已注册规则"),
}
