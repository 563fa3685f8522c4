"""Why a light shows its color: the rule, the numbers, the dates and the calendar version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ...definitions.model import Color, Condition, LightRule
from ...definitions.spans import Span
from ...errors import Language
from ..values import Deadline
from .deadlines import frozen, moment_of, overdue_workdays, paused_days
from .lights import light_name, light_of
from .measures import NOTHING, Progress, Standing, streak
from .worktime import WorkTime


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
    deadline: Deadline,
    rule: LightRule | None,
    now: datetime,
    worktime: WorkTime,
    standing: Standing = NOTHING,
) -> LightReason:
    """Explain the light of a deadline at a moment."""
    color = light_of(deadline, now)
    zh, en = _because(deadline, rule, color, worktime, standing)
    over = overdue_workdays(deadline, now, worktime)
    zh += f"；{_standing_zh(deadline, over, now, worktime)}"
    en += f"; {_standing_en(deadline, over, now, worktime)}"
    if deadline.extensions:
        granted = "、".join(Span.parse(e.span).zh for e in deadline.extensions)
        zh += f"（已批准延期{len(deadline.extensions)}次：{granted}）"
        en += f" (extended by {', '.join(e.span for e in deadline.extensions)})"
    for progress in _plans_of(rule, standing):
        zh += f"；{_progress_zh(progress, deadline, now, worktime)}"
        en += f"; {_progress_en(progress, deadline, now, worktime)}"
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
        since=deadline.colors.get(color),
        calendar=deadline.calendar,
        calendar_version=deadline.calendar_version,
        is_provisional=deadline.is_provisional,
        is_paused=deadline.is_paused,
        zh=zh,
        en=en,
    )


def _because(
    deadline: Deadline,
    rule: LightRule | None,
    color: Color,
    worktime: WorkTime,
    standing: Standing,
) -> tuple[str, str]:
    step = next((s for s in rule.steps if s.color == color), None) if rule else None
    if rule is None:
        return "本阶段未设亮灯规则", "this stage has no light rule"
    if step is None:
        return f"按“{rule.title}”，未到亮灯条件", f"by rule “{rule.key}” nothing is due to light"
    moments = {c: moment_of(c, deadline, worktime, standing) for c in step.when}
    cause = min(
        (c for c in step.when if moments[c] is not None),
        key=lambda c: moments[c] or deadline.starts_at,
    )
    zh, en = said(cause, standing)
    return (
        f"按“{rule.title}”，{zh}亮{light_name(color)}",
        f"by rule “{rule.key}”: {color} when {en}",
    )


def said(condition: Condition, standing: Standing = NOTHING) -> tuple[str, str]:
    """Word a measured condition in Chinese and English."""
    span = condition.span
    if condition.kind == "behind" and condition.gap:
        plan = standing.progress.get(condition.plan)
        title = plan.title if plan else condition.plan
        full = "" if condition.gap.is_strict else "满"
        return f"{title}落后{full}{condition.gap.zh}", f"behind {condition.plan} by {condition.gap}"
    if condition.kind == "published" and condition.color:
        name, times = light_name(condition.color), condition.times
        row = streak(standing, condition.color)
        periods = "、".join(p.period for p in row[-times:])
        listed = f"（{periods}）" if periods else ""
        return (
            f"连续{times}次公布为{name}或更重{listed}",
            f"published {condition.color} or worse {times} times in a row {periods}".rstrip(),
        )
    zh = {"overdue": "超期满", "before_due": "距期限不足", "inactive": "无进展记录满"}
    en = {"overdue": "overdue by", "before_due": "due within", "inactive": "inactive for"}
    length = span.zh if span else ""
    return f"{zh[condition.kind]}{length}", f"{en[condition.kind]} {span}"


def _plans_of(rule: LightRule | None, standing: Standing) -> list[Progress]:
    named = [c.plan for step in rule.steps for c in step.when if c.plan] if rule else []
    return [standing.progress[key] for key in dict.fromkeys(named) if key in standing.progress]


def _planned(
    progress: Progress, deadline: Deadline, now: datetime, worktime: WorkTime
) -> float | None:
    """Give the percentage planned by now, the paused days left out; None without a schedule."""
    if not progress.days or progress.start is None:
        return None
    passed = (worktime.day_of(frozen(deadline, now)) - progress.start).days
    start = worktime.start_of(progress.start)
    return float(progress.planned(passed - paused_days(deadline, start, worktime)))


def _percent(share: float) -> str:
    """Write a percentage with at most one decimal."""
    return f"{share:.1f}".removesuffix(".0")


def _progress_zh(progress: Progress, deadline: Deadline, now: datetime, worktime: WorkTime) -> str:
    planned = _planned(progress, deadline, now, worktime)
    if planned is None:
        return f"{progress.title}计划起止日期或目标数未填，无从比较"
    done = f"{_percent(float(progress.done))}%" if progress.is_reported else "未填报（按0%计）"
    return f"{progress.title}计划{_percent(planned)}%，实际{done}"


def _progress_en(progress: Progress, deadline: Deadline, now: datetime, worktime: WorkTime) -> str:
    planned = _planned(progress, deadline, now, worktime)
    if planned is None:
        return "the plan lacks its dates or target"
    done = f"{_percent(float(progress.done))} %" if progress.is_reported else "not reported (0 %)"
    return f"planned {_percent(planned)} %, done {done}"


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
