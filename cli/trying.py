"""Trying a flow by the scenarios beside it: expected and got, day by day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ..definitions.bundle import Bundle
from ..notifications import Press
from ..office import Office
from ..scenarios import Ran, Trial, junit, try_flow
from .app import REFUSED, Json, app, language, opened
from .output import out, plain, print_json, writing


@app.command("test")
def try_(
    flow: Annotated[str, typer.Argument(help="流程：文件、编号（最新一版）或 编号@版本。")],
    scenario: Annotated[
        list[str] | None, typer.Option("--scenario", help="只演练这个情景，可写多次。")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="列出没有情景走到的转段；有时退出码为 1。")
    ] = False,
    junit_file: Annotated[
        Path | None, typer.Option("--junit", help="另存为 JUnit XML 文件，供构建系统读取。")
    ] = None,
    letters: Annotated[
        Path | None,
        typer.Option("--letters", help="另存情景里写出的函件的文件夹，每种一件，供在浏览器里看。"),
    ] = None,
    db: Annotated[
        str | None,
        typer.Option("--db", envvar="GUATU_DB", help="数据库地址；只演练文件时可不写。"),
    ] = None,
    json: Json = False,
) -> None:
    """演练流程的情景：逐日比对应当怎样、实际怎样；有不符的，退出码为 1。"""
    bundle = _bundle(flow, db)
    trial = try_flow(bundle, only=scenario or ())
    if junit_file is not None:
        with writing(junit_file):
            junit_file.write_text(junit(trial), encoding="utf-8")
    if letters is not None:
        _write_letters(letters, trial)
    if json:
        print_json(_as_json(trial))
    else:
        _print(trial, is_covered=coverage, is_all=not scenario)
    if not trial.ok or (coverage and trial.uncovered):
        raise typer.Exit(REFUSED)


def _bundle(name: str, db: str | None) -> Bundle:
    """Give the flow that is meant with what stands beside it; a file needs no database."""
    is_apart = db is None or bool(Path(name).suffix)
    with Office.open("sqlite://") if is_apart else opened(db or "") as office:
        return office.designer.bundle(name)


def _print(trial: Trial, *, is_covered: bool, is_all: bool) -> None:
    spoken = language()
    if not trial.runs:
        said = (
            f"{trial.title}：没有情景；请写在 {trial.file} 中。"
            if spoken == "zh"
            else f"{trial.flow} has no scenarios; write them in {trial.file}."
        )
        out.print(said, markup=False, soft_wrap=True)
    else:
        for line in trial.sentences(spoken):
            style = "red" if line.lstrip().startswith("✗") else None
            out.print(line, style=style, markup=False, soft_wrap=True)
    if is_covered and is_all:
        out.print(trial.coverage(spoken), markup=False, soft_wrap=True)


def _as_json(trial: Trial) -> dict[str, Any]:
    return {
        "flow": trial.flow,
        "ok": trial.ok,
        "uncovered": trial.uncovered,
        "scenarios": [_ran(ran) for ran in trial.runs],
    }


def _ran(ran: Ran) -> dict[str, Any]:
    return {
        "scenario": ran.scenario,
        "line": ran.line,
        "ok": ran.ok,
        "taken": sorted(ran.taken),
        "days": [{**plain(day), "ok": day.ok} for day in ran.days],
    }


def _write_letters(folder: Path, trial: Trial) -> None:
    """Write one letter of each kind as a page of its own."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for key, (_, letter) in trial.letters.items():
        printed = Press().print(letter.paper, "html", moment=letter.at, is_draft=True)
        file = folder / f"{key}.html"
        with writing(file):
            file.write_bytes(printed.content)
