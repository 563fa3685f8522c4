"""Turns DOCX into PDF with LibreOffice, with the free faces under the names of the office's."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import guatu

FACES = {
    "仿宋_GB2312": "FandolFang R",
    "楷体_GB2312": "FandolKai",
    "黑体": "FandolHei",
    "方正小标宋简体": "FandolSong",
    "宋体": "FandolSong",
}
PROGRAM = shutil.which("soffice")
_SECONDS = 180


def to_pdf(letters: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Convert letters, by name, in one run; everything is written below ``folder``."""
    assert PROGRAM is not None, "ask PROGRAM first"
    for name, content in letters.items():
        (folder / f"{name}.docx").write_bytes(content)
    fonts = folder / "fonts.conf"
    fonts.write_text(_font_settings(folder), encoding="utf-8")
    subprocess.run(
        [
            PROGRAM,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *(str(folder / f"{name}.docx") for name in letters),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        check=True,
        capture_output=True,
        timeout=_SECONDS,
    )
    return {name: (folder / f"{name}.pdf").read_bytes() for name in letters}


def _font_settings(folder: Path) -> str:
    """Map the names; both weights of FandolSong call themselves regular, so only one may stay."""
    fonts = Path(guatu.__file__).resolve().parent / "notifications" / "fonts"
    names = "".join(
        f'<match target="pattern"><test name="family"><string>{wanted}</string></test>'
        f'<edit name="family" mode="assign" binding="same"><string>{given}</string></edit></match>'
        for wanted, given in FACES.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{fonts}</dir><cachedir>{folder / 'cache'}</cachedir><selectfont><rejectfont>"
        "<glob>*/FandolSong-Regular.otf</glob></rejectfont></selectfont>"
        f"{names}</fontconfig>"
    )
