"""Commands about files: handing them in, listing and fetching them, tidying up."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from ..errors import UnreadableFile, UnwritableFile
from ..workflow.filing import said_size
from .app import DEFAULT_DB, By, Db, Json, app, opened
from .cases import Expect, Named, say
from .looking import As
from .output import minute, out, print_json, table

Material = Annotated[str, typer.Argument(help="材料的编号。")]


@app.command()
def file(
    case: Named,
    material: Material,
    path: Annotated[Path, typer.Argument(help="要提交的文件。")],
    by: By,
    note: Annotated[str, typer.Option("--note", help="说明，写入历史。")] = "",
    expect: Expect = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """提交材料文件，作为该材料的新版本。"""
    with opened(db) as office:
        with _reading(path) as stream:
            received = office.files.receive(stream, name=path.name, by=by)
        filed = office.files.file(case, material, received, by=by, note=note, expect=expect)
        say(filed, f"已提交“{received.name}”", json=json)


@app.command()
def files(case: Named, as_: As = None, db: Db = DEFAULT_DB, json: Json = False) -> None:
    """列出项目的材料及各版本。"""
    with opened(db) as office:
        found = office.files.versions(case, by=as_)
        if json:
            print_json(found)
            return
        columns = ("编号", "材料", "版", "文件", "大小", "提交人", "时间")
        shown = table("材料", *columns, right=(2, 4), whole=(3, 6))
        for material in found:
            for version in material.versions:
                shown.add_row(
                    material.key,
                    material.title,
                    str(version.number),
                    version.name,
                    said_size(version.size) if version.digest else "仅文件名",
                    version.by_name,
                    minute(version.at, office.zone),
                )
            if not material.versions:
                shown.add_row(material.key, material.title, "—", "", "", "", "")
        out.print(shown)


@app.command()
def fetch(
    case: Named,
    material: Material,
    number: Annotated[int, typer.Argument(min=1, help="第几版。")],
    by: By,
    to: Annotated[Path, typer.Option("--out", help="写入的文件，或放文件的文件夹。")],
    db: Db = DEFAULT_DB,
) -> None:
    """取出一版材料文件，核对内容无误后写出。"""
    with opened(db) as office:
        found = office.files.download(case, material, number, by=by)
        target = to / found.name if to.is_dir() else to
        with found.stream as stream:
            _write(stream, target)
        out.print(f"已写入 {target}（{said_size(found.size)}）。", markup=False, soft_wrap=True)


@app.command("tidy-files")
def tidy_files(db: Db = DEFAULT_DB, json: Json = False) -> None:
    """清除接收一天后仍未提交到任何项目的文件内容。"""
    with opened(db) as office:
        removed = office.files.tidy()
        if json:
            print_json({"removed": removed})
            return
        out.print(f"已清除 {removed} 个无人提交的文件。")


def _reading(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise UnreadableFile(
            file=path,
            why=error.strerror or type(error).__name__,
            why_zh="没有这个文件，或无权读取",
            mend="Check its path.",
            mend_zh="请检查路径。",
        ) from error


def _write(stream: BinaryIO, target: Path) -> None:
    """Write a file whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(prefix=".guatu-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as written:
                shutil.copyfileobj(stream, written)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UnwritableFile(
            file=target,
            why=error.strerror or type(error).__name__,
            why_zh=error.strerror or type(error).__name__,
            mend="Check that the folder is there and may be written to.",
            mend_zh="请检查文件夹是否存在、可写。",
        ) from error
