"""Working calendars from the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from guatu import Office
from guatu.definitions.files import FLOWS
from guatu.workflow.time.calendars import library

NEXT = library().years[-1] + 1
FILE = f"""\
calendar: cn
note: 国办发明电示例号
years:
  {NEXT}:
    holidays: [{NEXT}-01-01..{NEXT}-01-03, {NEXT}-10-01..{NEXT}-10-07]
    workdays: []
"""


@pytest.fixture
def file(tmp_path) -> Path:
    """Give a good calendar file for the year after the library's last."""
    path = tmp_path / "next.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def running(guatu, office) -> int:
    """Give the number of a case just opened."""
    fields = {
        "name": "青石数据中心项目",
        "enterprise": "青石数科示例有限公司",
        "district": "望溪区",
        "industry": "数字经济",
        "investment": "8,000",
    }
    given = [part for key, value in fields.items() for part in ("--field", f"{key}={value}")]
    said = guatu("open", "full_service", "--by", "fang_xiaohe", *given, "--json")
    return int(said.json()["id"])


def test_init_stores_the_national_calendar(guatu, office) -> None:
    said = guatu("calendar", "list")

    assert said.code == 0
    assert f"2004–{NEXT - 1}" in said.out
    assert "cn-1" in said.out


def test_the_list_for_programs_names_years_and_use(guatu, running) -> None:
    said = guatu("calendar", "list", "--json").json()

    (version,) = said["versions"]
    assert (version["name"], version["open_deadlines"]) == ("cn-1", 1)
    assert (said["library_adds"], said["mend"], said["stale"]) == ([], "", 0)


def test_a_dry_run_writes_nothing(guatu, running, file) -> None:
    said = guatu("calendar", "import", file, "--dry-run")

    assert (said.code, "试算，未写入" in said.out) == (0, True)
    assert "将重新核算 1 个" in said.out
    assert len(guatu("calendar", "list", "--json").json()["versions"]) == 1


def test_a_dry_run_for_programs_lists_the_changes(guatu, running, file) -> None:
    said = guatu("calendar", "import", file, "--dry-run", "--json").json()

    assert (said["open"], said["written"]) == (1, 1)
    assert {change["case"] for change in said["changes"]} <= {running}


def test_an_import_is_a_new_version_and_its_deadlines_follow(guatu, running, file) -> None:
    said = guatu("calendar", "import", file, "--why", "国务院通知")

    assert said.code == 0
    assert "现为 cn-2" in said.out
    assert "已重新核算 1 个未结期限" in said.out
    shown = guatu("explain", running)
    assert "cn-2" in shown.out


def test_an_import_for_programs_says_the_version_and_the_counts(guatu, running, file) -> None:
    said = guatu("calendar", "import", file, "--json").json()

    assert (said["version"], said["written"], said["failed"]) == ("cn-2", 1, {})


def test_importing_again_does_nothing(guatu, running, file) -> None:
    guatu("calendar", "import", file)

    said = guatu("calendar", "import", file)

    assert "现为 cn-2" in said.out
    assert "已重新核算 0 个" in said.out


def test_a_faulty_file_is_refused_with_every_fault(guatu, office, file) -> None:
    file.write_text(FILE.replace("workdays: []", "workdays: [1月1日, 2001-01-01]"), "utf-8")

    said = guatu("calendar", "import", file)

    assert said.code == 1
    assert "有 2 处错误" in said.err
    assert "第 6 行第 16 列" in said.err


def test_the_library_is_taken_in_where_the_stored_calendar_lacks_a_year(guatu, office) -> None:
    with Office.open(office) as opened:
        stored = opened.calendars.current()["cn"]
        last = date(stored.last.year - 1, 12, 31)
        opened.calendars.save(_ending(last))
    told = guatu("calendar", "list")

    done = guatu("calendar", "import", "--library", "--why", "升级")

    assert "guatu calendar import --library" in told.out
    assert "现为 cn-3" in done.out
    assert "guatu calendar import --library" not in guatu("calendar", "list").out


def _ending(last: date):
    calendar = library()
    return type(calendar)(
        key=calendar.key,
        number=0,
        title=calendar.title,
        source="older",
        first=calendar.first,
        last=last,
        holidays=frozenset(day for day in calendar.holidays if day <= last),
        workdays=frozenset(day for day in calendar.workdays if day <= last),
    )


@pytest.mark.parametrize("arguments", [(), ("next.yaml", "--library")])
def test_an_import_takes_a_file_or_the_library(guatu, office, file, arguments) -> None:
    said = guatu("calendar", "import", *arguments)

    assert (said.code, "二者取一" in said.err) == (2, True)


def test_a_file_is_compared_with_what_is_stored(guatu, office, file) -> None:
    said = guatu("calendar", "diff", "cn", file)

    assert said.code == 0
    assert f"{NEXT}年（新公布）" in said.out
    assert f"{NEXT}-10-01" in said.out


def test_two_versions_are_compared(guatu, office, file) -> None:
    guatu("calendar", "import", file)

    back = guatu("calendar", "diff", "cn-2", "cn-1")
    same = guatu("calendar", "diff", "cn-2", "cn")

    assert f"{NEXT}年不再包含" in back.out
    assert "两者没有差别" in same.out


def test_a_comparison_for_programs_lists_the_days(guatu, office, file) -> None:
    said = guatu("calendar", "diff", "cn-1", file, "--json").json()

    assert [year["year"] for year in said["years"]] == [NEXT]
    assert f"{NEXT}-10-01" in said["years"][0]["freed"]


def test_a_version_there_is_not_is_named(guatu, office) -> None:
    said = guatu("calendar", "diff", "cn-1", "cn-7")

    assert said.code == 3
    assert "没有工作日历“cn-7”。可用的有：cn-1" in said.err


def test_what_an_import_left_over_is_reprojected(guatu, running, file, office) -> None:
    with Office.open(office) as opened:
        opened.calendars.save(opened.calendars.read_file(file), why="通知")
    told = guatu("calendar", "list").out

    tried = guatu("calendar", "reproject", "--dry-run")
    done = guatu("calendar", "reproject", "--why", "补做")

    assert "有 1 个期限尚按旧版日历计算" in told
    assert "将重新核算 1 个" in tried.out
    assert "已重新核算 1 个未结期限" in done.out


def test_a_provisional_deadline_is_marked_on_the_board_and_explained(guatu, office) -> None:
    with Office.open(office) as opened:
        opened.calendars.save(_ending(date(2020, 12, 31)))
    fields = [
        "name=项目",
        "enterprise=示例",
        "district=望溪区",
        "industry=数字经济",
        "investment=10",
    ]
    given = [part for pair in fields for part in ("--field", pair)]
    case = guatu("open", "full_service", "--by", "fang_xiaohe", *given, "--json").json()["id"]

    board, explained = guatu("board"), guatu("explain", case)

    assert "* 暂定" in board.out
    assert "为暂定" in explained.out


def test_a_flow_may_name_a_calendar_of_the_office_it_is_checked_for(
    guatu, office, tmp_path
) -> None:
    local = tmp_path / "local.yaml"
    local.write_text(
        "calendar: haizhou\ntitle: 海州市\nbase: cn\nholidays: [2026-03-05]\n", encoding="utf-8"
    )
    flow = tmp_path / "flow.yaml"
    shipped = (FLOWS / "puer_seven.yaml").read_text(encoding="utf-8")
    flow.write_text(shipped.replace("calendar: cn", "calendar: haizhou"), encoding="utf-8")
    assert guatu("calendar", "import", local, "--by", "fang_xiaohe").code == 0

    assert guatu("check", flow).code == 1
    assert guatu("check", flow, "--db", office).code == 0
    assert guatu("publish", flow).code == 0
