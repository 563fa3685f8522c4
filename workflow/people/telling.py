"""Telling the history of a roster: each of its events as a sentence for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time, tzinfo
from typing import Any

from .absences import DAY
from .words import KIND_WORDS, PART_WORDS, ROLE_WORDS, SCOPE_WORDS

Names = Callable[[str], str]

_SENTENCES: Mapping[str, str] = {
    "place_added": "新增地区“{title}”",
    "place_changed": "地区“{who}”变更：{changes}",
    "unit_added": "新增单位“{title}”",
    "unit_changed": "单位“{who}”变更：{changes}",
    "person_added": "{name}入册（{unit}）",
    "person_changed": "{who}信息变更：{changes}",
    "person_left": "{who}离岗",
    "person_returned": "{who}返岗",
    "absence_set": "{who}请假 {period}，{deputy}{instead}",
    "absence_ended": "{who}销假：{instead}，{end}",
}
_WORDS = {**ROLE_WORDS, **SCOPE_WORDS}


def roster_told(
    kind: str, data: Mapping[str, Any], *, names: Names, places: Names, zone: tzinfo
) -> str:
    """Say in Chinese what an event of the roster was; the kind itself for an unknown one.

    ``names`` gives the names of people and units by key, ``places`` those of places.
    """
    sentence = _SENTENCES.get(kind)
    if sentence is None:
        return kind
    own = places if kind.startswith("place_") else names
    readers: Mapping[str, Names] = {
        "parent": own,
        "unit": names,
        "territory": places,
        "roles": lambda key: _WORDS.get(key, key),
        "scope": lambda key: _WORDS.get(key, key),
        "kind": lambda key: KIND_WORDS.get(key, key),
    }
    words = {
        part: _worded(part, value, readers) for part, value in data.items() if part in PART_WORDS
    }
    words["who"] = own(data["key"])
    if "new" in data:
        words["changes"] = "；".join(
            f"{PART_WORDS[part]} {_worded(part, data['old'][part], readers)}"
            f" → {_worded(part, data['new'][part], readers)}"
            for part in PART_WORDS
            if part in data["new"]
        )
    if "since" in data:
        words |= _absence(kind, data, names, zone)
    return sentence.format(**words)


def _absence(kind: str, data: Mapping[str, Any], names: Names, zone: tzinfo) -> dict[str, str]:
    period = _period(data["since"], data["until"], zone)
    before = [_period(one["since"], one["until"], zone) for one in data["instead"]]
    if kind == "absence_ended":
        is_cancelled = data["until"] == data["since"]
        end = "未及开始即取消" if is_cancelled else f"止于 {_end(data['until'], zone)}"
        return {"instead": f"原请假 {'、'.join(before)}", "end": end}
    instead = f"（取代原请假 {'、'.join(before)}）" if before else ""
    if before == [period]:
        instead = f"（原{_acting(data['instead'][0]['deputy'], names)}）"
    return {"period": period, "deputy": _acting(data["deputy"], names), "instead": instead}


def _acting(deputy: str, names: Names) -> str:
    return f"由{names(deputy)}代理" if deputy else "无人代理"


def _period(since: str, until: str | None, zone: tzinfo) -> str:
    """Say from when to when somebody is away: days, both included, or moments where it is less."""
    begun = _moment(since, zone)
    begins = _day(begun) if begun.time() == time(0) else _minute(begun)
    return f"{begins} 起" if until is None else f"{begins} 至 {_end(until, zone)}"


def _end(until: str, zone: tzinfo) -> str:
    """Say the last day of an absence that ends with a day, else the moment it ends."""
    ends = _moment(until, zone)
    return _day(ends - DAY) if ends.time() == time(0) else _minute(ends)


def _worded(part: str, value: Any, readers: Mapping[str, Names]) -> str:
    if not value:
        return "无"
    if isinstance(value, list):
        return "、".join(_worded(part, item, readers) for item in value)
    return readers.get(part, str)(value)


def _moment(text: str, zone: tzinfo) -> datetime:
    return datetime.fromisoformat(text).astimezone(zone)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")
