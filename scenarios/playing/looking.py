"""Looking at what is expected: what is so, whether that is what was expected, both in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from ...errors import UnknownTransition
from ...workflow.steps.alarms.firings import Firing
from ..language.model import MAIN, Hope
from ..results import Checked, Words
from .house import House
from .seeing import LABELS, NOTHING, Look, Seen, contained, listed, named, titled, whoever_is

NONE: Final = "none"
_DAY = len("2026-01-01")

_LIGHTS: Final = {
    "green": "绿灯",
    "blue": "蓝灯",
    "yellow": "黄灯",
    "orange": "橙灯",
    "red": "红灯",
}
_STATUS: Final = {"running": "在办", "paused": "暂停", "ended": "已结束"}


def look(house: House, hope: Hope) -> Checked:
    """Check one expectation; raises CaseMissing where its case is not there."""
    at = Look(house, hope, house.case(hope.case))
    seen = _LOOKING[hope.kind](at)
    label = LABELS[hope.kind]
    about = _about(at)
    where = f"[{hope.case}] " if hope.case != MAIN else ""
    denied = Words(en="not ", zh="不是 ") if hope.is_denied else Words(en="", zh="")
    return Checked(
        what=Words(en=f"{where}{label.en} {about.en}".rstrip(), zh=f"{where}{label.zh}{about.zh}"),
        expected=Words(en=denied.en + seen.expected.en, zh=denied.zh + seen.expected.zh),
        got=seen.got,
        ok=seen.ok is not hope.is_denied,
        line=hope.line,
    )


def _about(at: Look) -> Words:
    """Name whom or what an expectation is about, with its title where the flow gives one."""
    name, flow = at.hope.about, at.flow
    titles: Mapping[str, Callable[[], str]] = {
        "holders": lambda: str(flow.roles[name].title),
        "fields": lambda: str(flow.fields[name].title),
        "decisions": lambda: str(flow.decisions[name].title),
        "blocked": lambda: str(flow.transitions[name].title),
        "letters": lambda: str(flow.letters[name].title),
        "tasks": lambda: flow.task_title(name),
    }
    if not name:
        return Words(en="", zh="")
    if at.hope.kind in titles:
        return Words(en=name, zh=f"“{titles[at.hope.kind]()}”")
    return Words(en=name, zh=name)


def _place(at: Look) -> Seen:
    flow, wanted, stage = at.flow, at.hope.wanted, at.explained.stage
    return Seen(
        titled(wanted, flow.place(wanted).title),
        titled(stage, flow.place(stage).title),
        wanted == stage,
    )


def _status(at: Look) -> Seen:
    wanted, got = at.hope.wanted, at.explained.status
    return Seen(titled(wanted, _STATUS[wanted]), titled(got, _STATUS[got]), wanted == got)


def _light(at: Look) -> Seen:
    reason, wanted = at.explained.light, at.hope.wanted
    got = Words(en=f"{reason.color} ({reason.en})", zh=f"{_LIGHTS[reason.color]}（{reason.zh}）")
    return Seen(titled(wanted, _LIGHTS[wanted]), got, wanted == reason.color)


def _due(at: Look) -> Seen:
    wanted, due = str(at.hope.wanted), at.explained.light.due_at
    if due is None:
        got = NONE
    else:
        local = due.astimezone(at.house.zone)
        got = f"{local:%Y-%m-%d}" if len(wanted) <= _DAY else f"{local:%Y-%m-%d %H:%M}"
    words = {NONE: Words(en="no limit", zh="无期限")}
    return Seen(
        words.get(wanted, Words(en=wanted, zh=wanted)),
        words.get(got, Words(en=got, zh=got)),
        wanted == got,
    )


def _grade(at: Look) -> Seen:
    titles = at.flow.decisions[at.flow.grade].outcomes if at.flow.grade else {}
    got, wanted = str(at.facts().get("grade", "")), at.hope.wanted
    return Seen(titled(wanted, titles.get(wanted)), titled(got, titles.get(got)), wanted == got)


def _decision(at: Look) -> Seen:
    titles = at.flow.decisions[at.hope.about].outcomes
    got, wanted = str(at.facts()[at.hope.about]), at.hope.wanted
    return Seen(titled(wanted, titles.get(wanted)), titled(got, titles.get(got)), wanted == got)


def _holders(at: Look) -> Seen:
    got = [h.holder for h in at.explained.people if h.role == at.hope.about]
    wanted = whoever_is(at, at.hope.wanted)
    return Seen(named(at, wanted), named(at, got), sorted(wanted) == sorted(got))


def _tasks(at: Look) -> Seen:
    open_ = at.house.office.views.tasks(case_id=at.case)
    if not at.hope.about:
        names = sorted({task.name for task in open_})
        titles = [at.flow.task_title(name) for name in names]
        return Seen(NOTHING, listed(names, titles), not names)
    got = [task.holder for task in open_ if at.hope.about in {task.name, task.key}]
    if at.hope.wanted is None:
        return Seen(Words(en="open", zh="待办"), named(at, got), bool(got))
    wanted = whoever_is(at, at.hope.wanted)
    return Seen(named(at, wanted), named(at, got), sorted(wanted) == sorted(got))


def _inbox(at: Look) -> Seen:
    house = at.house
    people = [p for holder in whoever_is(at, [at.hope.about]) for p in house.who.told(holder)]
    found = [n for p in people for n in house.office.views.inbox(p.key)]
    subjects = [n.subject for n in sorted(found, key=lambda n: n.created_at)]
    return contained(at.hope.wanted, list(dict.fromkeys(subjects)))


def _letters(at: Look) -> Seen:
    rows = at.house.office.views.letters(case_id=at.case)
    drafted = [row.spec for row in rows]
    if not at.hope.about:
        return Seen(NOTHING, listed(drafted), not drafted)
    mine = [row for row in rows if row.spec == at.hope.about]
    if at.hope.wanted is None:
        return Seen(Words(en="drafted", zh="已起草"), listed(drafted), bool(mine))
    got = [name for row in mine for name in row.recipients]
    explained, who = at.explained, at.house.who
    wanted = []
    for name in at.hope.wanted:
        units = [who.unit(key) for key in who.holders(name, explained)]
        wanted += [unit.title for unit in units if unit] or [name]
    ok = all(any(text in line for line in got) for text in wanted) if wanted else not mine
    return Seen(listed(wanted), listed(list(dict.fromkeys(got))), ok)


def _rungs(at: Look) -> Seen:
    lines = at.house.office.views.history(at.case, at.house.zone)
    fired = [line.data["rung"] for line in lines if line.kind in {"reminded", "escalated"}]
    return _keys(at.hope.wanted, fired)


def _escalations(at: Look) -> Seen:
    open_ = at.house.office.views.escalations(case_id=at.case, open_only=True)
    return _keys(at.hope.wanted, [escalation.rung for escalation in open_])


def _keys(wanted: Sequence[str], got: Sequence[str]) -> Seen:
    """Compare rungs by their keys in the flow, or by their whole keys."""
    known = {*got, *(Firing.parse(key).rung for key in got)}
    ok = all(key in known for key in wanted) if wanted else not got
    return Seen(listed(wanted), listed(list(dict.fromkeys(got))), ok)


def _blocked(at: Look) -> Seen:
    try:
        way = at.house.office.engine.explain(at.case, at.hope.about).ways[0]
    except UnknownTransition:
        stage = at.explained.stage
        here = Words(
            en=f"it does not start from {stage}", zh=f"此转段不从“{at.explained.stage_title}”开始"
        )
        return Seen(listed(at.hope.wanted), here, ok=False)
    lacking = [check for check in way.checks if check.is_needed and not check.is_met]
    names = [check.title if check.kind == "fact" else check.key for check in lacking]
    titles = [check.title for check in lacking]
    wanted = set(at.hope.wanted)
    is_all = len(wanted) == len(lacking)
    ok = is_all and all({check.key, check.title} & wanted for check in lacking)
    return Seen(listed(at.hope.wanted), listed(names, titles), ok)


def _field(at: Look) -> Seen:
    filled = {field.key: field for field in at.explained.fields}
    got = filled.get(at.hope.about)
    shown = Words(en=str(got.value), zh=got.text) if got else Words(en="empty", zh="未填")
    wanted = at.hope.wanted
    if wanted is None or wanted in ("", NONE):
        return Seen(Words(en="empty", zh="未填"), shown, got is None)
    ok = got is not None and _same(wanted, got.value, got.text)
    return Seen(Words(en=str(wanted), zh=str(wanted)), shown, ok)


def _same(wanted: Any, value: Any, text: str) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return wanted is value or wanted == text
    if isinstance(value, datetime | date):
        return str(wanted) == value.isoformat()
    if isinstance(value, int | float) and isinstance(wanted, int | float):
        return float(wanted) == float(value)
    return str(wanted) in {str(value), text}


def _history(at: Look) -> Seen:
    lines = at.house.office.views.history(at.case, at.house.zone)
    told = [line.what for line in lines]
    seen = contained(at.hope.wanted, told)
    return Seen(seen.expected, listed(told[-5:]), seen.ok)


_LOOKING: Final[Mapping[str, Callable[[Look], Seen]]] = {
    "stage": _place,
    "status": _status,
    "light": _light,
    "due": _due,
    "grade": _grade,
    "holders": _holders,
    "tasks": _tasks,
    "inbox": _inbox,
    "letters": _letters,
    "rungs": _rungs,
    "escalations": _escalations,
    "blocked": _blocked,
    "fields": _field,
    "decisions": _decision,
    "history": _history,
}
"""How each kind of expectation is looked at."""
