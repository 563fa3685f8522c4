"""What can be done with tasks besides deciding one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ...definitions.spans import Span
from ..batches import decide_all
from ..steps.tasks import answering, delegating, items, panels
from ..steps.tasks.deciding import Said
from ..transactor import CaseName, Transactor
from ..values import Case, Verdict


class Tasks:
    """The tasks of a case, each named by its key; of several runs or periods the one that is due first."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def decide_all(  # noqa: PLR0913 - keyword-only
        self,
        cases: Sequence[CaseName],
        approval: str,
        verdict: Verdict,
        *,
        by: str,
        text: str = "",
        expect: Mapping[int, int] | None = None,
        key: str | None = None,
    ) -> Sequence[Case]:
        """Decide an approval on several cases at once, with the same words (批量审批): all or none.

        Gives the cases in the order they were named; ``expect`` maps their numbers to the versions
        the caller saw. Raises BatchRefused, which names every case that can't be decided and why,
        and ReasonMissing for a bare refusal.
        """
        return decide_all(
            self._transactor,
            cases,
            approval,
            Said(verdict=verdict, text=text),
            by=by,
            expect=expect or {},
            key=key,
        )

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
