"""What the model asks of a compiled expression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Outcome(Protocol):
    """What came of evaluating an expression."""

    @property
    def value(self) -> Any:
        """The value; None when the evaluation failed."""
        ...

    @property
    def error(self) -> str:
        """Why there is no value, a sentence; empty when there is one."""
        ...


class Expression(Protocol):
    """A compiled expression over a case's facts; safe to share between threads."""

    @property
    def source(self) -> str:
        """The text as the administrator wrote it."""
        ...

    @property
    def names(self) -> frozenset[str]:
        """The variables the expression reads."""
        ...

    def evaluate(self, facts: Mapping[str, Any]) -> Outcome:
        """Compute the value; a failure is an outcome with an error, never an exception or a truth."""
        ...

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Say whether the value is exactly true; any error counts as not true."""
        ...
