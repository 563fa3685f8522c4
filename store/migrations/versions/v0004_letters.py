"""Letters: what a unit is by law, and the code its document numbers begin with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; of the units there are nobody has said what they are."""
    for name, size in (("kind", 20), ("code", 60)):
        column = sa.Column(name, sa.String(size), nullable=False, server_default="")
        op.add_column("guatu_unit", column)
