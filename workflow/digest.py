"""The digest: one collected mail a day for each person, instead of a mail a notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from .people import Person
from .time.worktime import WorkTime
from .values import Notice, Outgoing


def last_digest(now: datetime, at: time, worktime: WorkTime) -> tuple[date, datetime]:
    """Give the day and moment of the last digest that has come: daily, on working days."""
    day = worktime.day_of(now)
    if worktime.at(day, at) > now:
        day -= timedelta(days=1)
    day = worktime.shift(day + timedelta(days=1), -1)
    return day, worktime.at(day, at)


def compose(person: Person, notices: Sequence[Notice], day: date, now: datetime) -> Outgoing:
    """Write a person's digest of a day: the most urgent notices first, each whole."""
    ordered = sorted(notices, key=lambda notice: (-notice.level, notice.created_at))
    listed = "\n\n".join(
        f"{number}. {notice.subject}\n{notice.body}"
        for number, notice in enumerate(ordered, start=1)
    )
    urgent = sum(1 for notice in notices if notice.level > 0)
    return Outgoing(
        key=f"digest/{day.isoformat()}/{person.key}/{now.isoformat()}",
        channel="smtp",
        address=person.email,
        subject=f"【每日汇总】{day.isoformat()}：{len(notices)}条提醒，其中督办{urgent}条",
        text=f"{person.name}：\n\n{listed}\n",
        created_at=now,
    )
