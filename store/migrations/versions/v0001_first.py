"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CASE_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table."""
    _office()
    _people()
    _case()
    _time()
    _talk()
    _work()
    _outbox()
    _history()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE SEQUENCE guatu_case_number")


def _office() -> None:
    """Create flows, settings, idempotency keys and anchors."""
    op.create_table(
        "guatu_anchor",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_guatu_anchor")),
    )
    op.create_table(
        "guatu_flow",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("templates", sa.JSON(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_guatu_flow")),
    )
    op.create_index("uq_guatu_flow_key_version", "guatu_flow", ["key", "version"], unique=True)
    op.create_table(
        "guatu_meta",
        sa.Column("key", sa.String(length=50), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guatu_meta")),
    )
    op.create_table(
        "guatu_request",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guatu_request")),
    )
    op.create_table(
        "guatu_anchor_head",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["guatu_anchor.number"], name=op.f("fk_guatu_anchor_head_number")
        ),
        sa.PrimaryKeyConstraint("number", "case_id", name=op.f("pk_guatu_anchor_head")),
    )


def _people() -> None:
    """Create the roster."""
    op.create_table(
        "guatu_person",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guatu_person")),
    )
    op.create_table(
        "guatu_territory",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("parent", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guatu_territory")),
    )
    op.create_table(
        "guatu_unit",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("territory", sa.String(length=60), nullable=False),
        sa.Column("parent", sa.String(length=60), nullable=False),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guatu_unit")),
    )


def _case() -> None:
    """Create cases."""
    op.create_table(
        "guatu_case",
        sa.Column("id", CASE_ID, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=120), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("flow_hash", sa.String(length=64), nullable=False),
        sa.Column("flow_key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("grade", sa.String(length=60), nullable=False),
        sa.Column("territory", sa.String(length=60), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("parent", CASE_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.String(length=60), nullable=False),
        sa.Column("active_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(length=60), nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("anchored_seq", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["flow_hash"], ["guatu_flow.hash"], name=op.f("fk_guatu_case_flow_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guatu_case")),
        sa.UniqueConstraint("ref", name=op.f("uq_guatu_case_ref")),
    )
    op.create_index(
        "ix_guatu_case_flow_key_stage", "guatu_case", ["flow_key", "stage"], unique=False
    )
    op.create_index("ix_guatu_case_status", "guatu_case", ["status"], unique=False)
    op.create_index(
        "ix_guatu_case_unanchored",
        "guatu_case",
        ["id"],
        unique=False,
        sqlite_where=sa.text("head_seq > anchored_seq"),
        postgresql_where=sa.text("head_seq > anchored_seq"),
    )
    op.create_index(
        "uq_guatu_case_running_identity",
        "guatu_case",
        ["flow_key", "identity"],
        unique=True,
        sqlite_where=sa.text("status <> 'ended' AND identity IS NOT NULL"),
        postgresql_where=sa.text("status <> 'ended' AND identity IS NOT NULL"),
    )


def _time() -> None:
    """Create entries, deadlines and timers."""
    op.create_table(
        "guatu_deadline",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("span", sa.String(length=20), nullable=True),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("active_at", MOMENT, nullable=False),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("calendar", sa.String(length=60), nullable=False),
        sa.Column("calendar_version", sa.String(length=80), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("blue_at", MOMENT, nullable=True),
        sa.Column("yellow_at", MOMENT, nullable=True),
        sa.Column("orange_at", MOMENT, nullable=True),
        sa.Column("red_at", MOMENT, nullable=True),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_deadline_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "entry", name=op.f("pk_guatu_deadline")),
    )
    op.create_index(
        "ix_guatu_deadline_open_due_at",
        "guatu_deadline",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "guatu_entry",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=60), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("via", sa.String(length=60), nullable=False),
        sa.Column("was_on_time", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_entry_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_guatu_entry")),
    )
    op.create_table(
        "guatu_timer",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=60), nullable=False),
        sa.Column("fire_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_timer_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "entry", "rung", name=op.f("pk_guatu_timer")),
    )
    op.create_index(
        "ix_guatu_timer_armed_fire_at",
        "guatu_timer",
        ["fire_at", "case_id"],
        unique=False,
        sqlite_where=sa.text("state = 'armed'"),
        postgresql_where=sa.text("state = 'armed'"),
    )


def _talk() -> None:
    """Create escalations and notices."""
    op.create_table(
        "guatu_escalation",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("light", sa.String(length=12), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("answer_due_at", MOMENT, nullable=True),
        sa.Column("received_at", MOMENT, nullable=True),
        sa.Column("received_by", sa.String(length=60), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_escalation_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "entry", "rung", name=op.f("pk_guatu_escalation")),
    )
    op.create_table(
        "guatu_notice",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=160), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_notice_case_id")
        ),
        sa.PrimaryKeyConstraint(
            "case_id", "entry", "topic", "recipient", name=op.f("pk_guatu_notice")
        ),
    )
    op.create_index(
        "ix_guatu_notice_recipient_created_at",
        "guatu_notice",
        ["recipient", "created_at"],
        unique=False,
    )


def _work() -> None:
    """Create materials, tasks and assignments."""
    op.create_table(
        "guatu_assignment",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("holder_kind", sa.String(length=12), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_assignment_case_id")
        ),
        sa.PrimaryKeyConstraint(
            "case_id", "role", "holder", "since", name=op.f("pk_guatu_assignment")
        ),
    )
    op.create_index(
        "ix_guatu_assignment_holder_role", "guatu_assignment", ["holder", "role"], unique=False
    )
    op.create_table(
        "guatu_material",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_material_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "key", "number", name=op.f("pk_guatu_material")),
    )
    op.create_table(
        "guatu_task",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("holder_kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_task_case_id")),
        sa.PrimaryKeyConstraint(
            "case_id", "entry", "kind", "key", "holder", name=op.f("pk_guatu_task")
        ),
    )
    op.create_index(
        "ix_guatu_task_open_holder",
        "guatu_task",
        ["holder"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _outbox() -> None:
    """Create letters and deliveries."""
    op.create_table(
        "guatu_outbox",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("try_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guatu_outbox")),
    )
    op.create_index(
        "ix_guatu_outbox_waiting_try_at",
        "guatu_outbox",
        ["try_at", "key"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "guatu_letter",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("spec", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_letter_case_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guatu_letter")),
    )
    op.create_index("ix_guatu_letter_case_id", "guatu_letter", ["case_id"], unique=False)
    op.create_index("ix_guatu_letter_drafted_at", "guatu_letter", ["drafted_at"], unique=False)


def _history() -> None:
    """Create events."""
    op.create_table(
        "guatu_event",
        sa.Column("case_id", CASE_ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["guatu_case.id"], name=op.f("fk_guatu_event_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_guatu_event")),
    )
