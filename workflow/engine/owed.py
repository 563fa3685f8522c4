"""What people owe beyond moving a case: answers to its escalations, and its recurring duties."""

from __future__ import annotations

from ..steps.tasks import answering
from ..transactor import CaseName, Transactor
from ..values import Case


class Escalations:
    """The escalations of the stage a case is in, each named by its rung."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def receive(self, case: CaseName, rung: str, *, by: str, key: str | None = None) -> Case:
        """Sign for an escalation (签收); raises UnknownEscalation."""
        return self._transactor.run(
            "receive",
            case,
            lambda sheet: answering.receive(sheet, rung),
            by=by,
            said={"rung": rung},
            key=key,
        )

    def answer(
        self, case: CaseName, rung: str, *, by: str, text: str, key: str | None = None
    ) -> Case:
        """Answer an escalation; raises UnknownEscalation, ReasonMissing for an empty text."""
        return self._transactor.run(
            "answer",
            case,
            lambda sheet: answering.answer(sheet, rung, text=text),
            by=by,
            said={"rung": rung, "text": text},
            key=key,
        )

    def close(
        self, case: CaseName, rung: str, *, by: str, why: str, key: str | None = None
    ) -> Case:
        """Close an escalation (销号); raises UnknownEscalation, ReasonMissing."""
        return self._transactor.run(
            "close",
            case,
            lambda sheet: answering.close(sheet, rung, why=why),
            by=by,
            said={"rung": rung, "why": why},
            key=key,
        )


class Duties:
    """The recurring duties of a case, each named by its key, with or without the period."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def complete(
        self, case: CaseName, duty: str, *, by: str, text: str, key: str | None = None
    ) -> Case:
        """Report a duty done (报送); raises UnknownTask, ReasonMissing for an empty text."""
        return self._transactor.run(
            "complete",
            case,
            lambda sheet: answering.complete(sheet, duty, text=text),
            by=by,
            said={"duty": duty, "text": text},
            key=key,
        )
