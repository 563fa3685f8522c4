"""Lists of letters: counted and cut into pages from an index, without reading what letters say."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put beside the date of each letter all that a list is narrowed by."""
    op.drop_index("ix_guatu_letter_drafted_at", table_name="guatu_letter")
    op.create_index(
        "ix_guatu_letter_listed",
        "guatu_letter",
        ["drafted_at", "state", "case_id", "key", "genre", "issuer", "spec"],
    )
