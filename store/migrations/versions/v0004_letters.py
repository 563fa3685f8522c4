"""Deliveries: the letter an item carries, what happened in words for programs, and receipts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; what waits or was sent carries no letter and has no receipt."""
    for column in (
        sa.Column("letter", sa.String(300), nullable=False, server_default=""),
        sa.Column("event", sa.String(40), nullable=False, server_default=""),
        sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("receipt", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("guatu_outbox", column)
    waiting, carrying = sa.text("state = 'waiting'"), sa.text("letter <> ''")
    op.create_index(
        "ix_guatu_outbox_waiting_channel",
        "guatu_outbox",
        ["channel", "try_at", "key"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index(
        "ix_guatu_outbox_letter",
        "guatu_outbox",
        ["letter"],
        sqlite_where=carrying,
        postgresql_where=carrying,
    )
