"""Who plays which part: claims, roles passed on, candidates, a leaver's work handed over."""

from __future__ import annotations

from collections.abc import Sequence

from ..handover import HandedOver, Progress, hand_over_all
from ..steps.staffing import handing
from ..steps.staffing.candidates import Candidates, candidates_for
from ..transactor import CaseName, Transactor
from ..values import Case


class Staff:
    """The roles of cases; ``engine.assign`` gives one by hand."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def claim(self, case: CaseName, role: str, *, by: str, key: str | None = None) -> Case:
        """Claim a role that is open for claims (认领); raises UnknownRole, ClaimRefused."""
        return self._transactor.run(
            "claim",
            case,
            lambda sheet: handing.claim(sheet, role),
            by=by,
            said={"role": role},
            key=key,
        )

    def pass_on(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        role: str,
        holder: str,
        *,
        by: str,
        why: str,
        key: str | None = None,
    ) -> Case:
        """Pass one's own role on to another, with its slip (转办); whoever may hand over does so for all.

        Raises UnknownRole, UnknownHolder, HandingRefused for a role of several, ReasonMissing.
        """
        return self._transactor.run(
            "pass_on_role",
            case,
            lambda sheet: handing.pass_on_role(sheet, role, holder, why=why),
            by=by,
            said={"role": role, "holder": holder, "why": why},
            key=key,
        )

    def hand_over(
        self,
        person: str,
        to: str = "",
        *,
        by: str,
        why: str,
        progress: Progress = lambda _: None,
    ) -> HandedOver:
        """Hand over all that somebody has on running cases: one transaction, one letter (离职转办).

        ``to`` empty: each role goes to whoever its flow's rules choose. Cases on which ``by`` may
        not assign stay as they are. Raises ReasonMissing, UnknownHolder, NotAllowed.
        """
        return hand_over_all(self._transactor, person, to, by=by, why=why, progress=progress)

    def candidates(
        self, case: CaseName, role: str, *, by: str | None = None
    ) -> Sequence[Candidates]:
        """Tell for each rule of a role whom it would look at now, and why each is passed over.

        Writes nothing; raises UnknownRole. With ``by``: UnknownCase when he may not see it.
        """
        with self._transactor.reading(case, by=by) as sheet:
            return candidates_for(sheet, role)
