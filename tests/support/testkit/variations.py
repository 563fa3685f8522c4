"""Flows that differ from a given one in a single attribute of a single part."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from guatu.definitions.computing import Expression
from guatu.definitions.expressions import CelExpression, Scope
from guatu.definitions.flow import Flow
from guatu.definitions.gaps import Gap
from guatu.definitions.lamps import Title
from guatu.definitions.spans import Span, Unit

Step = str | int
Way = tuple[Step, ...]
VALUES = (Span, Gap, Title)
"""Types that are values of their own, not parts with attributes."""


def types_within(kind: Any) -> set[type]:
    """Give every dataclass that a value of a type may hold, itself included."""
    found: set[type] = set()
    waiting = [kind]
    while waiting:
        hint = waiting.pop()
        waiting += [arg for arg in get_args(hint) if arg is not Ellipsis]
        if is_part(hint) and hint not in found:
            found.add(hint)
            waiting += get_type_hints(hint).values()
    return found


def is_part(hint: Any) -> bool:
    """Say whether a type has attributes of its own."""
    is_data = isinstance(hint, type) and dataclasses.is_dataclass(hint)
    return is_data and hint not in VALUES


def attributes_within(kind: type) -> set[tuple[type, str]]:
    """Give every attribute of the parts a type holds, but those that only hold another part."""
    return {
        (part, field.name)
        for part in types_within(kind)
        for field in dataclasses.fields(part)
        if not is_part(get_type_hints(part)[field.name])
    }


def parts_of(value: Any, way: Way = ()) -> Iterator[tuple[Way, Any]]:
    """Give every part of a flow with the way to it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, (*VALUES, CelExpression)):
        yield way, value
        for field in dataclasses.fields(value):
            yield from parts_of(getattr(value, field.name), (*way, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from parts_of(item, (*way, key))
    elif isinstance(value, tuple):
        for n, item in enumerate(value):
            yield from parts_of(item, (*way, n))


def put(root: Any, way: Way, value: Any) -> Any:
    """Give a flow with another value at the end of a way."""
    if not way:
        return value
    step, rest = way[0], way[1:]
    if isinstance(root, Mapping):
        return {k: put(item, rest, value) if k == step else item for k, item in root.items()}
    if isinstance(root, tuple):
        return tuple(put(item, rest, value) if n == step else item for n, item in enumerate(root))
    return dataclasses.replace(root, **{str(step): put(getattr(root, str(step)), rest, value)})


def others(hint: Any, value: Any) -> list[Any]:
    """Give values of a type that differ from one."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return [word for word in inner if word != value][:1]
    if origin in {Union, types.UnionType}:
        if type(None) not in inner:  # words of several literals
            return others(inner[0], value)
        return [made(inner[0])] if value is None else [*others(inner[0], value), None]
    if origin is tuple:
        turned = (*value[1:], *value[:1])
        more = (*value, made(inner[0]))
        return [more, *([value[:-1]] if value else []), *([turned] if turned != value else [])]
    if origin is not None:
        added = {**value, "another": made(inner[1])}
        backwards = [dict(reversed(value.items()))] if len(value) > 1 else []
        return [added, *backwards, *([dict([*value.items()][:-1])] if value else [])]
    return [_simple(hint, value)] if hint in _SIMPLE or hint is Expression else []


def _simple(hint: Any, value: Any) -> Any:
    if hint is Title:
        return Title(value.zh, f"{value.en} two")
    if hint is Span:
        return Span(value.amount + 1, value.unit)
    if hint is Gap:
        return Gap(value.amount / 2, value.measure)
    if hint is Expression:
        return made(hint)
    if hint is bool:
        return not value
    return f"{value}_2" if hint is str else value + 1


_SIMPLE = {bool, str, int, float, Fraction, Title, Span, Gap}


def made(hint: Any) -> Any:
    """Make a value of a type, with as little as it needs."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Literal:
        return inner[-1]
    if origin in {Union, types.UnionType}:
        return made(inner[0])
    if origin is tuple:
        return (made(inner[0]),)
    if origin is not None:
        return {"made": made(inner[1])}
    if is_part(hint):
        hints = get_type_hints(hint)
        missing = dataclasses.MISSING
        needed = [
            f.name for f in dataclasses.fields(hint) if f.default is f.default_factory is missing
        ]
        return hint(**{name: made(hints[name]) for name in needed})
    return {
        bool: True,
        str: "made",
        int: 7,
        float: 7.0,
        Fraction: Fraction(1, 7),
        Title: Title("新的"),
        Span: Span(77, Unit.DAYS),
        Gap: Gap(Fraction(7), "points"),
        Expression: Scope({"name": "text"}, {}).compile("name == 'made'"),
    }[hint]


def variations(flow: Flow) -> Iterator[tuple[type, str, Flow]]:
    """Give flows with one attribute of one part changed, each with the type and attribute."""
    for way, part in parts_of(flow):
        for name, hint in get_type_hints(type(part)).items():
            if name in {field.name for field in dataclasses.fields(part)}:
                for value in others(hint, getattr(part, name)):
                    yield type(part), name, put(flow, (*way, name), value)
