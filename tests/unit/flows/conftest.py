from __future__ import annotations

from pathlib import Path

import pytest

from guatu.definitions import Flow, read_flow
from guatu.definitions.files import shipped_flows
from guatu.exchange import read_roster
from guatu.notifications import LetterChecker, shipped_templates
from guatu.workflow.people import Roster

DEFINITIONS = Path(__file__).parents[3] / "definitions"
FILES = shipped_flows()


def read(file: Path) -> Flow:
    return read_flow(
        file.read_text(encoding="utf-8"),
        file=file.name,
        templates=shipped_templates(),
        template_checker=LetterChecker(),
    )


FLOWS = {file.stem: read(file) for file in FILES}


SIDE = {
    *("capacity", "effectiveness", "meetings", "transfers"),
    *("agents", "work_plan", "work_reports"),
    *("complaints", "factor_ticket", "joint_consultation", "major_project", "policy_promise"),
    *("proposals", "provincial_signing", "relocation", "visitors"),
    *("claims", "outings", "project_bank", "target_firms"),
}


@pytest.fixture(params=sorted(set(FLOWS) - SIDE))
def flow(request) -> Flow:
    """Each shipped flow that follows a project from lead to end, in turn."""
    return FLOWS[request.param]


@pytest.fixture(params=sorted(FLOWS))
def any_flow(request) -> Flow:
    """Each shipped flow in turn."""
    return FLOWS[request.param]


@pytest.fixture(scope="session")
def flows() -> dict[str, Flow]:
    return FLOWS


@pytest.fixture
def full_service() -> Flow:
    return FLOWS["full_service"]


@pytest.fixture(scope="session")
def roster() -> Roster:
    return read_roster(DEFINITIONS / "samples" / "roster.yaml")


@pytest.fixture(scope="session")
def definitions() -> Path:
    return DEFINITIONS
