"""Impact, plan and migration by commands, as an administrator gives them."""

from __future__ import annotations

import pytest

from guatu.definitions.files import FLOWS

SHIPPED = FLOWS / "full_service.yaml"


@pytest.fixture
def shorter(office, tmp_path):
    """The flow of the running cases, with less time for every stage that takes 15 workdays."""
    file = tmp_path / "full_service.yaml"
    text = SHIPPED.read_text(encoding="utf-8")
    file.write_text(f"{text.replace('15 workdays', '9 workdays')}# 缩短\n", encoding="utf-8")
    return file


def test_an_edited_plan_is_previewed_carried_out_and_taken_back(guatu, shorter, tmp_path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(guatu("plan", shorter).out, encoding="utf-8")

    foretold = guatu("impact", shorter, "--plan", plan)
    assert (foretold.code, "试算，未写入" in foretold.out) == (0, True)
    done = guatu("publish", shorter, "--migrate", "--plan", plan, "--why", "缩短时限")
    assert done.code == 0
    runs = guatu("migration", "list", "--json").json()
    assert [(run["id"], run["state"] != "running") for run in runs] == [(1, True)]
    back = guatu("migration", "revert", "1", "--why", "暂缓")
    assert back.code == 0
    assert guatu("verify").code == 0


def test_a_dry_run_publishes_nothing(guatu, shorter) -> None:
    before = guatu("flows", "--json").json()

    said = guatu("publish", shorter, "--migrate", "--dry-run", "--why", "缩短时限")

    assert (said.code, "试算" in said.out) == (0, True)
    assert guatu("flows", "--json").json() == before


def test_a_plan_with_a_fault_is_told_at_its_line(guatu, shorter, tmp_path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(f"{guatu('plan', shorter).out}\nnothing: here\n", encoding="utf-8")

    said = guatu("impact", shorter, "--plan", plan)

    assert said.code == 1
    assert "nothing" in said.err
