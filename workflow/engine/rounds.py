"""What can be done with opinion rounds while they run."""

from __future__ import annotations

from ..steps.tasks import deciding, panels
from ..transactor import CaseName, Transactor
from ..values import Case


class Rounds:
    """The opinion rounds of the stage a case is in, each named by its key; opinions are decided."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def recall(self, case: CaseName, round_: str, *, by: str, key: str | None = None) -> Case:
        """Take back one's own opinion while the round runs (撤回); raises UnknownTask, RoundRefused."""
        return self._transactor.run(
            "recall",
            case,
            lambda sheet: deciding.recall(sheet, round_),
            by=by,
            said={"round": round_},
            key=key,
        )

    def add(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        round_: str,
        holder: str,
        *,
        by: str,
        why: str,
        key: str | None = None,
    ) -> Case:
        """Ask one more (加签); raises UnknownTask, UnknownHolder, RoundRefused, ReasonMissing."""
        return self._transactor.run(
            "add_opinion",
            case,
            lambda sheet: panels.add_opinion(sheet, round_, holder, why=why),
            by=by,
            said={"round": round_, "holder": holder, "why": why},
            key=key,
        )

    def remove(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        round_: str,
        holder: str,
        *,
        by: str,
        why: str,
        key: str | None = None,
    ) -> Case:
        """Ask somebody no longer who has not answered (减签); raises as ``add`` does."""
        return self._transactor.run(
            "remove_opinion",
            case,
            lambda sheet: panels.remove_opinion(sheet, round_, holder, why=why),
            by=by,
            said={"round": round_, "holder": holder, "why": why},
            key=key,
        )

    def ask_again(
        self, case: CaseName, round_: str, *, by: str, why: str, key: str | None = None
    ) -> Case:
        """Begin a round that was refused once more; raises UnknownTask, RoundRefused, ReasonMissing."""
        return self._transactor.run(
            "ask_again",
            case,
            lambda sheet: panels.ask_again(sheet, round_, why=why),
            by=by,
            said={"round": round_, "why": why},
            key=key,
        )
