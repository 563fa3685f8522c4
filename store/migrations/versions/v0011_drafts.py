"""Drafts of flows, with every revision each of them had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add two tables and an index; nothing there is changed."""
    op.create_table(
        "guatu_flow_draft",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("base", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(60), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guatu_flow_draft")),
    )
    op.create_index("ix_guatu_flow_draft_state", "guatu_flow_draft", ["state", "saved_at"])
    op.create_table(
        "guatu_flow_draft_revision",
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("templates", sa.JSON(), nullable=False),
        sa.Column("scenarios", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft"], ["guatu_flow_draft.id"], name=op.f("fk_guatu_flow_draft_revision_draft")
        ),
        sa.PrimaryKeyConstraint("draft", "revision", name=op.f("pk_guatu_flow_draft_revision")),
    )
