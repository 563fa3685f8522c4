"""Indicators at the command line, with the cases each of them counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.table import Table

from ..store import IndicatorValue
from .app import DEFAULT_DB, Db, Json, app, opened
from .looking import As
from .output import out, print_json, table

By = Annotated[
    str | None,
    typer.Option("--by", help="分开算：territory 按地区，grade 按分级，或写角色编号按承担者。"),
]


@app.command()
def indicators(
    flow: Annotated[str, typer.Argument(help="流程编号。")],
    by: By = None,
    as_: As = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """指标：分子、分母和比率；--json 列出分子、分母各是哪些项目。"""
    with opened(db) as office:
        views = office.desk(as_).views() if as_ else office.views
        values = views.indicators(flow, by=by)
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
        "numerator": value.numerator,
        "denominator": value.denominator,
        "rate": value.rate,
    }


def indicators_table(values: Sequence[IndicatorValue], *, is_grouped: bool = False) -> Table:
    """Give the table of indicators, with a column of groups where there are some."""
    columns = ("分组", "名称") if is_grouped else ("名称",)
    right = range(len(columns), len(columns) + 3)
    shown = table("指标", *columns, "分子", "分母", "比率", right=tuple(right))
    for value in values:
        rate = f"{value.rate:.1%}" if value.rate is not None else "—"
        heads = (value.group_title, value.title) if is_grouped else (value.title,)
        shown.add_row(*heads, str(value.numerator), str(value.denominator), rate)
    return shown
