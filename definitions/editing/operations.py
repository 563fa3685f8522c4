"""What can be done to the text of a flow, and what it means for the plain values in it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, cast

from ...errors import EditRefused, UnknownPart
from ..findings import Path

NOTHING_THERE = "there is something under this name already", "这个名称已被使用"
TOP = "the whole file", "整个文件"


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Write a value at a path: a text, number, yes or no, list or mapping of these.

    The thing that holds it must be there; a key it does not have yet is added where its document
    has it. Of a mapping that stands already only what differs is touched.
    """

    path: Path
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """Add an entry to a section or a list; a section that is not there yet begins.

    The last step of the path is the new key, or the index the new item is to have; an index at the
    end of the list appends. ``before`` names the sibling key it goes before, None is at the end.
    ``value`` is what it holds, usually a ``skeleton``.
    """

    path: Path
    value: Any
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Take an entry or a value out, with the comments that are its own."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Move an entry by so many places among its siblings: -1 is one up, 1 is one down.

    What would go beyond either end stops there.
    """

    path: Path
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """Give an entry another key, and everything that refers to it, expressions included.

    An item of a list that has a key as a value, such as a rung, is named by its path.
    """

    path: Path
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Copy an entry to right behind itself, under another key; nothing refers to the copy."""

    path: Path
    key: str = ""


Operation = Set | Add | Remove | Move | Rename | Duplicate


def at(tree: Any, path: Path) -> Any:
    """Give what stands at a path; raise UnknownPart."""
    found = tree
    for n, step in enumerate(path):
        known = _steps(found)
        if step not in known:
            raise UnknownPart(name=".".join(map(str, path[: n + 1])), known=[str(k) for k in known])
        found = found[step]
    return found


def _steps(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def refuse(path: Path, why: tuple[str, str]) -> EditRefused:
    """Give the error that says why something can't be done at a path."""
    return EditRefused(path=".".join(map(str, path)) or TOP[0], why=why[0], why_zh=why[1])


def key_field(value: Any) -> str:
    """Give the name of the value that is the key of an item of a list, empty for one without."""
    return "rung" if isinstance(value, Mapping) and "rung" in value and "to" in value else ""


def done_to(tree: dict[str, Any], operation: Set | Add | Remove | Move | Duplicate) -> Any:
    """Give the plain values after an operation; raise UnknownPart, EditRefused."""
    if not operation.path:
        raise refuse((), ("it is not an entry", "不是一个条目"))
    result = deepcopy(tree)
    match operation:
        case Set(path=path, value=value):
            _set(result, path, deepcopy(value))
        case Add():
            _add(result, operation)
        case Remove(path=path):
            at(result, path)
            del at(result, path[:-1])[path[-1]]
        case Move(path=path, by=by):
            at(result, path)
            _move(at(result, path[:-1]), path[-1], by)
        case Duplicate():
            _duplicate(result, operation)
    return result


def _set(tree: Any, path: Path, value: Any) -> None:
    holder = at(tree, path[:-1])
    if not isinstance(holder, dict):
        at(tree, path)
    holder[path[-1]] = value


def _add(tree: dict[str, Any], operation: Add) -> None:
    path, step = operation.path, operation.path[-1]
    within = path[:-1]
    if within and within[-1] not in _steps(at(tree, within[:-1])):
        at(tree, within[:-1])[within[-1]] = None
    holder = at(tree, within)
    if holder is None:
        holder = [] if isinstance(step, int) else {}
        at(tree, within[:-1])[within[-1]] = holder
    value = deepcopy(operation.value)
    if isinstance(holder, list) and isinstance(step, int) and 0 <= step <= len(holder):
        holder.insert(step, value)
        return
    if not isinstance(holder, dict) or not isinstance(step, str):
        raise UnknownPart(name=".".join(map(str, path)), known=[])
    if step in holder:
        raise refuse(path, NOTHING_THERE)
    place = len(holder)
    if operation.before is not None:
        at(cast("Any", holder), (operation.before,))
        place = list(holder).index(operation.before)
    _reorder(holder, place, step, value)


def _reorder(holder: dict[str, Any], place: int, key: str, value: Any) -> None:
    pairs = list(holder.items())
    pairs.insert(place, (key, value))
    holder.clear()
    holder.update(pairs)


def _move(holder: Any, step: Any, by: int) -> None:
    order = _steps(holder)
    place = order.index(step)
    target = max(0, min(len(order) - 1, place + by))
    if isinstance(holder, list):
        items = holder
        items.insert(target, items.pop(place))
    else:
        _reorder(holder, target, step, holder.pop(step))


def _duplicate(tree: dict[str, Any], operation: Duplicate) -> None:
    path, step = operation.path, operation.path[-1]
    holder, copy = at(tree, path[:-1]), deepcopy(at(tree, path))
    if isinstance(holder, list):
        if key_field(copy):
            copy[key_field(copy)] = operation.key
        holder.insert(cast("int", step) + 1, copy)
        return
    if operation.key in holder:
        raise refuse((*path[:-1], operation.key), NOTHING_THERE)
    _reorder(holder, list(holder).index(step) + 1, operation.key, copy)
