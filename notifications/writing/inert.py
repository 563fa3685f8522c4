"""Values that can't become structure.

A value never enters the text that is parsed: what stands there is a token, two characters no
text may contain around the value's place in a list.
The parser looks for fields, headings and tables in that text and puts the values in last.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from .bounds import LOOP_TURNS, MADE_CHARACTERS, SECONDS, VALUE_CHARACTERS

_OPEN: Final = "\ufdd0"
_CLOSE: Final = "\ufdd1"
_TOKEN: Final = re.compile(f"{_OPEN}([0-9]+){_CLOSE}([。；，、]?)")
_MARK: Final = re.compile("\ufdd4[0-9]+\ufdd5")
_BREAKS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CUT: Final = "……（下略）"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
_SPACING: Final = re.compile(r"[\s\u2028\u2029]+")


class BeyondBounds(Exception):
    """A template uses more than a letter may; ``what`` and ``what_zh`` say of what."""

    def __init__(self, what: str, what_zh: str) -> None:
        super().__init__(what)
        self.what = what
        self.what_zh = what_zh


@dataclass(slots=True)
class Ledger:
    """What one rendering has used: the values it has written, what it has left of turns and time.

    ``clock`` gives seconds that only rise.
    """

    clock: Callable[[], float]
    until: float = 0.0
    values: list[str] = field(default_factory=list)
    turns: int = LOOP_TURNS
    characters: int = 0
    made: int = 0

    def __post_init__(self) -> None:
        """Begin to count the time."""
        self.until = self.clock() + SECONDS

    def token(self, text: str) -> str:
        """Keep a value and give the token that stands for it."""
        self.look_at_the_clock()
        value = cleaned(text)
        self.values.append(value)
        self.characters += len(value)
        return f"{_OPEN}{len(self.values) - 1}{_CLOSE}"

    def look_at_the_clock(self) -> None:
        """Raise BeyondBounds when the time is over."""
        if self.clock() > self.until:
            raise BeyondBounds(
                f"it takes longer than {SECONDS:g} seconds", f"计算超过 {SECONDS:g} 秒"
            )

    def make(self, text: str) -> None:
        """Count what a filter made; raise BeyondBounds when that is too much."""
        self.look_at_the_clock()
        self.made += len(text)
        if self.made > MADE_CHARACTERS:
            raise BeyondBounds(
                f"its filters make more than {MADE_CHARACTERS} characters",
                f"过滤器产生的文字超过 {MADE_CHARACTERS} 字",
            )

    def charge(self, turns: int) -> None:
        """Take loop turns; raise BeyondBounds when there are none left."""
        self.turns -= turns
        if self.turns < 0:
            raise BeyondBounds(
                f"its loops take more than {LOOP_TURNS} turns",
                f"循环次数超过 {LOOP_TURNS} 次",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A letter's source text: its skeleton with tokens, and the values they stand for."""

    skeleton: str
    values: tuple[str, ...] = ()

    def filled(self, piece: str) -> str:
        """Put the values into a piece of the skeleton.

        A value's own full stop gives way to the punctuation that the template writes after it.
        """
        return _TOKEN.sub(self._value, _MARK.sub("", piece))

    def _value(self, found: re.Match[str]) -> str:
        index, mark = int(found[1]), found[2]
        value = self.values[index] if index < len(self.values) else ""
        return value.rstrip("。；") + mark if mark else value


def unseen_in(text: str) -> tuple[int, int, str] | None:
    """Give the line, column and code of the first unseen character of a text, None for none.

    Tabs and line ends are no such characters; those that tokens and marks are made of are.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        for column, character in enumerate(line.removesuffix("\r"), start=1):
            if character != "\t" and (_is_unseen(character) or character in "\u2028\u2029"):
                return number, column, f"U+{ord(character):04X}"
    return None


def cleaned_source(text: str) -> str:
    """Give a source text that a person wrote without unseen characters; its lines stay lines."""
    lines = _BREAKS.sub("\n", text.removeprefix("\ufeff")).split("\n")
    return "\n".join("".join(c for c in line if c == "\t" or not _is_unseen(c)) for line in lines)


def cleaned(text: str) -> str:
    """Give a value as one line without unseen characters, cut to a bearable length.

    Line breaks, which would let a value begin a line, become a space; controls, bidirectional
    overrides, zero-width characters, lone surrogates and noncharacters are left out.
    """
    line = _SPACING.sub(" ", text[: VALUE_CHARACTERS * 2])
    seen = "".join(c for c in line if not _is_unseen(c)).strip(" \u3000")
    if len(seen) <= VALUE_CHARACTERS and len(text) <= VALUE_CHARACTERS * 2:
        return seen
    return seen[:VALUE_CHARACTERS] + _CUT


def _is_unseen(character: str) -> bool:
    code = ord(character)
    is_noncharacter = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE  # noqa: PLR2004 - Unicode
    return is_noncharacter or unicodedata.category(character) in _UNSEEN
