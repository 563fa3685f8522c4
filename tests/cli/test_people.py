"""The people of the office from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from guatu import Office
from testkit.shipped import PEOPLE, UNITS

BAD = """\
编号,姓名,单位,岗位,邮箱
zhang_san,张三,市政府,head、liaison,z@example.org
li si,李四,市政府,,
wang_wu,王五,市政府局,,
"""


@pytest.fixture
def file(tmp_path) -> Path:
    """Give a table of people with one good row and two bad ones."""
    path = tmp_path / "people.csv"
    path.write_text(BAD, encoding="gb18030")
    return path


@pytest.fixture
def auditor(office) -> str:
    """Give the key of an auditor in the roster."""
    with Office.open(office, upgrade=False) as here, here.store.writing() as connection:
        connection.execute(
            text("UPDATE guatu_person SET roles = '[\"auditor\"]' WHERE key = 'shi_guanlan'")
        )
        connection.execute(text("UPDATE guatu_meta SET value = '99' WHERE key = 'roster_version'"))
    return "shi_guanlan"


# --- import and export --------------------------------------------------------------------


def test_bad_rows_are_listed_good_ones_taken_and_the_code_is_1(guatu, office, file):
    said = guatu("people", "import", file)

    assert (said.code, said.err) == (1, "")
    for words in (
        "li si",
        "编号只能用英文字母、数字和 _ . -",
        "没有单位“市政府局”；是否应为“市政府”？",
        "是否应为“电子邮箱”？",
        "共 3 行：未导入 2 行",
    ):
        assert words in said.out
    assert [p["key"] for p in guatu("people", "list", "--unit", "市政府", "--json").json()] == [
        "he_nianci",
        "lu_jingming",
        "tan_yuechuan",
        "wen_qiushi",
        "zhang_san",
    ]


def test_a_report_for_programs_names_sheet_row_column_header_and_value(guatu, office, file):
    said = guatu("people", "import", file, "--json")

    report = said.json()
    assert (said.code, report["rows"], report["refused"], report["left"]) == (1, 3, 2, [])
    assert report["people"] == {"added": 1, "changed": 0, "unchanged": 0}
    assert report["faults"][1] == {
        "sheet": "people",
        "row": 4,
        "column": "C",
        "header": "单位",
        "value": "市政府局",
        "what": "there is no unit “市政府局”; did you mean “市政府”?",
        "what_zh": "没有单位“市政府局”；是否应为“市政府”？",
    }


def test_a_dry_run_says_who_would_leave_and_writes_nothing(guatu, office, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("编号,姓名,单位\nwen_qiushi,温秋实,市政府\n", encoding="utf-8")

    said = guatu("people", "import", file, "--whole", "--dry-run")

    assert (said.code, said.err) == (0, "")
    assert f"离岗 {PEOPLE - 1} 人：" in said.out
    assert "试算，未写入" in said.out
    assert len(guatu("people", "list", "--json").json()) == PEOPLE


def test_a_yaml_file_that_is_kept_leaves_the_others_alone(guatu, office, tmp_path):
    file = tmp_path / "one.yaml"
    file.write_text("people: [{key: new, name: 新来者, unit: energy}]\n", encoding="utf-8")

    said = guatu("people", "import", file, "--keep", "--why", "新录用")

    assert (said.code, said.err) == (0, "")
    assert guatu("people", "history", "new", "--json").json()[0]["why"] == "新录用"
    assert len(guatu("people", "list", "--json").json()) == PEOPLE + 1


def test_what_was_exported_changes_nothing_when_it_is_imported(guatu, office, tmp_path):
    file = tmp_path / "roster.xlsx"
    exported = guatu("people", "export", file)
    before = guatu("people", "history", "--json").json()

    said = guatu("people", "import", file, "--whole")

    assert exported.out == f"已写入 {file}：单位 {UNITS} 个，人员 {PEOPLE + 1} 人。\n"
    assert (said.code, said.err) == (0, "")
    assert guatu("people", "history", "--json").json() == before


@pytest.mark.parametrize("file", ["roster.csv", "missing/roster.xlsx"])
def test_a_file_that_cannot_be_written_is_wrong_usage(guatu, office, file):
    said = guatu("people", "export", file)

    assert said.code == 2
    assert file in said.err


@pytest.mark.parametrize("file", ["none.xlsx", "none.yaml", "none.csv"])
def test_a_file_that_is_not_there_is_said_so(guatu, office, file):
    said = guatu("people", "import", file)

    assert said.code == 1
    assert "文件不存在" in said.err


def test_an_office_begins_with_a_workbook_too(guatu, office, tmp_path, monkeypatch):
    file = tmp_path / "roster.xlsx"
    guatu("people", "export", file)
    monkeypatch.setenv("GUATU_DB", f"sqlite:///{tmp_path / 'other.db'}")

    said = guatu("init", "--roster", file)

    assert (said.code, said.err) == (0, "")
    assert f"名册在岗 {PEOPLE} 人" in said.out


def test_an_office_that_begins_with_bad_rows_says_so(guatu, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(BAD, encoding="utf-8")

    said = guatu("init", "--roster", file)

    assert said.code == 1
    assert "没有单位“市政府”" in said.out


# --- leaving and returning ----------------------------------------------------------------


def test_somebody_leaves_and_is_back(guatu, office):
    gone = guatu("people", "leave", "gao_zhuxi", "--why", "调走")
    left = guatu("people", "list", "--unit", "promotion_wangxi", "--left").out
    back = guatu("people", "rejoin", "gao_zhuxi", "--why", "调回", "--json")

    assert (gone.code, gone.out) == (0, "已离岗：高竹溪（gao_zhuxi）。\n")
    assert "已离岗" in left
    assert back.json()["is_active"] is True
    history = guatu("people", "history", "gao_zhuxi").out
    assert "高竹溪离岗" in history
    assert "高竹溪返岗" in history


# --- away and back ------------------------------------------------------------------------


def test_somebody_is_away_with_a_deputy(guatu, office):
    said = guatu(
        *("people", "deputy", "du_yiming", "gao_zhuxi", "--from", "2020-01-01"),
        *("--until", "2099-03-05", "--why", "出差"),
    )

    assert (said.code, said.err) == (0, "")
    assert said.out == "已登记：杜一茗请假 2020-01-01 至 2099-03-05，由高竹溪代理。\n"
    listed = guatu("people", "list", "--unit", "望溪区投促局").out
    assert "至 2099-03-05" in listed
    assert "高竹溪代理" in listed


def test_a_list_for_programs_says_who_is_away_and_who_acts(guatu, office):
    guatu("people", "away", "du_yiming", "--from", "2020-01-01", "--deputy", "gao_zhuxi",
          "--why", "出差", "--by", "du_yiming")  # fmt: skip

    listed = guatu("people", "list", "--unit", "望溪区投促局", "--json").json()

    (person,) = [p for p in listed if p["key"] == "du_yiming"]
    assert (person["away"]["since"], person["away"]["until"]) == ("2019-12-31T16:00:00+00:00", None)
    assert (person["represented_by"], person["sees"]) == ("gao_zhuxi", "unit")


def test_somebody_comes_back_and_then_is_not_away(guatu, office):
    guatu("people", "away", "du_yiming", "--from", "2020-01-01", "--why", "病假")

    said = guatu("people", "back", "du_yiming", "--by", "du_yiming")
    again = guatu("people", "back", "du_yiming")

    assert (said.code, said.out) == (0, "已销假：杜一茗（原定长期）。\n")
    assert (again.code, again.err) == (1, "杜一茗的请假不能这样登记：现在没有请假，无须销假。\n")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["away", "du_yimin", "--from", "2026-03-02", "--why", "假"], 3,
         "没有名册人员“du_yimin”。可用的有：du_yiming（杜一茗）。"),
        (["away", "du_yiming", "--from", "2026-03-02"], 1, "请假须写明理由。"),
        (["away", "du_yiming", "--from", "3月2日", "--why", "假"], 2, "“3月2日”不是日期"),
        (["away", "du_yiming", "--from", "2026-03-02", "--until", "2026-03-01", "--why", "假"], 1,
         "结束日期早于开始日期"),
        (["away", "du_yiming", "--from", "2026-03-02", "--why", "假", "--by", "kang_muyang"], 6,
         "须由本人、本单位负责人或名册管理员办理"),
        (["deputy", "du_yiming", "du_yiming", "--from", "2026-03-02", "--why", "假"], 1,
         "代理人不能是本人"),
        (["leave", "du_yiming", "--why", "调走", "--by", "du_yiming"], 6, "须由名册管理员办理"),
        (["leave", "du_yiming"], 1, "离岗须写明理由。"),
        (["list", "--unit", "nowhere"], 3, "没有名册中的人员或单位“nowhere”"),
        (["history", "nobody"], 3, "没有名册中的人员或单位“nobody”"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence_and_a_code(guatu, office, arguments, code, sentence):
    said = guatu("people", *arguments)

    assert (said.code, said.out) == (code, "")
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_an_auditor_changes_nothing(guatu, auditor):
    said = guatu("people", "leave", "du_yiming", "--why", "调走", "--by", auditor)

    assert said.code == 6
    assert "石观澜是审计人员" in said.err


def test_history_is_told_in_sentences_and_proved(guatu, office):
    guatu("people", "leave", "gao_zhuxi", "--why", "调走")

    lines = guatu("people", "history", "--json").json()
    verified = guatu("verify")

    assert (lines[-1]["what"], lines[-1]["why"]) == ("高竹溪离岗", "调走")
    assert f"名册 {len(lines)} 条记录" in verified.out


def test_a_line_of_the_rosters_history_that_was_changed_is_named(guatu, office):
    with Office.open(office, upgrade=False) as here, here.store.writing() as connection:
        connection.execute(text("UPDATE guatu_roster_event SET why = '' WHERE seq = 7"))

    said = guatu("verify")

    assert said.code == 1
    assert "名册 第 7 条：写入后被改动" in said.out
