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
    chart_of_source,
    mermaid,
    outline_text,
    read_bpmn,
    svg,
    write_bpmn,
)
from ..errors import DefinitionFaults
from ..office import Office
from ..workflow.mining import HeatBy, heat
from .app import DEFAULT_DB, Db, Json, app, language, opened
from .output import err, out, plain, print_json, writing

Form = Literal["svg", "mermaid", "bpmn", "outline"]


@app.command()
def diagram(
    flow: Annotated[str, typer.Argument(help="流程：文件、编号或 编号@版本。")],
    form: Annotated[
        Form, typer.Option("--format", help="svg、mermaid、bpmn（BPMN 2.0）或 outline（文字）。")
    ] = "svg",
    file: Annotated[Path | None, typer.Option("--out", help="写入这个文件。")] = None,
    warm: Annotated[
        HeatBy | None,
        typer.Option("--heat", help="SVG 按真实历史着色：count 次数、time 用时、overdue 超期。"),
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """把流程画成 SVG 图，或写成 Mermaid、BPMN、文字；加 --heat 时按实际办理情况着色。"""
    is_apart = warm is None and bool(Path(flow).suffix)
    with Office.open("sqlite://") if is_apart else opened(db) as office:
        chart = _chart(office, flow)
        found: dict[str, Warmth] = {}
        if warm is not None:
            mined = office.views.mine(office.clock.now(), chart.key)
            found.update(heat(mined, warm, language()))
    _give(_drawn(chart, form, found), file)


@app.command()
def bpmn(
    process: Annotated[Path, typer.Argument(help="BPMN 2.0 文件。")],
    file: Annotated[Path | None, typer.Option("--out", help="写入这个流程文件（YAML）。")] = None,
    as_json: Json = False,
) -> None:
    """把简单的 BPMN 流程读成流程文件的底稿，并逐项说明没有读懂的内容。"""
    try:
        text = process.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"无法读取 {process}：{error.strerror}") from error
    imported = read_bpmn(text, file=str(process))
    if as_json:
        if file is not None:
            _write(imported.source, file)
        print_json({"source": imported.source, "report": [plain(x) for x in imported.report]})
        return
    _give(imported.source, file)
    for remark in imported.report:
        err.print(remark.sentence(language()), markup=False, soft_wrap=True)


def _drawn(chart: Chart, form: Form, warm: Mapping[str, Warmth]) -> str:
    if form == "mermaid":
        return mermaid(chart, language())
    if form == "bpmn":
        return write_bpmn(chart, language())
    if form == "outline":
        return outline_text(chart, language())
    return svg(chart, language=language(), heat=warm or None)


def _chart(office: Office, name: str) -> Chart:
    """Give the chart of a flow; of one with faults what can be drawn, and say so."""
    try:
        return chart_of_flow(office.designer.flow(name))
    except DefinitionFaults as found:
        count = len(found.facts["faults"])
        err.print(
            f"流程有 {count} 处错误，只画出读得懂的部分；guatu check 逐处说明。", markup=False
        )
        return chart_of_source(office.designer.bundle(name).source)


def _give(text: str, file: Path | None) -> None:
    if file is None:
        out.print(text, markup=False, soft_wrap=True, highlight=False)
        return
    _write(text, file)
    out.print(f"已写入 {file}。", markup=False, soft_wrap=True)


def _write(text: str, file: Path) -> None:
    with writing(file):
        file.write_text(text, encoding="utf-8")
