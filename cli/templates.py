"""Commands about the catalogue of letters, templates and papers."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, cast, get_args

import typer

from ..definitions import TemplateProblem
from ..notifications import (
    CatalogueEntry,
    JinjaScribe,
    PaperFormat,
    Press,
    catalogue,
    check_source,
    check_template,
)
from .app import DEFAULT_DB, MISSING, REFUSED, Db, Json, language, opened
from .environment import settings_from_environment
from .letters import Key, letter, text_in
from .output import err, out, print_json, table, writing

PREVIEWED: Final = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
"""When a preview says it was printed: it shows invented facts of that day."""

Format = Annotated[str, typer.Option("--format", help="pdf、docx、html 或 txt。")]
Out = Annotated[Path | None, typer.Option("--out", help="写入此文件；txt、html 不写则直接显示。")]


@letter.command("list")
def list_(json: Json = False) -> None:
    """自带的函件模板目录：编号、名称、文种、格式、行文方向。"""
    entries = catalogue()
    if json:
        print_json(
            [
                {
                    "key": entry.key,
                    "title": entry.title.zh,
                    "title_en": entry.title.en,
                    "genre": entry.genre,
                    "layout": entry.layout,
                    "course": entry.course,
                    "is_slip": entry.is_slip,
                    "variables": entry.variables,
                }
                for entry in entries
            ]
        )
        return
    shown = table("函件模板", "编号", "名称", "文种", "格式", "行文方向", whole=(0, 2, 3))
    for entry in entries:
        shown.add_row(entry.key, entry.title.zh, entry.genre, entry.layout, entry.course)
    out.print(shown)


@letter.command()
def preview(
    template: Annotated[str, typer.Argument(help="模板编号，见 guatu letter list。")],
    format_: Format = "pdf",
    out_: Out = None,
) -> None:
    """用样例数据预览一个自带模板。"""
    paper = _paper(format_)
    entry = _entry(template)
    written = JinjaScribe().letter(entry.spec(), entry.sample)
    press = Press(font_folders=settings_from_environment().font_folders)
    printed = press.print(written, paper, moment=PREVIEWED, is_draft=True)
    _give(printed.content, paper, out_, f"{entry.key}.{paper}")


@letter.command("print")
def print_(
    key: Key,
    format_: Format = "pdf",
    out_: Out = None,
    db: Db = DEFAULT_DB,
) -> None:
    """印出一件函件；用印后印出的即为定本，每次都相同。"""
    paper = _paper(format_)
    with opened(db) as office:
        printed = office.letters.print(key, paper)
    _give(printed.content, paper, out_, f"{key.replace('/', '_')}.{paper}")


@letter.command()
def check(
    file: Annotated[Path, typer.Argument(help="函件模板（.j2），或写好的函件原文。")],
    json: Json = False,
) -> None:
    """检查一个模板或一件函件原文：逐处指出行、列、问题和改法；有问题时退出码为 1。"""
    text = text_in(file)
    is_template = file.suffix == ".j2" or "{{" in text or "{%" in text
    found = check_template(text) if is_template else check_source(text)
    if json:
        print_json({"file": str(file), "is_template": is_template, "faults": found})
    else:
        for fault in found:
            out.print(_place(file, fault), style="red", markup=False, soft_wrap=True)
        if not found:
            out.print(f"{file}：没有问题。", markup=False)
    if found:
        raise typer.Exit(REFUSED)


def _place(file: Path, fault: TemplateProblem) -> str:
    what = fault.what_zh if language() == "zh" else fault.what
    return f"{file}:{fault.line}:{fault.column}: {what}"


def _paper(text: str) -> PaperFormat:
    if text not in get_args(PaperFormat):
        raise typer.BadParameter(f"格式只能是 {'、'.join(get_args(PaperFormat))}")
    return cast("PaperFormat", text)


def _entry(key: str) -> CatalogueEntry:
    found = {entry.key: entry for entry in catalogue()}
    if key not in found:
        err.print(f"没有函件模板“{key}”；现有：{'、'.join(found)}。", style="red", soft_wrap=True)
        raise typer.Exit(MISSING)
    return found[key]


def _give(content: bytes, paper: PaperFormat, file: Path | None, name: str) -> None:
    """Write a paper into its file, or show what can be read on a screen."""
    if file is None and paper in {"txt", "html"}:
        sys.stdout.write(content.decode())
        return
    target = file or Path(name)
    with writing(target):
        target.write_bytes(content)
    out.print(f"已写入 {target}", markup=False)
