"""Picks the font of every character before the page is set.

The typesetter says nothing when a font lacks a character, so nothing is left to it: text is cut
into runs, and each run names the font that has all of it.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Any, Final

from .faces import FaceName, Faces, FontFile

MISSING_SORT: Final = "〓"
"""What printers set where the case lacks a sort."""

_BLANKS: Final = frozenset({"Cc", "Zl", "Zp"})
_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_RADICALS: Final = range(0x2F00, 0x2FE0)
_COMPOSED: Final = re.compile(r".[\u0300-\u036f]+", re.DOTALL)
NO_FONT: Final = "无"
"""Stands for the font in ``Sorts.substituted`` when no font has the character."""

Run = list[Any]
"""A run as the layout reads it: the place of its font in ``Sorts.fonts``, then its text."""


def clean(text: str) -> str:
    """Make text fit to print: one line, nothing invisible, ideographs for radicals.

    Line breaks, tabs and other control characters become blanks; what has no width (zero-width
    spaces, direction marks, variation selectors) is left out; accents join their letters.
    """
    if text.isascii() and text.isprintable():
        return text
    joined = _COMPOSED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    return "".join(_clean(character) for character in joined)


class Sorts:
    """Cuts text into runs, and remembers which characters their face lacked."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces
        self._numbers: dict[tuple[FontFile, bool], int] = {}
        self._chosen: dict[tuple[FaceName, str], tuple[int, str]] = {}
        self.substituted: dict[str, str] = {}

    def runs(self, face: FaceName, text: str) -> list[Run]:
        """Cut a text of a face into runs of one font each; no text, no runs."""
        placed = [self._place(face, character) for character in clean(text)]
        return [
            [number, "".join(character for _, character in run)]
            for number, run in groupby(placed, key=lambda pair: pair[0])
        ]

    @property
    def fonts(self) -> list[tuple[FontFile, bool]]:
        """Give the fonts the runs name by number, and whether to thicken each with a stroke.

        A stand-in is of regular weight, and a title is bold.
        """
        return list(self._numbers)

    def _place(self, face: FaceName, character: str) -> tuple[int, str]:
        key = (face, character)
        if key not in self._chosen:
            self._chosen[key] = self._choose(face, character)
        return self._chosen[key]

    def _choose(self, face: FaceName, character: str) -> tuple[int, str]:
        own, *others = self._faces.candidates(face)
        if own.has(character):
            return self._number(own, is_stroked=False), character
        for font in others:
            if font.has(character):
                if not character.isspace():
                    self.substituted[character] = font.family
                is_stroked = face == "小标宋" and font.weight != "bold"
                return self._number(font, is_stroked=is_stroked), character
        self.substituted[character] = NO_FONT
        number, _ = self._choose(face, MISSING_SORT)
        return number, MISSING_SORT

    def _number(self, font: FontFile, *, is_stroked: bool) -> int:
        return self._numbers.setdefault((font, is_stroked), len(self._numbers))


def _clean(character: str) -> str:
    place = ord(character)
    if place in _RADICALS:
        return unicodedata.normalize("NFKC", character)
    if any(place in span for span in _SELECTORS):
        return ""
    category = unicodedata.category(character)
    if category in _BLANKS:
        return " "
    if category == "Zs" and character != "　":
        return " "
    return "" if category == "Cf" else character
