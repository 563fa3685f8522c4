"""The typesetting machine: a fixed layout and plain data in, a PDF out. The only door to typst."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from .faces import Faces, FontFile

LETTER: Final = Path(__file__).with_name("gongwen.typ")
"""The layout of official letters."""


class LayoutBroke(Exception):
    """The layout could not be set; the message is the machine's."""


class Compositor:
    """Sets sheets with the fonts of some folders; safe to use from several threads.

    ``layout`` is the file that knows where things stand.
    One at a time: the machine shares one cache among all threads, and setting a letter twice at
    once would only make both wait.
    """

    def __init__(self, faces: Faces, *, layout: Path = LETTER) -> None:
        self._layout = layout.read_bytes()
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in faces.folders()],
        )
        self._families = {(font.path, font.index): font.family for font in self._fonts.fonts()}
        self._machine = typst.Compiler(self._layout, font_paths=self._fonts)
        self._turn = threading.Lock()

    def family(self, font: FontFile) -> str:
        """Give the name by which the machine knows a font; the font's own when it does not."""
        return self._families.get((str(font.file), font.number), font.family)

    def set(self, sheet: Mapping[str, Any], seals: Sequence[bytes], moment: datetime) -> bytes:
        """Set one sheet as PDF; the same sheet, seals and moment give the same bytes.

        Raises LayoutBroke when it can't be set, such as for a broken picture.
        """
        given = {
            "sheet": json.dumps(sheet, ensure_ascii=False),
            "seals": json.dumps([list(seal) for seal in seals]),
        }
        made = self._made(given, format="pdf", timestamp=int(moment.timestamp()))
        if not isinstance(made, bytes):
            raise TypeError(f"one PDF was expected, not {type(made).__name__}")
        return made

    def pictures(self, sheet: Mapping[str, Any], *, dots: float) -> list[bytes]:
        """Set one sheet as a PNG for each page, ``dots`` to the inch; raises LayoutBroke."""
        given = {"sheet": json.dumps(sheet, ensure_ascii=False)}
        made = self._made(given, format="png", ppi=dots)
        return [made] if isinstance(made, bytes) else made

    def _made(self, given: dict[str, str], **asked: Any) -> Any:
        with self._turn:
            try:
                return self._machine.compile(
                    input=self._layout,  # given each time: the machine forgets it after the first
                    sys_inputs=given,
                    **asked,
                )
            except typst.TypstError as error:
                raise LayoutBroke(error.message) from error
