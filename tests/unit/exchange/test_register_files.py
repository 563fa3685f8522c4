"""A register as a file: what is written is what is read again, whatever people write in it."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from guatu.definitions import coerce_values, read_flow
from guatu.errors import UnreadableFile
from guatu.exchange import lexicon_of, read_ledger, register_columns, write_register
from guatu.workflow.registers import RegisteredCase

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
PLACES = {"wangxi": "望溪区", "old": "城关镇", "new": "城关镇", "city": "wangxi"}
FLOW = """
flow: permit
title: 施工/许可
title_field: name
territory_field: district
grade: size
fields:
  name: {title: 项目名称, type: text, required: true}
  note: {title: 备注（可不填）, type: text}
  district: {title: 落户地区, type: territory}
  amount: {title: 计划投资, type: number, unit: 万元}
  jobs: {title: 就业人数, type: integer, unit: 人, min: 0}
  start: {title: 计划开工日期, type: date}
  green: {title: 绿色项目, type: boolean}
  stage_note: {title: 阶段, type: text}
  code: {title: 编号, type: text}
  use:
    title: 用途
    type: choice
    options: {housing: 住宅, factory: 厂房, works: 厂房, other: housing}
decisions:
  size:
    title: 分级
    outcomes: {large: 大型}
    rules: [{then: large}]
roles:
  desk: {title: 窗口, holder: unit, assign: {duty: desk}}
  officer: {title: 灯, holder: person, assign: {post: officer}}
stages:
  intake: {title: 受理, owner: desk}
terminals:
  issued: {title: 已发证, kind: completed}
transitions:
  issue: {title: 发证, from: intake, to: issued, who: [desk]}
"""
NAMED = {"name": "甲项目"}


@pytest.fixture(scope="module")
def flow():
    return read_flow(FLOW, file="permit.yaml", templates={})


def case(flow, fields, number=1, **more) -> RegisteredCase:
    facts = {"ref": None, "stage": "intake", "status": "running", "grade": "large", **more}
    return RegisteredCase(
        id=number,
        title=str(fields.get("name")),
        flow=flow,
        fields=fields,
        opened_at=AT,
        opened_by="a",
        **facts,
    )


def write(path, flow, *cases):
    columns = register_columns(flow, names={"territory": PLACES}, zone=ZONE)
    return write_register(path, columns, cases, title=str(flow.title), written_at=AT)


def read(path, flow):
    return read_ledger(path, flow.fields, lexicon_of(flow, told={}, taught={}))


def values_in(path, flow):
    return [
        coerce_values(flow.fields, row.values, territories=PLACES, partial=False)
        for row in read(path, flow).rows
    ]


def sheet_of(path, number=0):
    return load_workbook(path).worksheets[number]


# Signs no field takes, and two that XML has no way to write.
TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\n\t,;\"'=+-@_x"),
    min_size=1,
    max_size=40,
)
FIELDS = st.fixed_dictionaries(
    {"name": TEXT.filter(lambda text: text.strip())},
    optional={
        "note": TEXT,
        "district": st.sampled_from(sorted(PLACES)),
        "amount": st.floats(allow_nan=False, allow_infinity=False),
        "jobs": st.integers(min_value=0, max_value=2**63 - 1),
        "start": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        "green": st.booleans(),
        "stage_note": TEXT,
        "code": TEXT,
        "use": st.sampled_from(["housing", "factory", "works", "other"]),
    },
)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(
    max_examples=60,
    phases=[Phase.reuse, Phase.generate],  # shrinking workbooks takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(given_fields=st.lists(FIELDS, min_size=1, max_size=3))
def test_what_is_written_is_read_again_as_it_was(tmp_path, flow, suffix, given_fields):
    kept = [
        coerce_values(flow.fields, fields, territories=PLACES, partial=False)
        for fields in given_fields
    ]
    path = tmp_path / f"register{suffix}"
    write(path, flow, *(case(flow, fields, n) for n, fields in enumerate(kept, 1)))

    ledger = read(path, flow)

    assert values_in(path, flow) == kept
    assert (ledger.warnings, ledger.faults) == ((), ())


def test_columns_are_the_reference_every_field_and_what_is_only_shown(tmp_path, flow):
    path = tmp_path / "r.xlsx"
    write(path, flow, case(flow, NAMED))

    assert [cell.value for cell in next(sheet_of(path).rows)] == [
        "项目编号",
        "项目名称",
        "备注（可不填）",
        "落户地区",
        "计划投资（万元）",
        "就业人数（人）",
        "计划开工日期",
        "绿色项目",
        "阶段",
        "编号",
        "用途",
        "系统编号",
        "阶段（只读）",
        "分级",
        "灯",
        "期限",
        "立项日期",
        "状态",
        "窗口",
        "灯（只读）",
    ]


def test_cells_hold_titles_days_and_numbers(tmp_path, flow):
    path = tmp_path / "r.xlsx"
    fields = {**NAMED, "district": "wangxi", "amount": 6000.0, "start": date(2026, 5, 6)}
    one = case(
        flow,
        {**fields, "green": True, "use": "housing"},
        ref="CG-1",
        light="yellow",
        due_at=datetime(2026, 3, 2, 17, tzinfo=UTC),
        holders={"officer": ["甲", "乙"]},
    )
    write(path, flow, one)
    row = {h.value: c.value for h, c in zip(*list(sheet_of(path).rows)[:2], strict=True)}

    assert [row[h] for h in ("项目编号", "落户地区", "计划投资（万元）", "计划开工日期")] == [
        "CG-1",
        "望溪区",
        6000,
        datetime(2026, 5, 6),  # noqa: DTZ001 - as openpyxl gives it
    ]
    assert [row[h] for h in ("绿色项目", "阶段（只读）", "分级", "灯", "状态", "灯（只读）")] == [
        "是",
        "受理",
        "大型",
        "黄",
        "在办",
        "甲、乙",
    ]
    assert row["期限"].day == 3


def test_a_title_that_two_options_share_is_written_as_the_key(tmp_path, flow):
    path = tmp_path / "r.csv"
    uses = ("housing", "factory", "other")
    write(path, flow, *(case(flow, {**NAMED, "use": use}) for use in uses))
    with path.open(encoding="utf-8-sig", newline="") as file:
        written = [row["用途"] for row in csv.DictReader(file)]

    assert written == ["住宅", "factory", "other"]


def test_no_text_becomes_a_formula(tmp_path, flow):
    path, text = tmp_path / "r.xlsx", tmp_path / "r.csv"
    for file in (path, text):
        write(file, flow, case(flow, {"name": '=HYPERLINK("x")', "note": "-1+1"}))
    cells = next(sheet_of(path).iter_rows(min_row=2))

    assert [cell.data_type for cell in cells[1:3]] == ["s", "s"]
    assert "'=HYPERLINK" in text.read_text(encoding="utf-8-sig")
    assert ",'-1+1," in text.read_text(encoding="utf-8-sig")


def test_the_sheet_can_be_worked_on(tmp_path, flow):
    path = tmp_path / "r.xlsx"
    write(path, flow, case(flow, NAMED))
    book = load_workbook(path)
    sheet, notes, lists = book.worksheets
    chosen = {str(r.sqref): r.formula1 for r in sheet.data_validations.dataValidation}

    assert (sheet.title, notes.title, lists.sheet_state) == ("施工 许可", "说明", "hidden")
    assert (sheet.freeze_panes, sheet.column_dimensions["B"].width) == ("A2", 22.0)
    assert chosen == {"H2:H1048576": "选项!$A$1:$A$2", "K2:K1048576": "选项!$B$1:$B$4"}
    assert [c.value for c in lists["B"]] == ["住宅", "factory", "works", "other"]


def test_the_second_sheet_explains_the_columns(tmp_path, flow):
    path = tmp_path / "r.xlsx"
    write(path, flow)
    told = {row[0]: row[1:] for row in sheet_of(path, 1).iter_rows(values_only=True)}

    assert told["项目名称"] == ("文字", None, "是", None)
    assert told["就业人数（人）"] == ("整数", "人", "否", "不小于 0")
    assert told["用途"] == ("选项", None, "否", "住宅、factory、works、other")
    assert told["状态"][0] == "只读，导入时不读取"


def test_a_csv_file_is_told_to_excel_as_utf_8_with_the_ends_of_lines_of_rfc_4180(tmp_path, flow):
    path = tmp_path / "r.csv"
    write(path, flow, case(flow, {"name": "甲\n乙"}))

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.read_bytes().count(b"\r\n") == 2


def test_a_case_called_like_a_row_of_totals_is_a_case(tmp_path, flow):
    path = tmp_path / "r.csv"
    write(path, flow, case(flow, {"name": "合计"}))

    assert values_in(path, flow) == [{"name": "合计"}]


def test_a_file_of_another_kind_is_refused(tmp_path, flow):
    with pytest.raises(UnreadableFile, match=r"\.xlsx or \.csv"):
        write(tmp_path / "r.ods", flow)


def test_the_mark_of_a_case_is_another_in_another_office(flow):
    here, there = case(flow, NAMED), case(flow, NAMED, number=2)

    assert here.mark.startswith("#1-")
    assert here.mark[3:] != there.mark[3:]
