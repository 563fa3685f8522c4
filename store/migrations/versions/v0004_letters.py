"""Letters: what units are by law, the life of a letter, its numbers and prints, its deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEY = sa.String(300)


def upgrade() -> None:
    """Add what is new; every letter there is stays a draft, and nobody has said what units are."""
    for name, size in (("kind", 20), ("code", 60)):
        column = sa.Column(name, sa.String(size), nullable=False, server_default="")
        op.add_column("guatu_unit", column)
    _letter()
    _life()
    _numbers()
    _prints()
    _deliveries()


def _letter() -> None:
    for name, kind, default in (
        ("body", sa.Text(), "{}"),
        ("genre", sa.String(20), ""),
        ("issuer", sa.String(60), ""),
        ("addressees", sa.JSON(), "[]"),
        ("copies", sa.JSON(), "[]"),
        ("rung", sa.String(200), ""),
        ("barred", sa.Text(), ""),
        ("number", sa.String(120), ""),
        ("digest", sa.String(64), ""),
        ("reviewed_by", sa.String(60), ""),
        ("signed_by", sa.String(60), ""),
        ("seals", sa.JSON(), "[]"),
        ("version", sa.Integer(), "1"),
        ("head_seq", sa.Integer(), "0"),
        ("head_hash", sa.String(64), ""),
    ):
        column = sa.Column(name, kind, nullable=False, server_default=default)
        op.add_column("guatu_letter", column)
    op.add_column("guatu_letter", sa.Column("code", sa.String(20)))
    op.add_column("guatu_letter", sa.Column("signed_at", MOMENT))
    op.add_column("guatu_letter", sa.Column("delivered_at", MOMENT))
    op.create_index("ix_guatu_letter_code", "guatu_letter", ["code"], unique=True)
    op.create_index("ix_guatu_letter_issuer_state", "guatu_letter", ["issuer", "state"])


def _of_letter(table: str, *columns: sa.Column[object], key: tuple[str, ...]) -> None:
    op.create_table(
        table,
        sa.Column("letter", KEY, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["letter"], ["guatu_letter.key"], name=op.f(f"fk_{table}_letter")),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
    )


def _life() -> None:
    op.create_table(
        "guatu_letter_step",
        sa.Column("letter", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("letter", "seq", name=op.f("pk_guatu_letter_step")),
    )
    _of_letter(
        "guatu_letter_receipt",
        sa.Column("unit", sa.String(60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        key=("letter", "unit"),
    )


def _numbers() -> None:
    _of_letter(
        "guatu_letter_number",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("void_at", MOMENT),
        key=("code", "year", "serial"),
    )
    op.create_index("ix_guatu_letter_number_letter", "guatu_letter_number", ["letter"], unique=True)
    op.create_table(
        "guatu_letter_counter",
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", "year", name=op.f("pk_guatu_letter_counter")),
    )


def _prints() -> None:
    _of_letter(
        "guatu_letter_print",
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("faces", sa.JSON(), nullable=False),
        sa.Column("substituted", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        key=("letter", "format"),
    )
    op.create_table(
        "guatu_seal_image",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_guatu_seal_image")),
    )


def _deliveries() -> None:
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
