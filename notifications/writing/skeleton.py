"""The lines of a letter's source text, as its readers walk them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...errors import LetterFailed
from .inert import SourceText

BLANKS: Final = " \t\u3000\r"
"""What is stripped from both ends of a line, a value or a cell."""

_ESCAPE: Final = re.compile("\\\\([^\n\ufdd0-\ufdd5])")
_MARK: Final = re.compile("\ufdd4([0-9]+)\ufdd5")
_MARKS: Final = re.compile("(?:\ufdd4([0-9]+)\ufdd5)+")
_EXACT: Final = re.compile("\ufdd2([0-9]+)\ufdd3")
_SHOWN: Final = 60


def line_mark(number: int) -> str:
    """Give the mark that says on which line of a template a line of the skeleton was written."""
    return f"\ufdd4{number}\ufdd5"


def line_reached(skeleton: str) -> int:
    """Give the last line of a template that wrote anything to a skeleton; 1 when none did."""
    found = _MARK.findall(skeleton)
    return int(found[-1]) if found else 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line: where it stands, line and column counted from 1, and its text without blanks.

    The number is the template's where one wrote it. Line 0 is a line that is not there.
    """

    number: int
    text: str
    column: int = 1


class Source:
    r"""One letter's source text with its escapes made inert.

    A backslash takes the meaning from the character after it: ``\一、`` begins no heading, ``\|``
    divides no cells, ``\\`` is a backslash.
    """

    def __init__(self, text: SourceText, letter: str) -> None:
        self._text = text
        self._letter = letter

    def lines(self) -> Iterator[Line]:
        """Give the lines, blanks around them stripped."""
        for count, raw in enumerate(self._text.skeleton.split("\n"), start=1):
            marks = _MARKS.match(raw)
            number = int(marks[1]) if marks else count
            shown = _MARK.sub("", raw)
            column = len(shown) - len(shown.lstrip(BLANKS)) + 1
            exact = _ESCAPE.sub(lambda found: f"\ufdd2{ord(found[1])}\ufdd3", shown)
            yield Line(number, exact.strip(BLANKS), column)

    def filled(self, piece: str) -> str:
        """Give a piece of a line as it is to be read: blanks stripped, values and escapes put in."""
        text = self._text.filled(piece).strip(BLANKS)
        return _EXACT.sub(lambda found: chr(int(found[1])), text)

    def failed(self, line: Line, what: str, what_zh: str) -> LetterFailed:
        """Make the failure of a line that can't be read."""
        shown = self.filled(line.text)[:_SHOWN]
        at, at_zh = "", ""
        if line.number:
            at, at_zh = f"line {line.number} “{shown}”: ", f"第 {line.number} 行“{shown}”："
        return LetterFailed(
            letter=self._letter,
            line=line.number,
            column=line.column if line.number else 0,
            what=what,
            what_zh=what_zh,
            why=f"{at}{what}",
            why_zh=f"{at_zh}{what_zh}",
        )
