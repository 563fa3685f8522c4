"""Calendars as data, extensions, spells, published lights, recurring duties, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

# Keys that from now on also name a round, a holder or a period.
LONGER = (
    ("guatu_timer", "rung", 60, 200),
    ("guatu_escalation", "rung", 60, 200),
    ("guatu_notice", "topic", 160, 250),
    ("guatu_letter", "key", 200, 300),
    ("guatu_outbox", "key", 200, 400),
    ("guatu_task", "key", 60, 200),
)


def upgrade() -> None:
    """Add what is new; every row there is keeps its meaning."""
    _calendars()
    _jobs()
    for table, column in (
        ("guatu_unit", sa.Column("calendar", sa.String(60), nullable=False, server_default="")),
        ("guatu_case", sa.Column("calendar", sa.String(60), nullable=False, server_default="")),
        ("guatu_case", sa.Column("published", sa.JSON())),
        ("guatu_deadline", sa.Column("extensions", sa.JSON(), nullable=False, server_default="[]")),
        ("guatu_deadline", sa.Column("spell", sa.Integer(), nullable=False, server_default="1")),
        ("guatu_task", sa.Column("terms", sa.JSON())),
        (
            "guatu_notice",
            sa.Column("awaits_digest", sa.Boolean(), nullable=False, server_default=sa.false()),
        ),
    ):
        op.add_column(table, column)
    for table, name, old, new in LONGER:
        with op.batch_alter_table(table) as batch:
            batch.alter_column(name, existing_type=sa.String(old), type_=sa.String(new))
    op.create_index(
        "ix_guatu_notice_awaiting_digest",
        "guatu_notice",
        ["recipient", "created_at"],
        sqlite_where=sa.text("awaits_digest"),
        postgresql_where=sa.text("awaits_digest"),
    )


def _calendars() -> None:
    op.create_table(
        "guatu_calendar",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("base", sa.String(60), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("first", sa.String(10), nullable=False),
        sa.Column("last", sa.String(10), nullable=False),
        sa.Column("holidays", sa.JSON(), nullable=False),
        sa.Column("workdays", sa.JSON(), nullable=False),
        sa.Column("windows", sa.JSON()),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        sa.Column("imported_by", sa.String(60), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_guatu_calendar")),
    )


def _jobs() -> None:
    op.create_table(
        "guatu_job",
        sa.Column("key", sa.String(400), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("try_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guatu_job")),
    )
    op.create_index(
        "ix_guatu_job_waiting_try_at",
        "guatu_job",
        ["try_at", "key"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
