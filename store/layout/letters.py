"""What belongs to letters beside the letters themselves: steps, receipts, numbers, prints, seals."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from .tables import LETTER_KEY, metadata
from .types import Data, Moment


def _letter() -> Column[str]:
    return Column("letter", String(LETTER_KEY), ForeignKey("guatu_letter.key"), nullable=False)


letter_step = Table(
    "guatu_letter_step",
    metadata,
    Column("letter", String(LETTER_KEY), nullable=False),  # a step is proved by its chain
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("by", String(60), nullable=False),
    Column("data", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    PrimaryKeyConstraint("letter", "seq"),
)

letter_receipt = Table(
    "guatu_letter_receipt",
    metadata,
    _letter(),
    Column("unit", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(60), nullable=False),
    Column("note", Text, nullable=False),
    PrimaryKeyConstraint("letter", "unit"),
)

letter_number = Table(
    "guatu_letter_number",
    metadata,
    Column("code", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    _letter(),
    Column("at", Moment, nullable=False),
    Column("by", String(60), nullable=False),
    Column("void_at", Moment),
    PrimaryKeyConstraint("code", "year", "serial"),
    Index("ix_guatu_letter_number_letter", "letter", unique=True),
)

letter_counter = Table(
    "guatu_letter_counter",
    metadata,
    Column("code", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("code", "year"),
)

letter_print = Table(
    "guatu_letter_print",
    metadata,
    _letter(),
    Column("format", String(8), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("faces", Data, nullable=False),
    Column("substituted", Data, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("letter", "format"),
)

seal_image = Table(
    "guatu_seal_image",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
