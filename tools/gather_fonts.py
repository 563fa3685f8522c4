"""Make ``notifications/fonts`` again from the faces Debian ships.

Needs the Debian packages ``texlive-lang-chinese`` and ``fonts-noto-cjk``, and from the package
index fonttools and cffsubr (only this script uses it, so it is no dependency of guatu):
``pip install fonttools cffsubr``, then ``python tools/gather_fonts.py``.
The same packages give the same bytes. ``notifications/fonts/README.md`` says what was done.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT: Final = Path(__file__).resolve().parent.parent
FONTS: Final = ROOT / "notifications" / "fonts"
FANDOL: Final = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
NOTO: Final = "usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
SIMPLIFIED: Final = 2  # the place of Noto Serif CJK SC in its collection
PAGE_NUMBERS: Final = {*map(ord, " 0123456789—-"), 0x3013}
NO_USE: Final = (
    range(0x1100, 0x1200),  # Hangul, which no letter of an office in China is set in
    range(0x2E80, 0x2FE0),  # radicals: a letter's text is ideographs
    range(0x3130, 0x3190),
    range(0xA960, 0xA980),
    range(0xAC00, 0xD800),
)
FORMS: Final = (
    range(0x0400, 0x0530),  # Cyrillic
    range(0x2500, 0x25A0),  # frames and blocks
    range(0x3040, 0x3130),  # kana and bopomofo
)
HANZI: Final = range(0x4E00, 0xA000)
DROPPED: Final = ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx", "DSIG"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One face to make: its file, where it comes from and which characters it keeps."""

    file: str
    source: Path
    keep: frozenset[int]
    number: int = -1


def covered(source: Path, number: int = -1) -> frozenset[int]:
    """Give the characters a font file has."""
    with TTFont(source, fontNumber=number, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def within(characters: Iterable[int], ranges: Iterable[range]) -> frozenset[int]:
    """Give those characters that lie in one of the ranges."""
    spans = tuple(ranges)
    return frozenset(c for c in characters if any(c in span for span in spans))


def _is_simplified(character: int) -> bool:
    try:
        chr(character).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def faces(root: Path) -> list[Face]:
    """Say what is to be made from the packages unpacked under ``root``."""
    fangsong = root / FANDOL / "FandolFang-Regular.otf"
    fang = covered(fangsong)
    rest = covered(root / NOTO, SIMPLIFIED) - fang
    found = [Face(file=fangsong.name, source=fangsong, keep=fang)]
    for name in ("FandolKai-Regular.otf", "FandolHei-Regular.otf", "FandolSong-Bold.otf"):
        source = root / FANDOL / name
        has = covered(source)
        keep = has - within(has, FORMS)
        if "Kai" in name:  # the largest; traditional forms are rare in headings and names
            keep -= {c for c in within(has, [HANZI]) if not _is_simplified(c)}
        found.append(Face(file=name, source=source, keep=keep))
    digits = root / FANDOL / "FandolSong-Regular.otf"
    found.append(Face(file=digits.name, source=digits, keep=frozenset(PAGE_NUMBERS)))
    found.append(
        Face(
            file="NotoSerifCJKsc-Rest.otf",
            source=root / NOTO,
            keep=rest - within(rest, NO_USE),
            number=SIMPLIFIED,
        )
    )
    return found


def make(face: Face, folder: Path) -> Path:
    """Write one face: its characters only, without hints and layout tables, subroutinised."""
    font: Any = TTFont(face.source, fontNumber=face.number, recalcTimestamp=False)
    options = Options(
        hinting=False,
        layout_features=[],
        notdef_outline=True,
        name_IDs=["*"],
        drop_tables=DROPPED,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=face.keep)
    subsetter.subset(font)
    subroutines: Any = importlib.import_module("cffsubr")  # only who runs this needs it
    subroutines.subroutinize(font)
    written = folder / face.file
    font.save(written)
    return written


def licences(root: Path, folder: Path) -> None:
    """Write the licence texts as the packages give them."""
    documents = root / "usr/share/doc"
    copying = gzip.decompress((documents / "texlive-doc/fonts/fandol/COPYING.gz").read_bytes())
    (folder / "COPYING.Fandol").write_bytes(copying)
    readme = (documents / "texlive-doc/fonts/fandol/README").read_bytes()
    (folder / "README.Fandol").write_bytes(readme)
    paragraphs = (documents / "fonts-noto-cjk/copyright").read_text(encoding="utf-8")
    _, _, ofl = paragraphs.partition("License: SIL-1.1\n ")
    lines = ofl.partition("\nLicense:")[0].partition("\nFiles:")[0].splitlines()
    text = "\n".join("" if line.strip() == "." else line.removeprefix(" ") for line in lines)
    head = "Copyright 2017-2022 Adobe (http://www.adobe.com/).\n\n"
    (folder / "OFL.Noto").write_text(head + text.strip() + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description="Make notifications/fonts again.")
    parser.add_argument("--root", type=Path, default=Path("/"), help="where the packages stand")
    parser.add_argument("--out", type=Path, default=FONTS)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    total = 0
    for face in faces(given.root):
        written = make(face, given.out)
        content = written.read_bytes()
        total += len(content)
        digest = hashlib.sha256(content).hexdigest()
        print(f"{digest}  {written.name}  {len(content):,} bytes", flush=True)
    licences(given.root, given.out)
    print(f"{total:,} bytes all together")


if __name__ == "__main__":
    main()
