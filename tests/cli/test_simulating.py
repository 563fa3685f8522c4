"""A simulation at the command line: tables for people, the same figures for the same seed."""

from __future__ import annotations

from openpyxl import load_workbook


def test_a_year_of_a_flow_is_shown_and_the_same_for_the_same_seed(guatu) -> None:
    asked = ("simulate", "full_service", "--arrivals", "2", "--year", "2026", "--seed", "7")

    shown = guatu(*asked)
    first, again = guatu(*asked, "--json").json(), guatu(*asked, "--json").json()

    assert all(text in shown.out for text in ("各月", "各环节", "各角色负荷", "年底在办"))
    assert first == again
    assert first["outcome"]["opened"] == first["outcome"]["ended"] + first["outcome"]["running"]


def test_a_year_of_a_flow_is_written_as_a_workbook(guatu, tmp_path) -> None:
    file = tmp_path / "year.xlsx"

    said = guatu("simulate", "full_service", "--arrivals", "2", "--seed", "7", "--xlsx", file)

    assert said.code == 0
    assert load_workbook(file).sheetnames


def test_a_file_says_what_else_is_assumed(guatu, tmp_path) -> None:
    file = tmp_path / "assume.yaml"
    file.write_text("capacity: {responsible_unit: 3}\ngrade: major\n", encoding="utf-8")

    said = guatu("simulate", "full_service", "--arrivals", "9", "--assume", file, "--json")
    roles = {role["role"]: role for role in said.json()["outcome"]["roles"]}

    assert roles["responsible_unit"]["capacity"] == 3
    assert roles["responsible_unit"]["most_waiting"] > 0
