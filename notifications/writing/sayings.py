"""Says in Chinese what Jinja says of a template it can't read, and where the trouble stands."""

from __future__ import annotations

import re
from typing import Final

_SAID: Final = (
    (re.compile(r"Unexpected end of template.*?'(end\w+)'.*"), "模板结束时缺少“{{% {0} %}}”"),
    (re.compile(r"Unexpected end of template.*"), "模板没有写完"),
    (re.compile(r"Encountered unknown tag '(\w+)'.*?close .*?'(\w+)'.*"),
     "此处不应有“{0}”，“{1}”尚未结束"),
    (re.compile(r"Encountered unknown tag '(\w+)'.*"), "没有“{0}”这种标记"),
    (re.compile(r"unexpected end of template.*", re.IGNORECASE), "模板没有写完"),
    (re.compile(r"expected token 'end of print statement', got '(.*)'"), "“{0}”之前应以“}}}}”结束"),
    (re.compile(r"expected token 'end of statement block', got '(.*)'"), "“{0}”之前应以“%}}”结束"),
    (re.compile(r"expected token '(.*)', got '(.*)'"), "此处应为“{0}”，而不是“{1}”"),
    (re.compile(r"unexpected '(.*)'"), "不应有“{0}”"),
    (re.compile(r"unexpected char '(.*)' at \d+"), "不能用字符“{0}”"),
    (re.compile(r"Expected an expression, got '(.*)'"), "此处缺少内容，只有“{0}”"),
    (re.compile(r"Missing end of (comment|raw) (?:tag|directive)"), "注释或原文没有结束"),
    (re.compile(r"can't assign to '(.*)'"), "不能给“{0}”赋值"),
    (re.compile(r"[Tt]oo many statically nested blocks.*"), "嵌套过深"),
)  # fmt: skip
_QUOTED: Final = re.compile(r"(?:got|tag|unexpected|to|char) '([^']*)'")


def said_in_chinese(message: str) -> str:
    """Give a syntax error in Chinese; the words of Jinja themselves for one that is not known."""
    for pattern, sentence in _SAID:
        if found := pattern.fullmatch(message):
            return sentence.format(*found.groups())
    return message


def pattern_of(message: str) -> str:
    """Give a pattern for the place a syntax error speaks of; one that is nowhere when none."""
    found = _QUOTED.search(message)
    return f"({re.escape(found[1])})" if found else r"(?!)"
