"""What can be done with tasks besides deciding them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ...definitions.spans import Span
from ..steps.tasks import answering, delegating, items, panels
from ..transactor import CaseName, Transactor
from ..values import Case


class Tasks:
    """The tasks of a case, each named by its key; of several runs or periods the one that is due first."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def pass_on(  # noqa: PLR0913 - keyword-only
        self, case: CaseName, task: str, to: str, *, by: str, why: str, key: str | None = None
    ) -> Case:
        """Hand one's own task to another for good (转办); raises UnknownTask, HandingRefused, ReasonMissing."""
        return self._transactor.run(
            "pass_on",
            case,
            lambda sheet: delegating.pass_on(sheet, task, to, why=why),
            by=by,
            said={"task": task, "to": to, "why": why},
            key=key,
        )

    def delegate(  # noqa: PLR0913 - keyword-only
        self, case: CaseName, task: str, to: str, *, by: str, why: str, key: str | None = None
    ) -> Case:
        """Ask another's advice on one's own task, which comes back (委派); raises as ``pass_on`` does."""
        return self._transactor.run(
            "delegate",
            case,
            lambda sheet: delegating.delegate(sheet, task, to, why=why),
            by=by,
            said={"task": task, "to": to, "why": why},
            key=key,
        )

    def advise(
        self, case: CaseName, task: str, *, by: str, text: str, key: str | None = None
    ) -> Case:
        """Give the advice one was asked for; raises UnknownTask, ReasonMissing."""
        return self._transactor.run(
            "advise",
            case,
            lambda sheet: delegating.advise(sheet, task, text=text),
            by=by,
            said={"task": task, "text": text},
            key=key,
        )

    def urge(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        task: str,
        *,
        by: str,
        holder: str = "",
        text: str = "",
        key: str | None = None,
    ) -> Case:
        """Press whoever owes a task (催办), or one ``holder`` of it; raises UnknownTask."""
        return self._transactor.run(
            "urge",
            case,
            lambda sheet: panels.urge(sheet, task, holder, text=text),
            by=by,
            said={"task": task, "holder": holder, "text": text},
            key=key,
        )

    def set(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        item: str,
        to: str,
        what: str,
        *,
        by: str,
        due: date | str | None = None,
        key: str | None = None,
    ) -> Case:
        """Set somebody something to do (交办), due on a day or within a span.

        Raises UnknownTask, UnknownHolder, InvalidSpan.
        """
        limit = Span.parse(due) if isinstance(due, str) else due
        return self._transactor.run(
            "set_item",
            case,
            lambda sheet: items.set_item(sheet, item, to, what, limit),
            by=by,
            said={"item": item, "to": to, "what": what, "due": str(due)},
            key=key,
        )

    def complete(
        self, case: CaseName, task: str, *, by: str, text: str, key: str | None = None
    ) -> Case:
        """Report an item, a condition or a duty done (销号); raises UnknownTask, ReasonMissing."""
        return self._transactor.run(
            "complete",
            case,
            lambda sheet: answering.complete(sheet, task, text=text),
            by=by,
            said={"duty": task, "text": text},
            key=key,
        )

    def copy(
        self, case: CaseName, to: Sequence[str], *, by: str, text: str = "", key: str | None = None
    ) -> Case:
        """Let people or units take note of a case (抄送); raises UnknownHolder, ReasonMissing for nobody."""
        return self._transactor.run(
            "copy",
            case,
            lambda sheet: items.copy_to(sheet, to, text=text),
            by=by,
            said={"to": [*to], "text": text},
            key=key,
        )

    def read(self, case: CaseName, task: str, *, by: str, key: str | None = None) -> Case:
        """Take note of what one was sent a copy of (已阅); raises UnknownTask."""
        return self._transactor.run(
            "read",
            case,
            lambda sheet: items.note_read(sheet, task),
            by=by,
            said={"task": task},
            key=key,
        )
