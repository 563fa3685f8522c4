"""Prints a letter as PDF: GB/T 9704-2012, in the office's fonts where it has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from ...clock import as_utc
from ...errors import PrintingFailed
from ..writing.letters import OfficialLetter
from .compositor import Compositor, LayoutBroke
from .faces import FACES, find_faces
from .printed import Printed
from .seals import check_seals
from .sheet import sheet
from .sorts import Sorts

_PICTURES: Final = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "SVG": (b"<svg", b"<?xml"),
    "WebP": (b"RIFF",),
    "GIF": (b"GIF8",),
}


class PdfPress:
    """Prints letters as PDF; one press serves a whole process, all its threads included.

    ``font_folders`` are searched for the office's fonts before the system's.
    """

    def __init__(
        self, *, font_folders: Sequence[Path] = (), are_system_fonts_used: bool = True
    ) -> None:
        self.faces = find_faces(font_folders, are_system_fonts_used=are_system_fonts_used)
        self._compositor = Compositor(self.faces)

    def render(
        self,
        letter: OfficialLetter,
        *,
        seals: Sequence[bytes] = (),
        moment: datetime,
        is_draft: bool = False,
    ) -> Printed:
        """Print a letter; the same letter, seals, moment and fonts give the same bytes.

        ``seals`` are pictures (PNG, JPEG, SVG, WebP or GIF, best square and transparent) in the
        order of the signers; without them the places stay free, to be sealed by hand.
        ``moment`` is when it is printed; it stands in the file's properties only.
        ``is_draft`` says 草稿 on every page and moves nothing.
        Raises PrintingFailed for a seal that is no picture or that nobody signs beside, and
        NaiveMoment for a moment without a time zone.
        """
        check_seals(letter, seals, pictures=_PICTURES)
        sorts = Sorts(self.faces)
        made = sheet(letter, sorts, family_of=self._compositor.family, is_draft=is_draft)
        try:
            content = self._compositor.set(made, seals, as_utc(moment))
        except LayoutBroke as broke:
            raise PrintingFailed(
                letter=letter.full_title,
                why=f"the typesetter says: {broke}",
                why_zh=f"排版程序报告：{broke}",
            ) from broke
        return Printed(
            format="pdf",
            content=content,
            faces={face: self._compositor.family(self.faces.fonts[face]) for face in FACES},
            substituted=sorts.substituted,
        )
