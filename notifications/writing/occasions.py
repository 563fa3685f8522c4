"""The facts of letters that a case alone does not know: meetings, contracts, complaints, bulletins.

Nobody fills them in but whoever has the letter drafted; what is absent the templates leave to be
filled in by hand, marked 【待填：…】.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

OCCASION_FACTS: Final[Mapping[str, Mapping[str, str]]] = {
    "会议": {
        "名称": "what the meeting is called, text",
        "事由": "why it is called, text",
        "时间": "when, text; a date from a field stays one",
        "时刻": "at what hour, where 时间 is only the day, text",
        "地点": "where, text",
        "议题": "list of texts",
        "议程": "what it is about, in one text where 议题 is not given, text",
        "主持": "who presides, text",
        "出席": "who attends, text",
        "列席": "who sits in, text",
        "请假": "who is excused, text",
        "材料": "what to bring, text",
        "决定": "what it decided, text",
    },
    "预审": {
        "日期": "the day of the review, date or None",
        "方式": "how it was done, text",
        "结论": "what came of it, text",
        "条件": "what must be done first, text",
    },
    "合同": {
        "名称": "the contract's name, text",
        "条款": "the clause with its words, text",
        "事实": "what was not performed, text",
        "证据": "what proves it, text",
        "催告": "earlier notices to the other party, text",
        "后果": "what follows when nothing changes, text",
    },
    "处置": {
        "程序": "meeting, day and vote that decided, text",
        "报告": "the analysis report, text",
        "材料": "what files are kept, text",
        "条件": "when the case may be taken up again, text",
        "义务": "what remains to be performed, text",
        "结算": "how it is settled, text",
        "救济": "where to turn against it, text",
    },
    "流转": {
        "承接地": "the place that takes it over, text",
        "理由": "why, text",
        "首谈": "who talked first, when, record number, text",
        "分享": "how both places share, text",
        "首谈比例": "the share of the first place, such as 40%, text",
        "承接比例": "the share of the place that takes over, text",
        "园区比例": "the share of the park, text",
    },
    "投诉": {
        "编号": "its number, text",
        "收到日期": "when it came in, date or None",
        "事项": "what it is about, text",
        "承办": "who handles it, text",
        "办结期限": "when it must be done, date or None",
        "事实": "what was found, text",
        "理由": "reasons and legal basis, text",
        "答复": "what was decided, text",
        "补正": "what may be mended, text",
        "救济": "where to turn next, text",
    },
    "提案": {
        "届次": "meeting it was made at, text",
        "类别": "建议 or 提案, text",
        "编号": "its number, text",
        "标题": "its title, text",
        "提出人": "who made it, text",
        "分类": "A, B or C: solved, planned, noted; text",
        "内容": "what it asks, text",
        "会办": "who was consulted, text",
        "答复": "what was done, text",
        "措施": "what will be done, text",
    },
    "政策": {
        "名称": "the policy, text",
        "依据": "document and clause, text",
        "事项": "what is granted, text",
        "金额": "how much, text",
        "方式": "how and when it is paid, text",
        "审查结论": "what the fair competition review found, text",
        "审查日期": "when, date or None",
    },
    "通报": {
        "期间": "the period, such as 2026年3月, text",
        "截止日": "up to when the figures are, date or None",
        "范围": "whose, text",
        "概况": "how things stand, text",
        "事项": "what it tells of, text; empty for 项目推进情况",
        "表": "list of tables: 标题, 列 (the headings), 行 (for each the cells, all text)",
        "问题": "list of texts",
        "口径": "what the figures count, text",
    },
    "督查": {
        "日期": "when it was inspected, text",
        "问题": "list: 问题 单位 期限 (date)",
        "答复时限": "the time to answer in, such as 5个工作日, text",
    },
    "考核": {
        "办法": "the rules, text",
        "版本": "their version, text",
        "结果": "list in order of rank: 单位 得分 等次",
        "说明": "how the score is made, text",
        "异议时限": "the time to object in, text",
    },
}
"""Group → entry → meaning, as in ``LETTER_FACTS``, of which they are part."""

_LISTS: Final = frozenset({"议题", "表", "问题", "结果"})
_ABSENT: Final = frozenset({"日期", "收到日期", "办结期限", "审查日期", "截止日"})
_TEXT_DATES: Final = frozenset({("督查", "日期")})


def single_facts() -> Mapping[str, bool]:
    """Give every fact of an occasion, such as ``政策.金额``; False for lists."""
    return {
        f"{group}.{name}": name not in _LISTS
        for group, entries in OCCASION_FACTS.items()
        for name in entries
    }


def no_occasion() -> dict[str, Any]:
    """Give every group with nothing in it."""
    return {
        group: {name: _nothing(group, name) for name in entries}
        for group, entries in OCCASION_FACTS.items()
    }


def _nothing(group: str, name: str) -> Any:
    if name in _LISTS:
        return ()
    return None if name in _ABSENT and (group, name) not in _TEXT_DATES else ""


def sample_occasions() -> dict[str, Any]:
    """Give invented facts of every occasion, all of them filled."""
    return {**_meetings(), **_contracts(), **_requests(), **_figures()}


def _meetings() -> dict[str, Any]:
    return {
        "会议": {
            "名称": "重点项目推进会议",
            "事由": "研究解决重点项目推进中的困难和问题",
            "时间": "2026年3月18日（星期三）",
            "时刻": "15时",
            "地点": "市行政中心三号楼201会议室",
            "议题": ["听取项目进展情况汇报", "研究用地指标落实办法"],
            "议程": "听取项目进展情况汇报",
            "主持": "市投促办主任江若水",
            "出席": "临江区产业促进局、云川市自然资源局",
            "列席": "市财政局",
            "请假": "云川市生态环境局（另行书面提出意见）",
            "材料": "项目进展情况、问题清单",
            "决定": "重点项目用地由市自然资源局统筹保障",
        },
        "预审": {
            "日期": date(2026, 3, 2),
            "方式": "部门会商",
            "结论": "原则通过",
            "条件": "开工前取得环评批复",
        },
    }


def _contracts() -> dict[str, Any]:
    return {
        "合同": {
            "名称": "临江轴承精密制造基地项目投资合同",
            "条款": "合同第七条第二款约定，乙方应于2026年2月底前完成厂房主体施工",
            "事实": "截至2026年3月5日，厂房主体尚未封顶",
            "证据": "现场查看记录、施工日志",
            "催告": "2026年2月9日发出限期整改函，期满未见整改",
            "后果": "依照合同第十二条追究违约责任",
        },
        "处置": {
            "程序": "经2026年3月3日市投促委第4次会议研究，到会9人，8人同意、1人弃权",
            "报告": "云投促析〔2026〕3号",
            "材料": "洽谈记录、合同文本、往来函件和影像资料",
            "条件": "用地指标落实、投资方提交资金证明",
            "义务": "乙方应于退出之日起三十日内腾退场地，恢复原状",
            "结算": "已兑现的厂房租金补贴依照合同第十三条核算退还",
            "救济": "因合同履行发生争议的，可以向云川仲裁委员会申请仲裁",
        },
        "流转": {
            "承接地": "云川高新区",
            "理由": "原选址不符合国土空间规划",
            "首谈": "临江区产业促进局，2026年1月8日，记录编号LJ-2026-11",
            "分享": "首谈地与承接地按三七比例分享统计数据和税收",
            "首谈比例": "30%",
            "承接比例": "70%",
            "园区比例": "0%",
        },
    }


def _requests() -> dict[str, Any]:
    return {
        "投诉": {
            "编号": "TS-2026-06",
            "收到日期": date(2026, 2, 26),
            "事项": "厂房租金补贴未按承诺兑现",
            "承办": "云川市投资促进委员会办公室",
            "办结期限": date(2026, 5, 29),
            "事实": "企业已于2025年12月提交申请，受理单位未在规定期限内审核",
            "理由": "依据《云川市租金补贴办法》第六条",
            "答复": "责成受理单位自本函送达之日起十个工作日内完成审核并兑付",
            "补正": "请补充租赁合同和付款凭证",
            "救济": "对处理结果有异议的，可以向省级投诉工作机构提出",
        },
        "提案": {
            "届次": "市六届人大五次会议",
            "类别": "建议",
            "编号": "0202",
            "标题": "关于加快轴承产业配套的建议",
            "提出人": "余知秋代表",
            "分类": "B",
            "内容": "建议统筹产业链配套，解决中小企业用地难",
            "会办": "云川市自然资源局",
            "答复": "已将配套园区列入年度供地计划，安排用地120亩",
            "措施": "2026年9月底前完成场地平整，年底前交付使用",
        },
        "政策": {
            "名称": "标准厂房租金补贴",
            "依据": "《云川市租金补贴办法》第六条",
            "事项": "2025年度租金补贴",
            "金额": "38.5万元",
            "方式": "2026年第二季度内拨付至企业基本账户",
            "审查结论": "不具有排除、限制竞争的效果，可以实施",
            "审查日期": date(2025, 11, 6),
        },
    }


def _figures() -> dict[str, Any]:
    return {
        "通报": {
            "期间": "2026年3月",
            "截止日": date(2026, 3, 25),
            "范围": "各县（区）、市直有关部门",
            "概况": "全市在办项目126个，总体推进平稳",
            "事项": "项目推进情况",
            "表": [
                {"标题": "各单位办理情况",
                 "列": ["单位", "在办", "到期", "按期办结", "黄灯", "红灯", "按期率"],
                 "行": [["临江区产业促进局", "71", "32", "28", "3", "1", "87.5%"],
                        ["云川市自然资源局", "55", "26", "21", "3", "2", "80.8%"],
                        ["合计", "126", "58", "49", "6", "3", "84.5%"]]},
                {"标题": "履约和资金情况",
                 "列": ["单位", "履约率", "开工率", "资金到位率"],
                 "行": [["临江区产业促进局", "76.0%", "58.3%", "41.2%"]]},
            ],
            "问题": ["部分项目用地手续办理缓慢", "少数单位进展登记不及时"],
            "口径": "按期办结率为期内到期事项中按期办结的比例",
        },
        "督查": {
            "日期": "2026年3月16日至20日",
            "问题": [
                {"问题": "项目进展登记不及时", "单位": "临江区产业促进局", "期限": date(2026, 4, 10)},
                {"问题": "用地预审超期未复", "单位": "云川市自然资源局", "期限": date(2026, 4, 3)},
            ],
            "答复时限": "5个工作日",
        },
        "考核": {
            "办法": "云川市项目推进考核办法",
            "版本": "2026年第1版",
            "结果": [
                {"单位": "临江区", "得分": "93.4", "等次": "优秀"},
                {"单位": "云川高新区", "得分": "88.0", "等次": "良好"},
            ],
            "说明": "按期办结率占四成，履约率、开工率、资金到位率各占两成",
            "异议时限": "5个工作日",
        },
    }  # fmt: skip
