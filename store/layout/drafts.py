"""Drafts of flows, and every text each of them ever had."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from .tables import metadata
from .types import Data, Moment

flow_draft = Table(
    "guatu_flow_draft",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("flow", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("base", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(60), nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("saved_by", String(60), nullable=False),
    Index("ix_guatu_flow_draft_state", "state", "saved_at"),
)

flow_draft_revision = Table(
    "guatu_flow_draft_revision",
    metadata,
    Column("draft", Integer, ForeignKey("guatu_flow_draft.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("templates", Data, nullable=False),
    Column("scenarios", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("saved_by", String(60), nullable=False),
    PrimaryKeyConstraint("draft", "revision"),
)
