"""The application: what every command shares, and how errors reach people.

Exit codes: 0 done; 1 refused (faults, unmet requirements, wrong values, broken history);
2 wrong usage; 3 no such thing; 4 database; 5 somebody else was faster; 6 no right;
70 a fault of guatu itself; 130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer
from typer.exceptions import TyperException

from ..clock import Clock, ManualClock
from ..errors import (
    DatabaseProblem,
    GuatuError,
    Language,
    NotAllowed,
    NotFound,
    NotInStage,
    StaleCase,
    StaleDraft,
    StaleLetter,
)
from ..office import Office
from .environment import settings_from_environment
from .output import err

REFUSED, USAGE, MISSING, DATABASE, STALE, FORBIDDEN, BROKEN, INTERRUPTED = 1, 2, 3, 4, 5, 6, 70, 130
DEFAULT_DB = "sqlite:///guatu.db"
_DB = "GUATU_DB"

app = typer.Typer(
    name="guatu",
    help="挂图：按阶段、按时限跟踪项目，到点亮灯、逐级督办、起草函件。",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Db = Annotated[
    str,
    typer.Option("--db", envvar=_DB, help="数据库地址：sqlite:///文件 或 postgresql://…"),
]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序读取。")]
By = Annotated[str, typer.Option("--by", help="经办人在名册中的编号。")]
Why = Annotated[str, typer.Option("--why", help="理由，写入历史。")]


def language() -> Language:
    """Give the language errors are said in: Chinese unless GUATU_LANG says ``en``."""
    return "en" if os.environ.get("GUATU_LANG", "").startswith("en") else "zh"


def usual_db() -> str:
    """Give the database of a command that was told of none, though it needs one."""
    return os.environ.get(_DB) or DEFAULT_DB


@contextmanager
def opened(
    db: str, *, at: str | None = None, upgrade: bool = False, cluster: bool = False
) -> Iterator[Office]:
    """Open the office at a database; ``at`` sets its clock to that moment."""
    settings = settings_from_environment()
    settings = replace(settings, cluster=settings.cluster or cluster)
    clock: Clock | None = ManualClock(moment(at, ZoneInfo(settings.zone))) if at else None
    with Office.open(db, clock=clock, settings=settings, upgrade=upgrade) as office:
        yield office


def moment(text: str, zone: ZoneInfo) -> datetime:
    """Read an ISO moment; one without an offset is in the office's zone."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是 ISO 时间，例如 2026-03-02T09:00+08:00") from None
    return read if read.tzinfo else read.replace(tzinfo=zone)


def pairs(given: Sequence[str] | None) -> dict[str, str]:
    """Read ``key=value`` options."""
    found: dict[str, str] = {}
    for text in given or ():
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise typer.BadParameter(f"“{text}”应写成 编号=值，例如 name=示例项目")
        found[key.strip()] = value
    return found


def code_of(error: GuatuError) -> int:
    """Give the exit code of an error."""
    for kind, code in (
        (DatabaseProblem, DATABASE),
        (NotFound, MISSING),
        (StaleCase, STALE),
        (StaleDraft, STALE),
        (StaleLetter, STALE),
        (NotInStage, STALE),
        (NotAllowed, FORBIDDEN),
    ):
        if isinstance(error, kind):
            return code
    return REFUSED


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit; no traceback ever reaches a person."""
    logging.basicConfig(level=logging.ERROR, format="%(message)s", handlers=[logging.NullHandler()])
    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:  # noqa: PLR0911 - one exit a kind of end
    try:
        given = sys.argv[1:] if arguments is None else arguments
        done = app(args=given or ["--help"], prog_name="guatu", standalone_mode=False)
    except GuatuError as error:
        err.print(error.sentence(language()), style="red", markup=False, soft_wrap=True)
        return code_of(error)
    except typer.Exit as done:
        return done.exit_code
    except TyperException as error:
        err.print(
            f"用法有误：{error.format_message()}（加 --help 查看用法）",
            markup=False,
            soft_wrap=True,
        )
        return USAGE
    except (typer.Abort, KeyboardInterrupt):
        err.print("已中断。")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the last line: a fault of ours becomes a sentence and a file
        return _broken(error)
    return int(done or 0)


def _broken(error: Exception) -> int:
    with tempfile.NamedTemporaryFile(
        "w", prefix="guatu-", suffix=".log", delete=False, encoding="utf-8"
    ) as report:
        report.write("".join(traceback.format_exception(error)))
    err.print(
        f"程序出错（{type(error).__name__}），数据未受影响；详情在 {report.name}，请附上它反馈。",
        style="red",
        markup=False,
        soft_wrap=True,
    )
    return BROKEN
