"""The typesetting machine: a fixed layout and plain data in, a PDF out. The only door to typst."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

_LAYOUT: Final = "gongwen.typ"


class Compositor:
    """Sets sheets with the fonts of some folders; safe to use from several threads.

    One at a time: the machine shares one cache among all threads, and setting a letter twice at
    once would only make both wait.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._layout = files(__package__).joinpath(_LAYOUT).read_bytes()
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in folders],
        )
        self._machine = typst.Compiler(self._layout, font_paths=self._fonts)
        self._turn = threading.Lock()

    def family(self, file: Path, number: int) -> str | None:
        """Give the name by which the machine knows a font; None when it does not know the file."""
        wanted = str(file)
        for font in self._fonts.fonts():
            if font.path == wanted and font.index == number:
                return font.family
        return None

    def set(self, sheet: Mapping[str, Any], seals: Sequence[bytes], moment: datetime) -> bytes:
        """Set one sheet; the same sheet, seals and moment give the same bytes.

        Raises ``typst.TypstError`` when the layout can't be set, such as for a broken image.
        """
        given = {
            "sheet": json.dumps(sheet, ensure_ascii=False),
            "seals": json.dumps([list(seal) for seal in seals]),
        }
        with self._turn:
            made = self._machine.compile(
                input=self._layout,
                format="pdf",
                sys_inputs=given,
                timestamp=int(moment.timestamp()),
            )
        if not isinstance(made, bytes):
            raise TypeError(f"one PDF was expected, not {type(made).__name__}")
        return made
