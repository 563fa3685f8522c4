"""Printing: tables and sentences for people, JSON for programs; one place for both."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ..definitions.model import Color

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

LIGHT_MARKS: dict[Color, str] = {
    "green": "[green]● 绿[/]",
    "blue": "[blue]◆ 蓝[/]",
    "yellow": "[yellow]▲ 黄[/]",
    "orange": "[dark_orange]◈ 橙[/]",
    "red": "[red]■ 红[/]",
}


def print_json(value: Any) -> None:
    """Print a value as JSON; dataclasses become objects, moments ISO text."""
    out.print(json.dumps(plain(value), ensure_ascii=False, indent=2), soft_wrap=True, markup=False)


def plain(value: Any) -> Any:
    """Give a value as JSON can hold it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Sequence | frozenset) and not isinstance(value, str):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value) if isinstance(value, Path) else value


def table(title: str, *columns: str, right: Sequence[int] = (), whole: Sequence[int] = ()) -> Table:
    """Make an empty table; columns in ``right`` are numbers, those in ``whole`` never break."""
    made = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        made.add_column(
            column,
            justify="right" if number in right else "left",
            overflow="fold",
            no_wrap=number in right or number in whole,
        )
    return made


def day(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write the day of a moment in the office's zone; a dash for none."""
    return moment.astimezone(zone).date().isoformat() if moment else "—"


def minute(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write a moment to the minute in the office's zone; a dash for none."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else "—"


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Say in one sentence that a file can't be written: an OSError inside becomes BadParameter."""
    try:
        yield
    except OSError as error:
        raise typer.BadParameter(f"无法写入 {file}：{error.strerror}") from error


@contextmanager
def progress(title: str, total: int, *, json: bool) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal while the block runs; gives what is told how many more are done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    is_quiet = json or not out.is_terminal
    with Progress(
        *columns, TimeElapsedColumn(), console=out, transient=True, disable=is_quiet
    ) as bar:
        task = bar.add_task(title, total=total)
        yield lambda more: bar.advance(task, more)
