"""Moves that are no transitions of a flow."""

from __future__ import annotations

from ..steps import returning
from ..transactor import CaseName, Transactor
from ..values import Case


class Moves:
    """Taking a case back, and moving it by right of administration."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def take_back(self, case: CaseName, *, by: str, why: str, key: str | None = None) -> Case:
        """Take back one's own last move while nobody has worked on the case since (拿回).

        Its clock runs on. Raises MoveRefused, ReasonMissing.
        """
        return self._transactor.run(
            "take_back",
            case,
            lambda sheet: returning.take_back(sheet, why=why),
            by=by,
            said={"why": why},
            key=key,
        )

    def jump(
        self, case: CaseName, stage: str, *, by: str, why: str, key: str | None = None
    ) -> Case:
        """Move a case to any stage, as administrators may (跳转); raises UnknownStage, ReasonMissing."""
        return self._transactor.run(
            "jump",
            case,
            lambda sheet: returning.jump(sheet, stage, why=why),
            by=by,
            said={"stage": stage, "why": why},
            key=key,
        )
