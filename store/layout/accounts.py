"""Who may come in, who is in, and which processes beat: accounts, sessions, heartbeats."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from .tables import metadata
from .types import Moment

LOGIN, AGENT, PROCESS = 60, 200, 120

account = Table(
    "guatu_account",
    metadata,
    Column("login", String(LOGIN), primary_key=True),
    Column("person", String(60), nullable=False),
    Column("hash", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("created_by", String(60), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(60), nullable=False),
    Column("last_seen_at", Moment),
    Index("ix_guatu_account_person", "person"),
)

session = Table(
    "guatu_session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("login", String(LOGIN), ForeignKey("guatu_account.login"), nullable=False),
    Column("agent", String(AGENT), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_guatu_session_login", "login"),
    Index("ix_guatu_session_expires_at", "expires_at"),
)

heartbeat = Table(
    "guatu_heartbeat",
    metadata,
    Column("process", String(PROCESS), primary_key=True),
    Column("at", Moment, nullable=False),
    Index("ix_guatu_heartbeat_at", "at"),
)
