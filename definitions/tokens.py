"""The words of an expression, for what a compiler does not tell: names read, values compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*)
    |(?P<text>[rRbB]{0,2}(?:'''(?:\\.|[^\\])*?'''|\"\"\"(?:\\.|[^\\])*?\"\"\"
        |'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<sign>==|!=|<=|>=|&&|\|\||\S)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A word of an expression: its kind, its text, and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def literal(self) -> str:
        """What a plain text literal says; empty for one with escapes or prefixes."""
        is_plain = self.kind == "text" and self.text[0] in "'\"" and "\\" not in self.text
        return self.text.strip(self.text[0]) if is_plain else ""


class Comparison(NamedTuple):
    """A variable set against a text literal that starts at ``start``."""

    name: str
    value: str
    start: int


def tokens(source: str) -> list[Token]:
    """Split an expression into its words, comments left out."""
    return [
        Token(m.lastgroup or "sign", m.group(), m.start())
        for m in _TOKEN.finditer(source)
        if m.lastgroup != "comment"
    ]


def identifiers(source: str) -> Iterator[str]:
    """Give the names an expression reads, without the members selected from them."""
    before = ""
    for token in tokens(source):
        if token.kind == "name" and before != ".":
            yield token.text
        before = token.text


def comparisons(source: str) -> Iterator[Comparison]:
    """Give each ``name == 'text'``, either way round, ``name in ['text']``, ``'text' in name``."""
    words = [*tokens(source), Token("sign", "", len(source)), Token("sign", "", len(source))]
    for n, (first, sign, last) in enumerate(zip(words, words[1:], words[2:], strict=False)):
        before, after = words[n - 1].text if n else "", words[min(n + 3, len(words) - 1)].text
        if first.kind == "name" and before != ".":
            if sign.text in {"==", "!="} and last.literal and after not in {"+", "."}:
                yield Comparison(first.text, last.literal, last.start)
            elif sign.text == "in" and last.text == "[":
                for item in _list_items(words[n + 3 :]):
                    yield Comparison(first.text, item.literal, item.start)
        elif (
            first.literal
            and before != "+"
            and last.kind == "name"
            and after not in {".", "(", "["}
            and sign.text in {"==", "!=", "in"}
        ):
            yield Comparison(last.text, first.literal, first.start)


def _list_items(words: Sequence[Token]) -> Iterator[Token]:
    for word in words:
        if word.text == "]":
            return
        if word.literal:
            yield word


def impossible(
    source: str, possible: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Comparison, Sequence[str]]]:
    """Give each comparison of a variable with a text that is none of its possible values."""
    for comparison in comparisons(source):
        values = possible.get(comparison.name)
        if values is not None and comparison.value not in values:
            yield comparison, values
