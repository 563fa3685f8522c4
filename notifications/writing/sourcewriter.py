r"""Writes a letter as the source text that a person edits when it is reviewed (核稿).

``read_source`` reads it back to the equal letter, whatever its values are: what would be taken for
structure is written behind a backslash. Only the code a letter is verified by is left out, for it
is the engine's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from .bodytext import APART, BodyReader
from .inert import SourceText
from .letters import Block, Heading, OfficialLetter, Paragraph, Table
from .skeleton import BLANKS, Source
from .sourcetext import HEADER_FIELDS, MARK_WORD

_BREAK: Final = "======"
_STOPS: Final = re.compile("。")
_RULE: Final = re.compile(r":?-{3,}:?")
_BEGINS: Final = frozenset("|=")


def as_source(letter: OfficialLetter) -> str:
    """Give a letter as source text: its fields, ``======``, its body, its annexes."""
    return "\n".join(_lines(letter)) + "\n"


def _lines(letter: OfficialLetter) -> Iterator[str]:
    presences = {presence.label: presence.names for presence in letter.presences}
    for field, name in HEADER_FIELDS.items():
        if name == "presences":
            text = _plain(presences.get(field, ""))
        elif name == "mark":
            text = _mark(letter)
        else:
            value: str | tuple[str, ...] = getattr(letter, name)
            text = _plain(value) if isinstance(value, str) else _several(value)
        if text:
            yield f"{field}：{text}"
    yield _BREAK
    yield from _blocks(letter.blocks)
    for annex in letter.annexes:
        title = _plain(annex.title)
        # Equals signs around the title belong to the break.
        title = re.sub("^=|=$", r"\\=", title)
        yield f"{_BREAK}{title}"
        yield from _blocks(annex.blocks)


def _several(texts: Iterable[str]) -> str:
    return "|".join(_cell(text) for text in texts)


def _mark(letter: OfficialLetter) -> str:
    """Write the organs; one that is called 文件 is not the word beside them."""
    organs = [_cell(organ) for organ in letter.mark]
    if len(organs) > 1 and organs[-1] == MARK_WORD:
        organs[-1] = f"\\{MARK_WORD}"
    return "|".join([*organs, letter.mark_word] if organs and letter.mark_word else organs)


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    was_table = False
    for block in blocks:
        is_table = isinstance(block, Table)
        if is_table and was_table:
            yield APART
        yield from _rows(block) if isinstance(block, Table) else (_text(block),)
        was_table = is_table


def _text(block: Paragraph | Heading) -> str:
    """Write a paragraph or heading, with no more backslashes than its reading back needs."""
    simple = _plain(block.text)
    if isinstance(block, Paragraph):
        is_safe = simple[:1] not in _BEGINS and simple != APART and _reads_as(simple, block)
        return simple if is_safe else f"\\{simple}"
    line = simple + _plain(block.rest)
    if _reads_as(line, block):
        return line
    end = len(simple) - 1 if block.rest else len(simple)
    guarded = _STOPS.sub(r"\\。", simple[:end]) + simple[end:]
    if not block.rest and guarded[-1:] in "；，：":
        guarded = f"{guarded[:-1]}\\{guarded[-1]}"
    return guarded + _plain(block.rest)


def _rows(table: Table) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        cells = [_cell(cell) for cell in row]
        if all(_RULE.fullmatch(cell) for cell in cells):
            cells[0] = f"\\{cells[0]}"
        yield f"| {' | '.join(cells)} |"
        if table.has_head and number == 0:
            yield f"|{'---|' * len(row)}"


def _cell(text: str) -> str:
    return _plain(text).replace("|", r"\|")


def _plain(text: str) -> str:
    """Write a text so that its backslashes and the blanks around it are read as they are."""
    line = text.replace("\n", " ").replace("\\", "\\\\")
    body = line.strip(BLANKS)
    start = line.index(body) if body else len(line)
    before, after = line[:start], line[start + len(body) :]
    return "".join(f"\\{c}" for c in before) + body + "".join(f"\\{c}" for c in after)


def _reads_as(line: str, block: Paragraph | Heading) -> bool:
    source = Source(SourceText(skeleton=line), "")
    return BodyReader(source).blocks(tuple(source.lines())) == (block,)
