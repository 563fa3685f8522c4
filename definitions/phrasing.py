"""Conditions in the words of a flow: titles in place of the keys an expression names."""

from __future__ import annotations

from collections.abc import Mapping

from .tokens import tokens

_SIGNS = {
    "==": "＝",
    "!=": "≠",
    ">=": "≥",
    "<=": "≤",
    "&&": "且",
    "||": "或",
    "!": "非",
    ">": "＞",
    "<": "＜",
}


def say_condition(
    source: str, titles: Mapping[str, str], options: Mapping[str, Mapping[str, str]]
) -> str:
    """Say an expression with the titles of what it names; the rest stays as it is written.

    ``titles`` are those of variables, ``options`` those of the values a variable may have.
    """
    said: list[str] = []
    known: Mapping[str, str] = {}
    for token in tokens(source):
        if token.kind == "name":
            known = options.get(token.text, known)
            said.append(titles.get(token.text, token.text))
        elif token.kind == "text" and token.literal:
            said.append(f"“{known.get(token.literal, token.literal)}”")
        elif token.kind == "number":
            said.append(token.text.removesuffix(".0"))
        else:
            said.append(_SIGNS.get(token.text, token.text))
    return "".join(said)
