"""Invented reports: of twelve units and eight columns, of sixty rows, of hostile text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from guatu.workflow.reporting import Publication, Report, ReportColumn, ReportTable

AT: Final = datetime(2026, 4, 2, 1, 30, tzinfo=UTC)
UNITS: Final = (
    *("望溪区", "临江区", "石桥县", "云岭县", "青禾县", "白鹭洲经济技术开发区"),
    *("东湾新区", "南浦县", "北塘市", "松原岗工业园区", "柳河县", "滨海高新技术产业开发区"),
)
PROMPTNESS: Final = ReportTable(
    key="promptness",
    title="各区县项目履约与资金到位情况",
    columns=(
        ReportColumn(key="unit", title="区县"),
        ReportColumn(key="signed", title="签约项目数", kind="count", unit="个"),
        ReportColumn(key="begun", title="开工项目数", kind="count", unit="个"),
        ReportColumn(key="begun_rate", title="履约率", kind="rate"),
        ReportColumn(key="agreed", title="协议资金", kind="amount", unit="万元"),
        ReportColumn(key="paid", title="到位资金", kind="amount", unit="万元"),
        ReportColumn(key="paid_rate", title="资金到位率", kind="rate"),
        ReportColumn(key="points", title="综合得分", kind="score"),
    ),
    rows=tuple(
        (
            unit,
            place + 8,
            place * 2 % 9 + 3,
            round((place * 2 % 9 + 3) / (place + 8), 4),
            25_000.0 + place * 13_750.5,
            9_800.0 + place * 8_125.25 if place != 4 else None,
            round((9_800 + place * 8_125.25) / (25_000 + place * 13_750.5), 4)
            if place != 4
            else None,
            round(71.5 + place * 7 % 26, 2),
        )
        for place, unit in enumerate(UNITS)
    ),
    total=("合计", 162, 83, 0.5123, 1_207_533.0, 617_216.5, 0.5111, None),
    chart=("begun_rate", "paid_rate", "agreed", "paid"),
)
LIGHTS: Final = ReportTable(
    key="lights",
    title="亮灯情况",
    columns=(
        ReportColumn(key="grade", title="项目等级"),
        ReportColumn(key="green", title="绿灯", kind="count", unit="个"),
        ReportColumn(key="yellow", title="黄灯", kind="count", unit="个"),
        ReportColumn(key="red", title="红灯", kind="count", unit="个"),
    ),
    rows=(("省级重大", 6, 2, 1), ("市级重点", 18, 5, 0), ("一般项目", 41, 9, 4)),
    total=("合计", 65, 16, 5),
    chart=("green", "yellow", "red"),
)
LATE: Final = ReportTable(
    key="late",
    title="红灯项目清单",
    columns=(
        ReportColumn(key="project", title="项目名称"),
        ReportColumn(key="unit", title="责任单位"),
        ReportColumn(key="stage", title="所处阶段"),
        ReportColumn(key="due", title="应办结日期", kind="date"),
        ReportColumn(key="late", title="超期", kind="count", unit="工作日"),
    ),
    rows=(
        (
            "年产十万台新能源汽车智能座舱及线束系统生产基地（二期）",
            "望溪区投资促进局",
            "开工建设",
            date(2026, 2, 27),
            23,
        ),
        ("云岭食品冷链物流园", "云岭县投资促进局", "用地手续", date(2026, 3, 6), 18),
        ("临江生物医药中试平台", "临江区投资促进局", "资金到位", date(2026, 3, 20), 8),
    ),
)
NOTES: Final = (
    "履约率＝已开工项目数÷应开工项目数；应开工项目指签约满六个月的项目。",
    "资金到位率＝到位资金÷协议约定本期应到位资金，按到账日期归期，统计截至期末。",
    "综合得分按履约率40%、资金到位率40%、答复及时率20%加权计算，满分100分。",
)
REPORT: Final = Report(
    key="monthly",
    title="全市重点招商引资项目推进情况通报",
    period="2026-03",
    period_title="2026年3月",
    since=date(2026, 3, 1),
    until=date(2026, 3, 31),
    made_at=AT,
    tables=(PROMPTNESS, LIGHTS, LATE),
    notes=NOTES,
    flows={"investment": "5d41402abc4b2a76b9719d911017c592ae8d5d41402abc4b2a76b9719d911017"},
)
PUBLISHED: Final = replace(
    REPORT,
    publication=Publication(
        revision=2,
        at=datetime(2026, 4, 3, 2, tzinfo=UTC),
        by="陈立",
        why="望溪区到位资金有误",
        letter="",
    ),
)
SIXTY: Final = replace(
    REPORT,
    title="乡镇和园区项目进度通报",
    tables=(
        ReportTable(
            key="places",
            title="各乡镇和园区项目进度",
            columns=(
                ReportColumn(key="place", title="乡镇（园区）"),
                ReportColumn(key="cases", title="在办项目", kind="count", unit="个"),
                ReportColumn(key="done", title="按期办结率", kind="rate"),
                ReportColumn(key="paid", title="到位资金", kind="amount", unit="万元"),
                ReportColumn(key="note", title="主要问题"),
            ),
            rows=tuple(
                (
                    f"{UNITS[place % 12][:2]}{'东西南北中'[place // 12]}镇",
                    place * 7 % 31 + 1,
                    round(place * 37 % 101 / 100, 3),
                    place * 731 % 5_000 + 0.25 * (place % 4),
                    "用地报批材料待补正，已书面督促" if place % 9 == 0 else None,
                )
                for place in range(60)
            ),
            total=("合计", 940, 0.498, 148_201.5, None),
            chart=("done",),
        ),
    ),
)
HOSTILE: Final = replace(
    REPORT,
    title='=HYPERLINK("x")*_#set page(fill: red)',
    tables=(
        ReportTable(
            key="hostile",
            title="=1+1 [甲]/乙:*?" + "很长的标题" * 9,
            columns=(
                ReportColumn(key="name", title="@名称"),
                ReportColumn(key="change", title="增减", kind="amount", unit="万元"),
            ),
            rows=(
                ("=SUM(A1:A9)", -5.25),
                ("+86 000", 3.5),
                ("-减少\x07", None),
                ("@某人 </w:t>&amp;", 0),
                ("#let x = 1; $y$ \\ 喆堃", 1),
                ('两\n行，“引号"，逗号', 2),
            ),
            chart=("change",),
        ),
    ),
)
