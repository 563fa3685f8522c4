"""Migrations of running cases: their runs, how far each case is, and clocks that keep old rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CASE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add two tables; every open deadline goes by the version its case runs on, as before."""
    op.add_column(
        "guatu_deadline", sa.Column("rules", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("guatu_deadline", sa.Column("began_at", MOMENT))
    op.create_table(
        "guatu_migration",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("flow", sa.String(60), nullable=False),
        sa.Column("to", sa.String(64), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guatu_migration")),
    )
    op.create_table(
        "guatu_migration_case",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("case_id", CASE, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["guatu_migration.id"], name=op.f("fk_guatu_migration_case_run")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_migration_case_case_id")
        ),
        sa.PrimaryKeyConstraint("run", "case_id", name=op.f("pk_guatu_migration_case")),
    )
    op.create_index(
        "ix_guatu_migration_case_run_state", "guatu_migration_case", ["run", "state", "case_id"]
    )
