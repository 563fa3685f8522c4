"""Makes the sheet: a letter as the plain data the fixed layout reads.

Every decision that depends on words is taken here (faces, title lines, what is named where);
``gongwen.typ`` only knows where things stand. Lengths are in hanzi of size 3号 unless said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import Any, Final

from ..writing.letters import (
    BLANK_DATE,
    Annex,
    Block,
    Heading,
    OfficialLetter,
    Paragraph,
    Table,
    draft_note,
)
from .columns import column_widths
from .faces import FaceName, FontFile
from .sorts import Run, Sorts, clean
from .titles import title_lines, title_width

_LINE: Final = 28
_TABLE_LINE: Final = 36.8  # hanzi of 12 pt in 156 mm
_CELL_PADDING: Final = 1.0
_INDENT: Final = 2
_BRIEF: Final = 8
_LABEL: Final = 3
_AFTER_NUMBER: Final = 0.5
_FIRST_PAGE: Final = 22
_HEAD_ROWS: Final = 10
_SEALS_IN_A_ROW: Final = 3
_HEADING_FACES: Final[dict[int, FaceName]] = {1: "黑体", 2: "楷体"}

Item = dict[str, Any]


def sheet(
    letter: OfficialLetter,
    sorts: Sorts,
    *,
    family_of: Callable[[FontFile], str],
    is_draft: bool,
) -> dict[str, Any]:
    """Give all the layout needs; ``family_of`` names a font as the typesetter knows it."""
    lines = title_lines(letter.title)
    mark = [organ for organ in letter.mark if clean(organ).strip()]
    is_to_moved = is_to_too_long(letter, len(lines))
    made: dict[str, Any] = {
        "layout": letter.layout,
        "name": clean(letter.full_title),
        "author": [clean(signer) for signer in letter.signers],
        "corner": _corner(letter, sorts),
        "mark": [sorts.runs("小标宋", organ) for organ in mark],
        "letters": [[sorts.runs("小标宋", sign) for sign in clean(organ)] for organ in mark],
        "mark_word": sorts.runs("小标宋", letter.mark_word),
        "number": sorts.runs("仿宋", letter.number),
        "approvers": _approvers(letter, sorts),
        "title": [sorts.runs("小标宋", line) for line in lines],
        "flow": [
            *_addressed(letter, sorts, is_left_out=is_to_moved),
            *(_item(block, sorts) for block in letter.blocks),
            *_named_annexes(letter.annexes, sorts),
            *_presences(letter, sorts),
        ],
        "signature": _signature(letter, sorts),
        "notes": sorts.runs("仿宋", f"（{letter.notes}）" if letter.notes else ""),
        "annexes": _annexes(letter.annexes, sorts),
        "imprint": _imprint(letter, sorts, is_to_moved=is_to_moved),
        "digits": sorts.runs("宋体", "—")[0][0],
        "draft": _draft(letter, sorts) if is_draft else None,
    }
    made["fonts"] = [
        {"family": family_of(font), "weight": font.weight, "is_stroked": is_stroked}
        for font, is_stroked in sorts.fonts
    ]
    return made


def _corner(letter: OfficialLetter, sorts: Sorts) -> list[list[Run]]:
    """份号, 密级和保密期限, 紧急程度: one under the other at the top left (7.2.1 to 7.2.3)."""
    lines = (
        sorts.runs("仿宋", letter.copy_number),
        sorts.runs("黑体", letter.secrecy),
        sorts.runs("黑体", letter.urgency),
    )
    return [line for line in lines if line]


def _approvers(letter: OfficialLetter, sorts: Sorts) -> Item | None:
    """签发人 of a letter to a higher body, two names a line (7.2.6)."""
    if not letter.approvers:
        return None
    names = [sorts.runs("楷体", name) for name in letter.approvers]
    return {"label": sorts.runs("仿宋", "签发人："), "names": names}


def is_to_too_long(letter: OfficialLetter, title_rows: int) -> bool:
    """Say whether 主送 leaves the first page no room for the body: then it moves (7.3.2)."""
    room = _FIRST_PAGE - _HEAD_ROWS - title_rows - 2
    return ceil(title_width(letter.to) / (_LINE - 1)) > room


def _addressed(letter: OfficialLetter, sorts: Sorts, *, is_left_out: bool) -> Iterator[Item]:
    if letter.to and not is_left_out:
        yield _text(sorts.runs("仿宋", f"{letter.to}："), indent=0)


def _text(
    runs: list[Run],
    *,
    indent: float = _INDENT,
    hang: float = 0,
    boxes: Sequence[tuple[float, list[Run]]] = (),
    is_heading: bool = False,
) -> Item:
    """Make a paragraph: ``boxes`` are labels of a given width that lead its first line."""
    return {
        "kind": "text",
        "indent": indent,
        "hang": hang,
        "boxes": [[width, label] for width, label in boxes],
        "runs": runs,
        "is_heading": is_heading,
    }


def _item(block: Block, sorts: Sorts) -> Item:
    if isinstance(block, Paragraph):
        return _text(sorts.runs("仿宋", block.text))
    if isinstance(block, Heading):
        face = _HEADING_FACES.get(block.level, "仿宋")
        runs = [*sorts.runs(face, block.text), *sorts.runs("仿宋", block.rest)]
        return _text(runs, is_heading=not block.rest and face != "仿宋")
    return _table(block, sorts)


def _table(table: Table, sorts: Sorts) -> Item:
    rows = [[clean(cell) for cell in row] for row in table.rows]
    room = _TABLE_LINE - _CELL_PADDING * len(rows[0])
    widths = column_widths(rows, room, has_head=table.has_head)
    head: FaceName = "黑体" if table.has_head else "仿宋"
    return {
        "kind": "table",
        "has_head": table.has_head,
        "widths": [(width + _CELL_PADDING) / _TABLE_LINE for width in widths],
        "rows": [
            [sorts.runs("仿宋" if number else head, cell) for cell in row]
            for number, row in enumerate(rows)
        ],
        "is_centred": [
            place == 0 or (table.has_head and all(map(is_brief, column[1:])))
            for place, column in enumerate(zip(*rows, strict=True))
        ],
    }


def is_brief(cell: str) -> bool:
    """Say whether a cell is short enough to stand in the middle of its column."""
    return title_width(cell) <= _BRIEF


def _named_annexes(annexes: Sequence[Annex], sorts: Sorts) -> Iterator[Item]:
    """附件说明, a blank line below the body, turned lines under the name's first sign (7.3.4)."""
    if not annexes:
        return
    yield {"kind": "blank"}
    is_numbered = len(annexes) > 1
    width = title_width(f"{len(annexes)}.") + _AFTER_NUMBER if is_numbered else 0.0
    for number, annex in enumerate(annexes, start=1):
        label = sorts.runs("仿宋", "附件：" if number == 1 else "")
        boxes: list[tuple[float, list[Run]]] = [(_LABEL, label)]
        if is_numbered:
            boxes.append((width, sorts.runs("仿宋", f"{number}.")))
        yield _text(sorts.runs("仿宋", annex.title), hang=_INDENT + _LABEL + width, boxes=boxes)


def _presences(letter: OfficialLetter, sorts: Sorts) -> Iterator[Item]:
    """出席, 请假 and 列席 of minutes, a blank line below the body (10.3)."""
    if letter.presences:
        yield {"kind": "blank"}
    for presence in letter.presences:
        label = sorts.runs("黑体", f"{presence.label}：")
        width = title_width(presence.label) + 1
        yield _text(
            sorts.runs("仿宋", presence.names), hang=_INDENT + width, boxes=[(width, label)]
        )


def _signature(letter: OfficialLetter, sorts: Sorts) -> Item | None:
    date = letter.date or ("" if letter.layout in {"单", "纪要"} else BLANK_DATE)
    if not (letter.signers or date):
        return None
    return {
        "is_sealed": letter.is_sealed,
        "organs": [sorts.runs("仿宋", signer) for signer in letter.signers],
        "date": sorts.runs("仿宋", date),
        "most": _SEALS_IN_A_ROW,
    }


def _annexes(annexes: Sequence[Annex], sorts: Sorts) -> list[Item]:
    """附件, each on a new page; one that is only named has none (7.3.7)."""
    return [
        {
            "label": sorts.runs("黑体", "附件" if len(annexes) == 1 else f"附件{number}"),
            "title": [sorts.runs("小标宋", line) for line in title_lines((annex.title,))],
            "flow": [_item(block, sorts) for block in annex.blocks],
        }
        for number, annex in enumerate(annexes, start=1)
        if annex.blocks
    ]


def _imprint(letter: OfficialLetter, sorts: Sorts, *, is_to_moved: bool) -> Item | None:
    """版记; in the letter form it has neither rules nor 印发机关 (7.4, 10.1)."""
    has_printer = bool(letter.printer) and letter.layout in {"文件", "纪要"}
    sent: list[tuple[str, str]] = []
    if is_to_moved:
        sent.append(("主送：", letter.to))
    if letter.copy_to:
        sent.append(("抄送：", letter.copy_to))
    if not (sent or has_printer):
        return None
    printed = f"{letter.print_date or BLANK_DATE.strip()}印发"
    return {
        "has_rules": letter.layout in {"文件", "纪要"},
        "sent": [
            [sorts.runs("仿宋", label), sorts.runs("仿宋", f"{names.rstrip('。')}。")]
            for label, names in sent
        ],
        "printer": sorts.runs("仿宋", letter.printer) if has_printer else [],
        "printed": sorts.runs("仿宋", printed) if has_printer else [],
    }


def _draft(letter: OfficialLetter, sorts: Sorts) -> Item:
    return {
        "word": sorts.runs("黑体", "草稿"),
        "line": sorts.runs("黑体", draft_note(letter).removeprefix("【草稿】")),
    }
