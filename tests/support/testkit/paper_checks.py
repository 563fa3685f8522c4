"""What GB/T 9704-2012 asks of a printed letter, as faults: none, and the letter conforms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from guatu.notifications.papers.sorts import clean
from guatu.notifications.papers.titles import title_lines
from guatu.notifications.writing.letters import (
    BLANK_DATE,
    OfficialLetter,
    Table,
)

from .paper_elements import FANG, STAND_IN, elements_of
from .papers import BOTTOM, CHAR, LEFT, MM, PITCH, RIGHT, TOP, Paper, Row, Sign, Stroke

NOT_FIRST: Final = "，。、；：？！）》〉】〕”’"
NOT_LAST: Final = "（《〈【〔“‘"
NUMBER: Final = re.compile(r"\S*〔\d{4}〕[1-9]\d*号|第[1-9]\d*期")
DATE: Final = re.compile(r"\d{4}年[1-9]\d?月[1-9]\d?日")

_FRAME: Final = 0.2 * MM


def faults(letter: OfficialLetter, paper: Paper, *, seals: int = 0) -> list[str]:
    """Give every fault of a printed letter that is no draft."""
    return [
        *margins(paper),
        *pitch(letter, paper),
        *elements(letter, paper),
        *line_ends(paper),
        *colours(letter, paper),
        *page_numbers(letter, paper),
        *rules(letter, paper),
        *indents(letter, paper),
        *signature(letter, paper, seals=seals),
    ]


def margins(paper: Paper) -> Iterator[str]:
    """Paper, 天头, 订口 and the edges of the type area (5.1, 5.2.1)."""
    for size in paper.sizes:
        if abs(size[0] - 210) > 0.1 or abs(size[1] - 297) > 0.1:
            yield f"a page of {size}"
    for row in paper.rows:
        where = f"page {row.first.page}, {row.text[:8]}"
        if row.first.top < TOP - MM and "〕" not in row.text:
            yield f"{where}: above the type area"
        if row.signs[-1].bottom > BOTTOM + MM:
            yield f"{where}: below the type area"
        if row.first.x < LEFT - (8.5 if row.first.text in NOT_LAST else 0.5):
            yield f"{where}: left of the type area"
        is_squeezed = row.signs[-1].text in NOT_FIRST
        if row.end - (8 if is_squeezed else 0) > RIGHT + MM:
            yield f"{where}: right of the type area by {(row.end - RIGHT) / MM:.2f} mm"


def body_rows(letter: OfficialLetter, paper: Paper) -> dict[int, list[Row]]:
    """Give the rows below the title, by page."""
    title = paper.find(clean(title_lines(letter.title)[-1]), 22)
    below = title[0].baseline if title else 0.0
    pages: dict[int, list[Row]] = {}
    for row in paper.rows:
        if row.first.page > 1 or row.first.baseline > below:
            pages.setdefault(row.first.page, []).append(row)
    return pages


def pitch(letter: OfficialLetter, paper: Paper) -> Iterator[str]:
    """22 rows a page on one grid, 28 hanzi a row (5.2.3)."""
    pages = body_rows(letter, paper)
    for page, rows in pages.items():
        for above, below in pairwise(rows):
            steps = (below.first.baseline - above.first.baseline) / PITCH
            if abs(steps - round(steps)) * PITCH > 0.05:
                yield f"page {page}, {below.text[:8]}: {steps:.3f} rows below the row above"
        last = rows[-1]
        if page not in paper.frames and last.first.top > BOTTOM - 1.5 * PITCH:
            place = (last.first.top - TOP) / PITCH
            if abs(place - round(place)) > 0.01:
                yield f"page {page}: the last row is row {place + 1:.2f}"
        following = pages.get(page + 1, [])
        if page in paper.frames or len(following) < 2:
            continue
        is_running_on = following[0].first.x < LEFT + 1 and following[0].end > RIGHT - 1
        if (
            is_running_on
            and following[0].first.top < TOP + 1
            and abs(last.signs[-1].bottom - BOTTOM) > 0.2
        ):
            yield f"page {page}: the text runs on, but ends {last.text[:8]} before row 22"
    for line in paper.rows:
        is_full = line.first.x < LEFT + 1 and line.end > RIGHT - 1
        if (
            is_full
            and all("\u4e00" <= sign.text <= "\u9fff" for sign in line.signs)
            and len(line.signs) != 28
        ):
            yield f"page {line.first.page}, {line.text[:8]}: {len(line.signs)} hanzi in a row"


def elements(letter: OfficialLetter, paper: Paper) -> Iterator[str]:
    """Every text stands on the paper, whole, in its size and face; nothing is lost or added."""
    for text, size, face in elements_of(letter):
        shown = clean(text)
        found = [s for each in ([size] if size else [16, 14]) for s in paper.find_all(shown, each)]
        if not found:
            yield f"not found in size {size}: {shown[:20]}"
        elif not any(_is_in_face(signs, face) for signs in found):
            fonts = {sign.font for signs in found for sign in signs}
            yield f"{shown[:12]}: {fonts} instead of {face}"
    if any("\u2f00" <= sign.text <= "\u2fdf" for sign in paper.signs):
        yield "a radical instead of a hanzi"
    if b"/Type3" in paper.content:
        yield "a Type 3 font"


def _is_in_face(signs: list[Sign], face: str) -> bool:
    """Say whether signs stand in a face; single ones that it lacks may stand in another."""
    fonts = [sign.font for sign in signs]
    return set(fonts) <= {face, STAND_IN, FANG} and (face in fonts or set(fonts) == {STAND_IN})


def line_ends(paper: Paper) -> Iterator[str]:
    """避头尾: no closing sign begins a row, no opening one ends it, —— and …… stay whole."""
    for above, below in pairwise(paper.rows):
        for row in (above, below):
            where = f"page {row.first.page}: {row.text}"
            if row.first.text in NOT_FIRST and row.first.x < LEFT + 2 * CHAR:
                yield f"{where} begins with {row.first.text}"
            if row.signs[-1].text in NOT_LAST:
                yield f"{where} ends with {row.signs[-1].text}"
        is_next = abs(below.first.baseline - above.first.baseline - PITCH) < 1
        is_split = above.signs[-1].text == below.first.text and below.first.text in "—…"
        if is_split and is_next and above.text.endswith(below.first.text):
            dashes = len(above.text) - len(above.text.rstrip(below.first.text))
            if dashes % 2:
                yield f"page {below.first.page}: {below.first.text * 2} is split"


def colours(letter: OfficialLetter, paper: Paper) -> Iterator[str]:
    """The mark is red, all else black (6.2); 文号 and dates have no leading zero (7.2.5, 7.3.5.4)."""
    mark = (*letter.mark, letter.mark_word)
    if letter.layout == "信函" and len(letter.mark) > 1:
        mark = letter.mark[:1]
    wanted = "".join("".join(clean(organ).split()) for organ in mark)
    red = "".join(sign.text for sign in paper.signs if sign.is_red)
    if sorted(red) != sorted("" if letter.layout == "单" else wanted):
        yield f"red: {red}, not {wanted}"
    for sign in paper.signs:
        if not sign.is_red and not sign.is_black:
            yield f"{sign.text} is {sign.color}"
    if letter.number and not NUMBER.fullmatch(letter.number):
        yield f"{letter.number} is no 发文字号"
    for date in filter(None, (letter.date, letter.print_date)):
        if not DATE.fullmatch(date):
            yield f"{date} is no 成文日期"


def page_numbers(letter: OfficialLetter, paper: Paper) -> Iterator[str]:
    """— n —, size 4号, 宋体; odd pages right, even pages left, one 字 in, 7 mm below (7.5)."""
    for page in range(1, len(paper.sizes) + 1):
        row = paper.is_numbered.get(page)
        if page == 1 and letter.layout == "信函":
            if row:
                yield "page 1 of the letter form is numbered"
            continue
        if row is None or row.text != f"—{page}—":
            yield f"page {page} is numbered {row.text if row else 'not at all'}"
            continue
        edge = row.end - (RIGHT - CHAR) if page % 2 else row.first.x - (LEFT + CHAR)
        middle = row.first.baseline - 0.38 * row.first.size - BOTTOM
        if abs(edge) > 0.5 or abs(middle - 7 * MM) > 0.5:
            yield f"page {page}: its number is {edge:.1f} pt off, {middle / MM:.2f} mm below"
        if {(sign.font, round(sign.size)) for sign in row.signs} != {("FandolSong-Regular", 14)}:
            yield f"page {page}: its number in {row.first.font} {row.first.size}"


def rules(letter: OfficialLetter, paper: Paper) -> Iterator[str]:
    """The red rules (7.2.7, 10.1) and the rules of 版记 (7.4.1)."""
    red = [s for s in paper.strokes if s.is_red]
    black = [s for s in paper.strokes if not s.is_red and s.thickness > _FRAME]
    tables = [s.middle for s in paper.strokes if s.thickness <= _FRAME]
    if max(tables, default=0) > BOTTOM + 1:
        yield f"a table reaches down to {max(tables) / MM:.2f} mm"
    if letter.layout in {"信函", "单"} and black:
        yield "版记 of the letter form or a slip has rules"
    if letter.layout == "信函":
        if [round((s.end - s.x) / MM) for s in red] != [170] * 4 or {s.page for s in red} != {1}:
            yield f"the double rules: {red}"
    elif letter.layout == "单":
        if red:
            yield "a slip has a red rule"
    else:
        number = paper.find(letter.number, 16)
        if len(red) != 1 or abs(red[0].middle - number[0].bottom - 4 * MM) > 1:
            yield f"the red rule: {red}"
        yield from _imprint_rules(letter, [s for s in black if s.page == len(paper.sizes)])


def _imprint_rules(letter: OfficialLetter, found: list[Stroke]) -> Iterator[str]:
    imprint = sorted(found, key=lambda stroke: stroke.middle)
    wanted = [0.35, 0.25, 0.35] if letter.copy_to and letter.printer else [0.35, 0.35]
    if not (letter.copy_to or letter.printer):
        wanted = []
    if [round(s.thickness / MM, 2) for s in imprint] != wanted:
        yield f"the rules of 版记: {imprint}"
    elif imprint and abs(imprint[-1].middle - BOTTOM) > 0.3:
        yield f"the last rule lies at {imprint[-1].middle / MM:.2f} mm"


def indents(letter: OfficialLetter, paper: Paper) -> Iterator[str]:
    """Each paragraph begins two 字 in (7.3.3)."""
    for block in letter.blocks:
        if isinstance(block, Table) or len(clean(block.text)) < 8:
            continue
        signs = paper.find(clean(block.text), 16)
        if signs and abs(signs[0].x - LEFT - 2 * CHAR) > 8.5:
            yield f"{block.text[:8]} begins {(signs[0].x - LEFT) / CHAR:.2f} 字 in"


def signature(letter: OfficialLetter, paper: Paper, *, seals: int) -> Iterator[str]:
    """署名, 成文日期 and seals (7.3.5); they share their page with text."""
    date = paper.find(clean(letter.date or BLANK_DATE), 16, last=True)
    if not letter.signers or not date:
        return
    rows = [
        r
        for r in paper.rows
        if r.first.page == date[0].page and r.first.baseline < date[0].baseline
    ]
    name = paper.find(clean(letter.signers[-1]), 16, last=True)
    above = [r for r in rows if not name or r.first.baseline < name[0].baseline - 1]
    if not above and date[0].page not in paper.frames:
        yield "the signature stands alone on its page"
    if not letter.is_sealed:
        return
    middle = (date[0].x + date[-1].end) / 2
    if abs(RIGHT - date[-1].end - 4 * CHAR) > 1:
        yield f"the date ends {(RIGHT - date[-1].end) / CHAR:.2f} 字 from the right"
    if name and name[-1].end < RIGHT - 1 and abs((name[0].x + name[-1].end) / 2 - middle) > 1:
        yield "the last signer is not centred on the date"
    if len(paper.pictures) != seals:
        yield f"{len(paper.pictures)} seals instead of {seals}"
    elif seals:
        last = paper.pictures[-1]
        if abs((last.x + last.end) / 2 - middle) > 1 or abs(last.end - last.x - 42 * MM) > 0.5:
            yield "the seal is not centred on the date"
        yield from _seal_places(paper, above)


def _seal_places(paper: Paper, above: list[Row]) -> Iterator[str]:
    first = paper.pictures[0]
    edges = [s.middle for s in paper.strokes if s.page == first.page and s.middle < first.top]
    edges += [row.signs[-1].bottom for row in above if row.signs[-1].bottom <= first.top]
    if edges and first.top - max(edges) > PITCH:
        yield "the seal's top is more than a row below the text"
    for one, other in pairwise(paper.pictures):
        apart = max(abs(one.x - other.x), abs(one.top - other.top))
        if one.page == other.page and apart < 42 * MM:
            yield "two seals touch"
