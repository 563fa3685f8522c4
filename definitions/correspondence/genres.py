"""The kinds of document (文种): the fifteen of Article 8 of the regulation, and the internal slip."""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

Genre = Literal[
    "决议",
    "决定",
    "命令",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
    "单",
]
Written = Genre | Literal[""]
"""A genre, or empty where nobody said it and the title does not tell."""

GENRES: Final[tuple[Genre, ...]] = get_args(Genre)
SLIP: Final[Genre] = "单"

_ENDING: Final = re.compile(rf"({'|'.join(GENRES[:-1])}|令)(?:书|（[^（）]*）)?\s*$")


def genre_of(*titles: str, is_slip: bool = False) -> Written:
    """Tell the genre from the first title that ends with one, 通知书 being a 通知.

    A slip is a 单 whatever it is called; empty when no title tells.
    """
    if is_slip:
        return SLIP
    for title in titles:
        found = _ENDING.search(title)
        for genre in GENRES:
            if found and found[1] == genre:
                return genre
        if found:
            return "命令"
    return ""
