"""What is published with a flow: the scenarios beside it, and a note that says what is new."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give every version published so far no scenarios and no note."""
    for name in ("scenarios", "note"):
        op.add_column("guatu_flow", sa.Column(name, sa.Text(), nullable=False, server_default=""))
