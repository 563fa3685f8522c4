"""What was found in a process: a flow in the making, and the keys it is given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from ...model import ANY_GRADE, TerminalKind
from .remarks import Remark

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_MADE: Final = re.compile(
    r"(?:[A-Za-z]+[_-](?=[a-z]*\d)[0-9a-z]{7}|sid-[0-9A-Fa-f-]{8,}|_?[0-9A-Fa-f-]{16,}|[A-Za-z]+_?\d+)"
)
"""Ids that modellers make up: they say nothing to people."""
_RESERVED: Final = frozenset({"any", "withdrawn"})
_ENDS: Final[tuple[tuple[TerminalKind, tuple[str, ...]], ...]] = (
    ("sealed", ("封存", "挂起", "seal", "on hold")),
    ("transferred", ("流转", "移交", "转办", "transfer", "handed over")),
    (
        "exited",
        (
            *("退出", "终止", "取消", "不予", "驳回", "拒绝", "失败", "放弃", "作废"),
            *("cancel", "reject", "declin", "abort", "terminat", "fail", "exit", "refus"),
        ),
    ),
)


@dataclass(slots=True, kw_only=True)
class Stage:
    """A stage: ``limits`` by grade, ``notes`` become comments."""

    key: str
    title: str
    owner: str
    limits: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def is_graded(self) -> bool:
        """Whether its limit differs by grade."""
        return bool(self.limits) and ANY_GRADE not in self.limits


@dataclass(slots=True, kw_only=True)
class Terminal:
    """A terminal."""

    key: str
    title: str
    kind: TerminalKind


@dataclass(slots=True, kw_only=True)
class Transition:
    """A transition between places by their keys."""

    key: str
    title: str
    sources: list[str]
    target: str
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Found:
    """A flow in the making."""

    key: str
    title: str
    initial: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    stages: dict[str, Stage] = field(default_factory=dict)
    terminals: dict[str, Terminal] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def reached(self) -> set[str]:
        """Give the places that can be reached from the start."""
        seen, waiting = {self.initial}, [self.initial]
        while waiting:
            here = waiting.pop()
            fresh = {t.target for t in self.transitions if here in t.sources} - seen
            seen |= fresh
            waiting += fresh
        return seen


class Keys:
    """Gives keys as the language wants them, each once."""

    def __init__(self) -> None:
        self._given = set(_RESERVED)
        self._counts: dict[str, int] = {}

    def new(self, wishes: Iterable[str], otherwise: str) -> str:
        """Give the first wish that makes a key, else a number behind a word; never one twice."""
        for wish in wishes:
            made = key_in(wish)
            if made:
                return self._once(made)
        self._counts[otherwise] = self._counts.get(otherwise, 0) + 1
        return self._once(f"{otherwise}_{self._counts[otherwise]}")

    def exactly(self, key: str) -> str:
        """Give a key that was one before, if it still is."""
        if _KEY.fullmatch(key) and (key not in self._given or key == "withdrawn"):
            self._given.add(key)
            return key
        return ""

    def _once(self, made: str) -> str:
        number, key = 1, made
        while key in self._given:
            number += 1
            key = f"{made[:55]}_{number}"
        self._given.add(key)
        return key


def key_in(text: str) -> str:
    """Give the key that a name in Latin letters or an id amounts to, empty for none."""
    if not text.isascii() or _MADE.fullmatch(text):
        return ""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text.strip())
    made = re.sub(r"[^a-z0-9]+", "_", split.lower()).strip("_")[:48].strip("_")
    return made if _KEY.fullmatch(made) else ""


def kind_of_end(title: str, *, is_broken_off: bool) -> TerminalKind:
    """Guess what an end is from its name and its sort."""
    said = title.casefold()
    for kind, words in _ENDS:
        if any(word in said for word in words):
            return kind
    return "exited" if is_broken_off else "completed"
