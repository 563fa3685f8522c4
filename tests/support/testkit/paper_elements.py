"""What stands on the paper of a letter: each text with the size and face it should have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from guatu.notifications.papers.sorts import clean
from guatu.notifications.papers.titles import title_lines
from guatu.notifications.writing.letters import Heading, OfficialLetter, Paragraph, Table

SONG: Final = "FandolSong-Bold"
FANG: Final = "FandolFang-Regular"
HEI: Final = "FandolHei-Regular"
KAI: Final = "FandolKai-Regular"
STAND_IN: Final = "NotoSerifCJKsc-Regular"

Element = tuple[str, float, str]
"""A text of the letter, the size and the face it should stand in."""


def elements_of(letter: OfficialLetter) -> list[Element]:
    """Say what must stand on the paper, in which size and face."""
    found: list[Element] = [
        (letter.copy_number, 16, FANG),
        (letter.secrecy, 16, HEI),
        (letter.urgency, 16, HEI),
        (letter.number, 16, FANG),
        *((name, 16, KAI) for name in letter.approvers if letter.layout in {"文件", "纪要"}),
        *((line, 22, SONG) for line in title_lines(letter.title)),
        *_of_blocks(letter.blocks),
        *((signer, 16, FANG) for signer in letter.signers),
        (letter.date, 16, FANG),
        (f"（{letter.notes}）" if letter.notes else "", 16, FANG),
    ]
    for presence in letter.presences:
        found += [(f"{presence.label}：", 16, HEI), (presence.names, 16, FANG)]
    for number, annex in enumerate(letter.annexes, start=1):
        found.append((annex.title, 16, FANG))
        if annex.blocks:
            found.append((f"附件{number}" if len(letter.annexes) > 1 else "附件", 16, HEI))
            found += [(line, 22, SONG) for line in title_lines((annex.title,))]
            found += _of_blocks(annex.blocks)
    if letter.copy_to:
        found.append((f"{letter.copy_to.rstrip('。')}。", 14, FANG))
    if letter.printer and letter.layout in {"文件", "纪要"}:
        found += [(letter.printer, 14, FANG), (f"{letter.print_date}印发", 14, FANG)]
    if letter.to:
        found.append((letter.to, 0, FANG))
    return [element for element in found if clean(element[0]).strip()]


def _of_blocks(blocks: Sequence[Paragraph | Heading | Table]) -> Iterator[Element]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text, 16, FANG
        elif isinstance(block, Heading):
            yield block.text, 16, {1: HEI, 2: KAI}.get(block.level, FANG)
            yield block.rest, 16, FANG
        else:
            for number, row in enumerate(block.rows):
                face = HEI if number == 0 and block.has_head else FANG
                for cell in row:
                    yield cell, 12, face
