"""What differs between two flows: sentences first, then the lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..definitions import Flow
from ..definitions.comparing import Comparison, Difference, compare
from ..errors import Language
from ..office import Office
from .app import DEFAULT_DB, REFUSED, Json, app, language, opened
from .output import out, print_json

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


@app.command()
def diff(
    old: Annotated[
        str,
        typer.Argument(
            help="原来的流程：文件、编号（最新一版）或 编号@版本；只写一个时是新的流程。"
        ),
    ],
    new: Annotated[
        str | None,
        typer.Argument(help="新的流程；不写时，与已发布的最新一版比较。"),
    ] = None,
    lines: Annotated[
        bool, typer.Option("--lines/--no-lines", help="附上逐行对比，或只说明。")
    ] = True,
    db: Annotated[
        str | None, typer.Option("--db", envvar="GUATU_DB", help="数据库地址；只比较文件时可不写。")
    ] = None,
    json: Json = False,
) -> None:
    """说明两个流程对人有何不同，再列出改动的行；有不同时退出码为 1。"""
    before, after = _flows(old, new, db)
    found = compare(before, after)
    if json:
        shown = found.lines if lines else ()
        groups = found.grouped(language())
        print_json({"is_same": found.is_same, "groups": groups, "lines": shown})
    else:
        _print(found, language(), lines=lines)
    if not found.is_same:
        raise typer.Exit(REFUSED)


def _flows(old: str, new: str | None, db: str | None) -> tuple[Flow, Flow]:
    """Give the two flows that are meant; files alone need no database."""
    names = [old] if new is None else [old, new]
    is_apart = db is None and new is not None and all(Path(name).suffix for name in names)
    with Office.open("sqlite://") if is_apart else opened(db or DEFAULT_DB) as office:
        flows = [office.designer.flow(name) for name in names]
        return (
            (office.designer.flow(flows[0].key), flows[0]) if new is None else (flows[0], flows[1])
        )


def _print(found: Comparison, spoken: Language, *, lines: bool) -> None:
    zh = spoken == "zh"
    for heading, differences in found.grouped(spoken).items():
        out.print(heading, style="bold")
        for difference in differences:
            _print_one(difference, spoken)
    if found.is_same:
        out.print("两者完全相同。" if zh else "The two are the same.")
    elif not found.differences:
        out.print(
            "对人没有影响，只改动了写法。" if zh else "Nobody feels it: only the text differs."
        )
    if lines and found.lines:
        out.print()
        for line in found.lines:
            out.print(line, style=_STYLES.get(line[:1]), markup=False, soft_wrap=True)


def _print_one(difference: Difference, spoken: Language) -> None:
    is_breaking = difference.weight == "breaking"
    mark = {"zh": "（影响在办）", "en": " (running cases are hit)"}[spoken] if is_breaking else ""
    style = {"breaking": "red", "wording": "dim"}.get(difference.weight)
    out.print(f"  {difference.sentence(spoken)}{mark}", style=style, markup=False, soft_wrap=True)
