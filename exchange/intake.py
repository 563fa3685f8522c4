"""What taking in a ledger row by row has in common, whether of cases or of figures."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..errors import (
    CommandRefused,
    GuatuError,
    InvalidValues,
    KeyReused,
    NotAllowed,
    UnknownCase,
    UnknownFigure,
    UnknownSeries,
    WrongMoment,
)
from .faults import CellFault, row_fault

OF_A_ROW: Final = (
    InvalidValues,
    KeyReused,
    NotAllowed,
    UnknownCase,
    UnknownFigure,
    UnknownSeries,
    WrongMoment,
    CommandRefused,
)
"""What refuses one row and lets the others in."""


def refusal(row: int, error: GuatuError, *, before: tuple[str, str]) -> CellFault:
    """Say why the engine refused a row; ``before`` is what to say of one imported otherwise before."""
    what = before if isinstance(error, KeyReused) else (error.sentence("en"), error.sentence("zh"))
    return row_fault(row, *what)


def source_of(file: str, row: int) -> str:
    """Say where a change comes from, for the history."""
    return f"台账 {Path(file).name} 第 {row} 行"
