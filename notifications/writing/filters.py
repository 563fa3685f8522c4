"""The filters a letter template may use; each gives a bounded result or refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from jinja2 import Undefined
from jinja2.filters import do_default

from .bounds import OUTPUT_CHARACTERS, VALUE_CHARACTERS
from .inert import BeyondBounds

_ISO_DAY: Final = re.compile(
    r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}[\d:.]*(?:Z|[+-]\d{2}:\d{2})?)?(?![\d-])"
)
_DIGITS: Final = "零一二三四五六七八九"
_TENS: Final = 10
_LAST_ORDINAL: Final = 99
_READ: Final = 2 * VALUE_CHARACTERS + 1


class Ordinal(str):
    """A Chinese ordinal made by us, so that a template can number its headings with it."""

    __slots__ = ()


def chinese_date(value: Any) -> str:
    """Write a date as ``2026年3月5日``, in a text every ``2026-03-05``; nothing for None."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, str):
        return _ISO_DAY.sub(lambda day: f"{day[1]}年{int(day[2])}月{int(day[3])}日", value[:_READ])
    raise BeyondBounds("“日期” takes a date", "“日期”只能用于日期")


def listed(value: Any) -> str:
    """Join a list of names with 、; a single name stays as it is."""
    return joined(value, "、")


def ordinal(value: Any) -> Ordinal:
    """Write a number from 1 to 99 in Chinese: 1 is 一, 12 is 十二, 20 is 二十."""
    if not isinstance(value, int) or not 1 <= value <= _LAST_ORDINAL:
        raise BeyondBounds("“序” takes a whole number from 1 to 99", "“序”只能用于 1 至 99 的整数")
    tens, ones = divmod(value, _TENS)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return Ordinal(head + (_DIGITS[ones] if ones else ""))


def joined(value: Any, separator: Any = "") -> str:
    """Join a list of plain values, empty ones left out; None gives nothing."""
    if value is None:
        return ""
    if isinstance(value, Undefined):
        return str(value)  # a strict undefined raises here, with its name
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) or not isinstance(value, Sequence):
        raise BeyondBounds("only a list can be joined", "只有列表可以连接")
    between = as_text(separator)
    if len(between) * len(value) > OUTPUT_CHARACTERS:
        raise too_long()
    return between.join([as_text(one) for one in value if one not in ("", None)])


def replaced(value: Any, old: Any, new: Any) -> str:
    """Replace a piece of text by another, everywhere."""
    text, before, after = as_text(value), as_text(old), as_text(new)
    if not before:
        return text
    size = len(text) + text.count(before) * len(after)
    if size > OUTPUT_CHARACTERS:
        raise too_long()
    return text.replace(before, after)


def trimmed(value: Any) -> str:
    """Give a text without the blanks around it."""
    return as_text(value).strip()


def first(value: Any) -> Any:
    """Give the first of a list, empty text for an empty list."""
    return value[0] if _is_list(value) and value else ""


def last(value: Any) -> Any:
    """Give the last of a list, empty text for an empty list."""
    return value[-1] if _is_list(value) and value else ""


def length(value: Any) -> int:
    """Count the items of a list or the characters of a text."""
    return len(value)


def as_text(value: Any) -> str:
    """Write a plain value as text: dates in Chinese, truths as 是 or 否, None as nothing."""
    if isinstance(value, Undefined):
        return str(value)  # a strict undefined raises here, with its name
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, str | int | float):
        return str(value)[:_READ]
    raise BeyondBounds(
        "a whole group can't be written, name one of its entries",
        "不能直接写出整组内容，请写明其中一项",
    )


def _is_list(value: Any) -> bool:
    if isinstance(value, Undefined):
        str(value)
    return isinstance(value, Sequence) and not isinstance(value, str)


def too_long() -> BeyondBounds:
    """Make the refusal of a letter that grows beyond its bound."""
    return BeyondBounds(
        f"it writes more than {OUTPUT_CHARACTERS} characters",
        f"内容超过 {OUTPUT_CHARACTERS} 字",
    )


FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "日期": chinese_date,
    "列": listed,
    "序": ordinal,
    "default": do_default,
    "first": first,
    "join": joined,
    "last": last,
    "length": length,
    "replace": replaced,
    "trim": trimmed,
}

TESTS: Final = (
    "defined", "undefined", "none", "string", "number", "integer", "true", "false", "boolean",
    "even", "odd", "in", "eq", "==", "equalto", "ne", "!=", "lt", "<", "lessthan", "le", "<=",
    "gt", ">", "greaterthan", "ge", ">=", "sequence", "mapping",
)  # fmt: skip
