"""How an office works, and the channels that follow from it."""

from __future__ import annotations

import re
import ssl
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from .clock import Clock
from .errors import UnusableChannel
from .notifications import (
    SOURCE,
    Channel,
    FileChannel,
    ImChannel,
    JinjaScribe,
    Security,
    SmtpChannel,
    WebhookChannel,
    office_letters,
    secret_bytes,
)
from .store import IDLE
from .workflow.filing import FILE_KINDS, FileKind, require_kinds
from .workflow.means import Means, Target, WorkTimes
from .workflow.rulebook import Rulebook
from .workflow.time.windows import OFFICE_HOURS, Window, require_windows

NAME = re.compile(r"[a-z][a-z0-9_-]{0,19}")
OWN = {"file", "smtp"}
"""Channels that are there without a name of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """An SMTP server for notices; ``sender`` is the address they come from."""

    host: str
    port: int = 587
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    security: Security = "starttls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Another system that is told of every notice and letter, by signed CloudEvents.

    ``name`` is the channel's, small letters; ``url`` begins with ``https://``. ``secrets`` sign
    what is sent, all of them, so that a receiver can change from one to the next: ``whsec_`` and
    base64 of at least 24 bytes. ``ca_file`` holds the certificates of an office's own authority.
    ``source`` says in every event which office it comes from.
    With ``may_be_local`` the address may be plain ``http`` and may be this machine.
    """

    name: str
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    ca_file: Path | None = None
    source: str = SOURCE
    may_be_local: bool = False

    def __post_init__(self) -> None:
        """Refuse what can't be sent to or signed with; raise UnusableChannel."""
        _require_name(self.name)
        target = urlsplit(self.url)
        wanted = {"https", "http"} if self.may_be_local else {"https"}
        if target.scheme not in wanted or not target.hostname or not self.url.isprintable():
            raise UnusableChannel(
                name=self.name,
                why="its address does not begin with https:// and a host",
                why_zh="地址应以 https:// 加主机名开头",
                mend="Plain http, and this machine, only with may_be_local.",
                mend_zh="明文 http 或本机地址须另设 may_be_local。",
            )
        try:
            usable = [secret_bytes(secret) for secret in self.secrets]
        except ValueError:
            usable = []
        if not usable:
            raise UnusableChannel(
                name=self.name,
                why="it has no secret that can sign",
                why_zh="没有可用的签名密钥",
                mend="A secret is whsec_ and the base64 of at least 24 random bytes.",
                mend_zh="密钥写成 whsec_ 加至少24字节随机数的 base64。",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """A robot in a group chat that says every notice once; needs the extra ``im``.

    ``name`` is the channel's, small letters; ``url`` is what apprise calls it by, such as
    ``wecombot://KEY`` (企业微信), ``dingtalk://TOKEN`` (钉钉) or ``feishu://TOKEN`` (飞书).
    """

    name: str
    url: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a name that is none; raise UnusableChannel."""
        _require_name(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How an office works.

    ``zone`` is its time zone, ``windows`` its office hours where a calendar sets none.
    ``font_folders`` are searched for the office's own fonts before the system's.
    Report definitions in ``reports_folder`` stand in place of the shipped ones of the same file name.
    Files behind materials are kept in ``files_folder``, and refused without it; ``file_limit`` is the
    largest in bytes, ``file_kinds`` are those taken.
    Letters are also written as files into ``letters_folder``, notices also go out by ``smtp``,
    notices and letters to ``webhooks``, notices to the group chats of ``im``, where these are given.
    A tick delivers for no longer than ``delivery_budget``; the rest waits for the next.
    ``hold_notices`` lets rungs, mails and group chats wait for office hours; with ``digest``, a
    time of day, each person gets one collected mail a working day instead of a mail a notice.
    On PostgreSQL ``notify`` wakes other machines after a commit, a session that is idle inside a
    transaction for ``idle`` is ended, and with ``cluster`` procrastinate carries deliveries and jobs.
    At the least a tick comes ``tick_every``: after two of them without one the office is said to
    have stopped. Who signed in with an account is out after ``session_idle`` without a sign of him,
    and after ``session_longest`` in any case; his password has ``password_length`` characters or more.
    """

    zone: str = "Asia/Shanghai"
    windows: tuple[Window, ...] = OFFICE_HOURS
    letters_folder: Path | None = None
    files_folder: Path | None = None
    file_limit: int = 50 * 1024 * 1024
    file_kinds: tuple[FileKind, ...] = FILE_KINDS
    reports_folder: Path | None = None
    font_folders: tuple[Path, ...] = ()
    smtp: Smtp | None = None
    webhooks: tuple[Webhook, ...] = ()
    im: tuple[Robot, ...] = ()
    delivery_budget: timedelta = timedelta(seconds=30)
    hold_notices: bool = True
    digest: time | None = None
    notify: bool = True
    idle: timedelta = IDLE
    cluster: bool = False
    tick_every: timedelta = timedelta(seconds=30)
    session_idle: timedelta = timedelta(hours=12)
    session_longest: timedelta = timedelta(days=7)
    password_length: int = 10

    def __post_init__(self) -> None:
        """Refuse what can't be used; raise InvalidWindows, UnusableChannel, InvalidFileKind."""
        require_windows(self.windows)
        require_kinds(self.file_kinds)
        seen = set(OWN)
        for name in [*(hook.name for hook in self.webhooks), *(robot.name for robot in self.im)]:
            if name in seen:
                raise UnusableChannel(
                    name=name,
                    why="another channel has its name",
                    why_zh="与另一渠道重名",
                    mend="Give every webhook and robot a name of its own, none of them file or smtp.",
                    mend_zh="请为每个 webhook 和机器人各取一名，且不用 file、smtp。",
                )
            seen.add(name)

    @property
    def targets(self) -> tuple[Target, ...]:
        """Who is told of notices besides people, and of letters."""
        return (
            *(Target(channel=hook.name) for hook in self.webhooks),
            *(Target(channel=robot.name, is_chat=True) for robot in self.im),
        )


def channels_of(settings: Settings, clock: Clock) -> Mapping[str, Channel]:
    """Make the channels an office delivers through; raise ExtraMissing, UnusableChannel."""
    channels: dict[str, Channel] = {}
    if settings.letters_folder is not None:
        channels["file"] = FileChannel(settings.letters_folder)
    if settings.smtp is not None:
        smtp = settings.smtp
        channels["smtp"] = SmtpChannel(
            smtp.host,
            smtp.port,
            sender=smtp.sender,
            username=smtp.username,
            password=smtp.password,
            security=smtp.security,
        )
    for hook in settings.webhooks:
        channels[hook.name] = WebhookChannel(
            hook.url,
            name=hook.name,
            secrets=hook.secrets,
            clock=clock,
            source=hook.source,
            may_be_local=hook.may_be_local,
            context=_trusting(hook),
        )
    for robot in settings.im:
        channels[robot.name] = ImChannel(robot.url, name=robot.name)
    return channels


def means_of(settings: Settings, rules: Rulebook, channels: Container[str]) -> Means:
    """Give what commands work with, as the settings and the channels there are tell."""
    return Means(
        worktimes=WorkTimes(ZoneInfo(settings.zone), settings.windows),
        scribe=JinjaScribe(),
        rules=rules,
        mails="smtp" in channels,
        files="file" in channels,
        targets=settings.targets,
        holds=settings.hold_notices,
        collects=settings.digest is not None,
        office_letters=office_letters(),
    )


def _trusting(hook: Webhook) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=hook.ca_file)
    except OSError as error:
        raise UnusableChannel(
            name=hook.name,
            why=f"the certificates in {hook.ca_file} can't be read ({error.strerror})",
            why_zh=f"无法读取 {hook.ca_file} 中的证书",
            mend="Give a file with certificates in PEM.",
            mend_zh="请指定 PEM 格式的证书文件。",
        ) from error


def _require_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise UnusableChannel(
            name=name,
            why="its name is not one of at most 20 small letters, digits, - and _",
            why_zh="名称应为不超过20个小写字母、数字、- 或 _，以字母开头",
            mend="Give it a name such as oa.",
            mend_zh="请改名，例如 oa。",
        )
