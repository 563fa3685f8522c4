"""The wall: where each case stands, so that cases are counted without reading them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CASE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENTS = ("due_at", "blue_at", "yellow_at", "orange_at", "red_at", "paused_at")
STANDS = ("stage", "territory", "grade")
THRESHOLDS = ("red_at", "yellow_at", "paused_at", "blue_at", "orange_at")
COUNTED = ("flow_key", *STANDS, "due_at", *THRESHOLDS, "active_at", "case_id", "is_ended")
IN_ORDER = ("flow_key", "due_at", "case_id", *THRESHOLDS, *STANDS, "is_ended")


def upgrade() -> None:
    """Add a table and say in it where every case stands; nothing there is changed."""
    op.create_table(
        "guatu_position",
        sa.Column("case_id", CASE, autoincrement=False, nullable=False),
        sa.Column("flow_key", sa.String(60), nullable=False),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(60), nullable=False),
        sa.Column("territory", sa.String(60), nullable=False),
        sa.Column("grade", sa.String(60), nullable=False),
        sa.Column("active_at", MOMENT, nullable=False),
        *(sa.Column(name, MOMENT) for name in MOMENTS),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_position_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_guatu_position")),
    )
    op.execute(
        "INSERT INTO guatu_position (case_id, flow_key, is_ended, stage, territory, grade,"
        " active_at, due_at, blue_at, yellow_at, orange_at, red_at, paused_at)"
        " SELECT c.id, c.flow_key, c.status = 'ended', c.stage, c.territory, c.grade, c.active_at,"
        " d.due_at, d.blue_at, d.yellow_at, d.orange_at, d.red_at, d.paused_at FROM guatu_case c"
        " JOIN guatu_deadline d ON d.case_id = c.id AND d.entry = c.entry"
    )
    for name, columns in (("running", COUNTED), ("running_due", IN_ORDER)):
        op.create_index(
            f"ix_guatu_position_{name}",
            "guatu_position",
            [*columns],
            sqlite_where=sa.text("is_ended = 0"),
            postgresql_where=sa.text("is_ended = false"),
        )
    op.create_index(
        "ix_guatu_assignment_held",
        "guatu_assignment",
        ["holder", "case_id", "until"],
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
