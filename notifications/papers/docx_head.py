"""The head of a DOCX letter (版头, 7.2): its corner, mark, number, 签发人 and red rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..writing.letters import OfficialLetter
from .docx_parts import DOUBLE_TOP
from .ooxml import CHAR, LINE, MM, RED, WIDTH, Form, Type, paragraph, run, said, table
from .titles import title_width

_CORNER_ROWS = 3
_MARK_TOP = 35 * MM
_MARK = 51.0
_MARK_LINE = 60.0
_MARK_RISE = 9.3  # from the top of its line to that of its ink
_LETTER_MARK = 37.0
_LETTER_MARK_LINE = 42.0
_LETTER_MARK_TOP = 28.2
_SLIP_MARK = 18.0
_ORGANS = 62 * MM
_ORGAN = 13 * MM
_ORGAN_GAP = 3 * MM
_WORD = 18 * MM
_WORD_WIDTH = 40 * MM
_ASIDE = 6 * MM
_INK = 0.92  # height of a hanzi's ink, of its size
_FILLED = 0.985
_LEFT = Form(side="left")


def head(letter: OfficialLetter) -> Iterator[str]:
    """Give all that stands above the title."""
    if letter.layout == "信函":
        yield from _letter_head(letter)
    elif letter.layout == "单":
        yield from _slip_head(letter)
    elif letter.mark or letter.number or letter.approvers:
        yield from _document_head(letter)
    else:
        yield from _corner(letter)


def _corner(letter: OfficialLetter) -> list[str]:
    """份号, 密级和保密期限, 紧急程度: one under the other at the top left (7.2.1 to 7.2.3)."""
    return [paragraph(line, _LEFT) for line in _corner_runs(letter)]


def _corner_runs(letter: OfficialLetter) -> list[str]:
    bold = Type(face="黑体")
    lines = (run(letter.copy_number), run(letter.secrecy, bold), run(letter.urgency, bold))
    return [line for line in lines if line]


def _document_head(letter: OfficialLetter) -> Iterator[str]:
    corner = _corner(letter)
    yield from corner
    yield from [paragraph()] * (_CORNER_ROWS - len(corner))
    if len(letter.mark) > 1:
        yield from _joint_mark(letter)
    else:
        mark = "".join(letter.mark) + letter.mark_word
        form = Form(
            side="center",
            line=_MARK_LINE,
            before=_MARK_TOP - _CORNER_ROWS * LINE - _MARK_RISE,
        )
        yield paragraph(run(mark, _mark_type(mark, _MARK, WIDTH)), form)
    yield from [paragraph()] * 2
    yield from (
        _numbered(letter)
        if letter.approvers
        else [paragraph(run(letter.number), Form(side="center", rule=True))]
    )
    yield from [paragraph()] * 2


def _mark_type(mark: str, size: float, width: float) -> Type:
    """Squeeze a mark that is wider than its room (7.2.4 rules no size)."""
    natural = title_width(said(mark)) * size
    squeeze = int(min(1.0, width * _FILLED / natural) * 100) if natural else 100
    return Type(face="小标宋", size=size, color=RED, squeeze=max(1, squeeze))


def _joint_mark(letter: OfficialLetter) -> Iterator[str]:
    """Joint issuers one under another in one width, 文件 at their right, centred (7.2.4)."""
    count = len(letter.mark)
    tall = max(4.0, min(_ORGAN, (_ORGANS - (count - 1) * _ORGAN_GAP) / count))
    size = round(tall / _INK * 2) / 2
    word_size = round(min(_WORD, max(_WORD, count * tall)) / _INK * 2) / 2
    word = _mark_type(letter.mark_word, word_size, _WORD_WIDTH)
    aside = title_width(letter.mark_word) * word_size * word.squeeze / 100
    aside += _ASIDE if aside else 0
    widths = [title_width(said(organ)) for organ in letter.mark]
    width = min(WIDTH - aside - 2, max(widths) * size * 1.1)
    line = tall + _ORGAN_GAP
    organs = "".join(_spread(organ, size, width, line) for organ in letter.mark)
    cells = [organs]
    columns = [width + 2]
    if letter.mark_word:
        cells.append(paragraph(run(letter.mark_word, word), Form(side="right", line=_WORD)))
        columns.append(aside)
    rise = 0.8 * line - 0.85 * size + 3.7
    yield paragraph("", Form(line=max(1.0, _MARK_TOP - _CORNER_ROWS * LINE - rise)))
    yield table(columns, [cells], is_ruled=False, padding=0)


def _spread(organ: str, size: float, width: float, line: float) -> str:
    """Set an organ's name in a width: squeezed when too long, its signs apart when short."""
    form = Form(side="left", line=line)
    kind = _mark_type(organ, size, width)
    clear = said(organ)
    free = width - title_width(clear) * size * kind.squeeze / 100
    if len(organ) < 2:  # noqa: PLR2004 - one sign has nothing to stand apart from
        return paragraph(run(organ, kind), replace(form, side="center"))
    apart = replace(kind, spacing=max(0.0, int(free / (len(organ) - 1) * 20) / 20))
    return paragraph(run(organ[:-1], apart) + run(organ[-1], kind), form)


def _numbered(letter: OfficialLetter) -> Iterator[str]:
    """发文字号 at the left, 签发人 at the right, two names a line; the rule below (7.2.6)."""
    label, names = "签发人：", letter.approvers
    kai = Type(face="楷体")
    step = max(title_width(said(name)) for name in names) * CHAR + CHAR
    many = 2 if names[1:] else 1
    at = max(CHAR * 5, WIDTH - many * step)
    form = Form(
        side="left",
        tabs=(
            ("left", CHAR),
            ("left", at - title_width(label) * CHAR),
            ("left", at),
            ("left", at + step),
        ),
    )
    rows = [names[place : place + 2] for place in range(0, len(names), 2)]
    for place, row in enumerate(rows):
        is_last = place == len(rows) - 1
        number = letter.number if is_last else ""
        lead = "\t" if place == 0 else "\t\t"  # the label stands in the first row only
        runs = run("\t") + run(number) + run(lead) + run("" if place else label)
        named = run("\t").join(run(name, kai) for name in row)
        yield paragraph(runs + named, replace(form, rule=is_last))


def _letter_head(letter: OfficialLetter) -> Iterator[str]:
    """Set the mark 30 mm from the edge of the paper, its number at the right (10.1).

    Of joint issuers the main one's mark stands alone. The double rules are in the page header.
    """
    mark = letter.mark[0] if letter.mark else ""
    mark += letter.mark_word if len(letter.mark) == 1 else ""
    if mark:
        frame = (_LETTER_MARK_TOP * MM, _LETTER_MARK_LINE)
        form = Form(side="center", line=_LETTER_MARK_LINE, frame=frame)
        yield paragraph(run(mark, _mark_type(mark, _LETTER_MARK, WIDTH)), form)
    corner = _corner_runs(letter)
    first = (corner[0] if corner else "") + run(f"\t{letter.number}")
    before = (DOUBLE_TOP + 1.65 - 37) * MM + 14 - 9
    yield paragraph(first, Form(side="left", before=before, tabs=(("right", WIDTH),)))
    yield from (paragraph(line, _LEFT) for line in corner[1:])
    yield from [paragraph()] * 2


def _slip_head(letter: OfficialLetter) -> Iterator[str]:
    *others, last = letter.mark or ("",)
    for organ in (*others, last + letter.mark_word):
        if organ:
            yield paragraph(run(organ, Type(face="小标宋", size=_SLIP_MARK)), Form(side="center"))
    yield from _corner(letter)
    if letter.number:
        yield paragraph(run(letter.number), Form(side="right"))
    yield paragraph()
