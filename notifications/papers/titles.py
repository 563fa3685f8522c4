"""Where a title is broken: lines like a trapezoid or a diamond, and words kept whole (7.3.1).

> 标题一般分一行或多行居中排布；回行时，要做到词意完整，排列对称，长短适宜，间距恰当，
> 标题排列应当使用梯形或菱形。 — GB/T 9704-2012, 7.3.1
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

_NOT_FIRST: Final = frozenset("，。、；：？！）》〉】〕”’…·—％%℃‰,.;:?!)]}的和与及或等了着之们者")
_NOT_LAST: Final = frozenset("（《〈【〔“‘([{第关对在向为把被将由和与及或各本该其不未")
_PAIRS: Final = {"《": "》", "“": "”", "（": "）", "〈": "〉", "〔": "〕", "‘": "’", "【": "】"}
_ATOM: Final = re.compile(
    r"[0-9]+(?:\.[0-9]+)?(?:年度?|月份?|日|号|个|次|期|届|批|%|％)?"
    r"|[A-Za-z]+|第[一二三四五六七八九十百零〇\d]+[届次期号批章条季]?"
    r"|(?:关于|通知|通报|决定|意见|请示|批复|报告|方案|办法|规定|公告|通告|纪要|印发|转发|实施"
    r"|人民|政府|全生命周期|高质量|营商环境|招商引资|重大|委员会|办公室|管理局|领导小组|工作|项目|建设|投资|企业|开展|加强|进一步|有关)"
    r"|.",
    re.DOTALL,
)
_SHORTEST: Final = 3.0
_WEIGHT: Final = 0.25
_EXTRA_LINE: Final = 7.0
_BEFORE_SUBJECT: Final = -14.0
_ENDS_WELL: Final = {"的": -5.0, "、": -4.0, "，": -4.0}


def title_lines(title: tuple[str, ...], width: float = 20) -> list[str]:
    """Break a title into lines of at most ``width`` hanzi (an ASCII character is half a one).

    The author's own lines are kept when each fits.
    Otherwise lines are balanced; none is broken inside 《》“”（） or a number while that can be
    helped, none begins with 的 or a closing sign or ends with an opening one.
    """
    author = [line.strip() for line in title if line.strip()]
    if all(title_width(line) <= width for line in author):
        return author
    return list(_balanced("".join(author), width))


def title_width(text: str) -> float:
    """Measure text in hanzi."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


@lru_cache(maxsize=1_024)
def _balanced(title: str, width: float) -> tuple[str, ...]:
    if title_width(title) <= width:
        return (title,)
    for is_strict in (True, False):
        places = list(_places(title, is_strict=is_strict))
        found = _best(title, width, places)
        if found:
            return found
    return tuple(_chopped(title, width))


def _places(title: str, *, is_strict: bool) -> Iterator[int]:
    """Give where the title may be broken; unless strict, also inside brackets."""
    open_brackets: list[str] = []
    end = 0
    for atom in _ATOM.findall(title):
        start = end
        end += len(atom)
        is_inside = is_strict and bool(open_brackets)
        if start and not is_inside and _may_break(title, start):
            yield start
        if atom in _PAIRS:
            open_brackets.append(_PAIRS[atom])
        elif open_brackets and atom == open_brackets[-1]:
            open_brackets.pop()


def _may_break(title: str, place: int) -> bool:
    return title[place] not in _NOT_FIRST and title[place - 1] not in _NOT_LAST


def _best(title: str, width: float, places: list[int]) -> tuple[str, ...]:
    total = title_width(title)
    fewest = -int(-total // width)
    options = [
        found
        for count in range(fewest, fewest + 3)
        if (found := _cut(title, width, places, count)) is not None
    ]
    if not options:
        return ()
    _, cuts = min(options, key=lambda option: option[0] + _EXTRA_LINE * (len(option[1]) - fewest))
    return tuple(title[start:end] for start, end in pairwise((0, *cuts)))


def _cut(
    title: str, width: float, places: list[int], count: int
) -> tuple[float, tuple[int, ...]] | None:
    """Find the cheapest ``count`` lines by dynamic programming over the places of breaks."""
    reach = [0.0]
    for character in title:
        reach.append(reach[-1] + title_width(character))
    ideal = reach[-1] / count
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(count):
        ends = [len(title)] if line == count - 1 else places
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, cuts) in best.items():
            for end in ends:
                size = reach[end] - reach[start]
                if end <= start or size > width or size < _SHORTEST:
                    continue
                price = cost + (size - ideal) ** 2 * _WEIGHT + _price(title, end)
                if end not in following or price < following[end][0]:
                    following[end] = (price, (*cuts, end))
        best = following
    return best.get(len(title))


def _price(title: str, end: int) -> float:
    """Say how bad a break is: best before 关于, good after 的 or a comma."""
    if end == len(title):
        return 0.0
    before = _BEFORE_SUBJECT if title.startswith("关于", end) else 0.0
    return before + _ENDS_WELL.get(title[end - 1], 0.0)


def _chopped(title: str, width: float) -> Iterator[str]:
    """Break a title that has no good place: as full as goes, signs where they may stand."""
    line = ""
    for character in title:
        if line and title_width(line + character) > width:
            keep = len(line)
            while keep > 1 and not _may_break(line + character, keep):
                keep -= 1
            if keep == 1:
                keep = len(line)
            yield line[:keep]
            line = line[keep:]
        line += character
    yield line
