"""Prints a letter as PDF: GB/T 9704-2012, the office's fonts where it has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..writing.letters import OfficialLetter
from .compositor import Compositor
from .faces import FACES, Faces, find_faces
from .printed import Printed
from .sheet import sheet
from .sorts import Sorts


class PdfPress:
    """Prints letters as PDF; one press serves a whole process and all its threads."""

    def __init__(
        self, *, font_folders: Sequence[Path] = (), are_system_fonts_used: bool = True
    ) -> None:
        self._faces: Faces = find_faces(font_folders, are_system_fonts_used=are_system_fonts_used)
        self._compositor = Compositor(self._faces.folders())

    def render(
        self,
        letter: OfficialLetter,
        *,
        seals: Sequence[bytes] = (),
        moment: datetime,
        is_draft: bool = False,
    ) -> Printed:
        """Print a letter; the same letter, seals and moment give the same bytes."""
        sorts = Sorts(self._faces)
        made = sheet(letter, sorts, seals=len(seals), is_draft=is_draft)
        content = self._compositor.set(made, seals, moment)
        return Printed(
            format="pdf",
            content=content,
            faces={face: self._faces.fonts[face].family for face in FACES},
            substituted=sorts.substituted,
        )
