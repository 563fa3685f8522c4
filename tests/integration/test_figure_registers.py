"""Figures of a series out to files and in from them, on an office's own database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from guatu import Office
from guatu.errors import InvalidValues, UnknownSeries, UnreadableFile
from testkit.invest import DAY, INVEST, fund, measured, open_project, paid_in, take
from testkit.offices import history, move, open_office, row_count

HEAD = "项目编号,日期,金额（万元）,资金来源,备注\n"


@pytest.fixture
def office(offices: Callable[..., Office]) -> Office:
    """An office with the invest flow and the permit's roster."""
    return offices(flow=INVEST)


@pytest.fixture
def another(clock, tmp_path) -> Iterator[Office]:
    """An office of somebody else, on a database of its own."""
    url = f"sqlite:///{tmp_path / 'another.db'}"
    Office.open(url, clock=clock).close()
    with open_office(url, clock, flow=INVEST) as opened:
        yield opened


@pytest.fixture
def ledger(tmp_path) -> Callable[[str], Path]:
    """Write a ledger from its lines."""

    def write(text: str, name: str = "ledger.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def project(office: Office, ref: str, **fields) -> int:
    given = {"name": f"{ref}项目", "district": "east", "investment": 8000.0, **fields}
    by = "zhou" if given["district"] == "west" else "lin"
    return office.engine.open("invest", fields=given, by=by, ref=ref).id


def imported(office: Office, path: Path, *, series: str = "funds", by: str = "lin", **how):
    return office.registers.import_figures(path, flow="invest", series=series, by=by, **how)


def exported(office: Office, path: Path, *, series: str = "funds", **which) -> list[dict]:
    office.registers.export_figures("invest", series, path, **which)
    head, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def edited(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def sentences(report) -> Sequence[str]:
    return [fault.sentence() for fault in report.faults]


# --- out ----------------------------------------------------------------------------------


def test_every_entry_that_counts_is_a_row_in_the_words_of_the_flow(office, tmp_path):
    case = project(office, "P-1")
    fund(office, case, "500.25", parts={"origin": "province"}, note="首笔")
    fund(office, case, 80)
    office.engine.figures.correct(case, "funds", 2, amount=90, by="lin", why="按回单")

    first, second = exported(office, tmp_path / "f.xlsx")

    assert list(first) == [
        "项目编号",
        "项目名称",
        "序号",
        "日期",
        "金额（万元）",
        "资金来源",
        "备注",
        "登记人",
        "登记时间",
        "更正说明",
        "系统编号",
    ]
    assert [first[k] for k in ("项目编号", "项目名称", "序号", "金额（万元）", "资金来源")] == [
        "P-1",
        "P-1项目",
        1,
        500.25,
        "省外",
    ]
    assert (f"{first['日期']:%Y-%m-%d}", first["备注"], first["更正说明"]) == (
        "2026-03-02",
        "首笔",
        None,
    )
    assert (second["序号"], second["金额（万元）"], second["更正说明"]) == (3, 90, "更正第2笔")
    assert first["登记时间"] == "2026-03-02 09:00"


def test_those_put_right_are_written_when_asked_for(office, tmp_path):
    case = project(office, "P-1")
    fund(office, case, 80)
    fund(office, case, 70)
    office.engine.figures.correct(case, "funds", 1, amount=90, by="lin", why="按回单")
    office.engine.figures.correct(case, "funds", 2, amount=0, by="lin", why="重复")

    rows = exported(office, tmp_path / "f.xlsx", put_right_too=True)

    assert [(row["序号"], row["更正说明"]) for row in rows] == [
        (1, "已由第3笔更正"),
        (2, "已由第4笔更正"),
        (3, "更正第1笔"),
        (4, "撤销第2笔"),
    ]
    assert len(exported(office, tmp_path / "f.xlsx")) == 1


def test_days_a_place_and_what_somebody_sees_narrow_what_is_written(office, clock, tmp_path):
    move(clock, "2026-04-20 10:00")
    here, there = project(office, "P-1"), project(office, "P-2", district="west")
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        fund(office, here, 10, on=day)
    office.engine.figures.enter(there, "funds", 5, on=DAY, by="zhou")

    def refs(**which) -> list[str]:
        return [row["项目编号"] for row in exported(office, tmp_path / "f.xlsx", **which)]

    march = exported(
        office, tmp_path / "f.xlsx", by="lin", since=date(2026, 3, 1), until=date(2026, 3, 31)
    )
    assert [f"{row['日期']:%m-%d}" for row in march] == ["03-01", "03-31"]
    assert refs(by="zhou") == refs(territory="西城区") == ["P-2"]
    assert len(refs()) == 5


def test_a_series_that_counts_no_money_has_an_amount_of_its_own_unit(office, tmp_path):
    case = project(office, "P-1")
    office.engine.figures.enter(case, "works", "12.5", on=DAY, by="lin")

    (row,) = exported(office, tmp_path / "f.xlsx", series="works")

    assert row["数额（%）"] == 12.5


def test_a_series_nobody_declared_is_named(office, tmp_path):
    with pytest.raises(UnknownSeries, match="funds"):
        office.registers.export_figures("invest", "fonds", tmp_path / "f.csv")
    with pytest.raises(UnknownSeries, match="funds"):
        imported(office, tmp_path / "f.csv", series="fonds")


# --- in -----------------------------------------------------------------------------------


def test_each_row_enters_a_figure_and_the_same_file_none_again(office, ledger):
    case = project(office, "P-1")
    path = ledger(
        HEAD
        + 'P-1,2026-02-27,"1,200.0001",省外,回单一\n'
        + "P-1,2026年3月1日,80万元,,\n"
        + "P-1,2026-03-01,80,,\n"
    )

    first = imported(office, path)
    again = imported(office, path)

    assert (len(first.entered), first.faults, first.warnings) == (3, (), ())
    assert (len(again.unchanged), again.entered, again.faults) == (3, (), ())
    assert [(f.amount, f.parts, f.note) for f in office.views.figures(case)] == [
        (Decimal("1200.0001"), {"origin": "province"}, "回单一"),
        (Decimal(80), {}, ""),
        (Decimal(80), {}, ""),
    ]
    assert paid_in(office, case) == 1360.0001


def test_every_fault_is_said_at_its_cell_and_the_other_rows_go_in(office, ledger):
    case = project(office, "P-1")
    project(office, "P-2", district="west")
    path = ledger(
        HEAD
        + "P-1,2026-03-03,0.00001,月球,\n"
        + "P-9,2026-03-01,5,,\n"
        + "P-2,2026-03-01,5,,\n"
        + "P-1,,0.4,,\n"
        + "P-1,2026-03-01,7,县内,\n"
    )

    report = imported(office, path)

    assert sentences(report) == [
        "第 2 行 B 列“日期”：不能晚于今天（2026-03-02）（现为“2026-03-03”）",
        "第 2 行 C 列“金额（万元）”：小数最多四位（现为“0.00001”）",
        "第 2 行 D 列“资金来源”：没有这个选项；可用的有：县内、省外、外资（现为“月球”）",
        "第 3 行 A 列“项目编号”：没有这个项目，或您无权查看（现为“P-9”）",
        "第 4 行 A 列“项目编号”：没有这个项目，或您无权查看（现为“P-2”）",
        "第 5 行 B 列“日期”：必须填写",
        "第 5 行 C 列“金额（万元）”：不得小于 0.5（现为“0.4”）",
    ]
    assert (report.refused, paid_in(office, case)) == (4, 7.0)


def test_rights_are_the_engines(office, ledger):
    project(office, "P-1")

    report = imported(office, ledger("项目编号,日期,数额\nP-1,2026-03-01,5\n"), series="staff")

    assert ["无权" in one for one in sentences(report)] == [True]
    assert row_count(office, "figure") == 0


def test_a_dry_run_says_the_same_and_writes_nothing(office, ledger):
    project(office, "P-1")
    path = ledger(HEAD + "P-1,2026-03-01,5,,\nP-1,2026-03-01,x,,\n")

    report = imported(office, path, dry_run=True)

    assert (len(report.entered), len(report.faults), report.is_rehearsal) == (1, 1, True)
    assert "试运行" in report.sentence()
    assert row_count(office, "figure") == 0


def test_a_ledger_that_does_not_tell_the_case_is_of_no_use(office, ledger):
    with pytest.raises(UnreadableFile, match="项目编号"):
        imported(office, ledger("日期,金额（万元）\n2026-03-01,5\n"))


def test_another_unit_is_no_amount(office, ledger):
    with pytest.raises(UnreadableFile, match="万元"):
        imported(office, ledger("项目编号,日期,金额（亿元）\nP-1,2026-03-01,5\n"))


def test_a_header_can_be_explained_for_one_file(office, ledger):
    case = project(office, "P-1")
    path = ledger("编号,到账日,到位资金（万元）\nP-1,2026-03-01,5\n")

    imported(office, path, columns={"到账日": "日期"})
    with pytest.raises(InvalidValues, match="没有字段|no field"):
        imported(office, path, columns={"到账日": "日子"})

    assert paid_in(office, case) == 5.0


def test_a_case_without_a_reference_is_found_by_what_tells_it_from_others(offices, ledger):
    office = offices()
    flow = INVEST.read_text(encoding="utf-8").replace(
        "grade: size", "identity: [name]\ngrade: size", 1
    )
    office.publish(ledger(flow, "invest.yaml"))
    case = open_project(office, name="青石项目").id

    report = imported(
        office, ledger("项目名称,日期,金额\n青石项目,2026-03-01,5\n白石项目,2026-03-01,6\n")
    )

    assert sentences(report) == [
        "第 3 行 A 列“项目名称”：没有这个项目，或您无权查看（现为“白石项目”）"
    ]
    assert paid_in(office, case) == 5.0


def test_an_entry_like_one_that_was_typed_in_is_entered_with_a_warning(office, ledger):
    case = project(office, "P-1")
    fund(office, case, 5)

    report = imported(office, ledger(HEAD + "P-1,2026-03-02,5,,\n"))

    assert [w.sentence() for w in report.warnings] == [
        "第 2 行：和项目 #1 第 1 笔相同，请核对是否重复"
    ]
    assert paid_in(office, case) == 10.0


def test_what_came_in_once_stays_corrected_when_the_file_comes_again(office, ledger):
    case = project(office, "P-1")
    path = ledger(HEAD + "P-1,2026-03-01,5,,\n")
    imported(office, path)
    office.engine.figures.correct(case, "funds", 1, amount=4, by="lin", why="按回单")

    imported(office, path)

    assert paid_in(office, case) == 4.0


def test_a_row_somebody_else_imported_is_not_entered_again(office, ledger):
    case = project(office, "P-1")
    imported(office, ledger(HEAD + "P-1,2026-03-01,5,,\n"))

    report = imported(office, ledger(HEAD + "P-1,2026-03-01,5,,另写的备注\n"))

    assert sentences(report) == ["第 2 行：此行已导入过：由他人导入，或备注有改动"]
    assert paid_in(office, case) == 5.0


# --- out and in again ---------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_went_out_enters_nothing_where_it_came_from(office, tmp_path, suffix):
    case = project(office, "P-1")
    fund(office, case, "500.0001", parts={"origin": "county"}, note="=1+1")
    fund(office, case, 80)
    office.engine.figures.correct(case, "funds", 2, amount=0, by="lin", why="重复")
    path = tmp_path / f"f{suffix}"
    office.registers.export_figures("invest", "funds", path, put_right_too=True)

    report = imported(office, path, updates=True)

    assert (len(report.unchanged), report.entered, report.corrected) == (3, (), ())
    assert (report.faults, report.warnings, row_count(office, "figure")) == ((), (), 3)


def test_a_changed_row_is_refused_until_updating_is_asked_for(office, tmp_path):
    case = project(office, "P-1")
    fund(office, case, 500, parts={"origin": "county"})
    path = tmp_path / "f.csv"
    office.registers.export_figures("invest", "funds", path)
    edited(path, ",500,县内", ",300,省外")

    refused = imported(office, path)
    taken = imported(office, path, updates=True)
    again = imported(office, path, updates=True)

    (said,) = sentences(refused)
    assert said.startswith(
        "第 2 行 C 列“序号”：是项目 #1 的第 1 笔，内容不同的有：数额（500）、分项；要更正，请加 --update"
    )
    assert (len(taken.corrected), len(again.unchanged), again.faults) == (1, 1, ())
    entry = office.views.figures(case)[-1]
    assert (entry.amount, entry.parts, entry.corrects) == (Decimal(300), {"origin": "province"}, 1)
    assert history(office, case)[-1].why == "台账 f.csv 第 2 行"


def test_nothing_written_over_an_amount_takes_the_entry_back(office, tmp_path):
    case = project(office, "P-1")
    fund(office, case, 500)
    path = tmp_path / "f.csv"
    office.registers.export_figures("invest", "funds", path)

    report = imported(office, edited(path, ",500,", ",0,"), updates=True)

    assert (len(report.corrected), report.faults, paid_in(office, case)) == (1, (), None)


def test_a_copied_row_is_no_second_entry_and_of_no_other_case(office, tmp_path):
    first, second = project(office, "P-1"), project(office, "P-2")
    fund(office, first, 500)
    path = tmp_path / "f.csv"
    office.registers.export_figures("invest", "funds", path)
    head, row = path.read_text(encoding="utf-8-sig").splitlines()
    lines = [head, row, row.replace(",500,", ",700,"), row.replace("P-1,", "P-2,")]
    path.write_text("\n".join(lines), encoding="utf-8")

    report = imported(office, path, updates=True)

    assert sentences(report) == [
        "第 3 行 C 列“序号”：与第 2 行是同一笔；新增的行请清空序号（现为“1”）",
        "第 4 行 A 列“项目编号”：系统编号是项目 #1 的，其编号为“P-1”；新增的行请清空系统编号和序号（现为“P-2”）",
    ]
    assert (paid_in(office, first), paid_in(office, second)) == (500.0, None)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_went_out_comes_to_the_same_in_another_office(
    office, another, clock, tmp_path, suffix
):
    """Also what was put right on the way, and a note that a spreadsheet would compute."""
    for one in (another, office):
        move(clock, "2026-03-02 11:00" if one is office else "2026-03-02 10:00")
        for ref in ("P-1", "P-2"):
            take(one, project(one, ref), "sign")
    fund(another, 1, "0.7001", parts={"origin": "foreign"}, note="=HYPERLINK(1)")
    fund(another, 1, "999999.1234")
    fund(another, 2, 400, parts={"origin": "province"}, on=date(2026, 2, 2))
    fund(another, 2, 400, parts={"origin": "province"}, on=date(2026, 2, 2))
    fund(another, 2, 3)
    another.engine.figures.correct(2, "funds", 3, amount=0, by="lin", why="重复")
    another.engine.figures.correct(1, "funds", 2, amount="0.5", by="lin", why="按回单")
    path = tmp_path / f"f{suffix}"
    another.registers.export_figures("invest", "funds", path, put_right_too=True)

    report = imported(office, path)
    again = imported(office, path)

    assert (len(report.entered), len(report.passed), report.faults) == (4, 3, ())
    assert (again.entered, again.faults) == ((), ())
    assert [paid_in(office, n) for n in (1, 2)] == [paid_in(another, n) for n in (1, 2)]
    assert {k: (v.numerator, v.denominator) for k, v in measured(office).items()} == {
        k: (v.numerator, v.denominator) for k, v in measured(another).items()
    }
    assert another.views.figures(1)[0].note == office.views.figures(1)[0].note == "=HYPERLINK(1)"


def test_a_note_never_becomes_a_formula(office, tmp_path):
    fund(office, project(office, "P-1"), 5, note="=1+1")
    office.registers.export_figures("invest", "funds", tmp_path / "f.csv")
    office.registers.export_figures("invest", "funds", tmp_path / "f.xlsx")

    sheet = load_workbook(tmp_path / "f.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]

    assert [cell.data_type for cell in cells] == ["s"]
    assert ",'=1+1," in (tmp_path / "f.csv").read_text(encoding="utf-8-sig")
