"""Writes a letter as DOCX, for those who go on editing it: GB/T 9704-2012, no fonts embedded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from ...clock import as_utc
from ..writing.letters import BLANK_DATE, Annex, Block, Heading, OfficialLetter, Paragraph, Table
from .columns import column_widths
from .docx_head import head
from .docx_parts import package
from .docx_sign import imprint, signature
from .faces import FaceName
from .ooxml import (
    BODY,
    CHAR,
    FLOWING,
    WIDTH,
    Form,
    Type,
    broken,
    paragraph,
    run,
    said,
    table,
)
from .seals import check_seals
from .sheet import is_brief, is_to_too_long
from .titles import title_lines, title_width

_PICTURES: Final = {"PNG": (b"\x89PNG\r\n\x1a\n",), "JPEG": (b"\xff\xd8\xff",), "GIF": (b"GIF8",)}
_TITLE: Final = Type(face="小标宋", size=22)
_TITLE_FORM: Final = Form(side="center", is_kept=True)
_CELL: Final = 12.0
_CELL_LINE: Final = 17.0
_PADDING: Final = 4.0
_ABOVE_TABLE: Final = 5.0
"""Air above a table; it also keeps two tables in a row from becoming one."""
_HEADING_FACES: Final[dict[int, FaceName]] = {1: "黑体", 2: "楷体"}


def render_docx(
    letter: OfficialLetter,
    *,
    seals: Sequence[bytes] = (),
    moment: datetime,
    is_draft: bool = False,
) -> bytes:
    """Write a letter as DOCX; the same letter, seals and moment give the same bytes.

    The office's fonts are named, with their English names beside them, and none is embedded.
    ``seals`` are square pictures (PNG, JPEG or GIF, best transparent) in the order of the signers;
    without them the places stay free. ``moment`` stands in the file's properties only.
    ``is_draft`` says 草稿 in grey above the text of every page and moves nothing.
    Raises PrintingFailed for a seal that is no such picture or that nobody signs beside, and
    NaiveMoment for a moment without a time zone.
    """
    made_at = as_utc(moment)
    check_seals(letter, seals, pictures=_PICTURES)
    lines = title_lines(letter.title)
    is_to_moved = is_to_too_long(letter, len(lines))
    parts = [*head(letter), paragraph(broken(lines, _TITLE), _TITLE_FORM), paragraph()]
    if letter.to and not is_to_moved:
        parts.append(paragraph(run(f"{letter.to}：")))
    is_signed = bool(letter.signers or signed_date(letter))
    parts += _flow(letter.blocks, is_kept=is_signed and not (letter.annexes or letter.presences))
    parts += _named_annexes(letter.annexes, is_kept=is_signed and not letter.presences)
    parts += _presences(letter)
    parts += signature(letter, signed_date(letter), seals=len(seals))
    if letter.notes:
        parts.append(paragraph(run(f"（{letter.notes}）"), BODY))
    parts += _annexes(letter.annexes)
    parts += imprint(letter, is_to_moved=is_to_moved)
    if parts[-1].startswith("<w:tbl>"):
        parts.append(paragraph("", Form(line=1)))  # Word wants a paragraph below the last table
    return package(letter, "".join(parts), seals=seals, moment=made_at, is_draft=is_draft)


def signed_date(letter: OfficialLetter) -> str:
    """Give 成文日期, blank until the letter is signed; slips and minutes may have none."""
    return letter.date or ("" if letter.layout in {"单", "纪要"} else BLANK_DATE)


def _flow(blocks: Sequence[Block], *, is_kept: bool) -> Iterator[str]:
    """Give the body; ``is_kept`` keeps its end on the page of what follows (7.3.5)."""
    for place, block in enumerate(blocks):
        is_last = place == len(blocks) - 1
        if isinstance(block, Table):
            yield paragraph("", Form(line=_ABOVE_TABLE, is_kept=True))
            yield _table(block, is_kept=is_kept and is_last)
        else:
            yield _text(block, is_kept=is_kept and is_last)


def _text(block: Paragraph | Heading, *, is_kept: bool) -> str:
    if isinstance(block, Paragraph):
        return paragraph(run(block.text), replace(BODY, is_kept=is_kept))
    face = _HEADING_FACES.get(block.level, "仿宋")
    runs = run(block.text, Type(face=face)) + run(block.rest)
    return paragraph(runs, replace(BODY, is_kept=is_kept or (face != "仿宋" and not block.rest)))


def _table(grid: Table, *, is_kept: bool) -> str:
    rows = [[said(cell) for cell in row] for row in grid.rows]
    room = WIDTH / _CELL - 2 * _PADDING / _CELL * len(rows[0])
    shares = column_widths(rows, room, has_head=grid.has_head)
    widths = [share * _CELL + 2 * _PADDING for share in shares]
    is_centred = [
        place == 0 or (grid.has_head and all(map(is_brief, column)))
        for place, column in enumerate(zip(*rows, strict=True))
    ]
    made: list[list[str]] = []
    for place, row in enumerate(grid.rows):
        is_head = grid.has_head and place == 0
        kind = Type(face="黑体" if is_head else "仿宋", size=_CELL)
        forms = [
            Form(
                side="center" if is_head or centred else "left",
                line=_CELL_LINE,
                is_kept=is_head or (is_kept and place == len(rows) - 1),
            )
            for centred in is_centred
        ]
        made.append(
            [paragraph(run(cell, kind), form) for cell, form in zip(row, forms, strict=True)]
        )
    return table(widths, made, has_head=grid.has_head, padding=_PADDING)


def _named_annexes(annexes: Sequence[Annex], *, is_kept: bool) -> Iterator[str]:
    """附件说明, a blank line below the body, turned lines under the name's first sign (7.3.4)."""
    if not annexes:
        return
    yield paragraph("", Form(is_kept=True))
    several = len(annexes) > 1
    width = (1.5 if len(annexes) < 10 else 2.0) if several else 0.0  # noqa: PLR2004
    left = (5 + width) * CHAR
    for number, annex in enumerate(annexes, start=1):
        label = "附件：" if number == 1 else ""
        mark = f"{number}.\t" if several else ""
        form = Form(
            left=left,
            first=-((3 if number == 1 else 0) + width) * CHAR,
            tabs=(("left", left),) if several else (),
            is_kept=is_kept and number == len(annexes),
        )
        yield paragraph(run(label) + run(mark) + run(annex.title), form)


def _presences(letter: OfficialLetter) -> Iterator[str]:
    """出席, 请假 and 列席 of minutes, a blank line below the body (10.3)."""
    if letter.presences:
        yield paragraph()
    for presence in letter.presences:
        width = (title_width(presence.label) + 1) * CHAR
        runs = run(f"{presence.label}：", Type(face="黑体")) + run(presence.names)
        yield paragraph(runs, Form(left=2 * CHAR + width, first=-width))


def _annexes(annexes: Sequence[Annex]) -> Iterator[str]:
    """附件, each on a new page; one that is only named has none (7.3.7)."""
    for number, annex in enumerate(annexes, start=1):
        if annex.blocks:
            label = "附件" if len(annexes) == 1 else f"附件{number}"
            yield paragraph(run(label, Type(face="黑体")), replace(FLOWING, is_new_page=True))
            yield paragraph()
            yield paragraph(broken(title_lines((annex.title,)), _TITLE), _TITLE_FORM)
            yield paragraph()
            yield from _flow(annex.blocks, is_kept=False)
