"""The tables, all with the prefix ``guatu_`` so that they can live in a host's own database.

Rows stand under natural keys; the unique keys are what makes “exactly once” true.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    false,
    text,
)

from .types import Data, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# What keys are put together from: a rung or duty with its holder, round and period.
INSTANCE, TOPIC, LETTER_KEY, DELIVERY_KEY = 200, 250, 300, 400

CaseId = BigInteger().with_variant(Integer(), "sqlite")


def _case() -> Column[int]:
    return Column("case_id", CaseId, ForeignKey("guatu_case.id"), nullable=False)


meta = Table(
    "guatu_meta",
    metadata,
    Column("key", String(50), primary_key=True),
    Column("value", Text, nullable=False),
)

flow = Table(
    "guatu_flow",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("key", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("file", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("templates", Data, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", String(60), nullable=False),
    Index("uq_guatu_flow_key_version", "key", "version", unique=True),
)

calendar = Table(
    "guatu_calendar",
    metadata,
    Column("key", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("base", String(60), nullable=False),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("first", String(10), nullable=False),
    Column("last", String(10), nullable=False),
    Column("holidays", Data, nullable=False),
    Column("workdays", Data, nullable=False),
    Column("windows", Data),
    Column("hash", String(64), nullable=False),
    Column("imported_at", Moment, nullable=False),
    Column("imported_by", String(60), nullable=False),
    Column("why", Text, nullable=False),
    PrimaryKeyConstraint("key", "number"),
)

territory = Table(
    "guatu_territory",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("title", Text, nullable=False),
    Column("parent", String(60), nullable=False),
)

unit = Table(
    "guatu_unit",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("title", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("territory", String(60), nullable=False),
    Column("parent", String(60), nullable=False),
    Column("duties", Data, nullable=False),
    Column("calendar", String(60), nullable=False, server_default=""),
    Column("scope", String(12), nullable=False, server_default="unit"),
    Column("kind", String(20), nullable=False, server_default=""),
    Column("code", String(60), nullable=False, server_default=""),
)

person = Table(
    "guatu_person",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("name", Text, nullable=False),
    Column("unit", String(60), nullable=False),
    Column("posts", Data, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("roles", Data, nullable=False, server_default="[]"),
    Column("scope", String(12), nullable=False, server_default=""),
)

absence = Table(
    "guatu_absence",
    metadata,
    Column("person", String(60), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("deputy", String(60), nullable=False),
    Column("why", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("person", "since"),
)

roster_event = Table(
    "guatu_roster_event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("by", String(60), nullable=False),
    Column("data", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

case = Table(
    "guatu_case",
    metadata,
    Column("id", CaseId, primary_key=True, autoincrement=False),
    Column("ref", String(120), unique=True),
    Column("identity", Text),
    Column("flow_hash", String(64), ForeignKey("guatu_flow.hash"), nullable=False),
    Column("flow_key", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("stage", String(60), nullable=False),
    Column("entry", Integer, nullable=False),
    Column("status", String(12), nullable=False),
    Column("grade", String(60), nullable=False),
    Column("territory", String(60), nullable=False),
    Column("fields", Data, nullable=False),
    Column("parent", CaseId),
    Column("version", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", String(60), nullable=False),
    Column("active_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", String(60), nullable=False),
    Column("head_seq", Integer, nullable=False),
    Column("head_hash", String(64), nullable=False),
    Column("anchored_seq", Integer, nullable=False, server_default="0"),
    Column("calendar", String(60), nullable=False, server_default=""),
    Column("published", Data),
    Index("ix_guatu_case_flow_key_stage", "flow_key", "stage"),
    Index("ix_guatu_case_status", "status"),
    Index("ix_guatu_case_territory", "territory"),
    Index("ix_guatu_case_opened_by", "opened_by"),
    Index(
        "ix_guatu_case_parent",
        "parent",
        sqlite_where=text("parent IS NOT NULL"),
        postgresql_where=text("parent IS NOT NULL"),
    ),
    Index(
        "uq_guatu_case_running_identity",
        "flow_key",
        "identity",
        unique=True,
        sqlite_where=text("status <> 'ended' AND identity IS NOT NULL"),
        postgresql_where=text("status <> 'ended' AND identity IS NOT NULL"),
    ),
    Index(
        "ix_guatu_case_unanchored",
        "id",
        sqlite_where=text("head_seq > anchored_seq"),
        postgresql_where=text("head_seq > anchored_seq"),
    ),
)

entry = Table(
    "guatu_entry",
    metadata,
    _case(),
    Column("number", Integer, nullable=False),
    Column("stage", String(60), nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("left_at", Moment),
    Column("by", String(60), nullable=False),
    Column("via", String(60), nullable=False),
    Column("was_on_time", Boolean),
    Column("resumes", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("case_id", "number"),
)

deadline = Table(
    "guatu_deadline",
    metadata,
    _case(),
    Column("entry", Integer, nullable=False),
    Column("span", String(20)),
    Column("starts_at", Moment, nullable=False),
    Column("active_at", Moment, nullable=False),
    Column("pauses", Data, nullable=False),
    Column("extensions", Data, nullable=False, server_default="[]"),
    Column("spell", Integer, nullable=False, server_default="1"),
    Column("paused_at", Moment),
    Column("calendar", String(60), nullable=False),
    Column("calendar_version", String(80), nullable=False),
    Column("due_at", Moment),
    Column("blue_at", Moment),
    Column("yellow_at", Moment),
    Column("orange_at", Moment),
    Column("red_at", Moment),
    Column("is_provisional", Boolean, nullable=False),
    Column("closed_at", Moment),
    PrimaryKeyConstraint("case_id", "entry"),
    Index(
        "ix_guatu_deadline_open_due_at",
        "due_at",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

timer = Table(
    "guatu_timer",
    metadata,
    _case(),
    Column("entry", Integer, nullable=False),
    Column("rung", String(INSTANCE), nullable=False),
    Column("fire_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    PrimaryKeyConstraint("case_id", "entry", "rung"),
    Index(
        "ix_guatu_timer_armed_fire_at",
        "fire_at",
        "case_id",
        sqlite_where=text("state = 'armed'"),
        postgresql_where=text("state = 'armed'"),
    ),
    Index(
        "ix_guatu_timer_dead",
        "fire_at",
        sqlite_where=text("state = 'dead'"),
        postgresql_where=text("state = 'dead'"),
    ),
)

escalation = Table(
    "guatu_escalation",
    metadata,
    _case(),
    Column("entry", Integer, nullable=False),
    Column("rung", String(INSTANCE), nullable=False),
    Column("title", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("light", String(12), nullable=False),
    Column("rule", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("recipients", Data, nullable=False),
    Column("answer_due_at", Moment),
    Column("received_at", Moment),
    Column("received_by", String(60), nullable=False),
    Column("answered_at", Moment),
    Column("answered_by", String(60), nullable=False),
    Column("answer", Text, nullable=False),
    Column("closed_at", Moment),
    Column("closed_why", Text, nullable=False),
    PrimaryKeyConstraint("case_id", "entry", "rung"),
)

notice = Table(
    "guatu_notice",
    metadata,
    _case(),
    Column("entry", Integer, nullable=False),
    Column("topic", String(TOPIC), nullable=False),
    Column("recipient", String(60), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("awaits_digest", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("case_id", "entry", "topic", "recipient"),
    Index("ix_guatu_notice_recipient_created_at", "recipient", "created_at"),
    Index(
        "ix_guatu_notice_awaiting_digest",
        "recipient",
        "created_at",
        sqlite_where=text("awaits_digest"),
        postgresql_where=text("awaits_digest"),
    ),
)

letter = Table(
    "guatu_letter",
    metadata,
    Column("key", String(LETTER_KEY), primary_key=True),
    Column("case_id", CaseId, ForeignKey("guatu_case.id")),
    Column("entry", Integer, nullable=False),
    Column("spec", String(60), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("recipients", Data, nullable=False),
    Column("drafted_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("body", Text, nullable=False, server_default="{}"),
    Column("genre", String(20), nullable=False, server_default=""),
    Column("issuer", String(60), nullable=False, server_default=""),
    Column("addressees", Data, nullable=False, server_default="[]"),
    Column("copies", Data, nullable=False, server_default="[]"),
    Column("rung", String(INSTANCE), nullable=False, server_default=""),
    Column("barred", Text, nullable=False, server_default=""),
    Column("number", String(120), nullable=False, server_default=""),
    Column("code", String(20)),
    Column("digest", String(64), nullable=False, server_default=""),
    Column("reviewed_by", String(60), nullable=False, server_default=""),
    Column("signed_by", String(60), nullable=False, server_default=""),
    Column("signed_at", Moment),
    Column("delivered_at", Moment),
    Column("seals", Data, nullable=False, server_default="[]"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("head_seq", Integer, nullable=False, server_default="0"),
    Column("head_hash", String(64), nullable=False, server_default=""),
    Index("ix_guatu_letter_case_id", "case_id"),
    Index("ix_guatu_letter_drafted_at", "drafted_at"),
    Index("ix_guatu_letter_code", "code", unique=True),
    Index("ix_guatu_letter_issuer_state", "issuer", "state"),
)

outbox = Table(
    "guatu_outbox",
    metadata,
    Column("key", String(DELIVERY_KEY), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),
    Column("try_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", String(32), nullable=False),
    Column("error", Text, nullable=False),
    Column("sent_at", Moment),
    Column("letter", String(LETTER_KEY), nullable=False),
    Column("event", String(40), nullable=False),
    Column("facts", Data, nullable=False),
    Column("receipt", Text, nullable=False),
    Index(
        "ix_guatu_outbox_waiting_try_at",
        "try_at",
        "key",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_guatu_outbox_waiting_channel",
        "channel",
        "try_at",
        "key",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_guatu_outbox_letter",
        "letter",
        sqlite_where=text("letter <> ''"),
        postgresql_where=text("letter <> ''"),
    ),
    Index(
        "ix_guatu_outbox_dead",
        "try_at",
        sqlite_where=text("state = 'dead'"),
        postgresql_where=text("state = 'dead'"),
    ),
)

job = Table(
    "guatu_job",
    metadata,
    Column("key", String(DELIVERY_KEY), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("args", Data, nullable=False),
    Column("state", String(12), nullable=False),
    Column("try_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", String(32), nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    Index(
        "ix_guatu_job_waiting_try_at",
        "try_at",
        "key",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_guatu_job_dead",
        "try_at",
        sqlite_where=text("state = 'dead'"),
        postgresql_where=text("state = 'dead'"),
    ),
)

material = Table(
    "guatu_material",
    metadata,
    _case(),
    Column("key", String(60), nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("by", String(60), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("case_id", "key", "number"),
)

task = Table(
    "guatu_task",
    metadata,
    _case(),
    Column("entry", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("key", String(INSTANCE), nullable=False),
    Column("holder", String(60), nullable=False),
    Column("holder_kind", String(12), nullable=False),
    Column("title", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("verdict", String(12)),
    Column("text", Text, nullable=False),
    Column("decided_by", String(60), nullable=False),
    Column("decided_at", Moment),
    Column("closed_at", Moment),
    Column("terms", Data),
    PrimaryKeyConstraint("case_id", "entry", "kind", "key", "holder"),
    Index("ix_guatu_task_holder", "holder", "case_id"),
    Index(
        "ix_guatu_task_open_holder",
        "holder",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

poll = Table(
    "guatu_poll",
    metadata,
    _case(),
    Column("entry", Integer, nullable=False),
    Column("key", String(INSTANCE), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", String(60), nullable=False),
    Column("queue", Data, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("why", Text, nullable=False),
    Column("closed_at", Moment),
    PrimaryKeyConstraint("case_id", "entry", "key"),
)

assignment = Table(
    "guatu_assignment",
    metadata,
    _case(),
    Column("role", String(60), nullable=False),
    Column("holder", String(60), nullable=False),
    Column("holder_kind", String(12), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Column("by", String(60), nullable=False),
    Column("rule", String(80), nullable=False),
    Column("why", Text, nullable=False),
    Column("load", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("case_id", "role", "holder", "since"),
    Index("ix_guatu_assignment_holder_role", "holder", "role", "since"),
    Index(
        "ix_guatu_assignment_working",
        "holder",
        "role",
        "load",
        sqlite_where=text("until IS NULL AND load > 0"),
        postgresql_where=text("until IS NULL AND load > 0"),
    ),
)

event = Table(
    "guatu_event",
    metadata,
    _case(),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("by", String(60), nullable=False),
    Column("data", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    PrimaryKeyConstraint("case_id", "seq"),
)

request = Table(
    "guatu_request",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("case_id", CaseId, nullable=False),
    Column("at", Moment, nullable=False),
)

anchor = Table(
    "guatu_anchor",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

anchor_head = Table(
    "guatu_anchor_head",
    metadata,
    Column("number", Integer, ForeignKey("guatu_anchor.number"), nullable=False),
    Column("case_id", CaseId, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    PrimaryKeyConstraint("number", "case_id"),
)
