"""What expressions can come to, where that can be decided: tried on every value that matters.

An expression that only sets variables against plain values (``amount > 5.0``, ``kind in ['a']``,
``'site' in filled``, with and, or, not) comes to the same for all values between two of those it
names. So it is enough to try each of them, one between each two, the bounds of the field, and nothing.
Of an expression that does anything else nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Any, Final

from .computing import Expression
from .document import Document
from .fields import FieldType
from .tokens import Token, tokens

MOST: Final = 300
"""Of expressions that would have to be tried on more combinations of values nothing is said."""

_ORDERS: Final = frozenset({"<", "<=", ">", ">="})
_EQUALS: Final = frozenset({"==", "!="})
OTHER: Final = "\N{EMPTY SET}"
"""A text that is none of those an expression names."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a variable may come to: a field of a type, or a decision, which is a choice."""

    type: FieldType
    options: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


Known = Callable[[str], Range | None]
"""Gives what a variable of a flow may come to; None for one that is neither field nor decision."""

_Variable = tuple[str, str]
"""What is tried: a name, in ``materials`` or a variable of its own."""


class _Undecidable(Exception):
    """The expression does more than set variables against plain values."""


@dataclass(slots=True)
class _Reader:
    """Reads an expression and collects what its variables are set against."""

    words: list[Token]
    values: dict[str, set[Any]] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    at: int = 0

    def read(self) -> None:
        self._any()
        if self.at < len(self.words):
            raise _Undecidable

    def _any(self) -> None:
        self._all()
        while self._takes("||"):
            self._all()

    def _all(self) -> None:
        self._one()
        while self._takes("&&"):
            self._one()

    def _one(self) -> None:
        if self._takes("!"):
            self._one()
        elif self._takes("("):
            self._any()
            self._wants(")")
        else:
            self._comparison()

    def _comparison(self) -> None:
        left, name = self._operand()
        sign = self._word().text if self.at < len(self.words) else ""
        if sign in _ORDERS | _EQUALS:
            self.at += 1
            right, other = self._operand()
            if bool(name) == bool(other):
                raise _Undecidable  # two variables, or two plain values
            self._note(name or other, right if name else left, is_order=sign in _ORDERS)
        elif sign == "in":
            self.at += 1
            self._membership(left, name)
        elif name:
            self._note(name, value=True, is_order=False)

    def _membership(self, left: Any, name: str) -> None:
        if name:
            self._wants("[")
            while not self._takes("]"):
                value, other = self._operand()
                if other:
                    raise _Undecidable
                self._note(name, value, is_order=False)
                self._takes(",")
            return
        _, whole = self._operand()
        if whole not in {"filled", "materials"} or not isinstance(left, str):
            raise _Undecidable
        self.members.setdefault(whole, set()).add(left)

    def _operand(self) -> tuple[Any, str]:
        """Give a plain value, or the name of a variable."""
        sign = -1 if self._takes("-") else 1
        word = self._word()
        self.at += 1
        if word.kind == "number":
            is_whole = "." not in word.text
            return sign * (int(word.text) if is_whole else float(word.text)), ""
        if sign < 0 or word.kind not in {"text", "name"}:
            raise _Undecidable
        if word.kind == "text":
            if not word.literal:
                raise _Undecidable
            return word.literal, ""
        if word.text in {"true", "false"}:
            return word.text == "true", ""
        return None, word.text

    def _note(self, name: str, value: Any, *, is_order: bool) -> None:
        if is_order and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise _Undecidable
        self.values.setdefault(name, set()).add(value)

    def _word(self) -> Token:
        if self.at >= len(self.words):
            raise _Undecidable
        return self.words[self.at]

    def _takes(self, text: str) -> bool:
        is_next = self.at < len(self.words) and self.words[self.at].text == text
        self.at += is_next
        return is_next

    def _wants(self, text: str) -> None:
        if not self._takes(text):
            raise _Undecidable


def facts_that_matter(
    known: Known, expressions: Iterable[Expression]
) -> Sequence[Mapping[str, Any]] | None:
    """Give facts that between them bring out whatever the expressions can come to; None: unknown.

    ``filled`` and ``materials`` are lists of keys; a fact that is None is not filled.
    """
    values: dict[str, set[Any]] = {}
    members: dict[str, set[str]] = {}
    try:
        for expression in expressions:
            reader = _Reader(tokens(expression.source), values, members)
            reader.read()
        for name in members.get("filled", ()):
            values.setdefault(name, set())
        tried: dict[_Variable, list[Any]] = {
            ("", name): [None, *_tried(known(name), named)] for name, named in values.items()
        }
    except _Undecidable:
        return None
    tried |= {("materials", key): [False, True] for key in sorted(members.get("materials", ()))}
    if math.prod(len(each) for each in tried.values()) > MOST:
        return None
    return [_facts(dict(zip(tried, chosen, strict=True))) for chosen in product(*tried.values())]


def can_hold(known: Known, expressions: Sequence[Expression]) -> bool:
    """Say whether some facts make all the expressions true at once; True where nobody can tell."""
    tried = facts_that_matter(known, expressions)
    return tried is None or any(all(e.holds(facts) for e in expressions) for facts in tried)


def first_to_hold(known: Known, rows: Sequence[Expression]) -> set[int]:
    """Give the rows that are the first to hold for some facts; all where nobody can tell."""
    tried = facts_that_matter(known, rows)
    if tried is None:
        return set(range(len(rows)))
    found = (next((n for n, row in enumerate(rows) if row.holds(facts)), -1) for facts in tried)
    return {*found} - {-1}


def range_in(doc: Document, name: str) -> Range | None:
    """Give what a field or a decision of a written flow may come to; None for any other name."""
    if (part := doc.fields.get(name)) is not None:
        return Range(part.type, tuple(part.options), part.min, part.max)
    decision = doc.decisions.get(doc.grade or "" if name == "grade" else name)
    return None if decision is None else Range("choice", tuple(decision.outcomes))


def _tried(known: Range | None, named: set[Any]) -> Iterator[Any]:
    """Give the values of a variable that matter, those it can't have left out."""
    if known is None:
        raise _Undecidable
    if not named:
        yield True  # only asked whether it is filled: any value stands for all
    elif known.type in {"number", "integer"}:
        yield from _numbers(named, known.least, known.most, is_whole=known.type == "integer")
    elif known.type == "choice":
        yield from known.options
    elif known.type == "boolean":
        yield from (True, False)
    elif known.type == "text":
        yield from (*sorted(map(str, named)), OTHER)
    else:
        raise _Undecidable


def _numbers(
    named: set[Any], least: float | None, most: float | None, *, is_whole: bool
) -> Iterator[float]:
    bounds = {float(bound) for bound in (least, most) if bound is not None}
    points = sorted({float(value) for value in named} | bounds) or [0.0]
    points = [points[0] - 1, *points, points[-1] + 1]
    between = [] if is_whole else [(a + b) / 2 for a, b in pairwise(points)]
    beside = [x + step for x in points for step in (-1, 1)] if is_whole else []
    for value in sorted({*points, *between, *beside}):
        if (least is None or value >= least) and (most is None or value <= most):
            yield int(value) if is_whole else value


def _facts(chosen: Mapping[_Variable, Any]) -> Mapping[str, Any]:
    known = {name: value for (whole, name), value in chosen.items() if not whole}
    filled = [name for name, value in known.items() if value is not None]
    materials = [name for (whole, name), is_there in chosen.items() if whole and is_there]
    return {**known, "filled": filled, "materials": materials}
