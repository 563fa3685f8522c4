"""The facts a letter can name, in one place; the same table stands in ``docs/language.md``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from .occasions import OCCASION_FACTS, no_occasion, sample_occasions

LETTER_FACTS: Final[Mapping[str, Mapping[str, str]]] = {
    "项目": {
        "编号": "the case's reference, text",
        "名称": "its title, text",
        "流程": "the flow's title, text",
        "分级": "the grade's title, text; empty without grades",
        "地区": "the place's title, text; empty without one",
        "开办日期": "when the case was opened, date",
    },
    "字段": {},
    "阶段": {
        "名称": "the stage's title, text",
        "进入日期": "when the case came into it, date",
        "时限": "the limit in words, such as 10个工作日; empty without one",
        "期限": "when it is due, date or None",
        "超期工作日": "working days past the due date, whole number; 0 or None in time",
        "剩余工作日": "working days left, whole number; 0 or None when there are none",
        "上次活动": "when something last happened, date or None",
    },
    "灯": {
        "名称": "the light, such as 黄灯; text",
        "原因": "why it shows, a sentence",
    },
    "督办": {
        "编号": "the escalation's number, text; empty outside a ladder",
        "名称": "the rung's title, text; empty outside a ladder",
        "级别": "the rung's level, whole number or None",
        "答复期限": "when the answer is due, date or None",
        "答复时限": "the time to answer in, counted from receipt, such as 3个工作日; empty for none",
        "规则": "why the rung fired, in words; empty outside a ladder",
    },
    "上一函": {
        "名称": "what the rung before was called, text; empty for none",
        "日期": "the day it was raised, date or None",
    },
    "转段": {
        "名称": "the transition's title, text; empty outside one",
        "从": "the stage it left, text; empty outside one",
        "到": "the stage it went to, text; empty outside one",
    },
    "交办": {
        "角色": "the part that was given by hand, text; empty outside a slip",
        "承办": "who has it now, text; empty outside a slip",
        "原承办": "who had it before, text; empty for nobody",
        "理由": "why, text; empty outside a slip",
    },
    "意见": {},
    "事项": {},
    "收文": {},
    "抄送": {},
    "本机关": {
        "全称": "the issuing unit's full name, text; empty without an issuer",
        "简称": "its short name, text; empty without an issuer",
        "联系人": "whom to ask, text; may be empty",
        "电话": "that person's telephone, text; may be empty",
    },
    "角色": {},
    "日历": {
        "名称": "the working calendar's key, text",
        "版本": "what was published, text",
        "暂定": "whether the due date is provisional, true or false",
    },
    "今天": {},
    **OCCASION_FACTS,
}
"""Group → entry → meaning. Groups without entries: 字段 and 角色 are keyed by the flow's own
fields and roles, 收文 and 抄送 are lists of names, 今天 is a date; 意见 is a list of what was said in
the stage's rounds (单位, 意见, 内容, 条件), 事项 one of the items set by hand (事项, 承办, 期限, 结果)."""


def sample_facts(fields: Collection[str], roles: Collection[str]) -> dict[str, Any]:
    """Give invented facts of every kind, all of them filled."""
    return {
        "项目": {
            "编号": "XM-2026-0037",
            "名称": "临江轴承精密制造基地项目",
            "流程": "重点项目全程管理",
            "分级": "重点项目",
            "地区": "临江区",
            "开办日期": date(2026, 1, 8),
        },
        "字段": {key: f"（{key}样例）" for key in fields},
        "阶段": {
            "名称": "部门征求意见",
            "进入日期": date(2026, 2, 2),
            "时限": "5个工作日",
            "期限": date(2026, 2, 9),
            "超期工作日": 12,
            "剩余工作日": 0,
            "上次活动": date(2026, 2, 5),
        },
        "灯": {
            "名称": "黄灯",
            "原因": "按“一般亮灯规则”，超期满1个工作日亮黄灯；2026-02-02起计，"
            "期限2026-02-09，已超期12个工作日",
        },
        "督办": {
            "编号": "DB-2026-0012",
            "名称": "黄灯预警",
            "级别": 1,
            "答复期限": date(2026, 3, 10),
            "答复时限": "3个工作日",
            "规则": "上一级督办未按期答复",
        },
        "上一函": {"名称": "黄灯预警", "日期": date(2026, 2, 11)},
        "转段": {"名称": "提请部门会商", "从": "项目研判", "到": "部门征求意见"},
        **_people_facts(),
        "收文": ["临江区产业促进局", "临江区自然资源局"],
        "抄送": ["临江区人民政府办公室"],
        "本机关": {
            "全称": "云川市投资促进委员会办公室",
            "简称": "云川市投促办",
            "联系人": "周文澜",
            "电话": "0800-5550137",
        },
        "角色": {key: f"{key}承办人" for key in roles},
        "日历": {"名称": "cn", "版本": "chinesecalendar-1.11.0", "暂定": True},
        "今天": date(2026, 3, 5),
        **sample_occasions(),
    }


def _people_facts() -> dict[str, Any]:
    """Give invented facts of what people do together."""
    return {
        "交办": {
            "角色": "责任单位",
            "承办": "临江区产业促进局",
            "原承办": "云川市商务局",
            "理由": "项目落户临江区，按属地原则办理",
        },
        "意见": [
            {"单位": "云川市自然资源局", "意见": "同意", "内容": "符合国土空间规划", "条件": ""},
            {
                "单位": "云川市生态环境局",
                "意见": "有条件同意",
                "内容": "须先取得环评批复",
                "条件": "取得环评批复",
            },
        ],
        "事项": [
            {
                "事项": "落实用地指标",
                "承办": "云川市自然资源局",
                "期限": date(2026, 3, 20),
                "结果": "",
            }
        ],
    }


def sparse_facts(fields: Collection[str], roles: Collection[str]) -> dict[str, Any]:
    """Give the same invented facts with everything absent that may be."""
    full = sample_facts(fields, roles)
    return {
        **full,
        "项目": {**full["项目"], "编号": "", "分级": "", "地区": ""},
        "字段": dict.fromkeys(fields, ""),
        "阶段": {
            **full["阶段"],
            "时限": "",
            "期限": None,
            "超期工作日": None,
            "剩余工作日": None,
            "上次活动": None,
        },
        "灯": {"名称": "绿灯", "原因": ""},
        "督办": {
            "编号": "",
            "名称": "",
            "级别": None,
            "答复期限": None,
            "答复时限": "",
            "规则": "",
        },
        "上一函": {"名称": "", "日期": None},
        "转段": {"名称": "", "从": "", "到": ""},
        "交办": {"角色": "", "承办": "", "原承办": "", "理由": ""},
        "意见": [],
        "事项": [],
        "收文": [],
        "抄送": [],
        "本机关": {"全称": "", "简称": "", "联系人": "", "电话": ""},
        "角色": dict.fromkeys(roles, ""),
        "日历": {**full["日历"], "暂定": False},
        **no_occasion(),
    }  # fmt: skip


def blank_facts() -> dict[str, Any]:
    """Give every group that a letter may name with nothing in it, for what the caller leaves out."""
    absent = sparse_facts((), ())
    return {
        **absent,
        "项目": dict.fromkeys(absent["项目"], "") | {"开办日期": None},
        "阶段": dict.fromkeys(absent["阶段"], "") | dict.fromkeys(_STAGE_ABSENT),
        "日历": {"名称": "", "版本": "", "暂定": False},
    }


_STAGE_ABSENT: Final = ("进入日期", "期限", "超期工作日", "剩余工作日", "上次活动")


def completed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give facts with every group and entry there is, those not given empty; today stays theirs."""
    whole = blank_facts()
    del whole["今天"]
    for group, given in facts.items():
        blank = whole.get(group)
        is_group = isinstance(blank, Mapping) and isinstance(given, Mapping)
        whole[group] = dict(blank or {}) | dict(given) if is_group else given
    return whole
