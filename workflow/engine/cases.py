"""The engine: every command is one method, and one method is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ...definitions.spans import Span
from ..explain import Explanation, explain_sheet
from ..steps import commands, returning
from ..steps.opening import Opening
from ..steps.returning import Then
from ..steps.staffing import handing
from ..steps.tasks import deciding
from ..steps.tasks.deciding import Said
from ..steps.tasks.extending import ask_extension
from ..transactor import CaseName, Transactor
from ..values import Case, Received, Verdict
from .figures import Figures
from .letters import Letters
from .moves import Moves
from .onward import Onward
from .owed import Duties, Escalations
from .rounds import Rounds
from .staff import Staff
from .tasks import Tasks


class Engine:
    """What can be done with cases.

    Every command names the person who acts (``by``, a key of the roster) and gives the case as it
    is afterwards. ``expect`` is the version the caller saw: StaleCase when it is another by now.
    ``key`` is an idempotency key: the same command under the same key is done once.
    Every command raises UnknownCase, UnknownPerson, NotAllowed and WrongMoment where they apply.
    """

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor
        self.escalations = Escalations(transactor)
        self.duties = Duties(transactor)
        self.tasks = Tasks(transactor)
        self.rounds = Rounds(transactor)
        self.staff = Staff(transactor)
        self.moves = Moves(transactor)
        self.onward = Onward(transactor)
        self.letters = Letters(transactor)
        self.figures = Figures(transactor)

    def within(self, connection: object) -> Engine:
        """Give an engine that works inside the host's SQLAlchemy transaction.

        ``connection`` is a ``sqlalchemy.Connection`` or ``sqlalchemy.orm.Session`` of the host.
        Nothing happens unless the host commits; raises UnsafeConnection for an SQLite connection
        whose transaction mode loses updates.
        """
        return Engine(self._transactor.within(connection))

    def open(  # noqa: PLR0913 - keyword-only
        self,
        flow: str,
        *,
        fields: Mapping[str, Any],
        by: str,
        ref: str | None = None,
        parent: int | None = None,
        calendar: str = "",
        key: str | None = None,
    ) -> Case:
        """Open a case of the latest published version of a flow.

        ``calendar`` gives it a working calendar of its own. Raises UnknownFlow, UnknownCalendar,
        and InvalidValues with every field that does not fit.
        """
        opening = Opening(fields=fields, ref=ref, parent=parent, calendar=calendar)
        return self._transactor.open(flow, opening, by=by, key=key)

    def advance(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        transition: str,
        *,
        by: str,
        why: str = "",
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Take a transition.

        Raises TransitionRefused with every unmet requirement, NotInStage when the transition does
        not start where the case is, UnknownTransition.
        """
        return self._transactor.run(
            "advance",
            case,
            lambda sheet: commands.advance(sheet, transition, why=why),
            by=by,
            said={"transition": transition, "why": why},
            expect=expect,
            key=key,
        )

    def send_back(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        stage: str,
        *,
        by: str,
        why: str,
        then: Then = "again",
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Return a case to a stage it was in before; raises UnknownStage, ReasonMissing.

        From there it goes on step by step (``again``), or by its next transition back to where it
        stopped, with what was agreed there (``resume``).
        """
        return self._transactor.run(
            "send_back",
            case,
            lambda sheet: returning.send_back(sheet, stage, why=why, then=then),
            by=by,
            said={"stage": stage, "why": why} | ({"then": then} if then != "again" else {}),
            expect=expect,
            key=key,
        )

    def pause(
        self,
        case: CaseName,
        *,
        by: str,
        why: str,
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Stop the clock of a case; raises ReasonMissing."""
        return self._transactor.run(
            "pause",
            case,
            lambda sheet: commands.pause(sheet, why=why),
            by=by,
            said={"why": why},
            expect=expect,
            key=key,
        )

    def resume(
        self, case: CaseName, *, by: str, expect: int | None = None, key: str | None = None
    ) -> Case:
        """Let the clock of a case run again; its deadline moves by the working time paused."""
        return self._transactor.run(
            "resume", case, commands.resume, by=by, said={}, expect=expect, key=key
        )

    def withdraw(
        self,
        case: CaseName,
        *,
        by: str,
        why: str,
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """End a case as withdrawn; raises ReasonMissing."""
        return self._transactor.run(
            "withdraw",
            case,
            lambda sheet: commands.withdraw(sheet, why=why),
            by=by,
            said={"why": why},
            expect=expect,
            key=key,
        )

    def assign(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        role: str,
        holder: str,
        *,
        by: str,
        why: str,
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Give a role to a person or unit by hand; raises UnknownRole, UnknownHolder, ReasonMissing."""
        return self._transactor.run(
            "assign",
            case,
            lambda sheet: handing.assign(sheet, role, holder, why=why),
            by=by,
            said={"role": role, "holder": holder, "why": why},
            expect=expect,
            key=key,
        )

    def extend(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        span: str,
        *,
        by: str,
        why: str,
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Ask for more time in the present stage (延期); others grant it by deciding the task.

        Raises ExtensionRefused, ReasonMissing, InvalidSpan.
        """
        length = Span.parse(span)
        return self._transactor.run(
            "extend",
            case,
            lambda sheet: ask_extension(sheet, length, why=why),
            by=by,
            said={"span": span, "why": why},
            expect=expect,
            key=key,
        )

    def record(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        *,
        by: str,
        fields: Mapping[str, Any] | None = None,
        materials: Mapping[str, str | Received] | None = None,
        note: str = "",
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """File facts to a case: field values, materials (key to file), a note of progress.

        A file is what ``office.files`` received, or no more than a name. Counts as activity.
        Raises InvalidValues with every faulty field, UnknownMaterial.
        """
        fields, materials = fields or {}, materials or {}
        return self._transactor.run(
            "record",
            case,
            lambda sheet: commands.record(sheet, fields=fields, materials=materials, note=note),
            by=by,
            said={"fields": dict(fields), "materials": _plain(materials), "note": note},
            expect=expect,
            key=key,
        )

    def decide(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        task: str,
        verdict: Verdict,
        *,
        by: str,
        text: str = "",
        conditions: Sequence[str] = (),
        ground: str = "",
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Give an approval or an opinion; in a round ``conditional`` and ``abstain`` too.

        ``conditions`` go with a conditional consent, ``ground`` names the ground of a veto.
        Raises UnknownTask, ReasonMissing for a bare refusal, VerdictRefused, RoundRefused, OwnCase,
        FourEyes.
        """
        said = Said(verdict=verdict, text=text, conditions=tuple(conditions), ground=ground)
        more = {"conditions": [*conditions], "ground": ground} if conditions or ground else {}
        return self._transactor.run(
            "decide",
            case,
            lambda sheet: deciding.decide(sheet, task, said),
            by=by,
            said={"task": task, "verdict": verdict, "text": text, **more},
            expect=expect,
            key=key,
        )

    def explain(
        self, case: CaseName, transition: str | None = None, *, by: str | None = None
    ) -> Explanation:
        """Explain a case's light and ways onward; writes nothing. Raises UnknownTransition.

        With ``by`` it is explained to that person: UnknownCase when he may not see it. Without, it
        is for the host itself.
        """
        with self._transactor.reading(case, by=by) as sheet:
            return explain_sheet(sheet, transition)


def _plain(materials: Mapping[str, str | Received]) -> dict[str, Any]:
    """Give materials as texts and numbers, by which the same command is known again."""
    return {key: what if isinstance(what, str) else asdict(what) for key, what in materials.items()}
