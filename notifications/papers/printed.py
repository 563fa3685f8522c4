"""A letter on paper: the file, and what became of its faces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

PaperFormat = Literal["pdf", "docx", "html", "txt"]

MEDIA_TYPES: Final[Mapping[PaperFormat, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One letter in one format.

    ``faces`` maps the face the standard asks for (仿宋, 楷体, 黑体, 小标宋, 宋体) to the font used;
    ``substituted`` are the characters that face lacked and the font that stood in, such as
    ``{"喆": "Noto Serif SC"}``. Both are empty for a format that names no fonts of its own.
    """

    format: PaperFormat
    content: bytes
    faces: Mapping[str, str] = field(default_factory=dict)
    substituted: Mapping[str, str] = field(default_factory=dict)
