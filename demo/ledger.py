"""Invented investment projects: enough of them to fill a board, none of them real."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from ..exchange import Formula, TableColumn, write_table

# Field keys of the flow full_service and their columns, in the order of the sheet.
COLUMNS: Mapping[str, TableColumn] = {
    "name": TableColumn(header="项目名称", width=38),
    "enterprise": TableColumn(header="投资企业", width=34),
    "district": TableColumn(header="落户地区", width=18),
    "industry": TableColumn(header="产业类别", width=12),
    "investment": TableColumn(header="计划投资（万元）", width=14),
    "high_energy": TableColumn(header="高耗能或环保要求高", width=12),
    "source": TableColumn(header="线索来源", width=12),
    "contact_name": TableColumn(header="企业联系人", width=12),
    "contact_phone": TableColumn(header="联系电话", width=15),
    "contacted_on": TableColumn(header="首次联系日期", width=14),
    "planned_start": TableColumn(header="计划开工日期", width=14),
}
SHEET = "招商引资项目台账"
WRITTEN_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

# The districts of definitions/samples/roster.yaml; the busy ones stand more than once.
_DISTRICTS = (
    "望溪区",
    "望溪区",
    "鹿鸣区",
    "青禾县",
    "石渡县",
    "云岭高新区",
    "云岭高新区",
    "鹿鸣绿色食品园",
)
_SOURCES = ("企业来访", "外出招商", "外出招商", "以商招商", "上级转办", "展会活动")
_FIRST = "澹珩翎砚岫霁笙屿棠栖"
_SECOND = "川野禾光陌舟林岸桥原"
_THIRD = "源岳合润拓衡启澄嘉序"
_SURNAMES = "温陆谭贺乔沈方康程杜高江夏余柏米石宁骆童"
_CALLED = ("经理", "主任", "女士", "先生", "总监")
# Per industry: what such enterprises are called, and what they build.
_INDUSTRIES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "现代农业": (
        ("农业科技", "生态农业"),
        ("高山蔬菜种植基地", "优质水果分选中心", "食用菌工厂化栽培"),
    ),
    "生物医药": (("生物科技", "药业"), ("中药饮片加工", "植物提取物生产线", "医用敷料生产")),
    "绿色能源": (("新能源", "能源科技"), ("农光互补光伏电站", "用户侧储能电站", "分散式风电")),
    "先进制造": (
        ("智能装备", "新材料", "精密机械"),
        ("铝合金型材加工", "电子元件封装", "农用机械装配"),
    ),
    "数字经济": (("信息技术", "数字科技"), ("呼叫服务中心", "边缘算力中心", "数据标注基地")),
    "文旅康养": (("文旅发展", "康养产业"), ("森林康养度假区", "古镇民宿集群", "户外运动营地")),
    "现代物流": (("供应链", "物流"), ("冷链物流园", "城乡配送中心", "公铁联运货场")),
    "其他": (("实业", "商务服务"), ("标准厂房建设", "人力资源产业园", "再生资源分拣中心")),
}
_ENERGY_HUNGRY = ("铝合金型材加工", "电子元件封装", "边缘算力中心", "植物提取物生产线")
# Most projects are a few thousand 万元, a few reach 100,000: ln N(8.4, 1.25).
_LOG_MEAN, _LOG_SPREAD = 8.4, 1.25
_SMALLEST, _LARGEST = 300.0, 260_000.0
_FIRST_CONTACT = date(2025, 10, 9)
_CONTACT_DAYS = 140
_EARLIEST_START, _START_DAYS = date(2026, 4, 1), 274


def make_rows(count: int, seed: int) -> list[dict[str, Any]]:
    """Invent projects as rows of a ledger: field keys, and values as people write them.

    The same count and seed give the same rows; no two have the same name and enterprise.
    """
    chance = random.Random(seed)
    rows: list[dict[str, Any]] = []
    taken: set[tuple[str, str]] = set()
    while len(rows) < count:
        row = _row(chance)
        if (row["name"], row["enterprise"]) not in taken:
            taken.add((row["name"], row["enterprise"]))
            rows.append(row)
    return rows


def write_ledger(path: Path | str, rows: Sequence[Mapping[str, Any]], *, bad: bool = False) -> None:
    """Write rows as an XLSX ledger; with ``bad`` six rows follow that no import may take."""
    given: list[Mapping[str, Any]] = [*rows, *bad_rows(rows)] if bad else list(rows)
    cells = [[_cell(row.get(key)) for key in COLUMNS] for row in given]
    write_table(path, list(COLUMNS.values()), cells, title=SHEET, written_at=WRITTEN_AT)


def bad_rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give six rows, each with one thing wrong, made after the first of the rows."""
    first = dict(rows[0])
    return [
        {**first, "name": f"{first['name']}（二期）", "planned_start": "2026年2月30日"},
        {**first, "name": f"{first['name']}（三期）", "district": "望西区"},
        {**first, "name": f"{first['name']}（四期）", "investment": -1200.0},
        first,
        {**first, "name": f"{first['name']}（五期）", "investment": Formula("=4000+800")},
        {**first, "name": f"{first['name']}（六期）", "enterprise": None},
    ]


def _row(chance: random.Random) -> dict[str, Any]:
    industry = chance.choice(list(_INDUSTRIES))
    trades, works = _INDUSTRIES[industry]
    brand = chance.choice(_FIRST) + chance.choice(_SECOND) + chance.choice(_THIRD)
    work = chance.choice(works)
    contacted = _FIRST_CONTACT + timedelta(days=chance.randrange(_CONTACT_DAYS))
    start = _EARLIEST_START + timedelta(days=chance.randrange(_START_DAYS))
    return {
        "name": f"{brand}{work}项目",
        "enterprise": f"云岭{brand}{chance.choice(trades)}有限公司",
        "district": chance.choice(_DISTRICTS),
        "industry": industry,
        "investment": _investment(chance),
        "high_energy": "是" if work in _ENERGY_HUNGRY else "否",
        "source": chance.choice(_SOURCES),
        "contact_name": chance.choice(_SURNAMES) + chance.choice(_CALLED),
        "contact_phone": f"0000-666{chance.randrange(10_000):04d}",
        "contacted_on": contacted,
        "planned_start": start,
    }


def _investment(chance: random.Random) -> float:
    """Draw an investment in 万元, rounded as people round: to two figures, at least to 10."""
    drawn = min(max(chance.lognormvariate(_LOG_MEAN, _LOG_SPREAD), _SMALLEST), _LARGEST)
    step = 10.0 ** (math.floor(math.log10(drawn)) - 1)
    return round(drawn / step) * step


def _cell(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
