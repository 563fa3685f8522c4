"""Indicators at the command line, with the cases each of them counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

import typer
from rich.table import Table

from ..store import IndicatorValue
from .app import DEFAULT_DB, Db, Json, app, opened
from .looking import As
from .output import out, print_json, table

By = Annotated[
    str | None,
    typer.Option(
        "--by",
        help="分开算：territory 按地区，grade 按分级，或写角色编号、字段编号（选择、文字、地区类）。",
    ),
]


@app.command()
def indicators(
    flow: Annotated[str, typer.Argument(help="流程编号。")],
    by: By = None,
    since: Annotated[
        str | None, typer.Option("--since", help="从此日起（含），如 2026-01-01。")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="到此日止（含）。")] = None,
    as_: As = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """指标：数值、分子、分母；--json 列出各自是哪些项目及计算口径。"""
    with opened(db) as office:
        views = office.desk(as_).views() if as_ else office.views
        values = views.indicators(flow, by=by, since=_day(since), until=_day(until))
    if json:
        print_json([{**figures_of(v), "met": v.met, "counted": v.counted} for v in values])
        return
    out.print(indicators_table(values, is_grouped=by is not None))


def figures_of(value: IndicatorValue) -> Mapping[str, object]:
    """Give an indicator as plain figures."""
    return {
        "key": value.key,
        "title": value.title,
        "group": value.group,
        "group_title": value.group_title,
        "value": value.value,
        "unit": value.unit,
        "is_rate": value.is_rate,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "rate": value.rate,
        "formula": value.formula,
        "flow_hash": value.flow_hash,
    }


def indicators_table(values: Sequence[IndicatorValue], *, is_grouped: bool = False) -> Table:
    """Give the table of indicators, with a column of groups where there are some."""
    columns = ("分组", "名称") if is_grouped else ("名称",)
    right = range(len(columns), len(columns) + 3)
    shown = table("指标", *columns, "数值", "分子", "分母", right=tuple(right))
    for value in values:
        heads = (value.group_title, value.title) if is_grouped else (value.title,)
        if not value.is_rate:
            shown.add_row(*heads, f"{_number(value.numerator)}{value.unit}", "", "")
            continue
        rate = f"{value.rate:.1%}" if value.rate is not None else "—"
        shown.add_row(*heads, rate, _number(value.numerator), _number(value.denominator))
    return shown


def _number(amount: float) -> str:
    """Write a count or an amount with separators, at most four places behind the point."""
    text = f"{amount:,.4f}"
    return text.rstrip("0").rstrip(".")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期，例如 2026-03-31") from None
