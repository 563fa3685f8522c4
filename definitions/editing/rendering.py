"""Plain values written as YAML in the manner of the shipped flows: short things on one line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, cast

from ...errors import EditRefused
from ..findings import Findings
from ..tree import read_tree

WIDTH = 100
"""How many columns a line of braces or brackets takes at most."""

STEP = 2
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`][^\n\t]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_BREAKS = re.compile("[\u0085\u2028\u2029\ufeff]")


def width(text: str) -> int:
    """Give how many columns a text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def inline(value: Any, *, is_within: bool = True, quote: str = "") -> str:
    """Write a value on one line; ``is_within`` braces, where commas and brackets mean something.

    ``quote`` is the mark a text is put in where it can be. Raises EditRefused.
    """
    if isinstance(value, Mapping):
        pairs = value.items()
        return f"{{{', '.join(f'{inline(k)}: {inline(v)}' for k, v in pairs)}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(inline(v) for v in cast('list[Any]', value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, (int, float)):
        return repr(value)
    if not isinstance(value, str):
        why = f"{type(value).__name__} can't be written", f"不能写入 {type(value).__name__}"
        raise EditRefused(path="", why=why[0], why_zh=why[1])
    return _text(value, is_within=is_within, quote=quote)


def _text(text: str, *, is_within: bool, quote: str) -> str:
    if not quote and _is_plain(text, is_within=is_within):
        return text
    if quote == "'" and not re.search(r"[\n\t]", text) and not _BREAKS.search(text):
        return "'" + text.replace("'", "''") + "'"
    escaped = "".join(_ESCAPES.get(c, c) for c in text)
    return '"' + _BREAKS.sub(lambda m: f"\\u{ord(m[0]):04x}", escaped) + '"'


def _is_plain(text: str, *, is_within: bool) -> bool:
    """Say whether a text reads as itself without quotes."""
    if not _PLAIN.fullmatch(text) or text != text.strip() or _BREAKS.search(text):
        return False
    if ": " in text or " #" in text or text.endswith(":") or text == "<<":
        return False
    if is_within and re.search(r"[,\[\]{}:\"']", text):
        return False
    findings = Findings("")
    tree = read_tree(f"k: {text}", findings)
    return tree is not None and not findings.faults and tree == {"k": text} and _is_text(tree["k"])


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def block(value: Any, column: int, newline: str) -> str:
    """Write what follows a key or a dash at ``column``: on its line where it is short.

    What goes below is indented by two; the text begins with a blank or a line break.
    """
    if isinstance(value, Mapping) and value:
        return newline + newline.join(entries(value, column + STEP, newline))
    if isinstance(value, list) and value:
        inner = " " * (column + STEP)
        return newline + newline.join(inner + item(v, column + STEP, newline) for v in value)
    if isinstance(value, str) and "\n" in value.strip("\n") and _is_literal(value):
        inner = " " * (column + STEP)
        chomp = "" if value.endswith("\n") else "-"
        lines = value.removesuffix("\n").split("\n")
        return f" |{chomp}" + "".join(newline + (inner + line if line else "") for line in lines)
    return " " + inline(value, is_within=False)


def _is_literal(text: str) -> bool:
    lines = text.removesuffix("\n").split("\n")
    return (
        not _BREAKS.search(text)
        and bool(lines[0])
        and bool(lines[-1].strip())
        and not lines[0].startswith((" ", "\t"))
        and not any(line.strip() == "" and line for line in lines)
    )


def entries(value: Mapping[Any, Any], column: int, newline: str) -> list[str]:
    """Write the entries of a mapping below each other, indented by ``column``."""
    return [
        f"{' ' * column}{inline(k, is_within=False)}:{fitting(v, column, newline, len(str(k)) + 1)}"
        for k, v in value.items()
    ]


def item(value: Any, column: int, newline: str) -> str:
    """Write an item of a list whose dash stands at ``column``, its first line not indented."""
    written = fitting(value, column, newline, 1)
    if written.startswith(newline):
        # The first line of what is below goes behind the dash.
        written = " " + written.removeprefix(newline).lstrip(" ")
    return f"-{written}"


def fitting(value: Any, column: int, newline: str, used: int) -> str:
    """Write what follows a key or a dash: in one line where it fits and is not deep, else below."""
    if isinstance(value, (Mapping, list)):
        line = inline(value)
        if depth(value) <= STEP and column + used + 1 + width(line) <= WIDTH:
            return f" {line}"
    return block(value, column, newline)


def depth(value: Any) -> int:
    """Give how deep collections stand in each other, 0 for a scalar."""
    if isinstance(value, Mapping):
        return 1 + max((depth(v) for v in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(v) for v in value), default=0)
    return 0
