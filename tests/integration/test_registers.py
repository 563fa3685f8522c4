"""Registers out to files and in from them, on an office's own database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from guatu import NotAllowed, Office
from guatu.errors import InvalidValues, UnknownHeader, UnknownPerson, UnknownPlace
from guatu.store import RegisterArchive
from testkit.offices import all_rows, changed_flow, history, move, open_case, to_review

HEAD = "项目编号,工程名称,建设单位,所在地区,建筑面积（平方米）,用途\n"
FACTORY = "P-1,轴承厂房工程,海州轴承有限公司,东城区,800,厂房\n"


@pytest.fixture
def ledger(tmp_path) -> Callable[[str], Path]:
    """Write a ledger from its lines."""

    def write(text: str) -> Path:
        path = tmp_path / "ledger.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def take(office: Office, path: Path, **how):
    return office.registers.import_ledger(path, flow="permit", by=how.pop("by", "lin"), **how)


def registered(office: Office) -> Sequence[tuple[str | None, dict]]:
    return [(c.ref, dict(c.fields)) for c in RegisterArchive(office.store).known("permit")]


def exported(office: Office, path: Path, **which) -> list[dict]:
    office.registers.export("permit", path, **which)
    head, *rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


# --- out ----------------------------------------------------------------------------------


def test_a_register_shows_where_each_case_stands(office, clock, tmp_path):
    running = to_review(office, name="甲厂房")
    ended = open_case(office, name="乙厂房")
    office.engine.withdraw(ended.id, by="lin", why="不办了")
    move(clock, "2026-03-03 09:00")

    first, second = exported(office, tmp_path / "r.xlsx")

    assert (first["工程名称"], first["阶段"], first["分级"], first["灯"], first["状态"]) == (
        running.title,
        "审查",
        "小型",
        "绿",
        "在办",
    )
    assert (first["受理窗口"], first["审查员"]) == ("东城区政务服务中心", "文审查")
    assert f"{first['立项日期']:%Y-%m-%d} {first['期限']:%Y-%m-%d}" == "2026-03-02 2026-03-16"
    assert (second["阶段"], second["灯"], second["状态"]) == ("撤回", None, "已结束")


def test_only_running_cases_and_only_a_place_can_be_asked_for(office, tmp_path):
    open_case(office, name="甲厂房")
    ended = open_case(office, name="乙厂房")
    office.engine.withdraw(ended.id, by="lin", why="不办了")
    open_case(office, name="丙厂房", district="west", by="zhou")

    def names(**which) -> list[str]:
        return [row["工程名称"] for row in exported(office, tmp_path / "r.xlsx", **which)]

    assert names() == ["甲厂房", "乙厂房", "丙厂房"]
    assert names(running_only=True) == ["甲厂房", "丙厂房"]
    assert names(territory="西城区") == names(territory="west") == ["丙厂房"]
    assert len(names(territory="city")) == 3


def test_a_place_nobody_knows_is_an_error_that_names_those_there_are(office, tmp_path):
    with pytest.raises(UnknownPlace, match="东城区"):
        office.registers.export("permit", tmp_path / "r.csv", territory="北城区")


def test_somebody_is_given_the_cases_he_sees_and_no_others(office, tmp_path):
    open_case(office, name="甲厂房")
    open_case(office, name="丙厂房", district="west", by="zhou")

    seen = exported(office, tmp_path / "r.xlsx", by="lin")

    assert [row["工程名称"] for row in seen] == ["甲厂房"]


def test_a_register_is_read_page_by_page_in_few_statements(office, tmp_path, monkeypatch):
    monkeypatch.setattr("guatu.store.registers.PAGE", 4)
    for _ in range(10):
        open_case(office)
    asked = []
    event.listen(office.store.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    assert office.registers.export("permit", tmp_path / "r.csv") == 10
    assert len([one for one in asked if "guatu_case" in one or "guatu_assignment" in one]) <= 4


# --- in again -----------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_went_out_opens_nothing_where_it_came_from(office, tmp_path, suffix):
    open_case(office)
    ended = open_case(office, name="乙厂房")
    office.engine.withdraw(ended.id, by="lin", why="不办了")
    open_case(office, name="乙厂房")
    path = tmp_path / f"r{suffix}"
    office.registers.export("permit", path)
    before = all_rows(office)

    report = take(office, path)

    assert (len(report.unchanged), report.opened, report.faults, report.warnings) == (3, (), (), ())
    assert all_rows(office) == before


def test_a_changed_line_is_refused_until_updating_is_asked_for(office, ledger, tmp_path):
    open_case(office, name="甲厂房")
    path = tmp_path / "r.csv"
    office.registers.export("permit", path)
    changed = ledger(path.read_text(encoding="utf-8-sig").replace(",800,", ",900,"))

    report = take(office, changed)

    assert [f.sentence() for f in report.faults] == [
        "第 2 行：已是项目 #1，内容不同的有：建筑面积；要更新项目，请加 --update 导入"
    ]
    assert registered(office)[0][1]["floor_area"] == 800


def test_updating_records_what_changed_and_says_where_it_comes_from(office, ledger):
    take(office, ledger(HEAD + FACTORY))

    report = take(office, ledger("项目编号,建筑面积\nP-1,12000\n"), updates=True)

    assert [(row.row, row.case) for row in report.updated] == [(2, 1)]
    line = history(office, 1)[-1]
    changed = [x for x in history(office, 1) if x.kind == "fields_set"]
    assert [(x.data["new"], x.why) for x in changed] == [
        ({"floor_area": 12000.0}, "台账 ledger.csv 第 2 行")
    ]
    assert line.by == "lin"


def test_a_grown_investment_is_recorded_and_is_no_second_project(office, ledger):
    take(office, ledger(HEAD + FACTORY.removeprefix("P-1")))

    report = take(
        office, ledger(HEAD + ",轴承厂房工程,海州轴承有限公司,东城区,15000,厂房\n"), updates=True
    )

    assert (len(report.updated), report.opened) == (1, ())
    assert [fields["floor_area"] for _, fields in registered(office)] == [15000.0]


def test_a_blank_cell_changes_nothing(office, ledger):
    take(office, ledger(HEAD + FACTORY))
    before = registered(office)

    report = take(office, ledger("项目编号,工程名称,用途\nP-1,,\nP-1\n"), updates=True)

    assert (registered(office), len(report.updated)) == (before, 0)


def test_lines_that_say_nothing_new_write_nothing(office, ledger):
    take(office, ledger(HEAD + FACTORY))
    before = all_rows(office)

    report = take(office, ledger(HEAD + FACTORY), updates=True)

    assert len(report.unchanged) == 1
    assert all_rows(office) == before


def test_new_lines_are_opened_beside_those_that_update(office, ledger):
    take(office, ledger(HEAD + FACTORY))
    more = FACTORY.replace("800", "900") + "P-2,阀门车间,海州阀门厂,东城区,500,\n"

    report = take(office, ledger(HEAD + more), updates=True)

    assert (len(report.updated), len(report.opened)) == (1, 1)
    assert [ref for ref, _ in registered(office)] == ["P-1", "P-2"]


def test_a_line_that_is_new_must_be_filled_where_one_that_updates_need_not(office, ledger):
    take(office, ledger(HEAD + FACTORY))

    report = take(office, ledger("项目编号,建筑面积\nP-1,900\nP-2,900\n"), updates=True)

    assert len(report.updated) == 1
    assert {(f.row, f.header) for f in report.faults} == {
        (3, "工程名称"),
        (3, "建设单位"),
        (3, "所在地区"),
    }


def test_who_may_not_record_updates_nothing_and_is_told_at_the_row(office, ledger):
    take(office, ledger(HEAD + FACTORY))
    before = registered(office)

    report = take(office, ledger(HEAD + FACTORY.replace("800", "900")), updates=True, by="huo")

    assert registered(office) == before
    assert [(f.row, bool(f.what_zh)) for f in report.faults] == [(2, True)]


def test_a_case_that_has_ended_is_not_updated(office, ledger):
    take(office, ledger(HEAD + FACTORY))
    office.engine.withdraw("P-1", by="lin", why="不办了")

    report = take(office, ledger("项目编号,建筑面积\nP-1,900\n"), updates=True)

    assert (report.updated, [f.row for f in report.faults]) == ((), [2])


def test_a_ledger_changes_no_reference(office, ledger):
    take(office, ledger(HEAD + FACTORY))

    report = take(office, ledger(HEAD + FACTORY.replace("P-1", "P-9")), updates=True)

    assert [(f.row, f.column) for f in report.faults] == [(2, "A")]
    assert "编号为“P-1”" in report.faults[0].what_zh


def test_two_lines_of_one_case_are_not_both_taken(office, ledger):
    take(office, ledger(HEAD + FACTORY))

    report = take(office, ledger("项目编号,建筑面积\nP-1,900\n,\nP-1,901\n"), updates=True)

    assert (len(report.updated), [f.row for f in report.faults]) == (1, [4])


def test_a_dry_run_tells_everything_and_keeps_nothing(office, ledger):
    take(office, ledger(HEAD + FACTORY))
    before = all_rows(office)
    path = ledger(
        HEAD.replace("用途", "厂房种类")
        + FACTORY.replace("800", "900")
        + "P-2,阀门车间,海州阀门厂,东城区,500,厂房\nP-3,泵房,海州泵业,北城区,1,\n"
    )

    report = take(office, path, updates=True, dry_run=True, columns={"厂房种类": "use"})

    assert (len(report.updated), len(report.opened), len(report.faults)) == (1, 1, 1)
    assert report.summary().endswith("（试运行，未写入）")
    assert all_rows(office) == before


def test_a_dry_run_tells_who_has_no_right(office, ledger):
    report = take(office, ledger(HEAD + FACTORY), by="huo", dry_run=True)

    assert (report.opened, [f.row for f in report.faults]) == ((), [2])


def test_nobody_the_roster_does_not_know_imports_anything(office, ledger):
    with pytest.raises(UnknownPerson):
        take(office, ledger(HEAD + FACTORY), by="nobody")


# --- headers ------------------------------------------------------------------------------

OWN_HEAD = HEAD.replace("建设单位", "企业名称")


def test_a_column_nobody_knows_is_reported_with_how_to_explain_it(office, ledger):
    path = ledger(HEAD.replace("用途", "盖什么") + FACTORY)

    report = take(office, path)

    assert '可用 --map "盖什么=字段" 说明对应的字段' in report.warnings[0].what_zh


def test_a_header_that_was_explained_once_is_known_afterwards(office, ledger):
    take(office, ledger(OWN_HEAD + FACTORY), columns={"企业 名称": "建设单位"})

    report = take(office, ledger(OWN_HEAD + FACTORY.replace("P-1", "P-2").replace("轴承", "阀门")))

    (known,) = office.registers.headers("permit")
    assert (len(report.opened), report.warnings) == (1, ())
    assert (known.header, known.field, known.by) == ("企业名称", "applicant", "lin")


def test_a_header_can_be_explained_anew(office, ledger):
    take(office, ledger(OWN_HEAD + FACTORY), columns={"企业名称": "applicant", "备注": "use"})
    take(
        office,
        ledger(HEAD.replace("\n", ",备注\n") + "P-2,阀门车间,阀门厂,东城区,5,,2026-05-06\n"),
        columns={"备注": "planned_start"},
    )

    fields = {one.header: one.field for one in office.registers.headers("permit")}
    assert fields == {"企业名称": "applicant", "备注": "planned_start"}


def test_an_explanation_nothing_came_of_is_not_kept(office, ledger):
    take(office, ledger(OWN_HEAD + FACTORY), columns={"企业名称": "applicant"}, by="huo")

    assert office.registers.headers("permit") == []


def test_an_explanation_by_no_field_is_refused_with_what_may_have_been_meant(office, ledger):
    with pytest.raises(InvalidValues, match="建设单位"):
        take(office, ledger(OWN_HEAD + FACTORY), columns={"企业名称": "建设单"})


def test_a_header_explained_by_a_field_that_is_gone_is_told_and_not_read(office, ledger, tmp_path):
    path = ledger(HEAD.replace("用途", "盖什么") + FACTORY)
    take(office, path, columns={"盖什么": "use"})
    office.publish(changed_flow(tmp_path, ("  use: {", "  purpose: {")))

    report = take(office, path)

    assert "曾记为字段“use”，该字段已不存在" in report.warnings[0].what_zh


def test_a_header_is_forgotten_by_who_explained_it(office, ledger):
    take(office, ledger(OWN_HEAD + FACTORY), columns={"企业名称": "applicant"})

    with pytest.raises(NotAllowed):
        office.registers.forget("permit", "企业名称", by="huo")
    office.registers.forget("permit", "企业名称", by="lin")

    assert office.registers.headers("permit") == []
    with pytest.raises(UnknownHeader):
        office.registers.forget("permit", "企业名称")


# --- lines that may be a case there is ----------------------------------------------------


def test_a_line_that_may_be_a_running_case_is_opened_with_a_warning(office, ledger):
    take(office, ledger(HEAD + FACTORY))

    report = take(
        office, ledger(HEAD + "P-2,轴承厂房工程,海州轴承（集团）有限责任公司,东城区,900,\n")
    )

    assert len(report.opened) == 1
    assert [w.sentence() for w in report.warnings] == [
        "第 2 行 B 列“工程名称”：疑似与 #1 “轴承厂房工程” 重复，请核对"
    ]


def test_such_lines_are_left_out_where_that_is_asked_for(office, ledger):
    take(office, ledger(HEAD + FACTORY))
    again = "P-2,轴承厂房工积,海州轴承有限公司,东城区,900,\nP-3,泵房,泵业,东城区,9,\n"

    report = take(office, ledger(HEAD + again), holds_doubles=True)

    assert (report.held, len(report.opened), report.refused) == ((2,), 1, 0)
    assert report.summary() == "共 2 行：立项 1 行，疑似重复留下 1 行，未导入 0 行。"


def test_a_line_may_be_an_earlier_one(office, ledger):
    report = take(
        office, ledger(HEAD + FACTORY + "P-2,轴承厂房工程,海州轴承股份有限公司,东城区,9,\n")
    )

    assert [w.sentence() for w in report.warnings] == [
        "第 3 行 B 列“工程名称”：疑似与第 2 行重复，请核对"
    ]


def test_a_case_that_has_ended_raises_no_doubt(office, ledger):
    take(office, ledger(HEAD + FACTORY))
    office.engine.withdraw("P-1", by="lin", why="不办了")

    report = take(office, ledger(HEAD + FACTORY.replace("P-1", "P-2").replace("有限公司", "")))

    assert (len(report.opened), report.warnings) == (1, ())


def test_a_case_somebody_may_not_see_is_not_named_to_him(office, ledger):
    open_case(office, name="轴承厂房工程", district="west", by="zhou")

    report = take(office, ledger(HEAD + FACTORY.replace("有限公司", "公司")))

    (warning,) = report.warnings
    assert "疑似与无权查看的一个项目重复" in warning.what_zh
    assert "轴承" not in warning.sentence()


def test_the_cases_there_are_are_asked_for_once_however_many_lines(office, ledger):
    for _ in range(3):
        open_case(office)
    lines = "".join(f"P-{n},工程{n}号,单位{n},东城区,{n},\n" for n in range(1, 9))
    asked = []
    event.listen(office.store.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))

    take(office, ledger(HEAD + lines))

    streams = [one for one in asked if "ORDER BY guatu_case.id" in one and "fields" in one]
    assert len(streams) == 1
