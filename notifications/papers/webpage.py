"""Shows a letter as one HTML page that is also an e-mail: inline styles, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
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

_FANGSONG: Final = (
    "font-family:'FangSong_GB2312','仿宋_GB2312',FangSong,'仿宋',STFangsong,FandolFang,"
    "'Noto Serif CJK SC','Noto Serif SC',serif"
)
_KAITI: Final = (
    "font-family:'KaiTi_GB2312','楷体_GB2312',KaiTi,'楷体',STKaiti,FandolKai,"
    "'Noto Serif CJK SC',serif"
)
_HEITI: Final = (
    "font-family:SimHei,'黑体',STHeiti,FandolHei,'Noto Sans CJK SC','Microsoft YaHei',sans-serif"
)
_BIAOSONG: Final = (
    "font-family:'FZXiaoBiaoSong-B05S','方正小标宋简体',STZhongsong,'华文中宋',"
    "'Noto Serif CJK SC','Noto Serif SC',SimSun,serif;font-weight:bold"
)
_RED: Final = "#d7000f"
_INK: Final = "#111"
_FACES: Final = {1: _HEITI, 2: _KAITI, 3: _FANGSONG, 4: _FANGSONG}
_MARK_WIDTH: Final = 580
_MARK_LARGEST: Final = 46
_MARK_SMALLEST: Final = 22
_SLIP_MARK: Final = 26
_NARROW: Final = 86
_CELL: Final = "border:1px solid #333;padding:7px 10px;line-height:1.5;vertical-align:middle"


def as_html(letter: OfficialLetter, *, is_draft: bool = True) -> str:
    """Give the letter as a whole HTML document; every text in it is escaped.

    A draft says above the sheet and in the page's title that it is one; a released letter doesn't.
    """
    title = _text(letter.full_title)
    banner = f"{_banner(letter)}\n" if is_draft else ""
    parts = [
        *_head(letter),
        *_body(letter),
        *_signature(letter),
        *_annexes(letter),
        *_imprint(letter),
    ]
    sheet = "\n".join(parts)
    return (
        "<!DOCTYPE html>\n"
        '<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light only">\n'
        f"<title>{'【草稿】' if is_draft else ''}{title}</title>\n</head>\n"
        '<body style="margin:0;padding:0 0 32px;background:#eceae6">\n'
        f"{banner}"
        '<main style="box-sizing:border-box;max-width:760px;margin:24px auto 0;'
        "padding:56px 48px 64px;padding:56px clamp(18px,8vw,64px) 64px;"
        f"background:#fff;color:{_INK};font-size:20px;line-height:1.85;"
        f'text-align:justify;overflow-wrap:break-word;{_FANGSONG}">\n{sheet}\n</main>\n'
        "</body>\n</html>\n"
    )


def _banner(letter: OfficialLetter) -> str:
    return (
        '<div role="note" style="box-sizing:border-box;max-width:760px;margin:16px auto 0;'
        "padding:10px 16px;background:#fff7e0;border-left:5px solid #d99a00;color:#5c4300;"
        f'font-size:15px;line-height:1.6;{_HEITI}">{_text(draft_note(letter))}</div>'
    )


def _head(letter: OfficialLetter) -> Iterator[str]:
    is_slip, is_letter_form = letter.layout == "单", letter.layout == "信函"
    for line in filter(None, (letter.copy_number, letter.secrecy, letter.urgency)):
        yield _line(line, _HEITI)
    if letter.mark:
        color = _INK if is_slip else _RED
        largest = _SLIP_MARK if is_slip else _MARK_LARGEST
        *others, last = letter.mark
        organs = (*others, last + letter.mark_word)
        widest = max(map(len, organs))
        size = min(largest, max(_MARK_SMALLEST, _MARK_WIDTH // widest))
        bottom = "36px" if letter.layout == "文件" else "12px"
        style = (
            f"margin:18px 0 {bottom};text-align:center;color:{color};font-size:{size}px;"
            f"font-size:min({size}px,{_NARROW // widest}vw);line-height:1.3;{_BIAOSONG}"
        )
        yield f'<p style="{style}">{"<br>".join(map(_text, organs))}</p>'
    if is_letter_form:
        yield _rule(f"border-top:4px double {_RED};margin:0 -18px 8px")
    if letter.number:
        yield _line(letter.number, f"text-align:{'right' if is_letter_form else 'center'}")
    if letter.approvers:
        yield _line(f"签发人：{'　'.join(letter.approvers)}", "text-align:right")
    if not is_letter_form and letter.mark:
        yield _rule(f"border-top:{f'1px solid {_INK}' if is_slip else f'3px solid {_RED}'}")
    lines = "<br>".join(_text(line) for line in letter.title)
    yield (
        '<h1 style="margin:44px 0 36px;text-align:center;font-size:28px;line-height:1.45;'
        f'{_BIAOSONG}">{lines}</h1>'
    )


def _body(letter: OfficialLetter) -> Iterator[str]:
    if letter.to:
        yield _line(f"{letter.to}：", "")
    for presence in letter.presences:
        yield (
            '<p style="margin:0;padding-left:3em;text-indent:-3em">'
            f'<span style="{_HEITI}">{_text(presence.label)}：</span>{_text(presence.names)}</p>'
        )
    yield from _blocks(letter.blocks)
    if letter.annexes:
        several = len(letter.annexes) > 1
        names = "<br>".join(
            _text(f"{number}. {annex.title}" if several else annex.title)
            for number, annex in enumerate(letter.annexes, start=1)
        )
        yield (
            '<div style="margin:1.85em 0 0;padding-left:5em;text-indent:0">'
            f'<span style="float:left;margin-left:-3em">附件：</span>{names}</div>'
        )


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield _line(block.text, "text-indent:2em")
        elif isinstance(block, Heading):
            yield _heading(block)
        else:
            yield _table(block)


def _heading(heading: Heading) -> str:
    face = _FACES[heading.level]
    level = heading.level + 1
    if heading.rest or heading.level > 2:  # noqa: PLR2004 - only 一、 and （一） stand alone
        return (
            f'<p style="margin:0;text-indent:2em"><span style="{face}">{_text(heading.text)}</span>'
            f"{_text(heading.rest)}</p>"
        )
    return (
        f'<h{level} style="margin:0;text-indent:2em;font-size:20px;line-height:1.85;'
        f'font-weight:normal;{face}">{_text(heading.text)}</h{level}>'
    )


def _table(table: Table) -> str:
    rows = list(table.rows)
    head = ""
    if table.has_head:
        cells = "".join(
            f'<th scope="col" style="{_CELL};font-weight:normal;{_HEITI}">{_text(cell)}</th>'
            for cell in rows.pop(0)
        )
        head = f"<thead><tr>{cells}</tr></thead>"
    body = "".join(f"<tr>{_row(row, has_label=not table.has_head)}</tr>" for row in rows)
    return (
        '<table style="width:100%;border-collapse:collapse;margin:10px 0 14px;font-size:18px;'
        f'text-align:left">{head}<tbody>{body}</tbody></table>'
    )


def _row(row: tuple[str, ...], *, has_label: bool) -> str:
    if not has_label or len(row) == 1:
        return "".join(f'<td style="{_CELL}">{_text(cell)}</td>' for cell in row)
    label = (
        f'<th scope="row" style="{_CELL};width:8em;text-align:center;font-weight:normal;'
        f'{_HEITI}">{_text(row[0])}</th>'
    )
    return label + "".join(f'<td style="{_CELL}">{_text(cell)}</td>' for cell in row[1:])


def _signature(letter: OfficialLetter) -> Iterator[str]:
    date = letter.date or (BLANK_DATE if letter.layout != "单" else "")
    lines = "<br>".join(_text(line) for line in (*letter.signers, date) if line)
    if lines:
        yield (
            '<div style="margin:2.4em 0 0;padding-right:3em;text-align:right">'
            '<div style="display:inline-block;text-align:center;white-space:pre-wrap">'
            f"{lines}</div></div>"
        )
    if letter.notes:
        yield _line(f"（{letter.notes}）", "margin-top:.6em;text-indent:2em")


def _annexes(letter: OfficialLetter) -> Iterator[str]:
    for number, annex in enumerate(letter.annexes, start=1):
        label = "附件" if len(letter.annexes) == 1 else f"附件{number}"
        yield _rule("border-top:1px dashed #999;margin:40px 0 24px;break-before:page")
        yield _line(label, _HEITI)
        yield (
            '<h2 style="margin:24px 0;text-align:center;font-size:26px;line-height:1.45;'
            f'{_BIAOSONG}">{_text(annex.title)}</h2>'
        )
        yield from _blocks(annex.blocks)


def _imprint(letter: OfficialLetter) -> Iterator[str]:
    if not (letter.copy_to or letter.printer):
        return
    rows = []
    if letter.copy_to:
        rows.append(
            '<div style="padding:4px 1em 4px 4em;text-indent:-3em">抄送：'
            f"{_text(letter.copy_to.rstrip('。'))}。</div>"
        )
    if letter.printer:
        printed = _text(f"{letter.print_date or BLANK_DATE.strip()}印发")
        line = "border-top:1px solid #111;" if letter.copy_to else ""
        rows.append(
            f'<div style="{line}padding:4px 1em;white-space:pre-wrap">'
            f'<span style="float:right">{printed}</span>{_text(letter.printer)}</div>'
        )
    yield (
        '<footer style="margin-top:56px;border-top:2px solid #111;border-bottom:2px solid #111;'
        f'font-size:17px;line-height:1.7">{"".join(rows)}</footer>'
    )


def _line(text: str, style: str) -> str:
    return f'<p style="margin:0;{style}">{_text(text)}</p>'


def _rule(style: str) -> str:
    return f'<hr style="border:0;margin:8px 0 0;{style}">'


def _text(text: str) -> str:
    return escape(text, quote=True)
