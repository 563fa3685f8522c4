"""A report as a workbook and as CSV: what it says, as what it is, and nothing that computes."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from guatu.errors import UnknownTable, UnwritableFile
from guatu.exchange import write_report
from guatu.workflow.report_showing import standing
from testkit.sample_reports import HOSTILE, LIGHTS, PROMPTNESS, PUBLISHED, REPORT, SIXTY


def book(report, tmp_path, **asked):
    write_report(report, tmp_path / "report.xlsx", **asked)
    return load_workbook(tmp_path / "report.xlsx")


def rows_of(sheet):
    return [
        tuple(cell.date() if isinstance(cell, datetime) else cell for cell in row)
        for row in sheet.iter_rows(values_only=True)
    ]


def csv_rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_workbook_reads_back_as_the_cells_of_the_report_with_their_types(tmp_path):
    made = book(REPORT, tmp_path)

    for table in REPORT.tables:
        total = [table.total] if table.total else []
        assert rows_of(made[table.title]) == [
            tuple(column.heading for column in table.columns),
            *table.rows,
            *total,
        ]
    assert [type(cell) for cell in rows_of(made["红灯项目清单"])[1]] == [str, str, str, date, int]


def test_numbers_bear_the_format_of_their_column(tmp_path):
    made = book(REPORT, tmp_path)
    sheet = made[PROMPTNESS.title]

    assert [cell.number_format for cell in sheet[3]] == [
        *("General", "#,##0", "#,##0", "0.0%", "#,##0.0", "#,##0.00", "0.0%", "0.00")
    ]
    assert made["红灯项目清单"]["D2"].number_format == "yyyy-mm-dd"
    assert sheet["E2"].number_format == "#,##0"


def test_the_headings_stay_in_sight_and_the_total_is_bold(tmp_path):
    sheet = book(REPORT, tmp_path)[PROMPTNESS.title]

    assert (sheet.freeze_panes, sheet["A1"].font.bold) == ("A2", True)
    assert (sheet["A14"].value, sheet["A14"].font.bold, sheet["A13"].font.bold) == (
        "合计",
        True,
        False,
    )
    assert sheet.auto_filter.ref == "A1:H13"


def test_the_charts_are_bars_over_the_rows_without_the_total(tmp_path):
    sheet = book(REPORT, tmp_path)[PROMPTNESS.title]
    rates, amounts = sheet._charts
    name = f"'{PROMPTNESS.title}'"

    assert [s.val.numRef.f for s in rates.series] == [f"{name}!$D$2:$D$13", f"{name}!$G$2:$G$13"]
    assert [s.val.numRef.f for s in amounts.series] == [f"{name}!$E$2:$E$13", f"{name}!$F$2:$F$13"]
    assert {s.cat.numRef.f for s in rates.series} == {f"{name}!$A$2:$A$13"}
    assert {s.tx.strRef.f for s in rates.series} == {f"{name}!D1", f"{name}!G1"}
    assert (rates.barDir, rates.y_axis.scaling.min) == ("bar", 0)


def test_few_rows_stand_upright(tmp_path):
    (chart,) = book(REPORT, tmp_path)[LIGHTS.title]._charts

    assert (chart.barDir, len(chart.series)) == ("col", 3)


def test_the_first_sheet_says_what_the_report_is(tmp_path):
    made = book(PUBLISHED, tmp_path)
    said = {row[0]: row[1] for row in rows_of(made.worksheets[0]) if row[0]}

    assert made.sheetnames[0] == "说明"
    assert said[PUBLISHED.name] is None
    assert said["状态"] == standing(PUBLISHED)
    assert said["统计期间"] == "2026年3月1日至2026年3月31日"
    assert said["公布时间"] == "2026-04-03 10:00"
    assert said["更正原因"] == "望溪区到位资金有误"
    assert said["核验摘要"] == PUBLISHED.digest
    assert said["口径"] == PUBLISHED.notes[0]
    assert said["所据流程"].startswith("investment：5d4140")


def test_an_unpublished_report_says_so(tmp_path):
    made = book(REPORT, tmp_path)

    assert made["说明"]["B3"].value == "未公布，仅供参考"


def test_text_that_looks_like_a_formula_is_inert_in_a_workbook(tmp_path):
    made = book(HOSTILE, tmp_path)
    kinds = {cell.data_type for sheet in made for row in sheet.iter_rows() for cell in row}

    assert "f" not in kinds
    assert made.worksheets[1]["A2"].value == "=SUM(A1:A9)"
    assert len(made.sheetnames[1]) <= 31


def test_two_tables_of_one_title_have_a_sheet_each(tmp_path):
    twice = replace(
        REPORT, tables=(LIGHTS, replace(LIGHTS, key="again"), replace(LIGHTS, title="说明"))
    )

    assert book(twice, tmp_path).sheetnames == ["说明", "亮灯情况", "亮灯情况（2）", "说明（2）"]


def test_a_table_without_rows_has_no_chart(tmp_path):
    empty = replace(REPORT, tables=(replace(LIGHTS, rows=(), total=None),))
    sheet = book(empty, tmp_path)["亮灯情况"]

    assert (sheet._charts, sheet.max_row) == ([], 1)


def test_csv_has_one_table_after_another_with_title_and_a_blank_line(tmp_path):
    write_report(PUBLISHED, tmp_path / "report.csv")
    rows = csv_rows(tmp_path / "report.csv")
    blank = [place for place, row in enumerate(rows) if not row]

    assert (tmp_path / "report.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert len(blank) == 2
    assert rows[0] == [PROMPTNESS.title, PUBLISHED.name, standing(PUBLISHED)]
    assert rows[blank[0] + 1][0] == LIGHTS.title


def test_one_table_as_csv_is_headings_and_cells_that_read_back(tmp_path):
    write_report(REPORT, tmp_path / "report.csv", table="promptness")
    head, *rows = csv_rows(tmp_path / "report.csv")
    numbers = [tuple(float(cell) if cell else None for cell in row[1:]) for row in rows]

    assert head == [column.heading for column in PROMPTNESS.columns]
    assert numbers == [row[1:] for row in (*PROMPTNESS.rows, PROMPTNESS.total)]
    assert [row[0] for row in rows[:-1]] == [row[0] for row in PROMPTNESS.rows]


def test_csv_leads_text_like_a_formula_by_an_apostrophe_and_leaves_numbers_bare(tmp_path):
    write_report(HOSTILE, tmp_path / "report.csv", table="hostile")
    _, *rows = csv_rows(tmp_path / "report.csv")

    assert rows[0] == ["'=SUM(A1:A9)", "-5.25"]
    assert [row[0][:2] for row in rows[1:4]] == ["'+", "'-", "'@"]
    assert rows[5][0] == HOSTILE.tables[0].rows[5][0]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("report", [PUBLISHED, SIXTY, HOSTILE], ids=["published", "60", "hostile"])
def test_the_same_report_is_the_same_file(tmp_path, suffix, report):
    write_report(report, tmp_path / f"a{suffix}")
    write_report(report, tmp_path / f"b{suffix}")

    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_one_table_of_a_workbook_bears_the_digest_of_the_whole_report(tmp_path):
    made = book(PUBLISHED, tmp_path, table="lights")

    assert made.sheetnames == ["说明", "亮灯情况"]
    assert PUBLISHED.digest in {row[1] for row in rows_of(made["说明"])}


@pytest.mark.parametrize("name", ["report.ods", "report"])
def test_another_ending_is_refused_with_those_there_are(tmp_path, name):
    with pytest.raises(UnwritableFile, match=r"\.xlsx or \.csv") as caught:
        write_report(REPORT, tmp_path / name)

    assert "请使用以 .xlsx 或 .csv 结尾的文件名" in caught.value.sentence("zh")


def test_an_unknown_table_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(UnknownTable, match="promptness, lights, late"):
        write_report(REPORT, tmp_path / "report.csv", table="light")
