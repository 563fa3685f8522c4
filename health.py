"""The state of an office's health, and the verdict on it in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from .clock import Clock
from .errors import Language
from .settings import Settings
from .store import Backlog, Heartbeat, Pulse, Signs, SqlStore

__all__ = ["Checkup", "Health", "Verdict"]

Verdict = Literal["fine", "late", "stopped", "new"]
"""``new`` is an office in which nothing has ever ticked."""

DELIVERY_LATE: Final = timedelta(minutes=10)
"""How long a delivery or a job may wait once it is due; longer says that nobody takes it."""

_SAID: Final[Mapping[Language, Mapping[Verdict, str]]] = {
    "zh": {
        "fine": "调度正常，{ago}前。",
        "late": "调度在运行，但有积压：{waits}。",
        "stopped": "调度已停止：最近一次心跳在 {ago}前。",
        "new": "调度从未运行；请启动 guatu run 或 guatu worker。",
    },
    "en": {
        "fine": "The scheduler works, last heartbeat {ago} ago.",
        "late": "The scheduler works but is late: {waits}.",
        "stopped": "The scheduler has stopped: the last heartbeat was {ago} ago.",
        "new": "The scheduler has never run; start guatu run or guatu worker.",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an office is at a moment.

    ``beat_at`` is its last heartbeat, None when there never was one; ``heartbeats`` are those of
    every process of the last day, the newest first. ``lag`` is how long the oldest armed and due
    timer has waited. ``next_at`` is when something is due next, None for nothing. ``dead`` counts
    what gave up by kind: timer, delivery, job. ``database`` is its kind, ``schema`` the version of
    its tables; ``interval`` is how often a tick is expected.
    """

    at: datetime
    verdict: Verdict
    beat_at: datetime | None
    heartbeats: Sequence[Heartbeat]
    lag: timedelta
    timers: Backlog
    outbox: Backlog
    jobs: Backlog
    dead: Mapping[str, int]
    next_at: datetime | None
    interval: timedelta
    database: str
    schema: str

    @property
    def is_fine(self) -> bool:
        """Whether it works, and nothing waits that should have been done."""
        return self.verdict == "fine"

    def sentence(self, language: Language = "zh") -> str:
        """Say the verdict with the fact it rests on."""
        ago = "" if self.beat_at is None else _long(abs(self.at - self.beat_at), language)
        said = _SAID[language][self.verdict]
        return said.format(ago=ago, waits=self._longest_waiting(language))

    def _longest_waiting(self, language: Language) -> str:
        """Name what has waited longest, with how long; empty for nothing."""
        waits = [
            (self.at - backlog.since, words)
            for backlog, words in (
                (self.timers, ("a timer", "督办时点")),
                (self.outbox, ("a delivery", "投递")),
                (self.jobs, ("a job", "后台作业")),
            )
            if backlog.since is not None
        ]
        if not waits:
            return ""
        waited, (what, what_zh) = max(waits)
        if language == "en":
            return f"{what} has waited for {_long(waited, language)}"
        return f"到期的{what_zh}已等待 {_long(waited, language)}"


class Checkup:
    """Looks at the health of one office."""

    def __init__(
        self,
        store: SqlStore,
        clock: Clock,
        settings: Settings,
        *,
        openings: Callable[[], datetime | None],
    ) -> None:
        self._store = store
        self._pulse = Pulse(store)
        self._clock = clock
        self._interval = settings.tick_every
        self._openings = openings

    def alarm(self) -> Mapping[Language, str]:
        """Say in each language that nothing ticks, empty while something does; one small question."""
        now, beat_at = self._clock.now(), self._pulse.last()
        if beat_at is not None and abs(now - beat_at) <= 2 * self._interval:
            return {"zh": "", "en": ""}
        verdict: Verdict = "new" if beat_at is None else "stopped"
        waited = abs(now - (beat_at or now))
        return {
            language: said[verdict].format(ago=_long(waited, language))
            for language, said in _SAID.items()
        }

    def look(self) -> Health:
        """Give how the office is now."""
        now = self._clock.now()
        signs = self._pulse.signs(now)
        moments = [self._store.next_moment(), self._openings()]
        beat_at = signs.heartbeats[0].at if signs.heartbeats else None
        return Health(
            at=now,
            verdict=verdict_on(signs, now, self._interval),
            beat_at=beat_at,
            heartbeats=signs.heartbeats,
            lag=_waited(signs.timers, now),
            timers=signs.timers,
            outbox=signs.outbox,
            jobs=signs.jobs,
            dead=signs.dead,
            next_at=min((moment for moment in moments if moment is not None), default=None),
            interval=self._interval,
            database=signs.database,
            schema=signs.schema,
        )


def verdict_on(signs: Signs, now: datetime, interval: timedelta) -> Verdict:
    """Judge: stopped without a heartbeat for two intervals, late when what is due waits longer."""
    if not signs.heartbeats:
        return "new"
    if abs(now - signs.heartbeats[0].at) > 2 * interval:
        return "stopped"
    patience = max(2 * interval, DELIVERY_LATE)
    is_late = _waited(signs.timers, now) > 2 * interval or any(
        _waited(backlog, now) > patience for backlog in (signs.outbox, signs.jobs)
    )
    return "late" if is_late else "fine"


def _waited(backlog: Backlog, now: datetime) -> timedelta:
    return timedelta() if backlog.since is None else now - backlog.since


def _long(time: timedelta, language: Language) -> str:
    """Say a length of time in its largest unit."""
    seconds = int(time.total_seconds())
    for size, word, word_zh in (
        (86_400, "day", "天"),
        (3_600, "hour", "小时"),
        (60, "minute", "分钟"),
    ):
        if seconds >= 2 * size:
            count = seconds // size
            return f"{count} {word_zh}" if language == "zh" else f"{count} {word}s"
    return f"{seconds} 秒" if language == "zh" else f"{seconds} s"
