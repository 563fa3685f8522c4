"""Where everything in the text of a YAML file begins and ends: what an edit cuts along.

The second door to ruamel.yaml: ``tree.py`` tells what a file says, but not where each value ends. What
an edit has done is read again through it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ...errors import DefinitionFaults, UnknownPart
from ..findings import Findings, Path
from ..tree import read_tree

Shape = Literal["scalar", "mapping", "sequence"]
_BLOCK = frozenset("|>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A value as it is written, from ``start`` to ``end`` (offsets in the text).

    ``is_flow`` says whether it stands in braces or brackets; ``style`` is the quote or block sign of
    a scalar, empty for a plain one. ``members`` are what a collection holds.
    """

    shape: Shape
    start: int
    end: int
    is_flow: bool = False
    style: str = ""
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A key with its value, or an item of a list, which in a block starts at its dash.

    ``key_end`` is where the key ends, for an item the end of its dash.
    """

    step: str | int
    start: int
    key_end: int
    value: Written

    @property
    def end(self) -> int:
        """Where it ends, comments left out."""
        return max(self.value.end, self.key_end)


@dataclass(frozen=True, slots=True)
class Outline:
    """The text of a file with where everything in it stands."""

    text: str
    root: Written
    newline: str = field(default="\n")

    def find(self, path: Path) -> Written:
        """Give the value at a path; raise UnknownPart."""
        return self.member(path).value if path else self.root

    def member(self, path: Path) -> Member:
        """Give the member at a path that is not the root; raise UnknownPart."""
        return self.trail(path)[-1]

    def trail(self, path: Path) -> list[Member]:
        """Give the members along a path, the outermost first; raise UnknownPart."""
        trail: list[Member] = []
        members = self.root.members
        for n, step in enumerate(path):
            found = next((m for m in members if m.step == step), None)
            if found is None:
                known = [str(m.step) for m in members]
                raise UnknownPart(name=".".join(map(str, path[: n + 1])), known=known)
            trail.append(found)
            members = found.value.members
        return trail

    def is_inline(self, path: Path) -> bool:
        """Say whether what stands at a path stands inside braces or brackets."""
        holders = [self.root, *(m.value for m in self.trail(path[:-1]))] if path else []
        return any(holder.is_flow for holder in holders)

    def line_start(self, offset: int) -> int:
        """Give where the line of an offset begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Give where the line of an offset ends, its line break left out."""
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        return end - 1 if end > offset and self.text[end - 1] == "\r" else end

    def column(self, offset: int) -> int:
        """Give how many characters stand before an offset in its line."""
        return offset - self.line_start(offset)

    def begins_line(self, offset: int) -> bool:
        """Say whether only blanks stand before an offset in its line."""
        return not self.text[self.line_start(offset) : offset].strip()


def values_of(text: str) -> dict[str, Any]:
    """Give the plain values of a text; raise DefinitionFaults where it can't be read as YAML."""
    findings = Findings("")
    tree = read_tree(text, findings)
    if tree is None or findings.faults:
        raise DefinitionFaults(faults=findings.in_order())
    return tree


def outline_of(text: str) -> Outline:
    """Give where everything in a text stands; the text must be one that ``values_of`` reads."""
    root = YAML(typ="safe", pure=True).compose(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    return Outline(text, _written(text, root, -1), newline)


def _written(text: str, node: Node, column: int) -> Written:
    """Give a value; ``column`` is where the line of what holds it begins, -1 for the root."""
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, ScalarNode):
        style = str(node.style or "")
        if style in _BLOCK:
            end = _block_end(text, start, column)
        return Written(shape="scalar", start=start, end=end, style=style)
    is_flow = bool(getattr(node, "flow_style", False))
    members = tuple(_members(text, node, column, is_flow=is_flow))
    if not is_flow and members:
        # A block ends where the token after it begins: comments in between are not its own.
        end = members[-1].end
    shape: Shape = "mapping" if isinstance(node, MappingNode) else "sequence"
    return Written(shape=shape, start=start, end=end, is_flow=is_flow, members=members)


def _members(text: str, node: Node, column: int, *, is_flow: bool) -> Iterator[Member]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            start = key.start_mark.index
            at = column if is_flow else key.start_mark.column
            yield Member(
                step=str(key.value),
                start=start,
                key_end=key.end_mark.index,
                value=_written(text, value, at),
            )
    elif isinstance(node, SequenceNode) and is_flow:
        for n, item in enumerate(node.value):
            start = item.start_mark.index
            yield Member(step=n, start=start, key_end=start, value=_written(text, item, column))
    elif isinstance(node, SequenceNode):
        yield from _dashed(text, node)


def _dashed(text: str, node: SequenceNode) -> Iterator[Member]:
    dash, column = node.start_mark.index, node.start_mark.column
    for n, item in enumerate(node.value):
        value = _written(text, item, column)
        member = Member(step=n, start=dash, key_end=dash + 1, value=value)
        yield member
        if n + 1 < len(node.value):
            dash = _next_dash(text, member.end, column)


def _next_dash(text: str, offset: int, column: int) -> int:
    """Find the dash of the next item of a list: the next line that has one at this column."""
    while (offset := text.index("\n", offset) + 1) <= len(text):
        if text[offset : offset + column + 1] == " " * column + "-":
            return offset + column
    raise ValueError(offset)


def _block_end(text: str, start: int, column: int) -> int:
    """Give the end of a literal or folded text: its last line that is indented and not blank."""
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    last = end
    while end < len(text):
        after = text.find("\n", end + 1)
        after = len(text) if after < 0 else after
        line = text[end + 1 : after]
        if line.strip():
            if len(line) - len(line.lstrip(" ")) <= column:
                break
            last = after
        end = after
    return last - 1 if text[last - 1] == "\r" else last
