"""Migrations of running cases: their runs, how far each case is, and clocks that keep old rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from guatu.store.layout.types import Moment

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None
