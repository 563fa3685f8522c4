"""What the calendar opened, at the command line."""

from __future__ import annotations

import pytest

from testkit.openings import for_nobody


@pytest.fixture
def tried(guatu, office, tmp_path) -> None:
    """A flow that opens a case in each half-year, and the day on which it has done so."""
    assert guatu("publish", for_nobody(tmp_path)).code == 0


def test_before_the_day_only_what_comes_next_is_shown(guatu, tried) -> None:
    said = guatu("openings", "--flow", "assess", "--json").json()

    assert said["opened"] == []
    (line,) = said["next"]
    assert (line["flow"], line["duty"]) == ("assess", "")
    assert "承载能力评估" in guatu("openings").out


def test_a_flow_there_is_not_is_said_so(guatu, tried) -> None:
    assert guatu("openings", "--flow", "asses").code == 3
