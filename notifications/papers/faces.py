"""Which font stands for each face the standard asks for: the office's own, or a free substitute.

GB/T 9704-2012 asks for 仿宋, 楷体, 黑体, 小标宋 and 宋体 (5.2.2, 7.2, 7.3, 7.5) but names no product.
Offices buy the products of ``PRODUCTS``; what is installed on the host is used, never shipped.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from fontTools.ttLib import TTCollection, TTFont, TTLibError

FaceName = Literal["仿宋", "楷体", "黑体", "小标宋", "宋体"]

FACES: Final[tuple[FaceName, ...]] = ("小标宋", "黑体", "楷体", "仿宋", "宋体")

PRODUCTS: Final[Mapping[FaceName, tuple[str, ...]]] = {
    "仿宋": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋"),
    "楷体": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体"),
    "黑体": ("SimHei", "黑体"),
    "小标宋": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
    "宋体": ("SimSun", "宋体"),
}
"""The products an office may have, the most wanted first, by their English and Chinese names."""

BUNDLED: Final = Path(__file__).resolve().parent.parent / "fonts"
"""The free faces shipped with guatu; the typesetter reads a folder, so they lie on the disk."""

_SUBSTITUTES: Final[Mapping[FaceName, tuple[str, str, str]]] = {
    "仿宋": ("FandolFang-Regular.otf", "FandolFang R", "regular"),
    "楷体": ("FandolKai-Regular.otf", "FandolKai", "regular"),
    "黑体": ("FandolHei-Regular.otf", "FandolHei", "regular"),
    "小标宋": ("FandolSong-Bold.otf", "FandolSong", "bold"),
    "宋体": ("FandolSong-Regular.otf", "FandolSong", "regular"),
}
_STAND_INS: Final = (("NotoSerifCJKsc-Rest.otf", "Noto Serif CJK SC"), _SUBSTITUTES["仿宋"][:2])
_FONT_FILES: Final = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_UNREADABLE: Final = (TTLibError, OSError, struct.error, ValueError, KeyError, AssertionError)
_FAMILY_NAMES: Final = frozenset({1, 16})
_NO_EMBEDDING: Final = 0x2
_LAST: Final = 0x110000


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """One font: its family, file, place in a collection, weight, and whether it stands in.

    ``is_substitute`` is true when it is not one of the products offices set this face in.
    """

    family: str
    file: Path
    number: int = 0
    weight: Literal["regular", "bold"] = "regular"
    is_substitute: bool = True

    def has(self, character: str) -> bool:
        """Say whether the font has a glyph for a character."""
        place = ord(character)
        return bool(_covered(self.file, self.number)[place >> 3] >> (place & 7) & 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The font for each face, and those that stand in for single characters, in order."""

    fonts: Mapping[FaceName, FontFile]
    stand_ins: tuple[FontFile, ...]

    def folders(self) -> list[Path]:
        """Give the folders the fonts lie in, that of the free faces first."""
        found = sorted({font.file.parent for font in self.fonts.values()} - {BUNDLED})
        return [BUNDLED, *found]

    def candidates(self, face: FaceName) -> tuple[FontFile, ...]:
        """Give the fonts to try for a character of a face, in order."""
        return (self.fonts[face], substitute(face), *self.stand_ins)


def substitute(face: FaceName) -> FontFile:
    """Give the free font that stands for a face where no product is installed."""
    file, family, weight = _SUBSTITUTES[face]
    return FontFile(
        family=family, file=BUNDLED / file, weight="bold" if weight == "bold" else "regular"
    )


def find_faces(folders: Sequence[Path] = (), *, are_system_fonts_used: bool = True) -> Faces:
    """Find the font for each face: first in ``folders``, then in the system's, else the free one.

    A font that may not be embedded (OS/2 fsType 2) is passed over, as is a file that can't be read.
    """
    searched = [*folders, *(system_folders() if are_system_fonts_used else ())]
    installed = _installed(tuple(searched))
    fonts: dict[FaceName, FontFile] = {}
    for face in FACES:
        known = (installed[name] for name in PRODUCTS[face] if name in installed)
        fonts[face] = next(known, None) or substitute(face)
    stand_ins = tuple(FontFile(family=family, file=BUNDLED / file) for file, family in _STAND_INS)
    return Faces(fonts=fonts, stand_ins=stand_ins)


def system_folders() -> list[Path]:
    """Give the folders in which this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"))
        return [
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
            local / "Microsoft/Windows/Fonts",
        ]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return [
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        data / "fonts",
        home / ".fonts",
    ]


@lru_cache(maxsize=8)  # reading some hundred files takes a noticeable moment
def _installed(folders: tuple[Path, ...]) -> Mapping[str, FontFile]:
    wanted = {name for names in PRODUCTS.values() for name in names}
    found: dict[str, FontFile] = {}
    for file in (file for folder in folders for file in _font_files(folder)):
        for number, names in enumerate(_names(file)):
            for name in names & wanted:
                product = FontFile(family=name, file=file, number=number, is_substitute=False)
                found.setdefault(name, product)
    return found


def _font_files(folder: Path) -> Iterator[Path]:
    for where, inner, names in os.walk(folder):
        inner.sort()
        for name in sorted(names):
            if Path(name).suffix.lower() in _FONT_FILES:
                yield Path(where) / name


def _names(file: Path) -> list[set[str]]:
    """Give the family names of each font in a file; none for one that may not be embedded."""
    try:
        with file.open("rb") as opened:  # fontTools leaves a file it can't read open
            if file.suffix.lower() in {".ttc", ".otc"}:
                return [_family_names(font) for font in TTCollection(opened, lazy=True).fonts]
            return [_family_names(TTFont(opened, lazy=True))]
    except _UNREADABLE:
        return []


def _family_names(font: Any) -> set[str]:
    if font["OS/2"].fsType & 0xF == _NO_EMBEDDING:
        return set()
    return {
        record.toUnicode(errors="replace")
        for record in font["name"].names
        if record.nameID in _FAMILY_NAMES
    }


@lru_cache(maxsize=32)
def _covered(file: Path, number: int) -> bytes:
    """Give a bit for each character: a set of them would take thirty times the room."""
    bits = bytearray(_LAST >> 3)
    with TTFont(file, fontNumber=number, lazy=True) as font:
        # names of its own making, or fontTools reads all outlines to know the glyphs' real ones
        font.setGlyphOrder(list(map(str, range(font["maxp"].numGlyphs))))
        for place in font.getBestCmap() or ():
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)
