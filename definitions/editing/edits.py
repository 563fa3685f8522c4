"""Edits of the text of a flow that keep its comments, order, quotes and layout.

Every edit is also made on the plain values; a text that would not read as they do is never given.
"""

from __future__ import annotations

from typing import Any, cast

from ..document import Document
from ..findings import Path
from ..shape import keys_at
from .operations import Add, Duplicate, Move, Operation, Remove, Rename, Set, at, done_to, key_field
from .operations import refuse as refusal
from .outline import Outline, outline_of, values_of
from .renaming import rename_in_text, rename_in_values
from .splicing import copied, inserted, removed, replaced, swapped

_BOM = "\ufeff"
_UNSURE = (
    "its text is written in a way that a form can't change; edit the source",
    "这一处的写法不能用表单修改，请改源码",
)


def edit(text: str, operation: Operation) -> str:
    """Give the text of a flow after an operation; everything it does not touch stays as it is.

    The text may have faults, but must be readable as YAML: raises DefinitionFaults for one that is
    not, UnknownPart for a path that is not there, EditRefused for what can't be done there.
    """
    mark = _BOM if text.startswith(_BOM) else ""
    body = text.removeprefix(_BOM)
    before = values_of(body)
    expected = _expected(before, operation)
    after = _spliced(body, before, operation)
    # What did not stand there yet is written where its document has it, not at the end.
    is_placed = isinstance(operation, Set) or (
        isinstance(operation, Add) and _begins(before, operation)
    )
    if not _reads_as(after, expected, in_order=not is_placed):
        raise refusal(operation.path, _UNSURE)
    return mark + after


def _expected(tree: dict[str, Any], operation: Operation) -> Any:
    if isinstance(operation, Rename):
        return rename_in_values(tree, operation)
    return done_to(tree, operation)


def _reads_as(text: str, expected: Any, *, in_order: bool) -> bool:
    try:
        found = values_of(text)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not what was asked for
        return False
    return _same(found, expected, in_order=in_order)


def _same(one: Any, other: Any, *, in_order: bool) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        first, second = cast("dict[str, Any]", one), cast("dict[str, Any]", other)
        keys = list(first) == list(second) if in_order else first.keys() == second.keys()
        return keys and all(_same(first[k], second[k], in_order=in_order) for k in first)
    if isinstance(one, list) and isinstance(other, list):
        mine, theirs = one, other
        return len(mine) == len(theirs) and all(
            _same(a, b, in_order=in_order) for a, b in zip(mine, theirs, strict=True)
        )
    return type(one) is type(other) and one == other


def _spliced(text: str, tree: dict[str, Any], operation: Operation) -> str:
    match operation:
        case Set(path=path, value=value):
            return _set(text, tree, path, value)
        case Add():
            return _add(text, tree, operation)
        case Remove(path=path):
            return removed(outline_of(text), path)
        case Move(path=path, by=by):
            return _move(text, path, by)
        case Duplicate(path=path, key=key):
            return _duplicate(text, tree, path, key)
        case Rename():
            return rename_in_text(text, tree, operation)


def _set(text: str, tree: dict[str, Any], path: Path, value: Any) -> str:
    holder = at(tree, path[:-1])
    if isinstance(holder, dict) and path[-1] not in holder:
        outline = outline_of(text)
        return inserted(outline, path, value, _place(outline, path))
    old = at(tree, path)
    if _same(old, value, in_order=True):
        return text
    steps = _steps(path, old, value)
    if not steps:
        return replaced(outline_of(text), path, value)
    for step in steps:
        now = values_of(text)
        text = _spliced(text, now, step)
    return text


def _place(outline: Outline, path: Path) -> int:
    """Give where a key that is not there yet comes, in the order of its document."""
    members = outline.find(path[:-1]).members
    order = keys_at(Document, path)
    if path[-1] not in order:
        return len(members)
    later = set(order[order.index(str(path[-1])) + 1 :])
    return next((n for n, m in enumerate(members) if m.step in later), len(members))


def _steps(path: Path, old: Any, new: Any) -> list[Operation]:
    """Give the smaller operations that make one collection of another, none to write it anew."""
    if not old or not new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return _mapping_steps(path, cast("dict[str, Any]", old), cast("dict[str, Any]", new))
    if isinstance(old, list) and isinstance(new, list):
        return _list_steps(path, old, new)
    return []


def _mapping_steps(path: Path, old: dict[str, Any], new: dict[str, Any]) -> list[Operation]:
    kept = [key for key in old if key in new]
    if not kept or kept != [key for key in new if key in old]:
        return []
    steps: list[Operation] = [
        Set(path=(*path, key), value=new[key])
        for key in kept
        if not _same(old[key], new[key], in_order=True)
    ]
    keys = list(new)
    for n, key in reversed(list(enumerate(keys))):
        if key not in old:
            before = keys[n + 1] if n + 1 < len(keys) else None
            steps.append(Add(path=(*path, key), value=new[key], before=before))
    return steps + [Remove(path=(*path, key)) for key in old if key not in new]


def _list_steps(path: Path, old: list[Any], new: list[Any]) -> list[Operation]:
    first = next(
        (
            n
            for n, (a, b) in enumerate(zip(old, new, strict=False))
            if not _same(a, b, in_order=True)
        ),
        min(len(old), len(new)),
    )
    last = 0
    while last < min(len(old), len(new)) - first and _same(
        old[-1 - last], new[-1 - last], in_order=True
    ):
        last += 1
    gone, come = len(old) - first - last, len(new) - first - last
    if not first and not last and gone != come:
        return []
    both = min(gone, come)
    steps: list[Operation] = [
        Set(path=(*path, first + n), value=new[first + n]) for n in range(both)
    ]
    steps += [Remove(path=(*path, first + both)) for _ in range(gone - both)]
    return steps + [Add(path=(*path, first + n), value=new[first + n]) for n in range(both, come)]


def _add(text: str, tree: dict[str, Any], operation: Add) -> str:
    path, step = operation.path, operation.path[-1]
    if _begins(tree, operation):
        value: Any = [operation.value] if isinstance(step, int) else {step: operation.value}
        return _set(text, tree, path[:-1], value)
    outline = outline_of(text)
    if isinstance(step, int):
        return inserted(outline, path, operation.value, step)
    members = [m.step for m in outline.find(path[:-1]).members]
    place = len(members) if operation.before is None else members.index(operation.before)
    return inserted(outline, path, operation.value, place)


def _begins(tree: dict[str, Any], operation: Add) -> bool:
    """Say whether what an entry is added to is not there yet."""
    path = operation.path
    above = at(tree, path[:-2])
    return len(path) > 1 and isinstance(above, dict) and path[-2] not in above


def _move(text: str, path: Path, by: int) -> str:
    step = 1 if by > 0 else -1
    outline = outline_of(text)
    members = outline.find(path[:-1]).members
    place = [m.step for m in members].index(path[-1])
    target = max(0, min(len(members) - 1, place + by))
    while place != target:
        text = swapped(outline_of(text), path[:-1], min(place, place + step))
        place += step
    return text


def _duplicate(text: str, tree: dict[str, Any], path: Path, key: str) -> str:
    text = copied(outline_of(text), path, key)
    naming = key_field(at(tree, path)) if isinstance(path[-1], int) else ""
    if not naming:
        return text
    copy = (*path[:-1], int(path[-1]) + 1, naming)
    return replaced(outline_of(text), copy, key)
