"""Brings a file's plain values into the written form, reporting every broken shape.

What is broken is replaced by a stand-in and marked, so that the rest can still be checked.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from .document import Document
from .findings import Findings, Path, closest, near, shorten

# Stands for a name whose shape was already reported; no file can hold this character.
BROKEN = "\x00"
_ROUNDS = 40
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_KEY_LIMIT = 60
_KEYS_AS_VALUES = frozenset({"flow", "report", "rung"})
Written = TypeVar("Written", bound=BaseModel)
_STAND_INS: dict[str, Any] = {
    "type": "text",
    "holder": "unit",
    "kind": "exited",
    "level": 0,
    "span": "1 days",
    "after": "1 days",
    "gap": "1 points",
    "light": "yellow",
    "every": "month",
    "times": 1,
    "when": {},
    "rungs": [],
    "rules": [],
    "outcomes": {},
    "options": {},
    "fields": {},
    "roles": {},
    "stages": {},
    "terminals": {},
    "transitions": {},
}
_WANTED: dict[str, tuple[str, str]] = {
    "string_type": ("text", "文字"),
    "bool_type": ("true or false", "true 或 false"),
    "int_type": ("a whole number", "整数"),
    "float_type": ("a number", "数字"),
    "list_type": ("a list", "列表"),
    "dict_type": ("a mapping of keys to values", "“键: 值”"),
    "model_type": ("a mapping of keys to values", "“键: 值”"),
    "bad-span": ("a length of time", "时限"),
    "bad-gap": ("how far behind", "落后幅度"),
    "bad-share": ("a share", "比例"),
    "span-not-positive": ("a length of time", "时限"),
    "literal_error": ("one of the words offered", "可选词之一"),
}
_BOUNDS: dict[str, tuple[str, str]] = {
    "level": ("a level from 0 to 99", " 0 至 99 的级别"),
    "times": ("a number from 1 to 12", " 1 至 12 的次数"),
    "month": ("a month from 1 to 12", " 1 至 12 的月序"),
    "day": ("a day from 1 to 31", " 1 至 31 的日期"),
    "limit": ("a limit from 1 to 10,000", " 1 至 10000 的上限"),
}
_FOUND: dict[type, tuple[str, str]] = {
    str: ("text", "文字"),
    bool: ("true or false", "true 或 false"),
    int: ("a number", "数字"),
    float: ("a number", "数字"),
    list: ("a list", "列表"),
    dict: ("a mapping", "“键: 值”"),
}


def check_key(findings: Findings, key: str, path: Path) -> None:
    """Record a fault for a key that is not one."""
    if key != BROKEN and not (_KEY.fullmatch(key) and len(key) <= _KEY_LIMIT):
        on_value = path[-1] in _KEYS_AS_VALUES
        findings.add("bad-key", path, on="value" if on_value else "key", name=key)


def read_document(data: dict[str, Any], findings: Findings) -> Document:
    """Give a flow file in its written form, broken parts replaced."""
    names = ("fields", "roles", "stages", "terminals", "transitions")
    blank: dict[str, Any] = {"flow": BROKEN, "title": BROKEN, "title_field": BROKEN}
    blank |= {name: {} for name in names}
    return read_as(Document, data, findings, blank=blank)


def read_as(
    kind: type[Written], data: dict[str, Any], findings: Findings, *, blank: dict[str, Any]
) -> Written:
    """Give a file in its written form, broken parts replaced; their faults go to ``findings``.

    ``blank`` is the least such a file may hold: what stands for one that is beyond mending.
    """
    tree = deepcopy(data)
    for _ in range(_ROUNDS):
        try:
            return kind.model_validate(tree)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=True)
        problems.sort(key=lambda p: p["type"] != "extra_forbidden")
        fresh = set(findings.broken)
        for problem in problems:
            path, rest = _resolve(tree, problem["loc"])
            if problem["type"] == "missing":
                path = (*path, *rest[-1:])
            if not any(path[: n + 1] in fresh for n in range(len(path))):
                _report(kind, problem, path, tree, findings)
                fresh |= _meant(kind, problem, path, tree)
            _mend(tree, path, problem["type"], was_broken=path in fresh)
            findings.broken |= fresh if problem["type"] == "extra_forbidden" else {path}
    return kind.model_validate(blank)


def _resolve(tree: Any, loc: tuple[int | str, ...]) -> tuple[Path, Path]:
    """Follow a location as far as the file goes; shorthands have steps the file does not."""
    at: Any = tree
    path: Path = ()
    rest: Path = ()
    for step in loc:
        inside = (isinstance(at, dict) and step in at) or (
            isinstance(at, list) and isinstance(step, int) and step < len(at)
        )
        if inside:
            path = (*path, step)
            at = _at(at, (step,))
        else:
            rest = (*rest, step)
    return path, rest


def _report(
    written: type[BaseModel], problem: Any, path: Path, tree: Any, findings: Findings
) -> None:
    kind, name = problem["type"], path[-1] if path else ""
    value = _at(tree, path)
    wanted, wanted_zh = _WANTED.get(kind, ("something", "内容"))
    if problem.get("ctx", {}).get("class_name") == "TitlePart":
        wanted, wanted_zh = "a title", "名称"
    if kind == "missing":
        findings.add("missing-key", path, on="key", name=name)
    elif kind == "extra_forbidden":
        findings.add(
            "unknown-key", path, on="key", name=name, **near(str(name), keys_at(written, path))
        )
    elif value is None or value in ("", [], {}) or kind in {"string_too_short", "too_short"}:
        findings.add("empty-value", path, name=name, wanted=wanted, wanted_zh=wanted_zh)
    elif kind in {"bad-span", "bad-gap", "bad-share", "span-not-positive"}:
        findings.add(kind, path, name=shorten(value))
    elif kind == "literal_error":
        code = "round-pass" if path[0] == "rounds" and name == "pass" else "not-offered"
        offered = re.findall(r"'([^']*)'", problem["ctx"]["expected"])
        findings.add(code, path, name=value, **near(str(value), offered))
    elif kind in _WANTED:
        found, found_zh = _FOUND.get(type(value), ("something else", "其他内容"))
        findings.add(
            "wrong-type", path, wanted=wanted, wanted_zh=wanted_zh, found=found, found_zh=found_zh
        )
    else:
        wanted, wanted_zh = _BOUNDS.get(str(name), ("a finite number", "有限的数"))
        findings.add("bad-number", path, wanted=wanted, wanted_zh=wanted_zh)


def _meant(written: type[BaseModel], problem: Any, path: Path, tree: Any) -> set[Path]:
    """Give the path that an unknown key was most likely meant to be, unless that stands too."""
    if problem["type"] != "extra_forbidden":
        return set()
    guess = closest(str(path[-1]), keys_at(written, path))
    return {(*path[:-1], guess)} if guess and guess not in _at(tree, path[:-1]) else set()


def _mend(tree: Any, path: Path, kind: str, *, was_broken: bool) -> None:
    if not path:
        return
    parent: Any = _at(tree, path[:-1])
    last = path[-1]
    if isinstance(last, int):
        if was_broken:
            _mend(tree, path[:-1], kind, was_broken=False)
        else:
            parent[last] = {} if kind in {"model_type", "dict_type"} else BROKEN
    elif kind == "missing":
        parent[last] = deepcopy(_STAND_INS.get(str(last), BROKEN))
    elif isinstance(parent, dict):
        parent.pop(last, None)


def _at(tree: Any, path: Path) -> Any:
    """Give what stands at a path; None for a key that a mapping does not have."""
    at: Any = tree
    for step in path:
        if isinstance(at, dict):
            at = cast("dict[str | int, Any]", at).get(step)
        else:
            at = cast("list[Any]", at)[cast("int", step)]
    return at


def keys_at(written: type[BaseModel], path: Path) -> list[str]:
    """Give the keys that may stand where an unknown one was found."""
    part: Any = written
    for step in path[:-1]:
        part = _inside(part, step)
    return _names_of(part)


def _inside(part: Any, step: str | int) -> Any:
    if isinstance(part, type) and issubclass(part, BaseModel):
        for name, info in part.model_fields.items():
            if step in (info.alias or name, name):
                return bare(info.annotation)
        return None
    inner = getattr(part, "__args__", ())
    if part is None or not inner:
        return None
    if isinstance(step, str) and getattr(part, "__origin__", None) is list:
        return _inside(bare(inner[-1]), step)
    return bare(inner[-1])


def bare(annotation: Any) -> Any:
    """Strip Optional and Annotated from a type."""
    if hasattr(annotation, "__metadata__"):
        return bare(annotation.__origin__)
    options = [a for a in getattr(annotation, "__args__", ()) if a is not type(None)]
    if type(None) in getattr(annotation, "__args__", ()):
        return bare(options[0])
    return annotation


def _names_of(part: Any) -> list[str]:
    if getattr(part, "__origin__", None) is list:
        part = bare(part.__args__[-1])
    if isinstance(part, type) and issubclass(part, BaseModel):
        return [info.alias or name for name, info in part.model_fields.items()]
    return []
