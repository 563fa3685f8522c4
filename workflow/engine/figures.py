"""Figures that come in over time, as the engine's commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..steps import figures
from ..steps.figures import Said
from ..transactor import CaseName, Transactor
from ..values import Case

Amount = Decimal | int | float | str


class Figures:
    """Entering the figures of a series (分次登记), and putting them right."""

    def __init__(self, transactor: Transactor) -> None:
        self._transactor = transactor

    def enter(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        series: str,
        amount: Amount,
        *,
        on: date,
        by: str,
        parts: Mapping[str, str] | None = None,
        note: str = "",
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Enter an amount, in the unit of the series, for a day up to today.

        ``parts`` say for each part of the series which option it is. Counts as activity. Raises
        UnknownSeries, and InvalidValues with everything that does not fit.
        """
        said = Said(amount=amount, on=on, parts=parts or {}, note=note)
        return self._transactor.run(
            "enter",
            case,
            lambda sheet: figures.enter(sheet, series, said),
            by=by,
            said={"series": series, **_marks(said)},
            expect=expect,
            key=key,
        )

    def correct(  # noqa: PLR0913 - keyword-only
        self,
        case: CaseName,
        series: str,
        number: int,
        *,
        amount: Amount,
        by: str,
        why: str,
        on: date | None = None,
        parts: Mapping[str, str] | None = None,
        expect: int | None = None,
        key: str | None = None,
    ) -> Case:
        """Put an entry right by another one that names it; an amount of 0 takes it back.

        Day and parts stay as they were unless they are given. Raises UnknownSeries, UnknownFigure,
        FigureCorrected, ReasonMissing, InvalidValues.
        """
        said = Said(amount=amount, on=on, parts=parts, note=why)
        return self._transactor.run(
            "correct",
            case,
            lambda sheet: figures.correct(sheet, series, number, said, why=why),
            by=by,
            said={"series": series, "number": number, **_marks(said)},
            expect=expect,
            key=key,
        )


def _marks(said: Said) -> dict[str, Any]:
    return {
        "amount": str(said.amount),
        "on": said.on.isoformat() if said.on else None,
        "parts": None if said.parts is None else dict(said.parts),
        "note": said.note,
    }
