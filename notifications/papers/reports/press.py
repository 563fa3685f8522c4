"""Puts a report on paper: PDF to hand out, DOCX to go on editing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from ....clock import as_utc
from ....errors import ReportNotPrinted
from ....workflow.report_showing import CHINA, dated_at, refused_ending
from ....workflow.reporting import Report
from ..compositor import Compositor, LayoutBroke
from ..faces import FACES, FaceName, Faces, FontFile, find_faces
from ..printed import Printed
from ..sorts import Sorts
from .pages import pages, picture_pages
from .wordfile import report_docx, report_drawings

ReportPaper = Literal["pdf", "docx"]
REPORT_PAPERS: Final[tuple[ReportPaper, ...]] = ("pdf", "docx")
_DOTS: Final = 240.0
_LAYOUT: Final = Path(__file__).with_name("report.typ")


def press_report(
    report: Report,
    paper: ReportPaper,
    *,
    font_folders: Sequence[Path] = (),
    are_system_fonts_used: bool = True,
    zone: tzinfo = CHINA,
) -> Printed:
    """Print a report on A4; the same report, fonts and zone give the same bytes.

    Tables of more than seven columns lie across the page. ``font_folders`` are searched for the
    office's own fonts before the system's; ``zone`` is the clock by which moments are said.
    Raises ReportNotPrinted when the typesetter can't set it, UnwritableFile for another paper.
    """
    if paper not in REPORT_PAPERS:
        raise refused_ending(f"{report.name}.{paper}", [f".{each}" for each in REPORT_PAPERS])
    faces = find_faces(font_folders, are_system_fonts_used=are_system_fonts_used)
    compositor = _compositor(tuple(faces.fonts.items()), faces.stand_ins)
    sorts = Sorts(faces)
    try:
        if paper == "docx":
            made = picture_pages(report_drawings(report), sorts, family_of=compositor.family)
            pictures = compositor.pictures(made, dots=_DOTS) if made["drawings"] else []
            return Printed(format="docx", content=report_docx(report, pictures, zone))
        made = pages(report, sorts, zone, family_of=compositor.family)
        content = compositor.set(made, (), as_utc(dated_at(report)))
    except LayoutBroke as broke:
        raise ReportNotPrinted(
            letter=report.name,
            why=f"the typesetter says: {broke}",
            why_zh=f"排版程序报告：{broke}",
        ) from broke
    return Printed(
        format="pdf",
        content=content,
        faces={face: compositor.family(faces.fonts[face]) for face in FACES},
        substituted=sorts.substituted,
    )


@lru_cache(maxsize=2)  # reading the fonts takes a noticeable moment
def _compositor(
    fonts: tuple[tuple[FaceName, FontFile], ...], stand_ins: tuple[FontFile, ...]
) -> Compositor:
    return Compositor(Faces(fonts=dict(fonts), stand_ins=stand_ins), layout=_LAYOUT)
