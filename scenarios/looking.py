"""Looking at what is expected: what is so, whether that is what was expected, both in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from ..definitions import Flow
from ..definitions.model import Title
from ..errors import UnknownTransition
from ..workflow.explain import Explanation
from ..workflow.steps.alarms.firings import Firing
from ..workflow.steps.facts import facts_of
from .house import House
from .model import Hope
from .results import Checked, Words

NONE: Final = "none"
_DAY = len("2026-01-01")
_NOBODY = Words(en="nobody", zh="无")
_NOTHING = Words(en="nothing", zh="无")

LABELS: Final[Mapping[str, Words]] = {
    "stage": Words(en="stage", zh="阶段"),
    "status": Words(en="status", zh="状态"),
    "light": Words(en="light", zh="亮灯"),
    "due": Words(en="due", zh="期限"),
    "grade": Words(en="grade", zh="分级"),
    "holders": Words(en="holder of", zh="承担"),
    "tasks": Words(en="open task", zh="待办"),
    "inbox": Words(en="inbox of", zh="收件箱："),
    "letters": Words(en="letter", zh="函件"),
    "rungs": Words(en="rungs fired", zh="已发督办"),
    "escalations": Words(en="open escalations", zh="未销号督办"),
    "blocked": Words(en="unmet for", zh="尚缺条件："),
    "fields": Words(en="field", zh="字段"),
    "decisions": Words(en="decision", zh="判定"),
    "history": Words(en="history", zh="动态"),
    "refused": Words(en="refused", zh="被拒"),
    "done": Words(en="done", zh="办理"),
}
"""What each kind of expectation is called."""

_LIGHTS: Final = {"green": "绿灯", "blue": "蓝灯", "yellow": "黄灯", "orange": "橙灯", "red": "红灯"}
_STATUS: Final = {"running": "在办", "paused": "暂停", "ended": "已结束"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was expected and what is so, in words, and whether they agree."""

    expected: Words
    got: Words
    ok: bool


@dataclass(slots=True)
class Look:
    """One look at a case for what is expected of it."""

    house: House
    hope: Hope
    case: int

    @property
    def explained(self) -> Explanation:
        """The case explained."""
        return self.house.explain(self.case)

    @property
    def flow(self) -> Flow:
        """The flow it runs on."""
        return self.house.flow_of(self.explained)

    def facts(self) -> Mapping[str, Any]:
        """Give what the flow's expressions see of the case."""
        explained, house = self.explained, self.house
        return facts_of(
            self.flow,
            fields={field.key: field.value for field in explained.fields},
            materials=[m.key for m in explained.files if m.versions],
            stage=explained.stage,
            today=house.clock.now().astimezone(house.zone).date(),
            zone=house.zone,
        )


def look(house: House, hope: Hope) -> Checked:
    """Check one expectation; raises CaseMissing where its case is not there."""
    at = Look(house, hope, house.case(hope.case))
    seen = _LOOKING[hope.kind](at)
    label = LABELS[hope.kind]
    about = _about(at)
    where = f"[{hope.case}] " if hope.case else ""
    denied = Words(en="not ", zh="不是 ") if hope.is_denied else Words(en="", zh="")
    return Checked(
        what=Words(
            en=f"{where}{label.en} {about.en}".rstrip(), zh=f"{where}{label.zh}{about.zh}"
        ),
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


def _titled(key: str, title: Title | str | None) -> Words:
    return Words(en=key, zh=f"{title}（{key}）" if title and str(title) != key else key)


def _place(at: Look) -> Seen:
    flow, wanted, stage = at.flow, at.hope.wanted, at.explained.stage
    return Seen(
        _titled(wanted, flow.place(wanted).title), _titled(stage, flow.place(stage).title), wanted == stage
    )


def _status(at: Look) -> Seen:
    wanted, got = at.hope.wanted, at.explained.status
    return Seen(_titled(wanted, _STATUS[wanted]), _titled(got, _STATUS[got]), wanted == got)


def _light(at: Look) -> Seen:
    reason, wanted = at.explained.light, at.hope.wanted
    got = Words(
        en=f"{reason.color} ({reason.en})", zh=f"{_LIGHTS[reason.color]}（{reason.zh}）"
    )
    return Seen(_titled(wanted, _LIGHTS[wanted]), got, wanted == reason.color)


def _due(at: Look) -> Seen:
    wanted, due = str(at.hope.wanted), at.explained.light.due_at
    if due is None:
        got = NONE
    else:
        local = due.astimezone(at.house.zone)
        got = f"{local:%Y-%m-%d}" if len(wanted) <= _DAY else f"{local:%Y-%m-%d %H:%M}"
    words = {NONE: Words(en="no limit", zh="无期限")}
    return Seen(
        words.get(wanted, Words(en=wanted, zh=wanted)), words.get(got, Words(en=got, zh=got)), wanted == got
    )


def _grade(at: Look) -> Seen:
    titles = at.flow.decisions[at.flow.grade].outcomes if at.flow.grade else {}
    got, wanted = str(at.facts().get("grade", "")), at.hope.wanted
    return Seen(_titled(wanted, titles.get(wanted)), _titled(got, titles.get(got)), wanted == got)


def _decision(at: Look) -> Seen:
    titles = at.flow.decisions[at.hope.about].outcomes
    got, wanted = str(at.facts()[at.hope.about]), at.hope.wanted
    return Seen(_titled(wanted, titles.get(wanted)), _titled(got, titles.get(got)), wanted == got)


def _whoever(at: Look, names: Iterable[str]) -> list[str]:
    """Give the keys of whoever is meant by some names."""
    explained = at.explained
    return [key for name in names for key in at.house.who.holders(name, explained) or [name]]


def _people(at: Look, keys: Sequence[str]) -> Words:
    if not keys:
        return _NOBODY
    return Words(en=", ".join(keys), zh=at.house.who.listed(keys))


def _holders(at: Look) -> Seen:
    got = [h.holder for h in at.explained.people if h.role == at.hope.about]
    wanted = _whoever(at, at.hope.wanted)
    return Seen(_people(at, wanted), _people(at, got), sorted(wanted) == sorted(got))


def _tasks(at: Look) -> Seen:
    open_ = at.house.office.views.tasks(case_id=at.case)
    if not at.hope.about:
        names = sorted({task.name for task in open_})
        titles = [at.flow.task_title(name) for name in names]
        return Seen(_NOTHING, _listed(names, titles), not names)
    got = [task.holder for task in open_ if at.hope.about in {task.name, task.key}]
    if at.hope.wanted is None:
        return Seen(Words(en="open", zh="待办"), _people(at, got), bool(got))
    wanted = _whoever(at, at.hope.wanted)
    return Seen(_people(at, wanted), _people(at, got), sorted(wanted) == sorted(got))


def _listed(names: Sequence[str], titles: Sequence[str] = ()) -> Words:
    if not names:
        return _NOTHING
    if not titles:
        return Words(en=", ".join(names), zh="、".join(names))
    pairs = zip(names, titles, strict=True)
    return Words(en=", ".join(names), zh="、".join(_titled(k, t).zh for k, t in pairs))


def _inbox(at: Look) -> Seen:
    house = at.house
    people = [p for holder in _whoever(at, [at.hope.about]) for p in house.who.told(holder)]
    found = [n for p in people for n in house.office.views.inbox(p.key)]
    subjects = [n.subject for n in sorted(found, key=lambda n: n.created_at)]
    return _contained(at.hope.wanted, list(dict.fromkeys(subjects)))


def _contained(wanted: Sequence[str], got: Sequence[str]) -> Seen:
    """Compare texts: each wanted one is part of one that is there; none is wanted where it is empty."""
    ok = all(any(text in line for line in got) for text in wanted) if wanted else not got
    return Seen(_listed(wanted), _listed(got), ok)


def _letters(at: Look) -> Seen:
    rows = at.house.office.views.letters(case_id=at.case)
    drafted = [row.spec for row in rows]
    if not at.hope.about:
        return Seen(_NOTHING, _listed(drafted), not drafted)
    mine = [row for row in rows if row.spec == at.hope.about]
    if at.hope.wanted is None:
        return Seen(Words(en="drafted", zh="已起草"), _listed(drafted), bool(mine))
    got = [name for row in mine for name in row.recipients]
    explained, who = at.explained, at.house.who
    wanted = []
    for name in at.hope.wanted:
        units = [who.unit(key) for key in who.holders(name, explained)]
        wanted += [unit.title for unit in units if unit] or [name]
    ok = all(any(text in line for line in got) for text in wanted) if wanted else not mine
    return Seen(_listed(wanted), _listed(list(dict.fromkeys(got))), ok)


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
    return Seen(_listed(wanted), _listed(list(dict.fromkeys(got))), ok)


def _blocked(at: Look) -> Seen:
    try:
        way = at.house.office.engine.explain(at.case, at.hope.about).ways[0]
    except UnknownTransition:
        stage = at.explained.stage
        here = Words(en=f"it does not start from {stage}", zh=f"此转段不从“{at.explained.stage_title}”开始")
        return Seen(_listed(at.hope.wanted), here, ok=False)
    lacking = [check for check in way.checks if check.is_needed and not check.is_met]
    names = [check.title if check.kind == "fact" else check.key for check in lacking]
    titles = [check.title for check in lacking]
    wanted = set(at.hope.wanted)
    is_all = len(wanted) == len(lacking)
    ok = is_all and all({check.key, check.title} & wanted for check in lacking)
    return Seen(_listed(at.hope.wanted), _listed(names, titles), ok)


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
    seen = _contained(at.hope.wanted, told)
    return Seen(seen.expected, _listed(told[-5:]), seen.ok)


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
