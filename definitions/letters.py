"""What the checking of a flow needs to know about letter templates, which others render."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class TemplateProblem:
    """What is wrong in a letter template, at a line counted from 1, in English and Chinese."""

    line: int
    what: str
    what_zh: str


class TemplateChecker(Protocol):
    """Knows what letter templates may say."""

    def problems(
        self, source: str, *, fields: Collection[str], roles: Collection[str]
    ) -> Sequence[TemplateProblem]:
        """Give everything wrong with a template for a flow with these fields and roles."""
        ...
