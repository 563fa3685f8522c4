"""Flows are found by name, and what stands beside a flow travels with it."""

from __future__ import annotations

import pytest

from guatu.errors import UnknownFlow
from testkit.offices import PERMIT


@pytest.fixture
def beside(tmp_path):
    """A permit flow in a folder of its own, with a scenario beside it."""
    flow = tmp_path / "permit.yaml"
    flow.write_text(PERMIT.read_text(encoding="utf-8"), encoding="utf-8")
    for template in PERMIT.parent.glob("*.j2"):
        (tmp_path / template.name).write_text(template.read_text(encoding="utf-8"), "utf-8")
    (tmp_path / "permit.scenarios.yaml").write_text("scenarios: []\n", encoding="utf-8")
    return flow


def test_a_flow_is_named_by_file_key_or_version(office, beside) -> None:
    first = office.flows.latest("permit")
    second, number = office.publish(beside, note="附上了情景")

    found = [office.designer.flow(name) for name in (beside, "permit", "permit@1", "permit@2")]

    assert ([second, second, first, second], 2) == (found, number)


def test_a_shipped_flow_is_found_before_it_is_published(office) -> None:
    assert office.designer.flow("complaints").key == "complaints"


@pytest.mark.parametrize("name", ["permit@9", "nothing"])
def test_a_name_nobody_has_is_told_with_those_there_are(office, name) -> None:
    with pytest.raises(UnknownFlow, match=name):
        office.designer.flow(name)


def test_what_stands_beside_a_flow_is_published_with_it(office, beside) -> None:
    office.publish(beside, note="附上了情景")

    again = office.designer.bundle("permit")

    assert again.scenarios == "scenarios: []\n"
    assert [v.note for v in office.flows.versions()] == ["", "附上了情景"]


def test_another_scenario_is_another_version(office, beside) -> None:
    _, first = office.publish(beside)
    beside.with_name("permit.scenarios.yaml").write_text("scenarios: [] # 待补\n", "utf-8")

    _, second = office.publish(beside)

    assert (first, second) == (2, 3)
