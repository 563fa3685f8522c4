"""Tags as text: everything said by people is escaped, and nothing that XML forbids gets in."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def unforbidden(text: object) -> str:
    """Give a text without the signs that XML allows nowhere."""
    return _FORBIDDEN.sub("", str(text))


def clean(text: object) -> str:
    """Give a text as it may stand in XML, in an attribute or between tags."""
    return escape(unforbidden(text), quote=True)


def tag(name: str, inner: str | None = None, /, **attributes: object) -> str:
    """Write a tag; ``_`` in names becomes ``-``, a trailing one falls away, None leaves one out.

    ``inner`` is markup already; None closes the tag at once.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{clean(_number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}/>" if inner is None else f"<{name}{said}>{inner}</{name}>"


def _number(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return value
