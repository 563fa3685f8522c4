"""The end of a DOCX letter: 署名, 成文日期 and seals (7.3.5), and 版记 (7.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from ..writing.letters import BLANK_DATE, OfficialLetter
from .drawings import SEAL_MM, Rule, rule_drawing, seal_drawing
from .measure import wrapped
from .ooxml import CHAR, LINE, MM, WIDTH, Form, Type, paragraph, run, said
from .titles import title_width

_SEALS_IN_A_ROW: Final = 3
_SEAL: Final = SEAL_MM * MM
_KEPT: Final = Form(is_kept=True)
_SEAL_RISE: Final = 8.0  # the seal's middle lies between name and date, above the date's row
_SIZE: Final = 14.0
_ROW: Final = _SIZE * 15 / 8
_LINE_CELLS: Final = int((WIDTH - 5 * _SIZE) / _SIZE) * 2
_BOTTOM: Final = 262.0
_OUTER, _INNER = 0.35 * MM, 0.25 * MM
_SMALL: Final = Type(size=_SIZE)


def signature(letter: OfficialLetter, date: str, *, seals: int) -> Iterator[str]:
    """Give 署名 and 成文日期, with room for seals where the layout has them."""
    if not (letter.signers or date):
        return
    if not letter.is_sealed:
        yield from _unsealed(letter.signers, date)
    elif len(letter.signers) > 1:
        yield from _jointly_sealed(letter.signers, date, seals)
    else:
        yield from _sealed("".join(letter.signers), date, seals)


def _wide(text: str) -> float:
    return title_width(said(text)) * CHAR


def _sealed(signer: str, date: str, seals: int) -> Iterator[str]:
    """成文日期 four 字 from the right, the name centred on it, the seal over both (7.3.5.1)."""
    name, day = _wide(signer), _wide(date)
    right = max(0.0, 4 * CHAR + day / 2 - name / 2)
    day_right = right + name / 2 - day / 2 if name < WIDTH else 4 * CHAR
    yield from [paragraph("", _KEPT)] * 2
    yield paragraph(run(signer), Form(side="right", right=right, is_kept=True))
    stamp = ""
    if seals:
        stamp = seal_drawing(0, WIDTH - day_right - day / 2, -_SEAL_RISE, 1)
    yield paragraph(stamp + run(date), Form(side="right", right=max(0.0, day_right)))


def _jointly_sealed(signers: Sequence[str], date: str, seals: int) -> Iterator[str]:
    """Up to three names a row, the last one above the date; a seal on each (7.3.5.1)."""
    day = _wide(date)
    middle = WIDTH - 4 * CHAR - day / 2
    widest = max(map(_wide, signers))
    reach = middle - _SEAL / 2
    columns = min(_SEALS_IN_A_ROW, len(signers))
    while columns > 1 and reach / (columns - 1) < max(_SEAL, widest + CHAR / 2):
        columns -= 1
    step = min(reach / (columns - 1), max(_SEAL + 3 * MM, widest + CHAR)) if columns > 1 else 0.0
    places = [middle - (columns - 1 - column) * step for column in range(columns)]
    rows = ceil(len(signers) / columns)
    number = 0
    for row in range(rows):
        names = signers[row * columns : (row + 1) * columns]
        at = places[columns - len(names) :] if row == rows - 1 else places
        is_last = row == rows - 1
        yield from [paragraph("", _KEPT)] * (2 if not row else 4)
        stamps = ""
        for place in at:
            if number < seals:
                below = LINE - _SEAL_RISE if is_last else LINE / 2
                stamps += seal_drawing(number, place, below, number + 1)
                number += 1
        form = Form(side="left", is_kept=True, tabs=tuple(("center", place) for place in at))
        if columns == 1:
            right = max(0.0, WIDTH - middle - _wide(names[0]) / 2)
            form = Form(side="right", is_kept=True, right=right)
        lead = "\t" if columns > 1 else ""
        yield paragraph(stamps + run(lead + "\t".join(map(_untabbed, names))), form)
    yield paragraph(run(date), Form(side="right", right=4 * CHAR))


def _untabbed(name: str) -> str:
    return name.replace("\t", " ")


def _unsealed(signers: Sequence[str], date: str) -> Iterator[str]:
    """Set the name two 字 from the right, the date two 字 to the right of its first (7.3.5.2)."""
    last, day = _wide(signers[-1]) if signers else 0.0, _wide(date)
    left = WIDTH - 2 * CHAR - last
    at = left + 2 * CHAR if signers else WIDTH - 2 * CHAR - day
    if at + day > WIDTH - 2 * CHAR:
        at = WIDTH - 2 * CHAR - day
        left = min(left, at - 2 * CHAR)
    yield paragraph("", _KEPT)
    form = Form(side="right", right=max(0.0, WIDTH - left - last))
    for place, signer in enumerate(signers):
        is_last = place == len(signers) - 1
        yield paragraph(run(signer), replace(form, is_kept=bool(date) or not is_last))
    if date:
        yield paragraph(run(date), Form(side="right", right=max(0.0, WIDTH - at - day)))


def imprint(letter: OfficialLetter, *, is_to_moved: bool) -> Iterator[str]:
    """版记 as frames that end on the bottom of 版心; in the letter form it has no rules (10.1)."""
    has_rules = letter.layout in {"文件", "纪要"}
    sent = [("主送：", letter.to)] if is_to_moved else []
    sent += [("抄送：", letter.copy_to)] if letter.copy_to else []
    has_printer = bool(letter.printer) and has_rules
    if not (sent or has_printer):
        return
    texts = [(label, f"{names.rstrip('。')}。") for label, names in sent]
    heights = [_ROW * len(wrapped(said(text), _LINE_CELLS)) for _, text in texts]
    below = _ROW if has_printer else 0.0
    top = _BOTTOM * MM - sum(heights) - below
    rules = [Rule(x=28, y=top / MM, width=156, thickness=_OUTER)]
    for (label, text), height in zip(texts, heights, strict=True):
        form = Form(left=4 * _SIZE, right=_SIZE, first=-3 * _SIZE, line=_ROW, frame=(top, height))
        yield paragraph(run(label + _untabbed(text), _SMALL), form)
        top += height
    if has_printer:
        if sent:
            rules.append(Rule(x=28, y=top / MM, width=156, thickness=_INNER))
        form = Form(
            side="left",
            left=_SIZE,
            right=_SIZE,
            line=_ROW,
            tabs=(("right", WIDTH - _SIZE),),
            frame=(top, _ROW),
        )
        printed = f"{letter.print_date or BLANK_DATE.strip()}印发"
        yield paragraph(run(f"{_untabbed(letter.printer)}\t{printed}", _SMALL), form)
    rules.append(Rule(x=28, y=_BOTTOM, width=156, thickness=_OUTER))
    drawn = [rule_drawing(rule, 100 + place) for place, rule in enumerate(rules)]
    yield paragraph("".join(drawn) if has_rules else "", Form(line=1))
