"""Registers from the command line."""

from __future__ import annotations

import csv

from .conftest import CLERK

LEDGER = "项目编号,名称,投资企业,落户地区,产业类别,计划投资\n"
ROW = "P-2,青石冷链项目,青石冷链示例有限公司,望溪区,数字经济,500\n"


def test_a_register_goes_out_and_comes_in_with_what_changed(guatu, opened, tmp_path):
    out = guatu("export", "full_service", "--out", "r.csv", "--as", CLERK)
    path = tmp_path / "r.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("8000", "9000"), encoding="utf-8")

    said = guatu("import", "r.csv", "--flow", "full_service", "--by", CLERK, "--update")

    assert (out.code, "1 项" in out.out) == (0, True)
    assert (said.code, "更新 1 行" in said.out) == (0, True)


def test_what_is_to_be_updated_must_be_said(guatu, opened, tmp_path):
    guatu("export", "full_service", "--out", "r.csv")
    path = tmp_path / "r.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("8000", "9000"), encoding="utf-8")

    said = guatu("import", "r.csv", "--flow", "full_service", "--by", CLERK)

    assert (said.code, "--update" in said.out) == (1, True)


def test_a_dry_run_writes_nothing(guatu, office, tmp_path):
    (tmp_path / "l.csv").write_text(LEDGER.replace("名称", "项目名称") + ROW, encoding="utf-8")

    said = guatu("import", "l.csv", "--flow", "full_service", "--by", CLERK, "--dry-run", "--json")

    assert (len(said.json()["opened"]), said.json()["is_rehearsal"]) == (1, True)
    assert guatu("board", "--json").json()["cases"] == []


def test_a_header_is_explained_listed_and_forgotten(guatu, office, tmp_path):
    (tmp_path / "l.csv").write_text(LEDGER + ROW, encoding="utf-8")
    taken = guatu(
        "import", "l.csv", "--flow", "full_service", "--by", CLERK, "--map", "名称=项目名称"
    )

    (known,) = guatu("headers", "full_service", "--json").json()
    shown = guatu("headers", "full_service", "--forget", "名称")

    assert (taken.code, known["header"], known["field"]) == (0, "名称", "name")
    assert (shown.code, guatu("headers", "full_service", "--json").json()) == (0, [])


def test_a_line_that_may_be_a_case_there_is_can_be_held_back(guatu, opened, tmp_path):
    row = "P-2,青石数据中心项目,青石数科示例公司,望溪区,数字经济,500\n"
    (tmp_path / "l.csv").write_text(LEDGER.replace("名称", "项目名称") + row, encoding="utf-8")

    said = guatu(
        "import", "l.csv", "--flow", "full_service", "--by", CLERK, "--hold-duplicates", "--json"
    )

    assert (said.code, said.json()["held"], said.json()["opened"]) == (0, [2], [])


def test_somebody_is_given_only_what_he_sees(guatu, opened, tmp_path):
    guatu("export", "full_service", "--out", "all.csv")
    guatu("export", "full_service", "--out", "none.csv", "--running", "--territory", "luming")

    def rows(name: str) -> int:
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            return len(list(csv.DictReader(file)))

    assert (rows("all.csv"), rows("none.csv")) == (1, 0)


def test_a_register_is_no_other_kind_of_file(guatu, office):
    said = guatu("export", "full_service", "--out", "r.ods")

    assert (said.code, ".xlsx" in said.err) == (2, True)


def test_where_nothing_can_be_written_is_said_in_a_sentence(guatu, office):
    said = guatu("export", "full_service", "--out", "no/such/folder/r.csv")

    assert (said.code, "无法写入" in said.err) == (2, True)


RECEIPTS = "项目编号,日期,金额（万元）,资金来源\nP-1,2025-12-30,500,省外\nP-1,2025-12-31,80.5,\n"


def test_figures_come_in_as_a_ledger_and_go_out_as_one(guatu, opened, tmp_path):
    (tmp_path / "in.csv").write_text(RECEIPTS, encoding="utf-8")
    series = ("--series", "funds")

    taken = guatu("import", "in.csv", "--flow", "full_service", *series, "--by", CLERK)
    again = guatu("import", "in.csv", "--flow", "full_service", *series, "--by", CLERK, "--json")
    out = guatu(
        "export",
        "full_service",
        *series,
        "--out",
        "out.csv",
        "--since",
        "2025-12-31",
        "--as",
        CLERK,
    )

    assert (taken.code, "登记 2 行" in taken.out) == (0, True)
    assert (len(again.json()["unchanged"]), again.json()["refused"]) == (2, 0)
    assert (out.code, "1 笔" in out.out) == (0, True)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["项目编号"], row["序号"], row["金额（万元）"]) for row in csv.DictReader(file)]
    assert rows == [("P-1", "2", "80.5")]


def test_a_changed_row_puts_its_entry_right_when_updating_is_asked_for(guatu, opened, tmp_path):
    (tmp_path / "in.csv").write_text(RECEIPTS, encoding="utf-8")
    taking = ("--flow", "full_service", "--series", "funds", "--by", CLERK)
    guatu("import", "in.csv", *taking)
    guatu("export", "full_service", "--series", "funds", "--out", "f.csv")
    path = tmp_path / "f.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",80.5,", ",90,"), "utf-8")

    refused = guatu("import", "f.csv", *taking)
    put_right = guatu("import", "f.csv", *taking, "--update")
    every = guatu("export", "full_service", "--series", "funds", "--all", "--out", "f.csv")

    assert (refused.code, "--update" in refused.out) == (1, True)
    assert (put_right.code, "更正 1 行" in put_right.out) == (0, True)
    assert "3 笔" in every.out


def test_what_only_series_or_only_cases_take_is_said(guatu, office):
    since = guatu("export", "full_service", "--out", "r.csv", "--since", "2025-01-01")
    day = guatu(
        "export", "full_service", "--series", "funds", "--out", "r.csv", "--until", "2025年"
    )
    hold = guatu(
        "import",
        "r.csv",
        "--flow",
        "full_service",
        "--series",
        "funds",
        "--by",
        CLERK,
        "--hold-duplicates",
    )
    unknown = guatu("export", "full_service", "--series", "fonds", "--out", "r.csv")

    assert [said.code for said in (since, day, hold, unknown)] == [2, 2, 2, 3]
    assert all(
        words in said.err
        for said, words in ((since, "--series"), (day, "不是日期"), (hold, "只用于立项"))
    )
