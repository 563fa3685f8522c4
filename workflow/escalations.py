"""What people do with the escalations of a case: sign for them, answer them, close them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .steps import answering
from .values import Case

Run = Callable[..., Case]


class Escalations:
    """The escalations of the stage a case is in, each named by its rung."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def receive(
        self, case: int | str, rung: str, *, by: str, key: str | None = None
    ) -> Case:
        """Sign for an escalation (签收); raises UnknownEscalation."""
        return self._command("receive", case, lambda s: answering.receive(s, rung), by, rung, "", key)

    def answer(
        self, case: int | str, rung: str, *, by: str, text: str, key: str | None = None
    ) -> Case:
        """Answer an escalation; raises UnknownEscalation, ReasonMissing for an empty text."""
        return self._command(
            "answer", case, lambda s: answering.answer(s, rung, text=text), by, rung, text, key
        )

    def close(
        self, case: int | str, rung: str, *, by: str, why: str, key: str | None = None
    ) -> Case:
        """Close an escalation (销号); raises UnknownEscalation, ReasonMissing."""
        return self._command(
            "close", case, lambda s: answering.close(s, rung, why=why), by, rung, why, key
        )

    def _command(  # noqa: PLR0913 - the shape the three commands share
        self,
        name: str,
        case: int | str,
        action: Callable[[Any], None],
        by: str,
        rung: str,
        text: str,
        key: str | None,
    ) -> Case:
        said = {"rung": rung, "text": text}
        return self._run(name, case, action, by=by, said=said, expect=None, key=key)
