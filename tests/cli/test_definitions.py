"""Administrators at the command line: check, publish, flows, init, doctor, verify."""

from __future__ import annotations

import pytest

from guatu.definitions.files import FLOWS, shipped_flows
from testkit.shipped import IN_USE


def test_a_flow_with_five_mistakes_is_told_all_five_with_places(guatu, flow_with_five_mistakes):
    said = guatu("check", flow_with_five_mistakes)

    places = [
        line.split(": ")[0].removeprefix(f"{flow_with_five_mistakes}:")
        for line in said.out.splitlines()
        if line.startswith(f"{flow_with_five_mistakes}:")
    ]
    assert (said.code, [place.split(":")[0] for place in places]) == (
        1,
        ["6", "10", "10", "17", "20"],
    )


def test_a_faulty_flow_is_not_published(guatu, office, flow_with_five_mistakes):
    before = guatu("flows", "--json").json()

    said = guatu("publish", flow_with_five_mistakes)

    assert (said.code, guatu("flows", "--json").json()) == (1, before)


def test_faults_are_said_in_english_where_that_is_wanted(
    guatu, flow_with_five_mistakes, monkeypatch
):
    monkeypatch.setenv("GUATU_LANG", "en")

    said = guatu("check", flow_with_five_mistakes)

    assert "did you mean" in said.out


@pytest.mark.parametrize("flow", shipped_flows(), ids=lambda path: path.stem)
def test_a_shipped_flow_has_no_faults(guatu, flow):
    said = guatu("check", flow)

    assert (said.code, said.err) == (0, "")


def test_a_round_nobody_is_ever_asked_for_is_a_hint_and_no_fault(guatu, tmp_path):
    flow = tmp_path / "relocation.yaml"
    text = (FLOWS / "relocation.yaml").read_text(encoding="utf-8")
    flow.write_text(
        text.replace("- {round: concerns, owner: concerned}", "- {role: bureau}"), encoding="utf-8"
    )

    said = guatu("check", flow)

    hints = [line for line in said.out.splitlines() if line.startswith("提示：")]
    assert (said.code, len(hints), "concerns" in hints[0]) == (0, 1, True)


def test_a_missing_file_is_one_sentence(guatu):
    said = guatu("check", "nowhere.yaml")

    assert (said.code, said.err.count("\n"), "nowhere.yaml" in said.err) == (1, 1, True)


def test_publishing_the_same_file_again_is_the_same_version(guatu, office):
    said = guatu("publish", FLOWS / "puer_seven.yaml", "--json")

    assert (said.code, said.json()["version"]) == (0, 1)


def test_publishing_changed_content_is_the_next_version(guatu, office, tmp_path):
    changed = tmp_path / "puer_seven.yaml"
    text = (FLOWS / "puer_seven.yaml").read_text(encoding="utf-8")
    changed.write_text(f"{text}\n# 改了一处说明\n", encoding="utf-8")

    said = guatu("publish", changed, "--json")

    assert said.json()["version"] == 2


def test_init_twice_changes_nothing(guatu, office):
    before = guatu("flows", "--json").json()

    said = guatu("init", "--sample")

    assert (said.code, guatu("flows", "--json").json()) == (0, before)


def test_an_office_takes_the_shipped_flows_it_needs(guatu, tmp_path):
    small, none = f"sqlite:///{tmp_path}/small.db", f"sqlite:///{tmp_path}/none.db"
    guatu("init", "--flows", "visitors,complaints", "--db", small)
    again = guatu("init", "--db", small)
    guatu("init", "--flows", "none", "--db", none)
    wrong = guatu("init", "--flows", "visitor", "--db", small)

    kept = [
        [flow["key"] for flow in guatu("flows", "--json", "--db", db).json()]
        for db in (small, none)
    ]
    assert kept == [["complaints", "visitors"], []]
    assert "流程 2 个：complaints、visitors" in again.out
    assert (wrong.code, "visitors" in wrong.err) == (3, True)


def test_the_doctor_finds_an_office_in_order(guatu, office):
    said = guatu("doctor", "--json").json()

    assert (said["people"] > 30, said["flows"]) == (True, IN_USE)


def test_the_doctor_misses_the_roster(guatu, database_url):
    guatu("init", "--db", database_url)

    said = guatu("doctor", "--db", database_url)

    assert "名册为空" in said.out


def test_history_verifies(guatu, opened):
    said = guatu("verify", "--json").json()

    assert (said["is_whole"], said["audit"]["cases"]) == (True, 1)
