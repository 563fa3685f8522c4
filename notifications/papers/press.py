"""The press: one letter on any paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ..writing.letters import OfficialLetter, from_data
from .docx import render_docx
from .pdf import PdfPress
from .plaintext import as_plain_text
from .printed import PaperFormat, Printed
from .webpage import as_html


class Press:
    """Prints letters; any thread may use it.

    ``font_folders`` are searched for the office's own fonts before the system's.
    """

    def __init__(self, *, font_folders: Sequence[Path] = ()) -> None:
        self._font_folders = tuple(font_folders)
        self._pdf: PdfPress | None = None

    def print(
        self,
        letter: OfficialLetter | Mapping[str, Any],
        paper: PaperFormat,
        *,
        moment: datetime,
        seals: Sequence[bytes] = (),
        is_draft: bool = False,
    ) -> Printed:
        """Print a letter, given itself or as plain data; raises PrintingFailed.

        ``seals`` are pictures in the order of the signers; ``moment`` is when it was printed: the
        same letter, seals, moment and fonts give the same bytes.
        """
        made = letter if isinstance(letter, OfficialLetter) else from_data(letter)
        match paper:
            case "pdf":
                return self._press().render(made, seals=seals, moment=moment, is_draft=is_draft)
            case "docx":
                content = render_docx(made, seals=seals, moment=moment, is_draft=is_draft)
                return Printed(format="docx", content=content)
            case "html":
                return Printed(format="html", content=as_html(made, is_draft=is_draft).encode())
            case _:
                text = as_plain_text(made, is_draft=is_draft)
                return Printed(format="txt", content=text.encode())

    def faces(self) -> Mapping[str, str]:
        """Name the font of each face the standard asks for, and say where it is only a substitute."""
        return {
            face: f"{font.family}（代用）" if font.is_substitute else font.family
            for face, font in self._press().faces.fonts.items()
        }

    def _press(self) -> PdfPress:
        if self._pdf is None:
            # Looking for fonts takes a moment that an office without PDFs need not spend.
            self._pdf = PdfPress(font_folders=self._font_folders)
        return self._pdf
