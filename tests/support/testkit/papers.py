"""Measures a printed PDF: every sign with its place, size, face and colour; rules; pictures.

Lengths are points from the top left corner of the page; a sign's ``top`` and ``bottom`` are its em
box (0.88 above and 0.12 below the baseline), because the ink of 一 says nothing about its row.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import pdfplumber

MM: Final = 72 / 25.4
CHAR: Final = 156 / 28 * MM
PITCH: Final = (225 * MM - 16) / 21
LEFT: Final = 28 * MM
RIGHT: Final = 184 * MM
TOP: Final = 37 * MM
BOTTOM: Final = 262 * MM
_ASCENT: Final = 0.88
_SAME_ROW: Final = 1.0
_LONG: Final = 100 * MM
_THIN: Final = 3 * MM


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One character on a page; ``x`` is its origin, ``end`` where it stops."""

    text: str
    page: int
    x: float
    end: float
    baseline: float
    size: float
    font: str
    color: tuple[float, ...]

    @property
    def top(self) -> float:
        return self.baseline - _ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + (1 - _ASCENT) * self.size

    @property
    def is_red(self) -> bool:
        red, *others = self.color if len(self.color) == 3 else (0.0,)
        return red > 0.7 and all(part < 0.25 for part in others)

    @property
    def is_black(self) -> bool:
        return all(part < 0.05 for part in self.color)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The signs of one size on one baseline, from left to right."""

    signs: tuple[Sign, ...]

    @property
    def text(self) -> str:
        return "".join(sign.text for sign in self.signs)

    @property
    def first(self) -> Sign:
        return self.signs[0]

    @property
    def end(self) -> float:
        return self.signs[-1].end


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A long horizontal rule: where its middle lies, from where to where, how thick."""

    page: int
    middle: float
    x: float
    end: float
    thickness: float
    is_red: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture, such as a seal."""

    page: int
    x: float
    end: float
    top: float
    bottom: float


class Paper:
    """A PDF, measured."""

    def __init__(self, content: bytes) -> None:
        self.signs: list[Sign] = []
        self.strokes: list[Stroke] = []
        self.pictures: list[Picture] = []
        self.frames: list[int] = []
        self.sizes: list[tuple[float, float]] = []
        self.content = content
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            for page in pdf.pages:
                self._read(page)

    def _read(self, page: Any) -> None:
        number, height = page.page_number, float(page.height)
        self.sizes.append((float(page.width) / MM, height / MM))
        for char in page.chars:
            if char["text"].strip():
                self.signs.append(_sign(char, number, height))
        for drawn in (*page.lines, *page.rects):
            stroke = _stroke(drawn, number)
            if stroke:
                self.strokes.append(stroke)
            elif drawn["bottom"] - drawn["top"] > _THIN:
                self.frames.append(number)
        self.pictures += [
            Picture(page=number, x=p["x0"], end=p["x1"], top=p["top"], bottom=p["bottom"])
            for p in page.images
        ]

    @cached_property
    def is_numbered(self) -> dict[int, Row]:
        """The page numbers, by page."""
        below = (
            row for row in self._rows(sign for sign in self.signs if sign.baseline > BOTTOM + 3)
        )
        return {row.first.page: row for row in below}

    @cached_property
    def text(self) -> list[Sign]:
        """All signs but the page numbers, in the order of the file."""
        return [sign for sign in self.signs if sign.baseline <= BOTTOM + 3]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of size 3号, page by page from top to bottom."""
        return list(self._rows(sign for sign in self.text if abs(sign.size - 16) < 0.1))

    def find(self, text: str, size: float, *, last: bool = False) -> list[Sign]:
        """Give the signs of a text of a size that stands in one piece; none when it does not."""
        found = self.find_all(text, size)
        return found[-1 if last else 0] if found else []

    def find_all(self, text: str, size: float) -> list[list[Sign]]:
        """Give the signs of a text of a size, each time it stands in one piece."""
        wanted = "".join(text.split())
        signs = [sign for sign in self.text if abs(sign.size - size) < 0.1]
        whole = "".join(sign.text for sign in signs)
        places = (found.start() for found in re.finditer(f"(?={re.escape(wanted)})", whole))
        return [signs[place : place + len(wanted)] for place in places]

    def font_names(self) -> set[str]:
        return {sign.font for sign in self.signs}

    @staticmethod
    def _rows(signs: Iterator[Sign]) -> Iterator[Row]:
        row: list[Sign] = []
        for sign in sorted(signs, key=lambda s: (s.page, round(s.baseline, 1), s.x)):
            if row and (
                sign.page != row[0].page or abs(sign.baseline - row[0].baseline) > _SAME_ROW
            ):
                yield Row(signs=tuple(sorted(row, key=lambda s: s.x)))
                row = []
            row.append(sign)
        if row:
            yield Row(signs=tuple(sorted(row, key=lambda s: s.x)))


def _sign(char: dict[str, Any], page: int, height: float) -> Sign:
    matrix: Sequence[float] = char["matrix"]
    color = char["non_stroking_color"]
    return Sign(
        text=char["text"],
        page=page,
        x=matrix[4],
        end=char["x1"],
        baseline=height - matrix[5],
        size=char["size"],
        font=char["fontname"].split("+")[-1],
        color=tuple(color) if isinstance(color, list | tuple) else (color or 0.0,),
    )


def _stroke(drawn: dict[str, Any], page: int) -> Stroke | None:
    tall = drawn["bottom"] - drawn["top"]
    if drawn["x1"] - drawn["x0"] < _LONG or tall > _THIN:
        return None
    color = drawn["stroking_color"] if tall < 0.1 else drawn["non_stroking_color"]
    parts = tuple(color) if isinstance(color, list | tuple) else (color or 0.0,)
    return Stroke(
        page=page,
        middle=(drawn["top"] + drawn["bottom"]) / 2,
        x=drawn["x0"],
        end=drawn["x1"],
        thickness=drawn["linewidth"] if tall < 0.1 else tall,
        is_red=len(parts) == 3 and parts[0] > 0.7 and max(parts[1:]) < 0.25,
    )
