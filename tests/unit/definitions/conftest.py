"""The flow of the language's documentation, for tests of reading and of expressions."""

import re
from pathlib import Path

import pytest

from guatu.definitions import Flow, read_flow

LANGUAGE = Path(__file__).parents[3] / "docs" / "language.md"
TEMPLATES = {
    name: f"收文：{name}\n"
    for name in ("handover.txt.j2", "yellow_warning.txt.j2", "red_supervision.txt.j2", "spare.j2")
}


@pytest.fixture(scope="session")
def example() -> str:
    block = re.search(r"```yaml\n(.*?)```", LANGUAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    return block[1]


@pytest.fixture(scope="session")
def flow(example: str) -> Flow:
    return read_flow(example, file="permit.yaml", templates=TEMPLATES, rules={"fee_paid"})
