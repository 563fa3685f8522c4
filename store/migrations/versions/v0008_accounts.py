"""Accounts and sessions of the web app, heartbeats, and what gave up found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add three tables and three indexes; nothing there is changed."""
    _accounts()
    _sessions()
    _heartbeats()
    _dead()


def _accounts() -> None:
    op.create_table(
        "guatu_account",
        sa.Column("login", sa.String(60), nullable=False),
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(60), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(60), nullable=False),
        sa.Column("last_seen_at", MOMENT),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_guatu_account")),
    )
    op.create_index("ix_guatu_account_person", "guatu_account", ["person"])


def _sessions() -> None:
    op.create_table(
        "guatu_session",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("login", sa.String(60), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["login"], ["guatu_account.login"], name=op.f("fk_guatu_session_login")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_guatu_session")),
    )
    op.create_index("ix_guatu_session_login", "guatu_session", ["login"])
    op.create_index("ix_guatu_session_expires_at", "guatu_session", ["expires_at"])


def _heartbeats() -> None:
    op.create_table(
        "guatu_heartbeat",
        sa.Column("process", sa.String(120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_guatu_heartbeat")),
    )
    op.create_index("ix_guatu_heartbeat_at", "guatu_heartbeat", ["at"])


def _dead() -> None:
    is_dead = sa.text("state = 'dead'")
    for table, moment in (("timer", "fire_at"), ("outbox", "try_at"), ("job", "try_at")):
        op.create_index(
            f"ix_guatu_{table}_dead",
            f"guatu_{table}",
            [moment],
            sqlite_where=is_dead,
            postgresql_where=is_dead,
        )
