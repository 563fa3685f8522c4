"""Ledgers from the command line, the demonstration, and databases that can't be used."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from guatu.demo.year import SAMPLES
from testkit.shipped import IN_USE

from .conftest import CLERK


def test_the_shipped_ledger_is_imported_and_its_bad_rows_are_told(guatu, office):
    said = guatu(
        "import", SAMPLES / "ledger.xlsx", "--flow", "full_service", "--by", CLERK, "--json"
    )

    report = said.json()
    assert (said.code, len(report["opened"]), len({f["row"] for f in report["faults"]})) == (
        1,
        60,
        6,
    )


def test_importing_a_ledger_again_opens_nothing_twice(guatu, office):
    first = guatu("import", SAMPLES / "ledger.xlsx", "--flow", "full_service", "--by", CLERK)

    guatu("import", SAMPLES / "ledger.xlsx", "--flow", "full_service", "--by", CLERK)

    cases = guatu("board", "--limit", "200", "--json").json()["cases"]
    assert (first.code, len(cases)) == (1, 60)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"%PDF-1.7"])
def test_a_file_that_is_no_ledger_is_one_sentence(guatu, office, tmp_path, content):
    file = tmp_path / "ledger.xlsx"
    file.write_bytes(content)

    said = guatu("import", file, "--flow", "full_service", "--by", CLERK)

    assert (said.code, said.err.strip().count("\n"), "ledger.xlsx" in said.err) == (1, 0, True)


def test_a_demonstration_tells_the_same_story_for_the_same_seed(guatu):
    told = []
    for folder in ("one", "two"):
        said = guatu("demo", "--out", folder, "--projects", 6, "--months", 2, "--seed", 5, "--json")
        told.append({k: v for k, v in said.json().items() if k != "database"})

    assert (told[0] == told[1], told[0]["audit"]["is_whole"], told[0]["opened"]) == (True, True, 6)


def test_a_demonstration_is_shown_in_words_and_leaves_letters(guatu, tmp_path):
    said = guatu("demo", "--out", tmp_path / "d", "--projects", 8, "--months", 2)

    written = list((tmp_path / "d" / "letters").glob("*.html"))
    assert (said.code, "挂图作战" in said.out, "完整" in said.out, bool(written)) == (
        0,
        True,
        True,
        True,
    )


@pytest.fixture(scope="module")
def quarter(tmp_path_factory):
    """Run a demonstration of a quarter once; give its folder and what it said as JSON."""
    folder = tmp_path_factory.mktemp("quarter") / "d"
    size = ("--projects", "10", "--months", "3")
    command = [sys.executable, "-P", "-m", "guatu", "demo", "--out", str(folder), *size, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return folder, json.loads(done.stdout)


def test_a_demonstration_publishes_its_months_and_writes_them_as_files(quarter):
    folder, said = quarter

    files = {path.name for path in (folder / "reports").iterdir()}
    assert (
        sorted(said["reports"]),
        {"2026-03 月通报.pdf", "2026-03 月通报.xlsx", "2026-Q1 季督查.pdf", "2026 年考核.xlsx"}
        <= files,
        len(files),
    ) == (
        ["month-2026-01-1", "month-2026-02-1", "month-2026-03-1", "quarter-2026-Q1-1"],
        True,
        said["report_files"],
    )


def test_a_demonstration_has_cases_of_more_flows_than_its_projects(quarter):
    _, said = quarter

    flows = {flow["flow"]: flow for flow in said["flows"]}
    counted = [flow["running"] + sum(flow["ends"].values()) for flow in said["flows"]]
    assert (
        len(flows) > 4,
        flows["full_service"]["cases"],
        flows["work_reports"]["ends"].get("已汇总", 0) > 0,
        counted,
    ) == (True, 10, True, [flow["cases"] for flow in said["flows"]])


def test_a_demonstration_runs_on_a_database_that_is_given(guatu, empty_database_url, tmp_path):
    said = guatu(
        "demo",
        "--out",
        tmp_path / "d",
        "--projects",
        4,
        "--months",
        1,
        "--db",
        empty_database_url,
        "--json",
    )

    assert (said.code, said.json()["opened"]) == (0, 4)


def test_a_demonstration_never_overwrites_an_office(guatu, tmp_path):
    guatu("init", "--db", f"sqlite:///{tmp_path}/office.db")

    said = guatu("demo", "--out", tmp_path)

    assert (said.code, "--out" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("sqlite:///nowhere.db", "guatu init"),
        ("sqlite:////no/such/folder/office.db", "不存在"),
        ("mysql://localhost/office", "mysql"),
        ("nonsense", "nonsense"),
        ("postgresql://nobody@127.0.0.1:1/none", "无法打开"),
    ],
)
def test_a_database_that_can_not_be_used_is_one_sentence(guatu, url, word):
    said = guatu("board", "--db", url)

    assert (said.code, said.err.strip().count("\n"), word in said.err) == (4, 0, True)


def test_a_file_that_is_no_database_is_one_sentence(guatu, tmp_path):
    file = tmp_path / "office.db"
    file.write_text("this is a letter, not a database, and long enough to be looked at twice" * 50)

    said = guatu("board", "--db", f"sqlite:///{file}")

    assert (said.code, said.err.strip().count("\n")) == (4, 0)


def test_run_stops_when_asked(guatu, office):
    with subprocess.Popen(
        [sys.executable, "-m", "guatu", "run", "--db", office],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=20) == 0


def test_without_arguments_the_commands_are_listed(guatu):
    said = guatu()

    assert (said.code, "board" in said.out) == (0, True)


def test_a_fault_of_our_own_is_a_sentence_and_a_file(guatu, office, monkeypatch):
    def breaks(*_, **__):
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("guatu.store.views.SqlViews.board", breaks)

    said = guatu("board")

    assert (said.code, "Traceback" in said.err, "RuntimeError" in said.err) == (70, False, True)


def test_json_is_the_only_thing_on_standard_output(guatu, office):
    said = guatu("flows", "--json")

    assert len(json.loads(said.out)) == IN_USE
