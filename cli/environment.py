"""What the environment says about an office; docs/cli.md lists the variables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import cast, get_args
from zoneinfo import available_timezones

import typer

from ..notifications import SOURCE, Security
from ..settings import Robot, Settings, Smtp, Webhook
from ..workflow.filing import FILE_KINDS, FileKind

LEAST, MOST = 8, 100
"""How long the shortest password may be asked to be; NIST SP 800-63B has 8 as the least."""


def settings_from_environment() -> Settings:
    """Read the office's settings from the environment; docs/cli.md lists them.

    Raises BadParameter naming the variable that is wrong.
    """
    env = os.environ
    folder, host = env.get("GUATU_LETTERS"), env.get("GUATU_SMTP_HOST")
    reports, files = env.get("GUATU_REPORTS"), env.get("GUATU_FILES")
    zone = env.get("GUATU_ZONE", "Asia/Shanghai")
    if zone not in available_timezones():
        raise typer.BadParameter(f"环境变量 GUATU_ZONE 的“{zone}”不是时区，例如 Asia/Shanghai")
    return Settings(
        zone=zone,
        letters_folder=Path(folder) if folder else None,
        reports_folder=Path(reports) if reports else None,
        files_folder=Path(files) if files else None,
        file_limit=_megabytes("GUATU_FILE_MB", "50"),
        file_kinds=_file_kinds(env.get("GUATU_FILE_KINDS", "")),
        font_folders=tuple(map(Path, filter(None, env.get("GUATU_FONTS", "").split(os.pathsep)))),
        smtp=_smtp(host) if host else None,
        webhooks=_webhooks(env.get("GUATU_WEBHOOKS", "")),
        im=tuple(Robot(name=n, url=u) for n, u in _named("GUATU_IM", env.get("GUATU_IM", ""))),
        delivery_budget=_seconds("GUATU_DELIVERY_SECONDS", "30"),
        hold_notices=env.get("GUATU_HOLD", "1") != "0",
        digest=_digest(env.get("GUATU_DIGEST")),
        notify=env.get("GUATU_NOTIFY", "1") != "0",
        idle=_seconds("GUATU_IDLE_SECONDS", "10"),
        cluster=env.get("GUATU_CLUSTER", "0") == "1",
        tick_every=_seconds("GUATU_TICK_SECONDS", "30"),
        session_idle=_seconds("GUATU_SESSION_IDLE_SECONDS", "43200"),
        session_longest=_seconds("GUATU_SESSION_SECONDS", "604800"),
        password_length=_length("GUATU_PASSWORD_LENGTH", "10"),
    )


def _digest(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"环境变量 GUATU_DIGEST 的“{text}”不是时刻，例如 08:30") from None


def _seconds(name: str, default: str) -> timedelta:
    text = os.environ.get(name, default)
    if not text.isdecimal() or int(text) == 0:
        raise typer.BadParameter(f"环境变量 {name} 的“{text}”不是秒数，例如 {default}")
    return timedelta(seconds=int(text))


def _length(name: str, default: str) -> int:
    text = os.environ.get(name, default)
    if not text.isdecimal() or not LEAST <= int(text) <= MOST:
        wanted = f"{LEAST} 至 {MOST} 之间的整数，例如 {default}"
        raise typer.BadParameter(f"环境变量 {name} 的“{text}”应为{wanted}")
    return int(text)


def _megabytes(name: str, default: str) -> int:
    text = os.environ.get(name, default)
    if not text.isdecimal() or int(text) == 0:
        raise typer.BadParameter(f"环境变量 {name} 的“{text}”不是兆字节数，例如 {default}")
    return int(text) * 1024 * 1024


def _file_kinds(text: str) -> tuple[FileKind, ...]:
    known = {kind.extension: kind for kind in FILE_KINDS}
    wanted = text.split() or [*known]
    if unknown := [extension for extension in wanted if extension not in known]:
        raise typer.BadParameter(
            f"环境变量 GUATU_FILE_KINDS 的“{unknown[0]}”不在可接收之列：{' '.join(known)}"
        )
    return tuple(known[extension] for extension in wanted)


def _named(variable: str, text: str) -> Iterator[tuple[str, str]]:
    """Read ``NAME=WHAT`` pairs with spaces between; what is secret is not repeated in an error."""
    for pair in text.split():
        name, equals, what = pair.partition("=")
        if not equals or not name or not what:
            raise typer.BadParameter(f"环境变量 {variable} 应写成 名称=内容，多项以空格分隔")
        yield name, what


def _webhooks(text: str) -> tuple[Webhook, ...]:
    env = os.environ
    secrets: dict[str, list[str]] = {}
    for name, secret in _named("GUATU_WEBHOOK_SECRETS", env.get("GUATU_WEBHOOK_SECRETS", "")):
        secrets.setdefault(name, []).append(secret)
    authority = env.get("GUATU_WEBHOOK_CA")
    return tuple(
        Webhook(
            name=name,
            url=url,
            secrets=tuple(secrets.get(name, ())),
            ca_file=Path(authority) if authority else None,
            source=env.get("GUATU_WEBHOOK_SOURCE", SOURCE),
            may_be_local=env.get("GUATU_WEBHOOK_LOCAL", "0") == "1",
        )
        for name, url in _named("GUATU_WEBHOOKS", text)
    )


def _smtp(host: str) -> Smtp:
    env = os.environ
    port = env.get("GUATU_SMTP_PORT", "587")
    security = env.get("GUATU_SMTP_SECURITY", "starttls")
    if not port.isdecimal():
        raise typer.BadParameter(f"环境变量 GUATU_SMTP_PORT 的“{port}”不是端口号，例如 587")
    if security not in get_args(Security):
        allowed = "、".join(get_args(Security))
        raise typer.BadParameter(f"环境变量 GUATU_SMTP_SECURITY 只能是 {allowed}")
    return Smtp(
        host=host,
        port=int(port),
        sender=env.get("GUATU_SMTP_SENDER", "guatu@localhost"),
        username=env.get("GUATU_SMTP_USER", ""),
        password=env.get("GUATU_SMTP_PASSWORD", ""),
        security=cast("Security", security),
    )
