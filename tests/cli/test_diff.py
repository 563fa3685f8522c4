"""What differs between two flows, at the command line."""

from __future__ import annotations

import shutil

import pytest

from guatu.definitions.files import FLOWS

SHIPPED = FLOWS / "full_service.yaml"


@pytest.fixture
def changed(tmp_path):
    """The largest shipped flow, with less time for one stage."""
    file = tmp_path / SHIPPED.name
    shutil.copy(SHIPPED.with_suffix(".scenarios.yaml"), tmp_path)
    text = SHIPPED.read_text(encoding="utf-8")
    limits = "{general: 30 days, key: 30 days, major: 30 days}"
    file.write_text(text.replace(limits, "20 days"), encoding="utf-8")
    return file


def test_two_files_are_compared_without_a_database(guatu, changed) -> None:
    said = guatu("diff", SHIPPED, changed)

    assert (said.code, said.out.split("\n")[:3]) == (
        1,
        ["阶段与时限", "  落地注册：30日 → 20日", ""],
    )
    assert "+    limit: 20 days" in said.out


def test_the_lines_can_be_left_out(guatu, changed) -> None:
    said = guatu("diff", SHIPPED, changed, "--no-lines")

    assert said.out == "阶段与时限\n  落地注册：30日 → 20日\n"


def test_one_file_is_compared_with_the_latest_version_of_its_key(guatu, office, changed) -> None:
    said = guatu("diff", changed, "--no-lines")

    assert (said.code, said.out) == (1, "阶段与时限\n  落地注册：30日 → 20日\n")


def test_versions_are_compared_by_number(guatu, office, changed) -> None:
    guatu("publish", changed)

    said = guatu("diff", "full_service@2", "full_service@1", "--no-lines")

    assert (said.code, said.out) == (1, "阶段与时限\n  落地注册：20日 → 30日\n")


def test_the_same_ends_with_nothing_to_say(guatu) -> None:
    said = guatu("diff", SHIPPED, SHIPPED)

    assert (said.code, said.out) == (0, "两者完全相同。\n")


def test_programs_are_told_the_same_with_places(guatu, changed) -> None:
    said = guatu("diff", SHIPPED, changed, "--json").json()

    (difference,) = said["groups"]["阶段与时限"]
    assert difference["place"] == ["stages", "registration", "limit"]
    assert not said["is_same"]


def test_it_is_said_in_english_where_that_is_wanted(guatu, changed, monkeypatch) -> None:
    monkeypatch.setenv("GUATU_LANG", "en")

    said = guatu("diff", SHIPPED, changed, "--no-lines")

    assert said.out == "stages and time limits\n  Registration: 30 days → 20 days\n"


def test_a_flow_nobody_knows_is_a_sentence(guatu, office) -> None:
    said = guatu("diff", "nothing@3")

    assert (said.code, "nothing" in said.err) == (3, True)
