"""Reporting: dated entries, openings by calendar, column headers that were taught, reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CASE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add four tables; nothing there is changed."""
    _figures()
    _openings()
    _headers()
    _reports()


def _figures() -> None:
    op.create_table(
        "guatu_figure",
        sa.Column("case_id", CASE, nullable=False),
        sa.Column("series", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("corrects", sa.Integer()),
        sa.Column("corrected_by", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_figure_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "series", "number", name=op.f("pk_guatu_figure")),
    )
    current = sa.text("corrected_by IS NULL")
    op.create_index(
        "ix_guatu_figure_current_series_day",
        "guatu_figure",
        ["series", "day"],
        sqlite_where=current,
        postgresql_where=current,
    )


def _openings() -> None:
    op.create_table(
        "guatu_opening",
        sa.Column("flow_key", sa.String(60), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("every", sa.String(12), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("case_id", CASE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_opening_case_id")
        ),
        sa.PrimaryKeyConstraint("flow_key", "period", "unit", name=op.f("pk_guatu_opening")),
    )


def _headers() -> None:
    op.create_table(
        "guatu_header",
        sa.Column("flow_key", sa.String(60), nullable=False),
        sa.Column("header", sa.String(200), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("flow_key", "header", name=op.f("pk_guatu_header")),
    )


def _reports() -> None:
    op.create_table(
        "guatu_report",
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.String(60), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("letter", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("kind", "period", "unit", "revision", name=op.f("pk_guatu_report")),
    )
