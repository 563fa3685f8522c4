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
