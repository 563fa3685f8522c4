"""Flows while they are worked on: drafts, and every revision of them that was saved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add two tables; nothing there is changed."""
    op.create_table(
        "guatu_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(80), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(60), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guatu_draft")),
    )
    op.create_index("ix_guatu_draft_listed", "guatu_draft", ["state", "changed_at"])
    op.create_table(
        "guatu_draft_revision",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("templates", sa.JSON(), nullable=False),
        sa.Column("scenarios", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["guatu_draft.id"],
            name=op.f("fk_guatu_draft_revision_draft_id"),
        ),
        sa.PrimaryKeyConstraint("draft_id", "revision", name=op.f("pk_guatu_draft_revision")),
    )
