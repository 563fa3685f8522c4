"""Shows a letter as plain text, for terminals and e-mails: 28 hanzi a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..writing.letters import (
    BLANK_DATE,
    Block,
    Heading,
    OfficialLetter,
    Paragraph,
    Table,
    draft_note,
)
from .measure import cells, centred, flush_right, padded, wrapped

WIDTH: Final = 56
_INDENT: Final = "　　"
_RULE: Final = "-" * WIDTH
_GAP: Final = "  "
_RIGHT_MARGIN: Final = 8


def as_plain_text(letter: OfficialLetter, *, is_draft: bool = True) -> str:
    """Give the letter as text, with a final line break; a draft says first that it is one."""
    lines = [*wrapped(draft_note(letter), WIDTH), ""] if is_draft else []
    lines += [*_head(letter), *_body(letter), *_signature(letter)]
    if letter.notes:
        lines += wrapped(f"（{letter.notes}）", WIDTH, first=_INDENT)
    for number, annex in enumerate(letter.annexes, start=1):
        label = "附件" if len(letter.annexes) == 1 else f"附件{number}"
        lines += ["", _RULE, label, "", *_centred_lines(annex.title), ""]
        lines += _blocks(annex.blocks)
    lines += _imprint(letter)
    return "\n".join(line.rstrip(" ") for line in lines) + "\n"


def _head(letter: OfficialLetter) -> Iterator[str]:
    yield from filter(None, (letter.copy_number, letter.secrecy, letter.urgency))
    if letter.mark:
        *others, last = letter.mark
        for line in (*others, last + letter.mark_word):
            yield from _centred_lines(line)
        yield ""
    if letter.number:
        number = letter.number
        yield flush_right(number, WIDTH) if letter.layout == "信函" else centred(number, WIDTH)
    if letter.approvers:
        yield flush_right(f"签发人：{'　'.join(letter.approvers)}", WIDTH)
    if letter.mark or letter.number:
        yield _RULE
        yield ""
    for line in letter.title:
        yield from _centred_lines(line)
    yield ""


def _body(letter: OfficialLetter) -> Iterator[str]:
    if letter.to:
        yield from wrapped(f"{letter.to}：", WIDTH)
    for presence in letter.presences:
        yield from wrapped(presence.names, WIDTH, first=f"{presence.label}：", rest="　　　")
    yield from _blocks(letter.blocks)
    if letter.annexes:
        yield ""
    for number, annex in enumerate(letter.annexes, start=1):
        lead = "附件：" if number == 1 else "　　　"
        mark = f"{number}. " if len(letter.annexes) > 1 else ""
        yield from wrapped(
            annex.title,
            WIDTH,
            first=f"{_INDENT}{lead}{mark}",
            rest=f"{_INDENT}　　　{' ' * len(mark)}",
        )


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from wrapped(block.text, WIDTH, first=_INDENT)
        elif isinstance(block, Heading):
            yield from wrapped(block.text + block.rest, WIDTH, first=_INDENT)
        else:
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    widths = [max(map(cells, column)) for column in zip(*table.rows, strict=True)]
    room = WIDTH - cells(_INDENT) - len(_GAP) * (len(widths) - 1)
    if sum(widths[:-1]) <= room // 2:
        yield from _columns(table, widths)
    elif table.has_head:
        yield from _records(table)
    else:
        for row in table.rows:
            yield from wrapped("；".join(cell for cell in row if cell), WIDTH, first=_INDENT)


def _columns(table: Table, widths: list[int]) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        lead = _INDENT + "".join(
            padded(cell, width) + _GAP for cell, width in zip(row[:-1], widths[:-1], strict=True)
        )
        yield from wrapped(row[-1], WIDTH, first=lead, rest=" " * cells(lead))
        if table.has_head and number == 0:
            yield _INDENT + "-" * (WIDTH - cells(_INDENT))


def _records(table: Table) -> Iterator[str]:
    head, *rows = table.rows
    for row in rows:
        said = "；".join(f"{name}：{cell}" for name, cell in zip(head, row, strict=True) if cell)
        yield from wrapped(said, WIDTH, first=_INDENT)


def _signature(letter: OfficialLetter) -> Iterator[str]:
    date = letter.date or (BLANK_DATE if letter.layout != "单" else "")
    if not (letter.signers or date):
        return
    yield ""
    widest = max(map(cells, (*letter.signers, date)))
    left = max(0, WIDTH - _RIGHT_MARGIN - widest)
    for line in (*letter.signers, date):
        if line:
            yield from wrapped(line, WIDTH, first=" " * (left + (widest - cells(line)) // 2))


def _imprint(letter: OfficialLetter) -> Iterator[str]:
    if not (letter.copy_to or letter.printer):
        return
    yield ""
    yield _RULE
    if letter.copy_to:
        yield from wrapped(f"{letter.copy_to.rstrip('。')}。", WIDTH, first="抄送：", rest="　　　")
    if letter.printer:
        printed = f"{letter.print_date or BLANK_DATE.strip()}印发"
        gap = max(2, WIDTH - cells(letter.printer) - cells(printed))
        yield f"{letter.printer}{' ' * gap}{printed}"


def _centred_lines(text: str) -> list[str]:
    return [centred(line, WIDTH) for line in wrapped(text, WIDTH)]
