"""Commands for figures that come in over time: entering, correcting and listing them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from ..workflow.figures import shown
from .app import DEFAULT_DB, By, Db, Json, Why, app, opened, pairs
from .cases import Expect, Named, say
from .looking import As
from .output import out, print_json, table

Series = Annotated[
    str, typer.Argument(metavar="SERIES", help="分次登记的编号，见流程文件 series。")
]
Amount = Annotated[str, typer.Argument(metavar="AMOUNT", help="数额，单位以流程为准。")]
Shares = Annotated[
    list[str] | None, typer.Option("--part", help="分项=选项，如 origin=foreign，可重复。")
]


@app.command()
def enter(
    case: Named,
    series: Series,
    amount: Amount,
    by: By,
    on: Annotated[str, typer.Option("--on", help="数据所属日期，如 2026-03-31，不能晚于今天。")],
    part: Shares = None,
    note: Annotated[str, typer.Option("--note", help="说明，如凭证号。")] = "",
    expect: Expect = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """分次登记：登记一笔数据，如到位资金；合计由系统汇总。"""
    with opened(db) as office:
        given = office.engine.figures.enter(
            case, series, amount, on=_day(on), parts=pairs(part), note=note, by=by, expect=expect
        )
        say(given, "已登记", json=json)


@app.command()
def correct(
    case: Named,
    series: Series,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="要更正的那一笔的序号。")],
    amount: Amount,
    by: By,
    why: Why,
    on: Annotated[str | None, typer.Option("--on", help="改为此日期；不写则不变。")] = None,
    part: Shares = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """更正一笔登记，须写明理由；原登记仍保留，数额写 0 即撤销。"""
    with opened(db) as office:
        put_right = office.engine.figures.correct(
            case,
            series,
            number,
            amount=amount,
            on=_day(on) if on else None,
            parts=pairs(part) if part else None,
            by=by,
            why=why,
        )
        say(put_right, "已更正", json=json)


@app.command()
def figures(
    case: Named,
    series: Annotated[str | None, typer.Option("--series", help="只看此项分次登记。")] = None,
    as_: As = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """分次登记台账：每一笔数据，含已被更正的。"""
    with opened(db) as office:
        number = office.engine.explain(case, by=as_).case
        rows = office.views.figures(number, series)
        if json:
            print_json(rows)
            return
        if not rows:
            out.print("没有分次登记。")
        for title in dict.fromkeys(row.title for row in rows):
            listed = table(
                title,
                "序",
                "日期",
                "数额",
                "分项",
                "经办",
                "说明",
                "状态",
                right=(0, 2),
                whole=(1, 4, 6),
            )
            for row in rows:
                if row.title == title:
                    listed.add_row(
                        str(row.number),
                        row.day.isoformat(),
                        f"{shown(row.amount)}{row.unit}",
                        "，".join(row.part_titles.values()),
                        row.by_name,
                        row.note,
                        _standing(row.corrects, row.corrected_by, counts=row.counts),
                    )
            out.print(listed)


def _standing(corrects: int | None, corrected_by: int | None, *, counts: bool) -> str:
    """Say how an entry stands: what it puts right, or what put it right."""
    if corrected_by is not None:
        return f"已由第{corrected_by}笔更正"
    if not counts:
        return f"撤销第{corrects}笔"
    return f"更正第{corrects}笔" if corrects is not None else "有效"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期，例如 2026-03-31") from None
