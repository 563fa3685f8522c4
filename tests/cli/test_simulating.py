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


def test_options_go_before_the_file(guatu, tmp_path) -> None:
    file, kept = tmp_path / "assume.yaml", tmp_path / "kept.yaml"
    file.write_text("arrivals: 3\ncapacity: {responsible_unit: 3}\n", encoding="utf-8")
    options = ("--capacity", "responsible_unit=5", "--share", "assess/decline=1")
    options += ("--handling", "lead={constant: 2}", "--write-assumptions", kept)

    first = guatu("simulate", "full_service", "--assume", file, *options, "--json").json()
    again = guatu("simulate", "full_service", "--assume", kept, "--json").json()

    assumed = first["assumptions"]
    assert (assumed["arrivals"], assumed["capacity"]) == (3, {"responsible_unit": 5})
    assert assumed["handling"]["lead"]["numbers"] == [2]
    stages = {stage["stage"]: stage["entered"] for stage in first["outcome"]["stages"]}
    assert (stages["assess"] > 0, stages["negotiation"]) == (True, 0)
    assert first["outcome"] == again["outcome"]


def test_every_fault_of_the_options_is_told_at_once(guatu) -> None:
    said = guatu("simulate", "full_service", "--capacity", "ofice=3", "--handling", "lead=0")

    assert (said.code, said.err.count("命令行选项:")) == (1, 2)


def test_a_year_is_drawn(guatu, tmp_path) -> None:
    said = guatu("simulate", "full_service", "--arrivals", "2", "--svg", tmp_path / "year")

    assert said.code == 0
    assert sorted(file.name for file in (tmp_path / "year").iterdir()) == [
        "letters.svg",
        "lights.svg",
        "load.svg",
        "stages.svg",
    ]


def test_what_the_history_says_is_told_and_assumed(guatu, opened) -> None:
    said = guatu("simulate", "full_service", "--fit")

    assert said.code == 0
    assert "据真实历史：1.0 个月立项 1 个，每月 1 个" in said.out
    assert "线索登记：办完的只有 0 次，用一般假设" in said.out
