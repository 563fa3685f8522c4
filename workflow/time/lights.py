"""Lights: a pure function of a deadline's facts and now; nothing here is ever stored as truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...definitions.model import COLORS, Color, LightRule
from ...definitions.spans import Span
from ...errors import Language
from ..values import Deadline
from .deadlines import frozen, moment_of, overdue_workdays
from .worktime import WorkTime

LIGHT_NAMES: dict[Color, tuple[str, str]] = {
    "green": ("绿灯", "green"),
    "blue": ("蓝灯", "blue"),
    "yellow": ("黄灯", "yellow"),
    "orange": ("橙灯", "orange"),
    "red": ("红灯", "red"),
}


def light_of(deadline: Deadline, now: datetime) -> Color:
    """Give the most alarming color whose moment has come, judged at the start of an open pause."""
    at = frozen(deadline, now)
    shown: Color = "green"
    for color in COLORS:
        moment = deadline.colors.get(color)
        if moment is not None and moment <= at:
            shown = color
    return shown


def light_name(color: Color, language: Language = "zh") -> str:
    """Name a light for people."""
    return LIGHT_NAMES[color][0 if language == "zh" else 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class LightReason:
    """Why a light shows its color: the rule, the numbers, the dates and the calendar version."""

    color: Color
    rule: str
    rule_title: str
    span: str | None
    due_at: datetime | None
    overdue_workdays: int
    since: datetime | None
    calendar: str
    calendar_version: str
    is_provisional: bool
    is_paused: bool
    zh: str
    en: str

    def sentence(self, language: Language = "zh") -> str:
        """Say why, in one language."""
        return self.zh if language == "zh" else self.en


def reason_of(
    deadline: Deadline, rule: LightRule | None, now: datetime, worktime: WorkTime
) -> LightReason:
    """Explain the light of a deadline at a moment."""
    color = light_of(deadline, now)
    since = deadline.colors.get(color)
    zh, en = _because(deadline, rule, color, worktime)
    over = overdue_workdays(deadline, now, worktime)
    zh += f"；{_standing_zh(deadline, over, now, worktime)}"
    en += f"; {_standing_en(deadline, over, now, worktime)}"
    if deadline.is_provisional:
        zh += "；期限或亮灯时点涉及尚未公布的年度日历，为暂定"
        en += "; the deadline or a light leans on an unpublished calendar year and is provisional"
    zh += f"（日历 {deadline.calendar_version}）"
    en += f" (calendar {deadline.calendar_version})"
    return LightReason(
        color=color,
        rule=rule.key if rule else "",
        rule_title=str(rule.title) if rule else "",
        span=deadline.span,
        due_at=deadline.due_at,
        overdue_workdays=over,
        since=since,
        calendar=deadline.calendar,
        calendar_version=deadline.calendar_version,
        is_provisional=deadline.is_provisional,
        is_paused=deadline.is_paused,
        zh=zh,
        en=en,
    )


def _because(
    deadline: Deadline, rule: LightRule | None, color: Color, worktime: WorkTime
) -> tuple[str, str]:
    step = next((s for s in rule.steps if s.color == color), None) if rule else None
    if rule is None:
        return "本阶段未设亮灯规则", "this stage has no light rule"
    if step is None:
        return f"按“{rule.title}”，未到亮灯条件", f"by rule “{rule.key}” nothing is due to light"
    moments = {c: moment_of(c, deadline, worktime) for c in step.when}
    cause = min(
        (c for c in step.when if moments[c] is not None),
        key=lambda c: moments[c] or deadline.starts_at,
    )
    zh = {"overdue": "超期满", "before_due": "距期限不足", "inactive": "无进展记录满"}[cause.kind]
    en = {"overdue": "overdue by", "before_due": "due within", "inactive": "inactive for"}
    name = light_name(color)
    return (
        f"按“{rule.title}”，{zh}{cause.span.zh}亮{name}",
        f"by rule “{rule.key}”: {color} when {en[cause.kind]} {cause.span}",
    )


def _standing_zh(deadline: Deadline, over: int, now: datetime, worktime: WorkTime) -> str:
    if deadline.is_paused:
        return f"自{worktime.day_of(deadline.pauses[-1].since).isoformat()}起暂停计时"
    if deadline.due_at is None:
        return f"本阶段不限时，最近一次进展{worktime.day_of(deadline.active_at).isoformat()}"
    due, today = worktime.day_of(deadline.due_at), worktime.day_of(now)
    start = worktime.day_of(deadline.starts_at).isoformat()
    span = f"{start}起计，时限{Span.parse(deadline.span).zh if deadline.span else '不限'}，期限{due.isoformat()}"
    if over:
        return f"{span}，至{today.isoformat()}已超期{over}个工作日"
    return f"{span}，还剩{max(worktime.workdays_between(today, due), 0)}个工作日"


def _standing_en(deadline: Deadline, over: int, now: datetime, worktime: WorkTime) -> str:
    if deadline.is_paused:
        return f"paused since {worktime.day_of(deadline.pauses[-1].since)}"
    if deadline.due_at is None:
        return f"no limit in this stage, last activity {worktime.day_of(deadline.active_at)}"
    due, today = worktime.day_of(deadline.due_at), worktime.day_of(now)
    span = f"{deadline.span} from {worktime.day_of(deadline.starts_at)}, due {due}"
    if over:
        return f"{span}, {over} workdays overdue on {today}"
    return f"{span}, {max(worktime.workdays_between(today, due), 0)} workdays left"
