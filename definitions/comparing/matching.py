"""Which parts of two flows are the same: by key, under another key, or by what they ask for."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

from ..cycles import OpeningRule
from ..flow import Flow
from ..lamps import FIELD, Ladder, LightStep, Rung
from ..model import Requirement
from .table import TABLE, THINGS
from .terms import SECTIONS

Renames = Mapping[str, Mapping[str, str]]
"""New keys by old ones, by section of the flow; those of rungs by ``ladders.KEY.rungs``."""

Pair = tuple[int | None, int | None]

_HEAD: Final = ".head"


def renames(old: Flow, new: Flow) -> Renames:
    """Find what stands under another key: one title that is gone with one key and came with another."""
    found: dict[str, Mapping[str, str]] = {}
    for field in dataclasses.fields(Flow):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if isinstance(before, Mapping) and _is_titled((*before.values(), *after.values())):
            found[field.name] = _renamed(_titles(before), _titles(after))
    for key, ladder in new.ladders.items():
        back = {to: key for key, to in found.get("ladders", {}).items()}
        earlier = old.ladders.get(back.get(key, key))
        if earlier is not None:
            rungs = [{r.key: r.title.zh for r in known.rungs} for known in (earlier, ladder)]
            found[rungs_of(key)] = _renamed(*rungs)
    return {section: keys for section, keys in found.items() if keys}


def rungs_of(ladder: str) -> str:
    """Give under which name the renamed rungs of a ladder are found."""
    return f"ladders.{ladder}.rungs"


def _is_titled(parts: Iterable[Any]) -> bool:
    return all(type(part) in THINGS and hasattr(part, "title") for part in parts)


def _titles(parts: Mapping[str, Any]) -> dict[str, str]:
    return {key: part.title.zh for key, part in parts.items()}


def _renamed(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    gone = {key: title for key, title in old.items() if key not in new}
    come = {key: title for key, title in new.items() if key not in old}
    once = [{t for t, n in Counter(keys.values()).items() if n == 1} for keys in (gone, come)]
    keys = {title: key for key, title in come.items()}
    return {key: keys[title] for key, title in gone.items() if title in once[0] & once[1]}


def translated(flow: Flow, found: Renames) -> Flow:
    """Give the older flow under the keys of the newer one."""
    if not found:
        return flow
    changes: dict[str, Any] = {}
    for name, attribute in TABLE[Flow].items():
        value = getattr(flow, name)
        if isinstance(value, Mapping) and _is_titled(value.values()):
            keys = found.get(name, {})
            changes[name] = {
                keys.get(key, key): _part(part, keys.get(key, key), found)
                for key, part in value.items()
            }
        else:
            changes[name] = _value(value, attribute.names, attribute.keys, found)
    return dataclasses.replace(flow, **changes)


def _part(part: Any, key: str, found: Renames) -> Any:
    """Give a part, under its key, with all it names under the keys of the newer flow."""
    if isinstance(part, Ladder):
        found = {**found, "rungs": found.get(rungs_of(key), {})}
    changes = {
        name: _value(getattr(part, name), attribute.names, attribute.keys, found)
        for name, attribute in TABLE[type(part)].items()
    }
    if isinstance(part, Requirement):
        section = "rounds" if part.kind == "conditions" else f"{part.kind}s"
        key = _key(part.key, [section], found)
    elif isinstance(part, Rung):
        key = _key(part.key, ["rungs"], found)
    return dataclasses.replace(part, **changes, **({"key": key} if key else {}))


def _value(value: Any, names: str, keys: str, found: Renames) -> Any:
    if isinstance(value, str):
        sections = ["rungs"] if names == "rung" else SECTIONS.get(names, ())
        return _key(value, sections, found)
    if isinstance(value, tuple):
        return tuple(_value(item, names, keys, found) for item in value)
    if isinstance(value, Mapping):
        return {
            _value(key, keys, "", found): _value(entry, names, "", found)
            for key, entry in value.items()
        }
    if type(value) in TABLE:
        return _part(value, getattr(value, "key", ""), found)
    return value


def _key(key: str, sections: Sequence[str], found: Renames) -> str:
    if key.startswith(FIELD):
        return FIELD + _key(key.removeprefix(FIELD), ["fields"], found)
    name = key.removesuffix(_HEAD)
    known = (found.get(section, {}).get(name) for section in sections)
    return next((to for to in known if to), name) + key[len(name) :]


def pairs(old: Sequence[Any], new: Sequence[Any]) -> list[Pair]:
    """Pair the parts of two lists: in the newer order, then those that are gone."""
    matched: dict[int, int] = {}
    for identity in _IDENTITIES[type((*new, *old)[0])]:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for n, part in enumerate(old):
            if n not in matched.values():
                waiting[identity(part)].append(n)
        for n, part in enumerate(new):
            if n not in matched and waiting[identity(part)]:
                matched[n] = waiting[identity(part)].pop(0)
    both: list[Pair] = [(matched.get(n), n) for n in range(len(new))]
    return both + [(n, None) for n in range(len(old)) if n not in matched.values()]


def _all_of(part: Requirement) -> Hashable:
    texts = (part.fact and part.fact.source, part.when and part.when.source)
    return (part.kind, _named(part), part.title, part.mend, part.owner, *texts)


def _named(part: Requirement) -> str:
    """Give what a requirement names; the key of a fact is only its place."""
    return "" if part.kind == "fact" else part.key


def _asked(part: Requirement) -> Hashable:
    return (part.kind, _named(part), part.fact and part.fact.source)


_IDENTITIES: Mapping[type, tuple[Callable[[Any], Hashable], ...]] = {
    Requirement: (_all_of, _asked, lambda part: (part.kind, _named(part), part.title.zh)),
    Rung: (lambda part: part.key,),
    LightStep: (lambda part: part.color,),
    OpeningRule: (lambda part: part.cycle.every,),
}
"""How the parts of a list are told apart: by the first way first, by the others what is left."""
