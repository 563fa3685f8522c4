"""Makes the picture of the READMEs from the real demonstration: ``python tools/make_pictures.py``.

The demonstration runs in a temporary folder; what the command line prints is kept as SVG,
at another path if one is given.
"""

from __future__ import annotations

import html
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len

from guatu.cli.app import main
from guatu.cli.output import out

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "demo.svg"
COLUMNS = 118
CELL = 10.0  # half of rich's letter height of 20, as in fonts that hold Chinese
BLANK, NARROW, SIGN, LAMP, WIDE = range(5)
FITTED = {SIGN: ' lengthAdjust="spacingAndGlyphs"', LAMP: ' style="font-size: 11px" dy="-2"'}
TEXT = re.compile(
    r'<text class="(?P<style>[^"]+)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+"'
    r' clip-path="[^"]+">(?P<text>[^<]*)</text>\s*'
)
FONTS = "'Noto Sans Mono CJK SC', 'Sarasa Mono SC', 'Source Han Mono SC', NSimSun, monospace"

# Rich's own format asks a font server for its font; this one asks nobody for anything.
FORMAT = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height}}" role="img">
<title>guatu demo</title>
<style>
.{{unique_id}}-matrix {{{{
  font-family: {FONTS}; font-size: {{char_height}}px; line-height: {{line_height}}px;
}}}}
{{styles}}
</style>
{{chrome}}
<g transform="translate({{terminal_x}}, {{terminal_y}})">
{{backgrounds}}
<g class="{{unique_id}}-matrix">
{{matrix}}
</g>
</g>
</svg>
"""


def spread(found: re.Match[str]) -> str:
    """Give a text its true width: rich counts letters, and a Chinese one is two cells wide."""
    return "\n".join(_runs(found["style"], float(found["x"]), found["y"], found["text"]))


def _runs(style: str, x: float, y: str, text: str) -> Iterator[str]:
    for kind, run in groupby(html.unescape(text).rstrip("\n"), _kind):
        shown = "".join(run)
        width = cell_len(shown) * CELL
        if kind != BLANK:
            place = f'x="{x:g}" y="{y}" textLength="{width:g}"'
            yield f'<text class="{style}" {place}{FITTED.get(kind, "")}>{html.escape(shown)}</text>'
        x += width


def _kind(letter: str) -> int:
    if letter.isspace():
        return BLANK
    if cell_len(letter) > 1:
        return WIDE
    if letter in "●◆▲◈■":
        return LAMP
    return NARROW if letter.isascii() else SIGN  # fonts that hold Chinese draw “ wide


def record(*arguments: str) -> None:
    """Run a command of guatu and keep what it prints."""
    out.print(f"[bold]$ guatu {' '.join(arguments)}[/]")
    try:
        main(arguments)
    except SystemExit as end:
        if end.code:
            raise


def make(target: Path) -> None:
    """Write the picture anew."""
    out.width, out.record = COLUMNS, True
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        record("demo", "--out", "out")
        os.chdir(target.parent)
    drawn = out.export_svg(
        title="guatu demo", code_format=FORMAT, unique_id="guatu", font_aspect_ratio=0.5
    )
    target.write_text(TEXT.sub(spread, drawn), encoding="utf-8")
    print(target)


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else PICTURE)
