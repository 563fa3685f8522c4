"""What may be shown of a payload: addresses only as a hint, and no text somebody wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

_MAIL: Final = re.compile(r"([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://\S+", flags=re.IGNORECASE)
_PHONE: Final = re.compile(r"(?<!\d)(\d{3})\d{4,6}(\d{2})(?!\d)")
SHORT: Final = 60
"""Longer texts are not shown: they may be what somebody wrote."""


def masked(text: str) -> str:
    """Hide mail addresses, telephone numbers and all of a URL but its host."""
    return _PHONE.sub(r"\1****\2", _MAIL.sub(r"\1***@\2", _ADDRESS.sub(_host, text)))


def masked_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give plain values as they may be shown: numbers as they are, texts masked when short, else a size."""
    return {key: _shown(value) for key, value in values.items()}


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else repr(value)
    return masked(text) if isinstance(value, str) and len(text) <= SHORT else f"…（{len(text)}）"


def _host(found: re.Match[str]) -> str:
    try:
        parts = urlsplit(found[0])
    except ValueError:
        return "***"
    return f"{parts.scheme}://{parts.hostname or ''}/***"
