"""Flows while they are worked on: drafts and every revision of them that was saved."""

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

from .tables import metadata
from .types import Data, Moment

draft = Table(
    "guatu_draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("base", String(80), nullable=False),
    Column("state", String(12), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(60), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(60), nullable=False),
    Index("ix_guatu_draft_listed", "state", "changed_at"),
)

draft_revision = Table(
    "guatu_draft_revision",
    metadata,
    Column("draft_id", Integer, ForeignKey("guatu_draft.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("templates", Data, nullable=False),
    Column("scenarios", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(60), nullable=False),
    PrimaryKeyConstraint("draft_id", "revision"),
)
