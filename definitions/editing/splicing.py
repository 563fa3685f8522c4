"""Cutting and pasting in the text of a flow, so that everything else stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..findings import Path
from .chunks import chunk, without
from .outline import Member, Outline, Written
from .rendering import STEP, block, depth, fitting, inline, item

_HEADER = re.compile(r"[|>][-+0-9]*")
_TAIL = 12


def _value_point(outline: Outline, member: Member) -> int:
    """Give where what follows a key or a dash begins: behind its colon, or the dash."""
    if isinstance(member.step, int):
        return member.key_end
    return outline.text.index(":", member.key_end) + 1


def replaced(outline: Outline, path: Path, value: Any) -> str:
    """Give the text with the whole value at a path written anew."""
    text, member = outline.text, outline.member(path)
    old = member.value
    if outline.is_inline(path):
        blank = " " if old.start == old.end else ""
        return f"{text[: old.start]}{blank}{inline(value, quote=_quote(old))}{text[old.end :]}"
    point = _value_point(outline, member)
    written = _beside(outline, member, value)
    head, line, rest = written.partition(outline.newline)
    below = f"{line}{rest}"
    start, end, tail = _standing(outline, point, old)
    if not below and start > point:
        return text[:start] + head.removeprefix(" ") + text[end:]
    tail = tail or text[end : outline.line_end(end)]
    return text[:point] + head + tail + below + text[outline.line_end(end) :]


def _standing(outline: Outline, point: int, old: Written) -> tuple[int, int, str]:
    """Give where an old value starts (``point`` unless on one line) and ends, and its comment."""
    text = outline.text
    if old.style in {"|", ">"}:
        header = _HEADER.match(text, old.start)
        behind = header.end() if header else old.start
        return point, old.end, text[behind : outline.line_end(old.start)]
    if old.shape == "scalar" or old.is_flow:
        return (old.start if old.end > old.start else point), old.end, ""
    is_below = outline.line_start(old.start) > point
    return point, outline.line_end(old.end), text[point : outline.line_end(point)] * is_below


def _quote(old: Written) -> str:
    return old.style if old.style in {"'", '"'} else ""


def _beside(outline: Outline, member: Member, value: Any) -> str:
    """Write what follows a key or a dash, in the manner of what stands there now."""
    old, column = member.value, outline.column(member.start)
    if isinstance(value, str):
        if old.style == ">" and (folded := _folded(outline, old, value)):
            return folded
        if "\n" not in value:
            return " " + inline(value, is_within=False, quote=_quote(old))
    if isinstance(member.step, int):
        return item(value, column, outline.newline)[1:]
    is_block = bool(old.members) and not old.is_flow
    if is_block and isinstance(value, Mapping):
        return block(value, column, outline.newline)
    return fitting(value, column, outline.newline, member.key_end - member.start + 1)


def _folded(outline: Outline, old: Written, value: str) -> str:
    """Write a text folded as the old one was, with its breaks where they still fit."""
    if re.search(r"\s\s|[\n\t]|^\s|\s$", value) or not value:
        return ""
    header, *lines = outline.text[old.start : old.end].splitlines()
    indent = next((line[: len(line) - len(line.lstrip())] for line in lines if line.strip()), "")
    sign = _HEADER.match(header)
    if not indent or sign is None or sign[0] != ">-":
        return ""
    breaks = {line.strip()[-_TAIL:] for line in lines if line.strip()}
    result, line = [], ""
    for word in value.split(" "):
        line = f"{line} {word}" if line else word
        if line[-_TAIL:] in breaks:
            result.append(line)
            line = ""
    return f" {sign[0]}" + "".join(
        f"{outline.newline}{indent}{line}" for line in [*result, line] if line
    )


def removed(outline: Outline, path: Path) -> str:
    """Give the text without what stands at a path, and without the comments that are its own."""
    holder = outline.find(path[:-1])
    members = holder.members
    n = members.index(outline.member(path))
    if holder.is_flow:
        return _removed_inline(outline, holder, n)
    cut = chunk(outline, members, n)
    if len(members) > 1:
        return without(outline, cut)
    empty = "[]" if holder.shape == "sequence" else "{}"
    text, (begin, end) = outline.text, cut
    if len(path) == 1:
        return text[:begin] + empty + text[end:]
    point = _value_point(outline, outline.member(path[:-1]))
    if outline.line_start(begin) <= point:
        return f"{text[:point]} {empty}{text[end:]}"
    rest = without(outline, cut)
    return f"{rest[:point]} {empty}{rest[point:]}"


def _removed_inline(outline: Outline, holder: Written, n: int) -> str:
    text, members = outline.text, holder.members
    member = members[n]
    if len(members) == 1:
        comma = re.compile(r"\s*,").match(text, member.end)
        return text[: member.start] + text[comma.end() if comma else member.end :]
    if n + 1 < len(members):
        comma_at = text.index(",", member.end)
        behind = re.compile(r"[ \t]*(#[^\r\n]*)?").match(text, comma_at + 1)
        after = behind.end() if behind else comma_at + 1
        is_line = text[after : after + 1] in {"\r", "\n"} and outline.begins_line(member.start)
        if is_line:
            return text[: outline.line_start(member.start)] + text[text.index("\n", after) + 1 :]
        return text[: member.start] + text[after:]
    before = members[n - 1].end
    gap = text[before : member.start]
    if "#" in gap:
        return text[: member.start] + text[member.end :]
    return text[:before] + text[member.end :]


def inserted(outline: Outline, path: Path, value: Any, place: int) -> str:
    """Give the text with an entry added to what stands at ``path[:-1]``, at a place among it."""
    holder, key = outline.find(path[:-1]), path[-1]
    is_inside = holder.is_flow and (
        holder.members or outline.is_inline(path[:-1]) or len(path) == 1
    )
    if is_inside:
        written = inline(value) if isinstance(key, int) else f"{inline(key)}: {inline(value)}"
        return _pasted_inline(outline, holder, written, place)
    if not holder.members:
        return _begun(outline, path, value)
    column = outline.column(holder.members[0].start)
    sibling = holder.members[max(0, place - 1)].value
    return pasted(outline, holder, _entry(key, value, column, outline.newline, sibling), place)


def _entry(key: Any, value: Any, column: int, newline: str, sibling: Written | None) -> str:
    """Write an entry, in braces or below each other like the one it comes to stand beside."""
    if isinstance(key, int):
        if sibling and sibling.is_flow and value:
            return f"- {inline(value)}"
        return item(value, column, newline)
    head = f"{inline(key, is_within=False)}:"
    if sibling and sibling.shape == "mapping" and isinstance(value, Mapping) and value:
        if sibling.is_flow:
            return f"{head} {inline(value)}"
        return head + block(value, column, newline)
    if not column and depth(value) >= STEP:  # a section of its own
        return head + block(value, column, newline)
    return head + fitting(value, column, newline, len(head))


def _pasted_inline(outline: Outline, holder: Written, written: str, place: int) -> str:
    text, members = outline.text, holder.members
    if not members:
        return text[: holder.start + 1] + written + text[holder.end - 1 :]
    if place < len(members):
        at = members[place].start
        return f"{text[:at]}{written}, {text[at:]}"
    return f"{text[: members[-1].end]}, {written}{text[members[-1].end :]}"


def pasted(outline: Outline, holder: Written, written: str, place: int) -> str:
    """Give the text with lines put at a place among the entries of a block that has some."""
    text, members, newline = outline.text, holder.members, outline.newline
    indent = " " * outline.column(members[0].start)
    if place < len(members):
        at = chunk(outline, members, place)[0]
        return text[:at] + written + newline + indent + text[at:]
    end = chunk(outline, members, len(members) - 1)[1]
    return text[:end] + newline + indent + written + text[end:]


def _begun(outline: Outline, path: Path, value: Any) -> str:
    """Give the text with the first entry of something empty: its braces give way to a block."""
    text, member = outline.text, outline.member(path[:-1])
    old, point = member.value, _value_point(outline, member)
    column = outline.column(member.start) + STEP
    entry = _entry(path[-1], value, column, outline.newline, None)
    end = max(old.end, point)
    tail = text[end : outline.line_end(end)]
    return (
        f"{text[:point]}{tail}{outline.newline}{' ' * column}{entry}{text[outline.line_end(end) :]}"
    )


def swapped(outline: Outline, path: Path, n: int) -> str:
    """Give the text with the entries n and n + 1 of what stands at a path in each other's place."""
    holder, text = outline.find(path), outline.text
    if holder.is_flow:
        first, second = holder.members[n], holder.members[n + 1]
        (a, b), (c, d) = (first.start, first.end), (second.start, second.end)
    else:
        (a, b), (c, d) = (chunk(outline, holder.members, n + k) for k in (0, 1))
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def copied(outline: Outline, path: Path, key: str) -> str:
    """Give the text with a copy of an entry behind it, under another key unless it is an item."""
    holder, member, text = outline.find(path[:-1]), outline.member(path), outline.text
    n = holder.members.index(member)
    end = member.end if holder.is_flow else chunk(outline, holder.members, n)[1]
    core = text[member.start : end]
    if isinstance(member.step, str):
        core = inline(key, is_within=holder.is_flow) + core[member.key_end - member.start :]
    if holder.is_flow:
        return f"{text[:end]}, {core}{text[end:]}"
    indent = " " * outline.column(member.start)
    return text[:end] + outline.newline + indent + core + text[end:]
