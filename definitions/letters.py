"""What the checking of a flow needs to know about letter templates, which others render."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

TO_FILL: Final = "【待填"
"""How a place begins that somebody must fill in before the letter may be signed."""


@dataclass(frozen=True)
class TemplateProblem:
    """What is wrong in a letter template, in English and Chinese.

    ``line`` and ``column`` count from 1; ``column`` 0 where only the line can be told, and
    ``line`` 0 where it is the whole template.
    """

    line: int
    what: str
    what_zh: str
    column: int = 0

    @property
    def place(self) -> str:
        """Where it stands, in English."""
        column = f", column {self.column}" if self.column else ""
        return f"line {self.line}{column}"

    @property
    def place_zh(self) -> str:
        """Where it stands, in Chinese."""
        column = f"第 {self.column} 列" if self.column else ""
        return f"第 {self.line} 行{column}"


class TemplateChecker(Protocol):
    """Knows what letter templates may say."""

    def problems(
        self, source: str, *, fields: Collection[str], roles: Collection[str]
    ) -> Sequence[TemplateProblem]:
        """Give everything wrong with a template for a flow with these fields and roles."""
        ...

    def occasions(self) -> Mapping[str, bool]:
        """Give each fact that a case may be asked for, such as ``政策.金额``.

        False for a fact that is a list or a group, which no single value can fill.
        """
        ...
