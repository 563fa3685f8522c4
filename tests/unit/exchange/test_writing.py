from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from guatu.errors import NaiveMoment
from guatu.exchange import Formula, TableColumn, read_ledger, write_table

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
COLUMNS = [TableColumn(header="项目名称", width=30), TableColumn(header="投资企业")]


def write(path, rows, at=AT):
    write_table(path, COLUMNS, rows, title="台账", written_at=at)
    return path


def test_the_same_table_is_the_same_file(tmp_path):
    first = write(tmp_path / "a.xlsx", [["甲", date(2026, 3, 2)]])
    second = write(tmp_path / "b.xlsx", [["甲", date(2026, 3, 2)]])

    assert first.read_bytes() == second.read_bytes()


def test_the_file_says_the_moment_it_was_given(tmp_path):
    path = write(tmp_path / "a.xlsx", [])
    with zipfile.ZipFile(path) as package:
        core = package.read("docProps/core.xml").decode()

    assert core.count("2026-03-02T01:00:00Z") == 2


def test_a_moment_without_a_zone_is_refused(tmp_path):
    with pytest.raises(NaiveMoment):
        write(tmp_path / "a.xlsx", [], datetime(2026, 3, 2))  # noqa: DTZ001


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    sheet = load_workbook(write(tmp_path / "a.xlsx", [["=1+1", Formula("=1+1")]])).active

    assert [cell.data_type for cell in sheet[2]] == ["s", "f"]


def test_control_characters_are_left_out_of_cells(tmp_path):
    sheet = load_workbook(write(tmp_path / "a.xlsx", [["甲\x07乙", None]])).active

    assert sheet["A2"].value == "甲乙"


def test_the_header_row_stays_in_sight_and_columns_have_their_width(tmp_path):
    sheet = load_workbook(write(tmp_path / "a.xlsx", [["甲", "乙"]])).active

    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("台账", "A2", "A1:B2")
    assert sheet.column_dimensions["A"].width == 30


def test_what_is_written_is_read_again(tmp_path, fields):
    columns = [
        TableColumn(header=h)
        for h in ("项目名称", "投资企业", "落户地区", "计划投资（万元）", "计划开工日期")
    ]
    path = tmp_path / "a.xlsx"
    rows = [["甲项目", "=乙公司", "望溪区", 6000.5, date(2026, 3, 2)]]
    write_table(path, columns, rows, title="台账", written_at=AT)

    values = read_ledger(path, fields).rows[0].values

    assert values == {
        "name": "甲项目",
        "enterprise": "=乙公司",
        "district": "望溪区",
        "investment": 6000.5,
        "start": datetime(2026, 3, 2),  # noqa: DTZ001
    }
