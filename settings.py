"""How an office works, and the channels that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path

from .notifications import Channel, FileChannel, Security, SmtpChannel
from .store import IDLE
from .workflow.time.windows import OFFICE_HOURS, Window, require_windows


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
class Settings:
    """How an office works.

    ``zone`` is its time zone, ``windows`` its office hours where a calendar sets none.
    Letters are also written as files into ``letters_folder``, notices also go out by ``smtp``,
    where these are given.
    ``hold_notices`` lets rungs and mails wait for office hours; with ``digest``, a time of day,
    each person gets one collected mail a working day instead of a mail a notice.
    On PostgreSQL ``notify`` wakes other machines after a commit, a session that is idle inside a
    transaction for ``idle`` is ended, and with ``cluster`` procrastinate carries deliveries and jobs.
    """

    zone: str = "Asia/Shanghai"
    windows: tuple[Window, ...] = OFFICE_HOURS
    letters_folder: Path | None = None
    smtp: Smtp | None = None
    hold_notices: bool = True
    digest: time | None = None
    notify: bool = True
    idle: timedelta = IDLE
    cluster: bool = False

    def __post_init__(self) -> None:
        """Refuse office hours that can't be used; raise InvalidWindows."""
        require_windows(self.windows)


def channels_of(settings: Settings) -> Mapping[str, Channel]:
    """Make the channels an office delivers through."""
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
    return channels
