"""``guatu test``: scenarios played from the command line."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from testkit.scenarios import PERMIT

GOOD = "scenarios: [{scenario: 受理, days: [{on: 2026-01-05, expect: {stage: intake}}]}]\n"


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    file = tmp_path / "permit.yaml"
    file.write_text(PERMIT, encoding="utf-8")
    (tmp_path / "permit.scenarios.yaml").write_text(GOOD, encoding="utf-8")
    return file


def beside(flow: Path, scenarios: str) -> None:
    flow.with_name("permit.scenarios.yaml").write_text(scenarios, encoding="utf-8")


def test_scenarios_that_come_out_as_expected_are_ticked(guatu, flow):
    said = guatu("test", flow)

    assert (said.code, said.out) == (0, "✓ 受理\n施工许可：1 个情景，1 个通过，0 个不符。\n")


def test_a_failing_scenario_shows_expected_and_got_day_by_day_and_ends_with_1(guatu, flow):
    beside(flow, GOOD.replace("intake", "review"))

    said = guatu("test", flow)

    assert (said.code, said.out.splitlines()[0], said.out.splitlines()[1]) == (
        1,
        "✗ 受理",
        "  2026-01-05 10:00",
    )
    assert "    ✗ 第 1 行 阶段：应为 审查（review），实际 受理（intake）" in said.out


def test_faults_of_the_file_are_one_sentence_each_and_nothing_is_played(guatu, flow):
    beside(flow, GOOD.replace("intake", "inteke"))

    said = guatu("test", flow)

    assert (said.code, said.out, said.err.splitlines()[0]) == (
        1,
        "",
        "情景有 1 处错误，未作任何演练：",
    )


def test_it_speaks_english_where_that_is_wanted(guatu, flow, monkeypatch):
    monkeypatch.setenv("GUATU_LANG", "en")

    said = guatu("test", flow, "--coverage")

    assert said.out.splitlines()[1:] == [
        "permit: 1 scenario(s), 1 passed, 0 failed.",
        "0 of 3 transitions are taken; not taken: accept, issue, refuse.",
    ]


def test_transitions_no_scenario_takes_end_with_1_where_coverage_is_asked_for(guatu, flow):
    assert (guatu("test", flow, "--coverage").code, guatu("test", flow).code) == (1, 0)


def test_only_the_scenarios_that_are_named_are_played(guatu, flow):
    beside(flow, GOOD + "")

    said = guatu("test", flow, "--scenario", "没有")

    assert (said.code, "受理" in said.err) == (3, True)


def test_a_flow_without_scenarios_says_where_to_write_them(guatu, flow):
    flow.with_name("permit.scenarios.yaml").unlink()

    said = guatu("test", flow)

    assert (said.code, "permit.scenarios.yaml" in said.out) == (0, True)


def test_a_trial_is_printed_as_json(guatu, flow):
    said = guatu("test", flow, "--json").json()

    assert (said["flow"], said["ok"], said["scenarios"][0]["days"][0]["ok"]) == (
        "permit",
        True,
        True,
    )


def test_a_trial_is_written_as_junit_xml(guatu, flow, tmp_path):
    guatu("test", flow, "--junit", tmp_path / "out.xml")

    assert ET.parse(tmp_path / "out.xml").getroot().get("tests") == "1"


def test_a_file_that_cant_be_written_is_one_sentence(guatu, flow, tmp_path):
    nowhere = tmp_path / ("a place with a name longer than a line of a terminal" * 3)

    said = guatu("test", flow, "--junit", nowhere / "out.xml")

    assert (said.code, said.err.count("\n")) == (2, 1)


def test_the_letters_of_the_scenarios_are_written_as_pages(guatu, tmp_path):
    folder = tmp_path / "new" / "letters"

    said = guatu("test", "claims", "--letters", folder)

    written = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert said.code == 0
    assert [*written] == ["handover.html"]
    assert all("<!DOCTYPE" in text for text in written.values())


def test_a_flow_that_comes_with_guatu_is_tried_by_its_key(guatu):
    said = guatu("test", "complaints", "--scenario", "不予受理要写明理由")

    assert (said.code, said.out.splitlines()[0]) == (0, "✓ 不予受理要写明理由")


def test_the_scenarios_a_version_was_published_with_are_played(guatu, office, flow):
    guatu("publish", flow)
    beside(flow, GOOD.replace("intake", "review"))

    said = guatu("test", "permit@1")

    assert (said.code, said.out.splitlines()[0]) == (0, "✓ 受理")
