from __future__ import annotations

from datetime import date

from guatu.errors import InvalidValues, ValueFault
from guatu.exchange import check_rows, duplicate_fault, faults_in_row, read_ledger

HEAD = [
    "项目名称",
    "投资企业",
    "落户地区",
    "计划投资（万元）",
    "计划开工日期",
    "产业类别",
    "绿色项目",
]
ROW = ["甲项目", "乙公司", "望溪区", 6000, "2026/3/2", "绿色能源", "是"]
IDENTITY = ("name", "enterprise")


def test_a_good_row_has_values_of_the_types_of_its_fields(xlsx, fields, places):
    checked = check_rows(read_ledger(xlsx([HEAD, ROW]), fields), fields, places, IDENTITY)

    assert checked.faults == ()
    assert checked.good[0].values == {
        "name": "甲项目",
        "enterprise": "乙公司",
        "district": "wangxi",
        "investment": 6000.0,
        "start": date(2026, 3, 2),
        "industry": "energy",
        "green": True,
    }


def test_every_fault_of_a_row_is_told_at_its_cell(xlsx, fields, places):
    bad = ["甲项目", None, "望西区", -5, "2026-02-30", "绿色能", "大概"]
    checked = check_rows(read_ledger(xlsx([HEAD, bad]), fields), fields, places, IDENTITY)

    assert checked.good == ()
    assert [(f.row, f.column) for f in checked.faults] == [(2, c) for c in "BCDEFG"]


def test_a_fault_says_place_reason_and_value_in_both_languages(xlsx, fields, places):
    bad = [*ROW[:2], "望西区", *ROW[3:]]
    fault = check_rows(read_ledger(xlsx([HEAD, bad]), fields), fields, places).faults[0]

    assert (
        fault.sentence("zh")
        == "第 2 行 C 列“落户地区”：没有这个地区；是否应为“望溪区”？（现为“望西区”）"
    )
    assert fault.sentence("en").startswith("row 2, column C (落户地区): there is no such place")


def test_a_refused_cell_is_told_once_and_spoils_its_row(xlsx, fields, places):
    bad = [*ROW[:3], "=1+1", *ROW[4:]]
    checked = check_rows(read_ledger(xlsx([HEAD, bad, ROW]), fields), fields, places, IDENTITY)

    assert [(f.row, f.column) for f in checked.faults] == [(2, "D")]
    assert [row.number for row in checked.good] == [3]


def test_the_second_row_of_the_same_case_is_a_duplicate(xlsx, fields, places):
    again = [" 甲项目 ", "乙公司", "鹿鸣区", 1, None, None, None]
    checked = check_rows(read_ledger(xlsx([HEAD, ROW, again]), fields), fields, places, IDENTITY)

    assert [row.number for row in checked.good] == [2]
    assert [f.sentence() for f in checked.faults] == [
        "第 3 行 A 列“项目名称”：与第 2 行重复（现为“甲项目”）"
    ]


def test_a_bad_row_makes_no_duplicate_of_a_good_one_after_it(xlsx, fields, places):
    bad = [*ROW[:3], -1, *ROW[4:]]
    checked = check_rows(read_ledger(xlsx([HEAD, bad, ROW]), fields), fields, places, IDENTITY)

    assert [row.number for row in checked.good] == [3]


def test_cases_without_a_whole_identity_are_never_duplicates(xlsx, fields, places):
    rows = [HEAD, [*ROW[:5], None, None], [*ROW[:5], None, None]]
    checked = check_rows(read_ledger(xlsx(rows), fields), fields, places, ("name", "industry"))

    assert len(checked.good) == 2


def test_a_project_number_given_twice_is_a_fault(xlsx, fields, places):
    rows = [["编号", *HEAD], ["7", *ROW], ["7", "丙", *ROW[1:]]]
    checked = check_rows(read_ledger(xlsx(rows), fields), fields, places, IDENTITY)

    assert [f.sentence() for f in checked.faults] == [
        "第 3 行 A 列“编号”：编号与第 2 行重复（现为“7”）"
    ]


def test_a_duplicate_that_only_the_database_knows_is_told_like_any_other(xlsx, fields, places):
    ledger = read_ledger(xlsx([HEAD, ROW]), fields)
    row = check_rows(ledger, fields, places, IDENTITY).good[0]

    fault = duplicate_fault(ledger, row, IDENTITY, "case 12", "项目 12")

    assert fault.sentence() == "第 2 行 A 列“项目名称”：与项目 12重复（现为“甲项目”）"


def test_faults_of_the_engine_are_told_at_the_cells_they_came_from(xlsx, fields):
    ledger = read_ledger(xlsx([["项目编号", *HEAD], ["7", *ROW]]), fields)
    error = InvalidValues(
        faults=[
            ValueFault(field="ref", title="编号", value="7", what="taken", what_zh="已被使用"),
            ValueFault(
                field="jobs", title="就业人数", value="", what="missing", what_zh="必须填写"
            ),
        ]
    )

    found = [(f.column, f.header) for f in faults_in_row(ledger, 2, error)]

    assert found == [("A", "项目编号"), ("", "就业人数")]
