"""The permit flow, read without any database."""

from __future__ import annotations

import pytest

from guatu import Flow, read_flow
from guatu.notifications import shipped_templates
from testkit.offices import PERMIT, fee_rules


@pytest.fixture(scope="session")
def flow() -> Flow:
    source = PERMIT.read_text(encoding="utf-8")
    return read_flow(source, file="permit.yaml", templates=shipped_templates(), rules=fee_rules())
