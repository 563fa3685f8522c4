"""Files: what was filed is known by its content, not by its name alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the content of a material; those filed by name only have none."""
    for column in (
        sa.Column("digest", sa.String(64), nullable=False, server_default=""),
        sa.Column("size", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("media_type", sa.String(120), nullable=False, server_default=""),
    ):
        op.add_column("guatu_material", column)
    kept = sa.text("digest <> ''")
    op.create_index(
        "ix_guatu_material_digest",
        "guatu_material",
        ["digest"],
        sqlite_where=kept,
        postgresql_where=kept,
    )
