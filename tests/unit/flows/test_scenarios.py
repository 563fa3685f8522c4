"""The scenarios of the shipped flows come out as expected, and take every transition."""

from __future__ import annotations

from pathlib import Path

import pytest

from guatu.definitions.bundle import bundle_in
from guatu.definitions.files import shipped_flows
from guatu.scenarios import try_flow


@pytest.mark.parametrize("file", shipped_flows(), ids=lambda path: path.stem)
def test_a_shipped_flow_does_what_its_scenarios_say_by_every_transition(file: Path) -> None:
    trial = try_flow(bundle_in(file))
    failed = [line for ran in trial.runs if not ran.ok for line in ran.sentences()]

    assert (failed, trial.uncovered) == ([], ())
