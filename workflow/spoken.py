"""What a caller says with a command: whether it can be kept, and a mark to know it by again."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from ..errors import InvalidValues, ValueFault
from .values import Verdict

LIMITS = {"ref": 120, "key": 200}
_FREE = {"fields"}


def fingerprint(name: str, said: Mapping[str, Any]) -> str:
    """Give a mark by which the same command with the same arguments is recognised."""
    line = json.dumps({"command": name, **said}, sort_keys=True, default=repr)
    return hashlib.sha256(line.encode()).hexdigest()


def require_sound(said: Mapping[str, Any]) -> None:
    """Raise InvalidValues for every text that can't be kept, and for a verdict that is none.

    The values of ``fields`` are left to the flow, which knows what they should be.
    """
    faults = [
        ValueFault(field=name, title=name, value=text[:40], what=what, what_zh=what_zh)
        for name, text in _texts(said)
        for what, what_zh in _objections(name, text)
    ]
    if faults:
        raise InvalidValues(faults=faults)


def _texts(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, Mapping) and name not in _FREE:
            yield from _texts(value)


def _objections(name: str, text: str) -> Iterator[tuple[str, str]]:
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in text if c not in "\n\r\t"):
        yield "it holds a control character", "含有不可见控制字符"
    limit = LIMITS.get(name)
    if limit is not None and len(text) > limit:
        yield f"at most {limit} characters", f"最多 {limit} 字"
    if name == "verdict" and text not in get_args(Verdict):
        yield "write agree or disagree", "请写 agree（同意）或 disagree（不同意）"
