"""A flow as a picture, cold or warmed by what really happened."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from ..definitions.diagrams import (
    Chart,
    Warmth,
    chart_of_flow,
    mermaid,
    read_bpmn,
    svg,
    write_bpmn,
)
from ..office import Office
from ..workflow.mining import HeatBy, heat
from .app import DEFAULT_DB, Db, app, language, opened
from .output import err, out

Form = Literal["svg", "mermaid", "bpmn"]


@app.command()
def diagram(
    flow: Annotated[str, typer.Argument(help="流程：文件、编号或 编号@版本。")],
    form: Annotated[
        Form, typer.Option("--format", help="svg、mermaid 或 bpmn（BPMN 2.0）。")
    ] = "svg",
    file: Annotated[Path | None, typer.Option("--out", help="写入这个文件。")] = None,
    warm: Annotated[
        HeatBy | None,
        typer.Option("--heat", help="SVG 按真实历史着色：count 次数、time 用时、overdue 超期。"),
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """把流程画成 SVG 图，或写成 Mermaid、BPMN；加 --heat 时按实际办理情况着色。"""
    is_apart = warm is None and bool(Path(flow).suffix)
    with Office.open("sqlite://") if is_apart else opened(db) as office:
        read = office.designer.flow(flow)
        found: dict[str, Warmth] = {}
        if warm is not None:
            found.update(heat(office.views.mine(office.clock.now(), read.key), warm))
    _give(_drawn(chart_of_flow(read), form, found), file)


@app.command()
def bpmn(
    process: Annotated[Path, typer.Argument(help="BPMN 2.0 文件。")],
    file: Annotated[Path | None, typer.Option("--out", help="写入这个流程文件（YAML）。")] = None,
) -> None:
    """把简单的 BPMN 流程读成流程文件的底稿，并逐项说明没有读懂的内容。"""
    try:
        text = process.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"无法读取 {process}：{error.strerror}") from error
    imported = read_bpmn(text, file=str(process))
    _give(imported.source, file)
    for remark in imported.report:
        err.print(remark.sentence(language()), markup=False, soft_wrap=True)


def _drawn(chart: Chart, form: Form, warm: Mapping[str, Warmth]) -> str:
    if form == "mermaid":
        return mermaid(chart, language())
    if form == "bpmn":
        return write_bpmn(chart, language())
    return svg(chart, language=language(), heat=warm or None)


def _give(text: str, file: Path | None) -> None:
    if file is None:
        out.print(text, markup=False, soft_wrap=True, highlight=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"无法写入 {file}：{error.strerror}") from error
    out.print(f"已写入 {file}。", markup=False, soft_wrap=True)
