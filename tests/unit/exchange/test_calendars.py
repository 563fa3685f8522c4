"""Calendar files: what they make, and every fault with its place and its mend."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from guatu.errors import UnreadableFile
from guatu.exchange import read_calendar
from guatu.workflow.time.calendars import Calendar, library

CITY = Calendar(
    key="haizhou",
    number=2,
    title="海州市工作日历",
    base="cn",
    holidays=frozenset({date(2026, 3, 5), date(2025, 6, 6)}),
    windows=((time(9), time(17)),),
)
KNOWN = {"cn": library(), "haizhou": CITY}
HEAD = "calendar: cn\n"
NEXT = HEAD + "years:\n  2027:\n"


def read(text: str, known=KNOWN) -> Calendar:
    return read_calendar(text, known)


def faults(text: str, known=KNOWN):
    with pytest.raises(UnreadableFile) as refused:
        read_calendar(text, known)
    return refused.value.faults


# --- what a file makes ------------------------------------------------------------------------


def test_a_new_year_comes_to_the_years_there_are() -> None:
    made = read(NEXT + "    holidays: [2027-01-01, 2027-02-05..2027-02-10]\n    workdays: []\n")

    assert (made.key, made.number, made.title) == ("cn", 0, "全国工作日历")
    assert (made.first, made.last) == (date(2004, 1, 1), date(2027, 12, 31))
    assert sorted(day for day in made.holidays if day.year == 2027) == [
        date(2027, 1, 1),
        date(2027, 2, 5),
        date(2027, 2, 6),
        date(2027, 2, 7),
        date(2027, 2, 8),
        date(2027, 2, 9),
        date(2027, 2, 10),
    ]
    assert library().holidays < made.holidays


def test_a_year_that_is_there_is_replaced_and_no_other() -> None:
    made = read(HEAD + "years:\n  2026:\n    holidays: [2026-01-05..2026-01-09]\n")

    first = date(2026, 1, 5)
    assert {day for day in made.holidays if day.year == 2026} == {
        first + timedelta(days=n) for n in range(5)
    }
    assert [day for day in made.workdays if day.year == 2026] == []
    assert {day for day in made.holidays if day.year == 2025} == {
        day for day in library().holidays if day.year == 2025
    }


def test_a_local_file_sorts_its_days_into_years_and_keeps_the_others() -> None:
    made = read("calendar: haizhou\nholidays: [2026-04-01]\n")

    assert made.holidays == {date(2026, 4, 1), date(2025, 6, 6)}
    assert (made.base, made.title, made.first, made.last) == ("cn", "海州市工作日历", None, None)


def test_hours_stay_unless_the_file_names_some() -> None:
    kept = read("calendar: haizhou\ntitle: 海州\n")
    other = read("calendar: haizhou\nwindows: [8:30-12:00, 14:00-17:30]\n")
    given_up = read("calendar: haizhou\nwindows: []\n")

    assert kept.windows == CITY.windows
    assert other.windows == ((time(8, 30), time(12)), (time(14), time(17, 30)))
    assert given_up.windows == ()


def test_a_calendar_of_its_own_begins_with_any_year() -> None:
    made = read(
        "calendar: harbour\ntitle: 港口\nyears:\n  2026: {holidays: [2026-05-04..2026-05-08]}\n"
    )

    assert (made.first, made.last) == (date(2026, 1, 1), date(2026, 12, 31))


def test_a_base_holiday_may_be_worked_locally() -> None:
    made = read("calendar: haizhou\nworkdays: [2026-05-01]\n")

    assert made.workdays == {date(2026, 5, 1)}


def test_a_year_with_hardly_a_holiday_was_not_finished() -> None:
    for holidays in ("", "holidays: [2027-06-05, 2027-10-01]"):
        with pytest.raises(UnreadableFile) as refused:
            read(NEXT + f"    {holidays or 'workdays: []'}\n")

        assert "少于 5 天" in refused.value.sentence("zh")
        assert "整年替换" in refused.value.sentence("zh")


# --- faults -----------------------------------------------------------------------------------

FAULTS = {
    "unknown key": (HEAD + "holiday: [2027-01-01]\n", 2, 1, "没有“holiday”", "holidays"),
    "unknown key of a year": (
        NEXT + "    holyday: [2027-01-01]\n",
        4,
        5,
        "没有“holyday”",
        "holidays",
    ),
    "no key": ("title: 全国\n", 1, 1, "缺少 calendar", "calendar"),
    "no title": ("calendar: port\nyears: {2026: {}}\n", 1, 1, "缺少 title", "title"),
    "no years": ("calendar: port\ntitle: 港口\n", 1, 1, "缺少 years", "years"),
    "key of other letters": ("calendar: 海州\ntitle: 海州\nbase: cn\n", 1, 11, "不能作", "字母"),
    "key too long": (
        f"calendar: {'a' * 21}\ntitle: 海州\nbase: cn\n",
        1,
        11,
        "不能作日历编号",
        "20 个",
    ),
    "title a list": ("calendar: haizhou\ntitle: [一, 二]\n", 2, 8, "title 应为文字", "一行"),
    "years a list": (HEAD + "years: [2027]\n", 2, 8, "years 之下应每年一段", "缩进"),
    "year of three digits": (HEAD + "years:\n  207: {}\n", 3, 3, "“207”不是", "四位数字"),
    "year a list": (HEAD + "years:\n  2027: [2027-01-01]\n", 3, 9, "holidays 和 workdays", "缩进"),
    "unreadable date": (NEXT + "    holidays: [1月1日]\n", 4, 16, "“1月1日”不是日期", "2027-02-05"),
    "month 13": (NEXT + "    holidays: [2027-13-01]\n", 4, 16, "不是日期", "2027-02-05"),
    "slashes": (NEXT + "    holidays: [2027/1/1]\n", 4, 16, "“2027/1/1”不是日期", "2027-02-05"),
    "29 February": (
        NEXT + "    holidays: [2027-02-29]\n",
        4,
        16,
        "2027 年没有 2 月 29 日",
        "03-01",
    ),
    "wrong year": (
        NEXT + "    holidays: [2027-01-01, 2028-01-02]\n",
        4,
        28,
        "2028-01-02 不在 2027 年",
        "2028",
    ),
    "range out of its year": (
        NEXT + "    holidays: [2027-12-30..2028-01-02]\n",
        4,
        16,
        "2028-01-01 不在 2027 年",
        "2028",
    ),
    "range backwards": (
        NEXT + "    holidays: [2027-02-12..2027-02-05]\n",
        4,
        16,
        "起始日 2027-02-12 晚于",
        "前面",
    ),
    "endless range": (
        NEXT + "    holidays: [2027-01-01..2027-12-31]\n",
        4,
        16,
        "长达 365 天",
        "核对",
    ),
    "holiday and make-up day": (
        NEXT + "    holidays: [2027-02-05]\n    workdays: [2027-02-14, 2027-02-05]\n",
        5,
        28,
        "2027-02-05 既是放假日又是上班日",
        "只保留",
    ),
    "make-up day worked anyway": (
        NEXT + "    workdays: [2027-02-15]\n",
        4,
        16,
        "2027-02-15 本来就是工作日",
        "删去",
    ),
    "make-up day of the base": (
        "calendar: haizhou\nworkdays: [2026-02-14]\n",
        2,
        12,
        "本来就是工作日",
        "删去",
    ),
    "gap in the years": (HEAD + "years:\n  2028: {}\n", 3, 3, "2028 年之前缺少 2027 年", "2027 年"),
    "before the data start": (HEAD + "years:\n  2003: {}\n", 3, 3, "早于数据起始年份 2004", "删去"),
    "days without a year": (
        HEAD + "holidays: [2027-01-01]\nyears:\n  2027: {}\n",
        2,
        1,
        "没有写在年份之下",
        "base",
    ),
    "beyond the base": (
        "calendar: haizhou\nholidays: [2027-01-04]\n",
        2,
        12,
        "超出“cn”的范围",
        "先为所依据的日历导入",
    ),
    "unknown base": ("calendar: port\ntitle: 港口\nbase: ch\n", 3, 7, "没有工作日历“ch”", "cn"),
    "base of itself": ("calendar: port\ntitle: 港口\nbase: port\n", 3, 7, "绕回自己", "base"),
    "circle": ("calendar: cn\nbase: haizhou\n", 2, 7, "本身包含年度数据", "另取编号"),
    "windows no list": (HEAD + "windows: 8:30-12:00\n", 2, 10, "windows 应为列表", "08:30-12:00"),
    "window unreadable": (HEAD + "windows: [上午]\n", 2, 11, "“上午”不是上班时间", "08:30-12:00"),
    "minute 60": (HEAD + "windows: [08:60-12:00]\n", 2, 11, "不是上班时间", "08:30-12:00"),
    "24:00": (HEAD + "windows: [20:00-24:00]\n", 2, 11, "超出一天", "23:59"),
    "window backwards": (HEAD + "windows: [12:00-08:30]\n", 2, 11, "结束不晚于开始", "前面"),
    "windows overlap": (
        HEAD + "windows: [08:30-12:00, 11:30-17:30]\n",
        2,
        24,
        "与前一段重叠",
        "不能重叠",
    ),
    "empty file": ("\n", 1, 1, "文件是空的", "calendar"),
    "no mapping": ("- cn\n- us\n", 1, 1, "没有以键开头", "calendar"),
    "twice the same year": (
        HEAD + "years:\n  2027: {}\n  2027: {}\n",
        4,
        3,
        "2027",
        "",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_place_and_its_mend(name: str) -> None:
    text, line, column, what, mend = FAULTS[name]

    (fault,) = faults(text)

    assert (fault.line, fault.column) == (line, column)
    assert what in fault.what_zh
    assert mend in fault.mend_zh
    assert fault.what
    assert fault.mend


def test_a_circle_by_way_of_another_calendar_is_a_fault() -> None:
    known = {**KNOWN, "port": Calendar(key="port", number=1, title="港口", base="haizhou")}

    (fault,) = faults("calendar: haizhou\nbase: port\n", known)

    assert "haizhou → port → haizhou" in fault.what_zh
    assert (fault.line, fault.column) == (2, 7)


def test_more_layers_than_a_deadline_can_name_are_a_fault() -> None:
    known = {**KNOWN, "port": Calendar(key="port", number=1, title="港口", base="haizhou")}

    (fault,) = faults("calendar: pier\ntitle: 码头\nbase: port\n", known)

    assert "叠了 4 层，超过 3 层" in fault.what_zh


def test_a_year_in_which_nobody_works_is_a_fault() -> None:
    quarters = "2027-01-01..2027-03-31, 2027-04-01..2027-06-30, 2027-07-01..2027-09-30"

    (fault,) = faults(NEXT + f"    holidays: [{quarters}, 2027-10-01..2027-12-31]\n")

    assert fault.what_zh == "2027 年没有一个工作日"
    assert (fault.line, fault.column) == (3, 3)


def test_a_rest_of_half_a_year_is_a_fault() -> None:
    (fault,) = faults(NEXT + "    holidays: [2027-01-01..2027-03-31, 2027-04-01..2027-06-30]\n")

    assert "连续 181 天没有工作日" in fault.what_zh


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = NEXT + "    holidays: [2027-02-30, 2028-01-01]\n    workdays: [2027-02-15]\nwindow: []\n"

    found = faults(text)

    assert [(f.line, f.column) for f in found] == [(4, 16), (4, 28), (5, 16), (6, 1)]


def test_the_error_says_every_fault_in_both_languages() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(NEXT + "    holidays: [2027-02-30, 2028-01-01]\n")

    assert "有 2 处错误：第 4 行第 16 列" in refused.value.sentence("zh")
    assert "line 4, column 28: 2028-01-01 does not lie in 2027" in str(refused.value)


def test_a_file_is_read_from_its_path(tmp_path) -> None:
    file = tmp_path / "cn.yaml"
    file.write_text(NEXT + "    holidays: [2027-10-01..2027-10-07]\n", encoding="utf-8")

    assert date(2027, 10, 1) in read_calendar(file, KNOWN).holidays
