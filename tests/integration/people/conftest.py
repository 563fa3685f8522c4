"""A purchasing office over each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guatu import ManualClock, Office
from testkit.tenders import open_tenders


@pytest.fixture
def office(database_url: str, clock: ManualClock) -> Iterator[Office]:
    """The purchasing office: a tender flow that uses every rule about people, and its roster."""
    with open_tenders(database_url, clock) as office:
        yield office
