"""What is counted and reported: dated entries, openings by calendar, column headers, reports."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from .tables import LETTER_KEY, CaseId, metadata
from .types import Amount, Data, Moment

_CURRENT = text("corrected_by IS NULL")

figure = Table(
    "guatu_figure",
    metadata,
    Column("case_id", CaseId, ForeignKey("guatu_case.id"), nullable=False),
    Column("series", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("amount", Amount, nullable=False),
    Column("parts", Data, nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("corrects", Integer),
    Column("corrected_by", Integer),
    PrimaryKeyConstraint("case_id", "series", "number"),
    Index(
        "ix_guatu_figure_current_series_day",
        "series",
        "day",
        sqlite_where=_CURRENT,
        postgresql_where=_CURRENT,
    ),
)

opening = Table(
    "guatu_opening",
    metadata,
    Column("flow_key", String(60), nullable=False),
    Column("period", String(20), nullable=False),
    Column("every", String(12), nullable=False),
    Column("unit", String(60), nullable=False),
    Column("case_id", CaseId, ForeignKey("guatu_case.id"), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("flow_key", "period", "unit"),
)

header = Table(
    "guatu_header",
    metadata,
    Column("flow_key", String(60), nullable=False),
    Column("header", String(200), nullable=False),
    Column("field", String(60), nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("flow_key", "header"),
)

report = Table(
    "guatu_report",
    metadata,
    Column("kind", String(60), nullable=False),
    Column("period", String(20), nullable=False),
    Column("unit", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", String(60), nullable=False),
    Column("why", Text, nullable=False),
    Column("letter", String(LETTER_KEY), nullable=False),
    PrimaryKeyConstraint("kind", "period", "unit", "revision"),
)
