"""Text in CSV files that a spreadsheet would compute: an apostrophe before it keeps it text."""

from __future__ import annotations

_COMPUTES = tuple("=+-@＝＋－＠\t\r")
_QUOTE = "'"


def guarded(text: str) -> str:
    """Give a text as it is written: no spreadsheet takes it for a formula.

    Source: OWASP, “CSV Injection”.
    """
    return _QUOTE + text if text.lstrip(_QUOTE).startswith(_COMPUTES) else text


def unguarded(text: str) -> str:
    """Give the text that ``guarded`` was given."""
    rest = text.removeprefix(_QUOTE)
    return rest if rest != text and rest.lstrip(_QUOTE).startswith(_COMPUTES) else text
