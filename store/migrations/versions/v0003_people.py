"""People: absences, office rights, roster history; rounds that end once; work counted by weight."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CASE_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what is new; every row there is keeps its meaning."""
    for table, column in (
        ("guatu_unit", sa.Column("scope", sa.String(12), nullable=False, server_default="unit")),
        ("guatu_person", sa.Column("roles", sa.JSON(), nullable=False, server_default="[]")),
        ("guatu_person", sa.Column("scope", sa.String(12), nullable=False, server_default="")),
        ("guatu_entry", sa.Column("resumes", sa.Integer(), nullable=False, server_default="0")),
        ("guatu_assignment", sa.Column("load", sa.Integer(), nullable=False, server_default="0")),
    ):
        op.add_column(table, column)
    with op.batch_alter_table("guatu_letter") as batch:
        batch.alter_column("case_id", existing_type=CASE_ID, nullable=True)
    _roster()
    _polls()
    _indexes()
    # Until a case is next worked on, each role on a running case counts as one piece of work.
    op.execute(
        "UPDATE guatu_assignment SET load = 1 WHERE until IS NULL AND case_id IN "
        "(SELECT id FROM guatu_case WHERE status <> 'ended')"
    )


def _roster() -> None:
    op.create_table(
        "guatu_absence",
        sa.Column("person", sa.String(60), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.Column("deputy", sa.String(60), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("person", "since", name=op.f("pk_guatu_absence")),
    )
    op.create_table(
        "guatu_roster_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_guatu_roster_event")),
    )


def _polls() -> None:
    op.create_table(
        "guatu_poll",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.String(60), nullable=False),
        sa.Column("queue", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.ForeignKeyConstraint(["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_poll_case_id")),
        sa.PrimaryKeyConstraint("case_id", "entry", "key", name=op.f("pk_guatu_poll")),
    )
    # Rounds that run are taken up as they stand; those of stages that were left stay as they were.
    op.execute(
        "INSERT INTO guatu_poll "
        "(case_id, entry, key, opened_at, opened_by, queue, outcome, why) "
        "SELECT t.case_id, t.entry, t.key, min(t.opened_at), 'system', '[]', '', '' "
        "FROM guatu_task t JOIN guatu_case c ON c.id = t.case_id AND c.entry = t.entry "
        "WHERE t.kind = 'opinion' AND c.status <> 'ended' GROUP BY t.case_id, t.entry, t.key"
    )


def _indexes() -> None:
    op.create_index("ix_guatu_case_territory", "guatu_case", ["territory"])
    op.create_index("ix_guatu_case_opened_by", "guatu_case", ["opened_by"])
    with_parent = sa.text("parent IS NOT NULL")
    op.create_index(
        "ix_guatu_case_parent",
        "guatu_case",
        ["parent"],
        sqlite_where=with_parent,
        postgresql_where=with_parent,
    )
    op.create_index("ix_guatu_task_holder", "guatu_task", ["holder", "case_id"])
    op.drop_index("ix_guatu_assignment_holder_role", "guatu_assignment")
    op.create_index(
        "ix_guatu_assignment_holder_role", "guatu_assignment", ["holder", "role", "since"]
    )
    working = sa.text("until IS NULL AND load > 0")
    op.create_index(
        "ix_guatu_assignment_working",
        "guatu_assignment",
        ["holder", "role", "load"],
        sqlite_where=working,
        postgresql_where=working,
    )
