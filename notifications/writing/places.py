"""Where in a template something stands: columns for faults that Jinja knows the line of only."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

_TAGS: Final = re.compile(r"\{\{.*?(?:\}\}|\Z)|\{%.*?(?:%\}|\Z)", re.DOTALL)
_COMMENTS: Final = re.compile(r"\{#.*?(?:#\}|\Z)", re.DOTALL)
_SPACE: Final = re.compile(r"[^\n]")


class Places:
    """One template's text as places are looked for: what stands outside of tags is blank."""

    def __init__(self, source: str) -> None:
        bare = _COMMENTS.sub(_blank, source)
        outside = list(_SPACE.sub(" ", bare))
        for tag in _TAGS.finditer(bare):
            outside[tag.start() : tag.end()] = tag[0]
        self._lines = "".join(outside).split("\n")
        self._asked: Counter[tuple[int, str]] = Counter()

    def name(self, line: int, name: str) -> int:
        """Give the column of a name; asked again for the same one, that of its next place."""
        return self.find(line, rf"(?<!\w)({re.escape(name)})(?!\w)")

    def entry(self, line: int, group: str, name: str) -> int:
        """Give the column of an entry of a group of facts."""
        key = re.escape(name)
        return self.find(
            line, rf"(?<!\w){re.escape(group)}\s*(?:\.\s*({key})(?!\w)|\[\s*['\"]({key})['\"])"
        )

    def find(self, line: int, pattern: str) -> int:
        """Give the column, from 1, where a pattern's group stands on a line, else its first tag's.

        A pattern asked for again is looked for further on; 0 for a line that is not there.
        """
        if not 1 <= line <= len(self._lines):
            return 0
        text = self._lines[line - 1]
        starts = [found.start(found.lastindex or 0) for found in re.finditer(pattern, text)]
        asked = self._asked[line, pattern]
        self._asked[line, pattern] += 1
        if starts:
            return starts[min(asked, len(starts) - 1)] + 1
        return len(text) - len(text.lstrip()) + 1 if text.strip() else 1


def _blank(found: re.Match[str]) -> str:
    return _SPACE.sub(" ", found[0])
