"""Report files: every fault is found at its place, and the shipped ones have none."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from guatu.definitions.reporting import read_report, report_files, report_schema, shipped_reports
from guatu.definitions.reporting.sentences import OWN
from guatu.errors import DefinitionFaults, Fault

TEMPLATES = ("monthly_bulletin.txt.j2", "quarterly_inspection.txt.j2", "annual_appraisal.txt.j2")
GOOD = """\
report: month
title: 月通报
every: month
role: desk
office: promotion_office
letter: monthly_bulletin
tables:
  standing: {title: 办理情况, shows: standing}
"""


def faults_of(source: str) -> Sequence[Fault]:
    with pytest.raises(DefinitionFaults) as caught:
        read_report(source, file="report.yaml", templates=TEMPLATES)
    return tuple(caught.value.faults)


def said(source: str) -> list[str]:
    return [f"{fault.code} {fault.line}:{fault.column}" for fault in faults_of(source)]


@pytest.mark.parametrize("path", shipped_reports(), ids=lambda path: path.stem)
def test_a_shipped_report_has_no_fault_and_is_named_as_its_file(path: Path) -> None:
    spec = read_report(path.read_text(encoding="utf-8"), file=path.name, templates=TEMPLATES)

    assert spec.key == path.stem
    assert spec.note.startswith("示例")


def test_an_offices_own_file_stands_in_place_of_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "month.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "week.yaml").write_text(GOOD, encoding="utf-8")

    files = report_files(tmp_path)

    assert [path for path in files if path.parent == tmp_path] == [
        tmp_path / "month.yaml",
        tmp_path / "week.yaml",
    ]
    assert len(files) == len(shipped_reports()) + 1


def test_an_indicator_says_its_flow_and_the_time_it_is_over() -> None:
    source = GOOD + "  rates:\n    title: 指标\n    shows: indicators\n"
    source += "    indicators: [building.issue_rate, {indicator: building.paid, over: year}]\n"

    spec = read_report(source, file="report.yaml", templates=TEMPLATES)

    assert [(i.key, i.flow, i.over) for i in spec.tables["rates"].indicators] == [
        ("issue_rate", "building", "all"),
        ("paid_year", "building", "year"),
    ]


FAULTY: Sequence[tuple[str, str]] = (
    ("", "empty-file 1:1"),
    ("[]", "not-a-mapping 1:1"),
    (GOOD.replace("every: month", "every: fortnight"), "not-offered 3:8"),
    (GOOD.replace("office:", "offices:"), "unknown-key 5:1"),
    (GOOD.replace("letter: monthly_bulletin", "letter: monthly"), "unknown-template 6:9"),
    (GOOD.replace("shows: standing", "shows: indicators"), "table-needs 8:3"),
    (GOOD.replace("shows: standing", "shows: standing, lights: [red]"), "needless 8:44"),
    (
        GOOD.replace("shows: standing", "shows: indicators, indicators: [paid]"),
        "indicator-name 8:59",
    ),
    (
        GOOD.replace(
            "shows: standing", "shows: indicators, indicators: [{indicator: a.b, growth: true}]"
        ),
        "growth-over 8:59",
    ),
    (GOOD.replace("shows: standing", "shows: standing, chart: [rad]"), "chart-column 8:52"),
    (GOOD + "facts: {考核: 办法}\n", "fact-form 9:9"),
)
SCORES = """\
  scores:
    title: 得分
    shows: scores
    items:
      landing: {title: 落地, weight: 60, indicator: a.b, full: 1}
      red: {title: 红灯, weight: 40, indicator: a.c, better: less, full: 5}
    grades:
      good: {title: 良好, from: 60}
      poor: {title: 不合格}
"""
FAULTY_SCORES: Sequence[tuple[str, str, str]] = (
    ("weight: 60", "weight: 50", "weights-sum 12:5"),
    ("indicator: a.b, full: 1", "indicator: a.b", "full-or-target 13:7"),
    (
        "better: less, full: 5",
        "better: less, target: {flow: p, field: f, role: r, year: y}",
        "less-needs-full 14:7",
    ),
    ("from: 60", "from: 0", "bands-order 17:7"),
    ("poor: {title: 不合格}", "poor: {title: 不合格, from: 10}", "bands-order 15:5"),
)


@pytest.mark.parametrize(("source", "expected"), FAULTY, ids=[code for _, code in FAULTY])
def test_a_fault_is_found_at_its_place(source: str, expected: str) -> None:
    assert expected in said(source)


@pytest.mark.parametrize(
    ("old", "new", "expected"), FAULTY_SCORES, ids=[code for _, _, code in FAULTY_SCORES]
)
def test_a_fault_of_an_appraisal_is_found_at_its_place(old: str, new: str, expected: str) -> None:
    read_report(GOOD + SCORES, file="report.yaml", templates=TEMPLATES)

    assert expected in said(GOOD + SCORES.replace(old, new))


def test_every_fault_only_a_report_can_have_has_a_sample() -> None:
    shown = {expected.split()[0] for _, expected in FAULTY}
    shown |= {expected.split()[0] for _, _, expected in FAULTY_SCORES}

    assert set(OWN) <= shown


def test_the_schema_names_every_key_a_report_may_have() -> None:
    schema = report_schema()

    assert {"report", "every", "tables", "office"} <= set(schema["properties"])
    assert "from" in schema["$defs"]["BandPart"]["properties"]
