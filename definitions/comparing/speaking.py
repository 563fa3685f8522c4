"""How the values of a flow are said: one phrase for each type of value."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from ..cycles import DAYS_OF_WEEK, LAST_DAY, MONTHS, Cycle
from ..gaps import Gap
from ..lamps import Condition, Jump, Recipient, Repeat, Title
from ..model import DecisionRule
from ..spans import Span
from .attributes import Attribute
from .naming import Names
from .table import TABLE
from .terms import COLORS, NO, NOTHING, YES, Both

_WEEKDAYS: Final[tuple[Both, ...]] = (
    ("周一", "Monday"),
    ("周二", "Tuesday"),
    ("周三", "Wednesday"),
    ("周四", "Thursday"),
    ("周五", "Friday"),
    ("周六", "Saturday"),
    ("周日", "Sunday"),
)


def is_nothing(value: Any) -> bool:
    """Say whether a value is none or empty; no and zero are something."""
    return value is None or (isinstance(value, (str, tuple, Mapping)) and not value)


def say(names: Names, value: Any, attribute: Attribute) -> str:
    """Say the value of an attribute."""
    if is_nothing(value):
        return names.pick(NOTHING)
    if isinstance(value, (tuple, Mapping)):
        return _many(names, value, attribute)
    if isinstance(value, str):
        return names.name(value, attribute.names)
    phrase = _PHRASES.get(type(value))
    if phrase is not None:
        return phrase(names, value)
    if type(value) in TABLE:
        return _details(names, value)
    return names.condition(value.source) if hasattr(value, "evaluate") else str(value)


def _many(names: Names, value: tuple[Any, ...] | Mapping[str, Any], attribute: Attribute) -> str:
    if isinstance(value, tuple):
        said = [say(names, item, attribute) for item in value]
    else:
        said = [
            f"{names.name(key, attribute.keys)} {say(names, item, attribute)}".strip()
            for key, item in value.items()
        ]
    return names.join(said, ("或", " or ") if attribute.is_whole else ("、", ", "))


def raw(value: Any) -> str:
    """Say a value as the model has it, for two that read the same."""
    if isinstance(value, tuple):
        return ", ".join(raw(item) for item in value)
    if isinstance(value, Title):
        return f"{value.zh} / {value.en}" if value.en else value.zh
    if dataclasses.is_dataclass(value) and not hasattr(value, "evaluate"):
        fields = dataclasses.fields(value)
        given = {field.name: getattr(value, field.name) for field in fields}
        return ", ".join(f"{k} {raw(v)}" for k, v in given.items() if not is_nothing(v))
    return str(getattr(value, "source", value))


def _details(names: Names, value: Any) -> str:
    """Say a part attribute by attribute, leaving out what is as always."""
    told = []
    for field in dataclasses.fields(value):
        attribute, given = TABLE[type(value)].get(field.name), getattr(value, field.name)
        if attribute is not None and not is_nothing(given) and given != _default(field):
            told.append(f"{attribute.words(names.language)} {say(names, given, attribute)}")
    return names.join(told, ("，", ", ")) or names.pick(YES)


def _default(field: dataclasses.Field[Any]) -> Any:
    made = field.default_factory
    return field.default if made is dataclasses.MISSING else made()


def _say_span(names: Names, value: Span | Gap) -> str:
    return names.pick((value.zh, str(value)))


def _rung(names: Names, key: str, near: object) -> str:
    """Name the rung of a key in the ladder in which something stands."""
    ladders = names.flow.ladders.values()
    own = [ladder for ladder in ladders if near in (*ladder.jumps, *_conditions(ladder.rungs))]
    rungs = [rung for ladder in own for rung in ladder.rungs if rung.key == key]
    return names.title(rungs[0].title) if rungs else key


def _conditions(rungs: Any) -> list[Condition]:
    return [condition for rung in rungs for condition in rung.when]


def _say_condition(names: Names, value: Condition) -> str:
    span = _say_span(names, value.span) if value.span else ""
    gap = _say_span(names, value.gap) if value.gap else ""
    color = names.pick(COLORS[value.color]) if value.color else ""
    plan, rung = names.name(value.plan, "plan"), _rung(names, value.rung, value)
    times = value.times
    phrases: Mapping[str, Both] = {
        "before_due": (f"到期前{span}", f"{span} before due"),
        "overdue": (f"逾期{span}", f"{span} after due"),
        "inactive": (f"{span}无动态", f"after {span} without a record"),
        "behind": (f"落后“{plan}”{gap}", f"{gap} behind “{plan}”"),
        "published": (f"连续{times}次公布{color}", f"after a {color} published {times} times"),
        "light": (f"{color}亮起时", f"with the {color}"),
        "unanswered": (f"“{rung}”逾期未答复时", f"when “{rung}” is not answered"),
        "after": (f"“{rung}”发出{span}后", f"{span} after “{rung}”"),
    }
    return names.pick(phrases[value.kind])


def _say_recipient(names: Names, value: Recipient) -> str:
    if value.is_holder:
        return names.name("holder.head" if value.is_head else "holder", "role")
    return names.name(value.reference, "role")


def _say_cycle(names: Names, value: Cycle) -> str:
    every, rolls = names.name(value.every, "every"), names.name(value.rolls, "rolls")
    month = (
        (f"第{value.month}个月", f"month {value.month}") if MONTHS[value.every] > 1 else ("", "")
    )
    day: Both = (f"{value.day}日", f"day {value.day}")
    if value.every == "week":
        day = _WEEKDAYS[min(value.day, DAYS_OF_WEEK) - 1]
    elif value.day >= LAST_DAY:
        day = ("最后一天", "the last day")
    english = ", ".join(word for word in (every, month[1], day[1], rolls) if word)
    return names.pick((f"{every}{month[0]}{day[0]}（{rolls}）", english))


def _say_row(names: Names, value: DecisionRule) -> str:
    tables = names.flow.decisions.values()
    own = (table.outcomes.get(value.then) for table in tables if value in table.rules)
    title = next((title for title in own if title), None)
    then = names.title(title) if title else value.then
    if value.when is None:
        return names.pick((f"其余为“{then}”", f"the rest is “{then}”"))
    when = names.condition(value.when.source)
    return names.pick((f"{when}为“{then}”", f"{when} is “{then}”"))


def _say_jump(names: Names, value: Jump) -> str:
    when, rung = names.condition(value.when.source), _rung(names, value.rung, value)
    return names.pick((f"{when}时从“{rung}”起", f"from “{rung}” when {when}"))


def _say_repeat(names: Names, value: Repeat) -> str:
    every, times = _say_span(names, value.every), value.times
    return names.pick((f"每{every}一次、至多{times}次", f"every {every}, at most {times} times"))


_PHRASES: Final[Mapping[type, Callable[[Names, Any], str]]] = {
    bool: lambda names, value: names.pick(YES if value else NO),
    float: lambda _names, value: f"{value:g}",
    Fraction: lambda _names, value: str(value),
    Span: _say_span,
    Gap: _say_span,
    Title: Names.title,
    Condition: _say_condition,
    Recipient: _say_recipient,
    Cycle: _say_cycle,
    DecisionRule: _say_row,
    Jump: _say_jump,
    Repeat: _say_repeat,
}
PHRASED: Final = frozenset(_PHRASES)
"""The types that are said in one phrase, whatever differs within."""
