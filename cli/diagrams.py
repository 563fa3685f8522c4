"""A flow as a picture, cold or warmed by what really happened."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..definitions.diagrams import Warmth, chart_of_flow, svg
from ..office import Office
from ..workflow.mining import HeatBy, heat
from .app import DEFAULT_DB, Db, app, language, opened
from .output import out


@app.command()
def diagram(
    flow: Annotated[str, typer.Argument(help="流程：文件、编号或 编号@版本。")],
    file: Annotated[Path | None, typer.Option("--out", help="写入这个 SVG 文件。")] = None,
    warm: Annotated[
        HeatBy | None,
        typer.Option("--heat", help="按真实历史着色：count 次数、time 用时、overdue 超期。"),
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """把流程画成 SVG 图；加 --heat 时按实际办理情况着色。"""
    is_apart = warm is None and bool(Path(flow).suffix)
    with Office.open("sqlite://") if is_apart else opened(db) as office:
        read = office.designer.flow(flow)
        found: dict[str, Warmth] = {}
        if warm is not None:
            found.update(heat(office.views.mine(office.clock.now(), read.key), warm))
    drawn = svg(chart_of_flow(read), language=language(), heat=found or None)
    if file is None:
        out.print(drawn, markup=False, soft_wrap=True, highlight=False)
        return
    try:
        file.write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"无法写入 {file}：{error.strerror}") from error
    out.print(f"已写入 {file}。", markup=False, soft_wrap=True)
