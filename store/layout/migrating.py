"""Runs of migrations, and how far each of their cases is."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from .tables import CaseId, metadata
from .types import Moment

run = Table(
    "guatu_migration",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("flow", String(60), nullable=False),
    Column("to", String(64), nullable=False),
    Column("plan", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("ended_at", Moment),
)

case_run = Table(
    "guatu_migration_case",
    metadata,
    Column("run", Integer, ForeignKey("guatu_migration.id"), nullable=False),
    Column("case_id", CaseId, ForeignKey("guatu_case.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("note", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("run", "case_id"),
    Index("ix_guatu_migration_case_run_state", "run", "state", "case_id"),
)
