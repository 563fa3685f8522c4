from __future__ import annotations

from datetime import datetime

import pytest

from guatu.errors import UnreadableFile
from guatu.exchange import ledger as ledger_module
from guatu.exchange import read_ledger

HEAD = ["项目名称", "投资企业", "落户地区", "计划投资（万元）"]
ROW = ["甲项目", "乙公司", "望溪区", 6000]


def test_a_row_is_known_by_the_number_the_sheet_shows(xlsx, fields):
    ledger = read_ledger(xlsx([HEAD, ROW, [], ["丙项目", "丁公司", "鹿鸣区", 20]]), fields)

    assert [row.number for row in ledger.rows] == [2, 4]


def test_values_stand_under_the_keys_of_their_fields(xlsx, fields):
    ledger = read_ledger(xlsx([HEAD, ROW]), fields)

    assert ledger.rows[0].values == {
        "name": "甲项目",
        "enterprise": "乙公司",
        "district": "望溪区",
        "investment": 6000,
    }


def test_a_telephone_number_typed_as_a_number_is_text(xlsx, fields):
    ledger = read_ledger(xlsx([[*HEAD, "联系电话"], [*ROW, 5550101.0]]), fields)

    assert ledger.rows[0].values["phone"] == "5550101"


def test_a_date_cell_is_a_date_and_a_written_date_stays_text(xlsx, fields):
    head = [*HEAD, "计划开工日期"]
    path = xlsx([head, [*ROW, datetime(2026, 3, 2)], ["丙", "丁", "鹿鸣区", 20, "2026年3月2日"]])  # noqa: DTZ001

    found = [row.values["start"] for row in read_ledger(path, fields).rows]

    assert found == [datetime(2026, 3, 2), "2026年3月2日"]  # noqa: DTZ001


def test_a_title_above_the_header_row_is_passed_over(xlsx, fields):
    ledger = read_ledger(xlsx([["2026年招商引资项目台账"], [], HEAD, ROW]), fields)

    assert [row.number for row in ledger.rows] == [4]


def test_a_row_of_totals_is_not_a_case_even_when_it_computes(xlsx, fields):
    path = xlsx([HEAD, ROW, ["合计", None, None, "=SUM(D2:D2)"]])
    ledger = read_ledger(path, fields)

    assert (len(ledger.rows), ledger.faults) == (1, ())
    assert [w.sentence() for w in ledger.warnings] == ["第 3 行：合计行不读取"]


def test_a_row_with_nothing_in_the_known_columns_is_blank(xlsx, fields):
    ledger = read_ledger(xlsx([[*HEAD, "备注"], ROW, [None, None, None, None, "完"]]), fields)

    assert [row.number for row in ledger.rows] == [2]


def test_a_column_nobody_knows_is_a_warning(xlsx, fields):
    ledger = read_ledger(xlsx([["序号", *HEAD, "备注"], [1, *ROW, "好"]]), fields)

    assert [w.sentence() for w in ledger.warnings] == [
        "第 1 行 F 列“备注”：没有对应的字段，此列不读取"
    ]


def test_a_column_of_project_numbers_gives_the_reference(xlsx, fields):
    ledger = read_ledger(xlsx([["项目编号", *HEAD], [20260017, *ROW]]), fields)

    assert ledger.rows[0].ref == "20260017"


def test_a_formula_is_refused_at_its_cell(xlsx, fields):
    ledger = read_ledger(xlsx([HEAD, ["甲", "乙", "望溪区", "=4000+800"]]), fields)

    assert [(f.row, f.column, f.value) for f in ledger.faults] == [(2, "D", "=4000+800")]
    assert "公式" in ledger.faults[0].sentence("zh")
    assert "formula" in ledger.faults[0].sentence("en")


def test_a_cell_merged_downwards_counts_for_each_of_its_rows(xlsx, fields):
    path = xlsx(
        [HEAD, ROW, ["丙", "丁", None, 20], ["戊", "己", None, 30], ["庚", "辛", None, 40]],
        then=lambda book: book.active.merge_cells("C2:C4"),
    )

    found = [row.values.get("district") for row in read_ledger(path, fields).rows]

    assert found == ["望溪区", "望溪区", "望溪区", None]


def test_the_sheet_whose_header_fits_is_read_and_the_others_are_named(xlsx, fields):
    def rearrange(book):
        guide = book.create_sheet("填写说明", 0)
        guide.append(["请按列填写，项目名称不要重复"])

    ledger = read_ledger(xlsx([HEAD, ROW], then=rearrange), fields)

    assert len(ledger.rows) == 1
    assert [w.what_zh for w in ledger.warnings] == ["工作表“填写说明”不读取"]


def test_a_hidden_sheet_is_never_read(xlsx, fields):
    def hide(book):
        old = book.create_sheet("旧表", 0)
        for row in ([*HEAD, "联系电话"], ["旧", "旧", "望溪区", 1, "0"]):
            old.append(row)
        old.sheet_state = "hidden"

    ledger = read_ledger(xlsx([HEAD, ROW], then=hide), fields)

    assert [row.values["name"] for row in ledger.rows] == ["甲项目"]
    assert ledger.warnings == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_the_encodings_office_programs_write(csv_file, fields, encoding):
    path = csv_file(
        '项目名称,投资企业,落户地区,计划投资（万元）\n甲项目,乙公司,望溪区,"6,000"\n', encoding
    )

    ledger = read_ledger(path, fields)

    assert [row.values["name"] for row in ledger.rows] == ["甲项目"]
    assert ledger.rows[0].values["investment"] == "6,000"


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_file_may_be_divided_by_commas_tabs_or_semicolons(csv_file, fields, delimiter):
    rows = [HEAD, ["甲", "乙", "望溪区", "20"]]
    path = csv_file("\r\n".join(delimiter.join(row) for row in rows))

    assert read_ledger(path, fields).rows[0].values["district"] == "望溪区"


def test_a_line_break_inside_a_csv_cell_does_not_end_its_row(csv_file, fields):
    path = csv_file(
        '项目名称,投资企业,落户地区,计划投资\n"甲\n项目",乙,望溪区,20\n丙,丁,鹿鸣区,30\n'
    )

    found = [(row.number, row.values["name"]) for row in read_ledger(path, fields).rows]

    assert found == [(2, "甲\n项目"), (3, "丙")]


def test_a_formula_in_a_csv_cell_is_refused(csv_file, fields):
    ledger = read_ledger(
        csv_file("项目名称,投资企业,落户地区,计划投资\n=cmd(),乙,望溪区,20\n"), fields
    )

    assert [(f.row, f.column) for f in ledger.faults] == [(2, "A")]


def test_a_workbook_is_told_by_its_content_not_by_its_name(xlsx, fields):
    path = xlsx([HEAD, ROW])
    renamed = path.rename(path.with_suffix(".csv"))

    assert len(read_ledger(renamed, fields).rows) == 1


def test_more_rows_than_the_limit_are_refused(csv_file, fields, monkeypatch):
    monkeypatch.setattr(ledger_module, "ROW_LIMIT", 2)
    path = csv_file("项目名称,投资企业,落户地区,计划投资\n" + "甲,乙,望溪区,1\n" * 3)

    with pytest.raises(UnreadableFile, match="more than 2 rows"):
        read_ledger(path, fields)
