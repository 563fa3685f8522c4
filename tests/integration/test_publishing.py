"""Publishing stores a text as the next version, or says why not, and the shipped ones at once."""

from __future__ import annotations

import pytest

from guatu.definitions.files import FLOWS
from guatu.errors import OlderVersion
from guatu.store.shelf import FlowShelf
from testkit.offices import changed_flow
from testkit.shipped import IN_USE


@pytest.fixture
def office(offices):
    return offices()


def test_publishing_an_older_text_says_so_instead_of_doing_nothing(office, tmp_path) -> None:
    first = changed_flow(tmp_path, ("title: 施工许可", "title: 施工许可甲"))
    office.publish(first)
    kept = first.read_text(encoding="utf-8")
    first.write_text(kept.replace("施工许可甲", "施工许可乙"), encoding="utf-8")
    office.publish(first)
    first.write_text(kept, encoding="utf-8")

    with pytest.raises(OlderVersion, match="version 2"):
        office.publish(first)


def test_shipped_flows_are_all_stored_or_none_however_it_ends(office, monkeypatch) -> None:
    before = office.flows.versions()
    publish, calls = FlowShelf.publish, []

    def breaking(*given, **more) -> int:
        calls.append(given)
        if len(calls) == 3:
            raise ConnectionError("the database is away")
        return publish(*given, **more)

    monkeypatch.setattr(FlowShelf, "publish", breaking)
    with pytest.raises(ConnectionError):
        office.publish_shipped()

    assert office.flows.versions() == before
    monkeypatch.setattr(FlowShelf, "publish", publish)
    assert len(office.publish_shipped()) == IN_USE
    assert len(office.flows.versions()) == len(before) + IN_USE


def test_shipped_flows_that_the_office_has_changed_since_stay_as_they_are(office, tmp_path) -> None:
    office.publish_shipped(["agents"])
    changed = tmp_path / "agents.yaml"
    text = (FLOWS / "agents.yaml").read_text(encoding="utf-8")
    changed.write_text(text + "# 本办修改\n", encoding="utf-8")
    ours, _ = office.publish(changed)

    given = {flow.key: flow.hash for flow in office.publish_shipped(["agents", "capacity"])}

    assert given["agents"] == ours.hash
    assert set(given) == {"agents", "capacity"}
