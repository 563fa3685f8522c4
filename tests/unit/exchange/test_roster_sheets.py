"""Rosters as people keep them in Excel and CSV: good rows are taken, bad ones named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from guatu.errors import UnreadableFile
from guatu.exchange import Enrolment, Grounds, read_people, write_people
from guatu.workflow.people import Absence, OrgUnit, Person, Roster, Territory

CHINA = ZoneInfo("Asia/Shanghai")
PLACES = ["编号", "名称", "上级地区"]
UNITS = ["编号", "名称", "简称", "所在地区", "上级单位", "职责", "数据范围"]
PEOPLE = ["编号", "姓名", "单位", "岗位", "角色", "数据范围", "电子邮箱", "电话", "在岗"]
AWAY = ["人员", "开始日期", "结束日期", "代理人", "事由"]
HEAD = ["an", "安宁", "desk", "head、liaison", "管理员", "全部", "an@example.org", "0500-1", "是"]
CLERK = ["bo", "薄舟", "接待处", "clerk", None, None, None, None, None]
KNOWN = Roster(
    territories=(Territory(key="city", title="云岭市"),),
    units=(OrgUnit(key="desk", title="云岭市接待处", short="接待处", territory="city"),),
    people=(
        Person(key="an", name="安宁", unit="desk", posts=frozenset({"head"}), phone="0500-9"),
        Person(key="ji", name="纪远", unit="desk"),
        Person(key="lu", name="陆离", unit="desk", is_active=False),
    ),
)
GROUNDS = Grounds(known=KNOWN, calendars={"cn", "park"}, zone=CHINA)
EMPTY = Grounds(known=Roster(), calendars={"cn"}, zone=CHINA)

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook of several sheets, then does to it what else is to be done."""

    def write(then: Callable[[Workbook], None] | None = None, **sheets: Rows) -> Path:
        made = Workbook()
        made.remove(made.worksheets[0])
        for title, rows in sheets.items():
            sheet = made.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        if then:
            then(made)
        path = tmp_path / "roster.xlsx"
        made.save(path)
        return path

    return write


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes a CSV file in an encoding."""

    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "roster.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def told(enrolment: Enrolment) -> list[str]:
    return [fault.sentence("zh") for fault in enrolment.faults]


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_people(path, GROUNDS)
    return refused.value.sentence("zh")


def away_on(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=CHINA).astimezone(UTC)


# --- what is read -------------------------------------------------------------------------


def test_a_workbook_gives_places_units_people_and_absences(book):
    path = book(
        地区=[PLACES, ["city", "云岭市", None], ["east", "望溪区", "云岭市"]],
        单位=[UNITS, ["desk", "云岭市接待处", "接待处", "city", None, "hall,visit", "本地区"]],
        人员=[PEOPLE, HEAD, CLERK],
        请假代理=[AWAY, ["薄舟", date(2026, 3, 2), "2026-03-06", "an", "出差"]],
    )

    enrolment = read_people(path, EMPTY)

    assert told(enrolment) == []
    assert enrolment.said == Roster(
        territories=(
            Territory(key="city", title="云岭市"),
            Territory(key="east", title="望溪区", parent="city"),
        ),
        units=(
            OrgUnit(
                key="desk",
                title="云岭市接待处",
                short="接待处",
                territory="city",
                duties=frozenset({"hall", "visit"}),
                scope="territory",
            ),
        ),
        people=(
            Person(
                key="an",
                name="安宁",
                unit="desk",
                posts=frozenset({"head", "liaison"}),
                roles=frozenset({"administrator"}),
                scope="all",
                email="an@example.org",
                phone="0500-1",
            ),
            Person(
                key="bo",
                name="薄舟",
                unit="desk",
                posts=frozenset({"clerk"}),
                absences=(
                    Absence(
                        person="bo",
                        since=away_on(2),
                        until=away_on(7),
                        deputy="an",
                        why="出差",
                    ),
                ),
            ),
        ),
    )


def test_sheets_and_headers_may_be_named_by_their_english_keys(book):
    path = book(people=[["key", "name", "unit", "posts"], ["bo", "薄舟", "desk", "clerk\nguide"]])

    (person,) = read_people(path, GROUNDS).said.people

    assert person.posts == {"clerk", "guide"}


def test_a_csv_file_is_told_by_its_headers(table):
    texts = {
        "territories": "编号,名称,上级地区\neast,望溪区,city\n",
        "units": "编号,名称,所在地区\nhall,会议中心,云岭市\n",
        "people": "姓名,编号,单位\n薄舟,bo,接待处\n",
        "absences": "人员,开始日期\nan,2026-03-02\n",
    }

    found = {key: read_people(table(text), GROUNDS) for key, text in texts.items()}

    assert [told(enrolment) for enrolment in found.values()] == [[], [], [], []]
    assert [place.key for place in found["territories"].said.territories] == ["east"]
    assert [unit.territory for unit in found["units"].said.units] == ["city"]
    assert [person.unit for person in found["people"].said.people] == ["desk"]
    assert [len(person.absences) for person in found["absences"].said.people] == [1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_the_encodings_office_programs_write(table, encoding):
    path = table("编号\t姓名\t单位\nbo\t薄舟\t接待处\n", encoding)

    assert [person.name for person in read_people(path, GROUNDS).said.people] == ["薄舟"]


def test_one_sheet_of_any_name_is_told_by_its_headers(book):
    path = book(Sheet1=[PEOPLE, CLERK])

    assert [person.key for person in read_people(path, GROUNDS).said.people] == ["bo"]


def test_what_there_is_no_column_for_stays_as_it_was(table):
    path = table("编号,姓名,单位,电子邮箱\nan,安宁,desk,an@example.org\n")

    (person,) = read_people(path, GROUNDS).said.people

    assert (person.posts, person.phone, person.email) == ({"head"}, "0500-9", "an@example.org")


def test_an_empty_cell_of_a_column_that_is_there_clears(table):
    path = table("编号,姓名,单位,岗位,电话\nan,安宁,desk,,\n")

    (person,) = read_people(path, GROUNDS).said.people

    assert (person.posts, person.phone) == (frozenset(), "")


def test_whoever_is_listed_is_there_unless_it_says_he_is_not(table):
    path = table("编号,姓名,单位,在岗\nan,安宁,desk,否\nlu,陆离,desk,\n")

    people = read_people(path, GROUNDS).said.people

    assert {person.key: person.is_active for person in people} == {"an": False, "lu": True}


@pytest.mark.parametrize("text", ["2026-03-02", "2026/3/2", "2026年3月2日", "2026.3.2"])
def test_a_day_may_be_written_as_people_write_it(table, text):
    path = table(f"人员,开始日期,结束日期\nan,{text},{text}\n")

    (person,) = read_people(path, GROUNDS).said.people

    assert (person.absences[0].since, person.absences[0].until) == (away_on(2), away_on(3))


def test_a_moment_is_taken_to_the_second(table):
    path = table("人员,开始日期,结束日期\nan,2026-03-02 08:30,2026-03-02 12:00:05\n")

    (person,) = read_people(path, GROUNDS).said.people

    assert person.absences[0].since == datetime(2026, 3, 2, 8, 30, tzinfo=CHINA)
    assert person.absences[0].until == datetime(2026, 3, 2, 12, 0, 5, tzinfo=CHINA)


def test_totals_and_headers_said_again_are_no_people(book):
    path = book(人员=[["海州接待处人员名册"], PEOPLE, CLERK, PEOPLE, ["合计", "1 人"]])

    enrolment = read_people(path, GROUNDS)

    assert ([person.key for person in enrolment.said.people], told(enrolment)) == (["bo"], [])
    assert [warning.what_zh for warning in enrolment.warnings] == ["合计行不读取"]


# --- what is refused ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("b o,薄舟,desk", "“roster”第 2 行 A 列“编号”：编号只能用英文字母、数字和 _ . -（现为“b o”）"),
        (",薄舟,desk", "“roster”第 2 行 A 列“编号”：必须填写"),
        ("bo,,desk", "“roster”第 2 行 B 列“姓名”：必须填写"),
        ("desk,薄舟,desk", "“roster”第 2 行 A 列“编号”：这个编号已被单位或系统占用（现为“desk”）"),
        ("system,薄舟,desk", "“roster”第 2 行 A 列“编号”：这个编号已被单位或系统占用（现为“system”）"),
        (
            "bo,薄舟,接侍处",
            "“roster”第 2 行 C 列“单位”：没有单位“接侍处”；是否应为“接待处”？（现为“接侍处”）",
        ),
        (
            "bo,薄舟,desk,administrater",
            "“roster”第 2 行 D 列“角色”：没有角色“administrater”；是否应为“administrator”？",
        ),
        (
            "bo,薄舟,desk,,本单立",
            "“roster”第 2 行 E 列“数据范围”：没有这个选项；是否应为“本单位”？（现为“本单立”）",
        ),
        ("bo,薄舟,desk,,,bo.example", "“roster”第 2 行 F 列“电子邮箱”：不是电子邮箱（现为“bo.example”）"),
        ("bo,薄舟,desk,,,,在", "“roster”第 2 行 G 列“在岗”：请填“是”或“否”（现为“在”）"),
        ("bo,=A1,desk", "单元格是公式，请复制后“选择性粘贴—数值”"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_cell_and_its_mend(table, row, sentence):
    enrolment = read_people(table(f"编号,姓名,单位,角色,数据范围,电子邮箱,在岗\n{row}\n"), GROUNDS)

    (fault,) = told(enrolment)
    assert sentence in fault
    assert enrolment.said.people == ()


def test_every_fault_is_said_in_english_too(table):
    enrolment = read_people(table("编号,姓名,单位\nb o,薄舟,desk\nbo,薄舟,dask\n"), GROUNDS)

    assert [fault.sentence("en") for fault in enrolment.faults] == [
        "roster, row 2, column A (编号): a key may hold letters, digits and _ . - only (it is “b o”)",
        "roster, row 3, column C (单位): there is no unit “dask”; did you mean “desk”? (it is “dask”)",
    ]


def test_good_rows_are_taken_beside_bad_ones(table):
    enrolment = read_people(
        table("编号,姓名,单位\nbo,薄舟,desk\n,甲,desk\nyu,于田,desk\n"), GROUNDS
    )

    assert [person.key for person in enrolment.said.people] == ["bo", "yu"]
    assert (enrolment.rows, len(enrolment.faults)) == (3, 1)


def test_a_key_used_twice_counts_once(table):
    enrolment = read_people(table("编号,姓名,单位\nbo,薄舟,desk\nbo,于田,desk\n"), GROUNDS)

    assert [person.name for person in enrolment.said.people] == ["薄舟"]
    assert told(enrolment) == ["“roster”第 3 行 A 列“编号”：与第 2 行重复（现为“bo”）"]


def test_a_title_two_units_have_names_neither(book):
    path = book(
        单位=[["编号", "名称", "所在地区"], ["one", "档案室", "city"], ["two", "档案室", "city"]],
        人员=[["编号", "姓名", "单位"], ["bo", "薄舟", "档案室"]],
    )

    assert told(read_people(path, GROUNDS)) == [
        "“人员”第 2 行 C 列“单位”：有多个同名的单位，请填编号：one、two（现为“档案室”）"
    ]


def test_whoever_belongs_to_a_refused_unit_is_refused_too(book):
    path = book(
        单位=[["编号", "名称", "所在地区"], ["hall", "会议中心", "nowhere"]],
        人员=[["编号", "姓名", "单位"], ["bo", "薄舟", "会议中心"]],
    )

    faults = told(read_people(path, GROUNDS))

    assert faults[0].startswith("“单位”第 2 行 C 列“所在地区”：没有地区“nowhere”")
    assert faults[1:] == [
        "“人员”第 2 行 C 列“单位”：单位“会议中心”在单位表第 2 行，该行有误，未导入（现为“会议中心”）"
    ]


def test_places_in_a_circle_are_refused_with_all_that_stands_below(book):
    path = book(
        地区=[
            PLACES,
            ["a", "甲镇", "乙镇"],
            ["b", "乙镇", "a"],
            ["c", "丙镇", "b"],
            ["d", "丁镇", "c"],
            ["e", "戊镇", "city"],
        ]
    )

    enrolment = read_people(path, GROUNDS)

    assert [place.key for place in enrolment.said.territories] == ["e"]
    assert [(fault.row, fault.what_zh) for fault in enrolment.faults] == [
        (2, "上级绕回了自己"),
        (3, "上级绕回了自己"),
        (4, "地区“b”在第 3 行，该行有误，未导入"),
        (5, "地区“c”在第 4 行，该行有误，未导入"),
    ]


def test_a_circle_through_what_there_is_already_is_one_too(table):
    known = Roster(
        territories=(
            Territory(key="city", title="云岭市"),
            Territory(key="east", title="望溪区", parent="city"),
        )
    )

    enrolment = read_people(
        table("编号,名称,上级地区\ncity,云岭市,望溪区\n"),
        Grounds(known=known, calendars=(), zone=CHINA),
    )

    assert [fault.what_zh for fault in enrolment.faults] == ["上级绕回了自己"]


def test_a_unit_says_what_it_is_by_law_and_what_its_numbers_begin_with(table):
    enrolment = read_people(
        table("编号,名称,所在地区,机关性质,机关代字\nhall,会议中心,city,部门,云会\n"), GROUNDS
    )

    assert [(unit.kind, unit.code) for unit in enrolment.said.units] == [("department", "云会")]


def test_a_kind_of_unit_there_is_not_is_refused(table):
    enrolment = read_people(
        table("编号,名称,所在地区,机关性质\nhall,会议中心,city,园区管委\n"), GROUNDS
    )

    assert ["园区管委会" in fault.what_zh for fault in enrolment.faults] == [True]


def test_a_calendar_there_is_not_is_refused(table):
    enrolment = read_people(
        table("编号,名称,所在地区,工作日历\nhall,会议中心,city,perk\n"), GROUNDS
    )

    assert [fault.what_zh for fault in enrolment.faults] == ["没有这个工作日历；是否应为“park”？"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("an,2026-03-02,2026-03-01,", "结束日期早于开始日期"),
        ("an,2026-02-30,,", "没有这一天"),
        ("an,2026-03-02 25:00,,", "没有这个时刻"),
        ("an,明天,,", "请填写日期，如 2026-03-02 或 2026年3月2日"),
        ("an,2026-03-02,,an", "代理人不能是本人"),
        ("an,2026-03-02,,安宁", "代理人不能是本人"),
        ("an,2026-03-02,,陆离", "没有在岗人员“陆离”；可用的有：安宁、纪远、an、ji"),
        ("陆离,2026-03-02,,", "没有在岗人员“陆离”；可用的有：安宁、纪远、an、ji"),
        ("an,,,", "必须填写"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(table, row, what):
    enrolment = read_people(table(f"人员,开始日期,结束日期,代理人\n{row}\n"), GROUNDS)

    assert [fault.what_zh for fault in enrolment.faults] == [what]


def test_deputies_who_lead_back_to_oneself_are_refused_while_both_are_away(table):
    rows = "an,2026-03-02,2026-03-06,ji\nji,2026-03-06,2026-03-09,an\n"

    enrolment = read_people(table("人员,开始日期,结束日期,代理人\n" + rows), GROUNDS)

    assert [(fault.row, fault.what_zh) for fault in enrolment.faults] == [
        (3, "代理关系在同时请假期间绕回本人：纪远 → 安宁 → 纪远")
    ]


def test_two_may_stand_in_for_each_other_at_different_times(table):
    rows = "an,2026-03-02,2026-03-05,ji\nji,2026-03-06,2026-03-09,an\n"

    assert told(read_people(table("人员,开始日期,结束日期,代理人\n" + rows), GROUNDS)) == []


def test_absences_of_one_file_do_not_overlap(table):
    rows = "an,2026-03-02,2026-03-06\nan,2026-03-06,\n"

    enrolment = read_people(table("人员,开始日期,结束日期\n" + rows), GROUNDS)

    assert [fault.what_zh for fault in enrolment.faults] == ["与第 2 行的请假时间重叠"]


# --- leavers ------------------------------------------------------------------------------


def test_a_table_takes_nobody_for_a_leaver_unless_it_is_said_to_be_whole(table):
    path = table("编号,姓名,单位\nbo,薄舟,desk\n")

    assert [
        read_people(path, GROUNDS, is_whole=asked).is_whole for asked in (None, False, True)
    ] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("row", "spared"),
    [
        ("an,安宁,nowhere", {"an"}),
        ("a n,安宁,desk", {"an"}),
        (",纪远,desk", {"ji"}),
        ("new,新人,nowhere", set()),
        ("a n,,desk", {"an", "ji", "lu"}),
        ("=A1,,desk", {"an", "ji", "lu"}),
    ],
)
def test_whoever_may_stand_in_a_bad_row_is_spared(table, row, spared):
    enrolment = read_people(table(f"编号,姓名,单位\nbo,薄舟,desk\n{row}\n"), GROUNDS, is_whole=True)

    assert enrolment.spared == spared


def test_a_row_nobody_can_be_told_by_is_said_to_spare_everybody(table):
    enrolment = read_people(
        table("编号,姓名,单位\nbo,薄舟,desk\n=A1,,desk\n"), GROUNDS, is_whole=True
    )

    assert [(note.row, note.what_zh) for note in enrolment.warnings] == [
        (3, "看不出此行是谁，因此不作离岗处理")
    ]


@pytest.mark.parametrize("people", [[], [PEOPLE]])
def test_a_file_that_names_nobody_takes_nobody_for_a_leaver(book, people):
    path = book(人员=people, 地区=[PLACES, ["east", "望溪区", "city"]])

    enrolment = read_people(path, GROUNDS, is_whole=True)

    assert enrolment.is_whole is False
    assert "没有列出任何人员，不作离岗处理" in [note.what_zh for note in enrolment.warnings]


# --- files of no use ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheets", "sentence"),
    [
        ({"人员": []}, "没有找到名册的表"),
        ({"说明": [["请按列填写"]]}, "没有找到名册的表"),
        ({"人员": [PEOPLE, CLERK], "people": [PEOPLE, CLERK]}, "有两个工作表都是“人员”"),
        ({"人员": [["编号", "单位名", "姓名"], ["bo", "desk", "薄舟"]]},
         "（人员）：第 1 行表头有误，缺少列：单位（“单位名”是否应为“单位”？）"),
        ({"人员": [["编号", "姓名", "单位", "姓名"], CLERK]}, "B 列和 D 列是同一字段“姓名”"),
        ({"人员": [["甲", "乙"], ["丙", "丁"]]}, "前 10 行中没有找到表头"),
    ],
)  # fmt: skip
def test_a_workbook_of_no_use_is_refused_whole(book, sheets, sentence):
    assert sentence in refusal(book(**sheets))


def test_a_csv_file_that_is_no_roster_is_refused(table):
    assert "没有找到名册的表" in refusal(table("项目名称,投资企业\n甲,乙\n"))


def test_a_sheet_nobody_knows_is_not_read_and_said_so(book):
    enrolment = read_people(book(人员=[PEOPLE, CLERK], 单位表=[["随便"]]), GROUNDS)

    assert [w.what_zh for w in enrolment.warnings] == ["工作表“单位表”不读取；是否应为“单位”？"]


def test_a_column_nobody_knows_is_not_read_and_said_so(table):
    enrolment = read_people(table("编号,姓名,单位,邮箱,备注\nbo,薄舟,desk,x,y\n"), GROUNDS)

    assert [(w.column, w.what_zh) for w in enrolment.warnings] == [
        ("D", "没有对应的字段，此列不读取；是否应为“电子邮箱”？"),
        ("E", "没有对应的字段，此列不读取"),
    ]


def test_headers_merged_over_two_rows_are_one_header(book):
    top = ["编号", "姓名", "单位", "联系方式", None]
    below = [None, None, None, "电子邮箱", "电话"]

    def merge(made: Workbook) -> None:
        for cells in ("A1:A2", "B1:B2", "C1:C2", "D1:E1"):
            made["人员"].merge_cells(cells)

    path = book(merge, 人员=[top, below, ["bo", "薄舟", "desk", "bo@example.org", "0500-2"]])

    enrolment = read_people(path, GROUNDS)

    assert told(enrolment) == []
    assert [(p.email, p.phone) for p in enrolment.said.people] == [("bo@example.org", "0500-2")]


def test_a_unit_merged_over_several_people_is_the_unit_of_each(book):
    def merge(made: Workbook) -> None:
        made["人员"].merge_cells("C2:C3")

    path = book(
        merge, 人员=[["编号", "姓名", "单位"], ["bo", "薄舟", "desk"], ["yu", "于田", None]]
    )

    assert [person.unit for person in read_people(path, GROUNDS).said.people] == ["desk", "desk"]


@pytest.mark.slow
def test_a_hundred_thousand_blank_rows_are_no_people(book):
    def stretch(made: Workbook) -> None:
        sheet = made["人员"]
        for number in range(3, 100_003):
            sheet.cell(row=number, column=1, value="")
        sheet.append(["yu", "于田", "desk"])

    enrolment = read_people(book(stretch, 人员=[PEOPLE, CLERK]), GROUNDS)

    assert ([person.key for person in enrolment.said.people], enrolment.rows) == (["bo", "yu"], 2)


# --- back to Excel ------------------------------------------------------------------------


def test_a_roster_written_as_a_workbook_reads_back_to_the_same_roster(tmp_path):
    absences = (
        Absence(person="an", since=away_on(2), until=away_on(7), deputy="ji", why="出差"),
        Absence(person="an", since=away_on(9, 8), until=away_on(9, 12)),
        Absence(person="an", since=away_on(20)),
    )
    roster = Roster(
        territories=(*KNOWN.territories, Territory(key="east", title="=望溪区", parent="city")),
        units=(
            *KNOWN.units,
            OrgUnit(
                key="hall",
                title="会议中心",
                short="会议中心",
                territory="east",
                duties=frozenset({"visit", "hall"}),
                parent="desk",
                calendar="park",
                scope="own",
                kind="coordinating_office",
                code="=招办",
            ),
        ),
        people=(
            Person(
                key="an",
                name="安宁",
                unit="desk",
                posts=frozenset({"head", "liaison"}),
                roles=frozenset({"administrator", "operator"}),
                scope="territory",
                email="an@example.org",
                phone="0500-0001",
                absences=absences,
            ),
            Person(key="ji", name="纪远", unit="hall"),
            Person(key="lu", name="陆离", unit="desk", is_active=False),
            Person(key="10086", name="柳青", unit="desk", roles=frozenset({"auditor"})),
        ),
    )
    path = tmp_path / "roster.xlsx"

    write_people(path, roster, zone=CHINA, written_at=away_on(1))
    read = read_people(path, Grounds(known=Roster(), calendars={"park"}, zone=CHINA))

    assert told(read) == []
    assert set(read.said.territories) == set(roster.territories)
    assert set(read.said.units) == set(roster.units)
    assert set(read.said.people) == set(roster.people)


def test_the_same_roster_gives_the_same_workbook(tmp_path):
    for name in ("one", "two"):
        write_people(tmp_path / name, KNOWN, zone=CHINA, written_at=away_on(1))

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


# --- long lines ---------------------------------------------------------------------------

MANY = 2_000


def test_a_very_long_line_of_deputies_is_followed_without_end(table):
    people = tuple(Person(key=f"p{n}", name=f"人{n}", unit="desk") for n in range(MANY))
    grounds = Grounds(known=Roster(people=people), calendars=(), zone=CHINA)
    rows = "".join(f"p{n},2026-03-02,p{(n + 1) % MANY}\n" for n in range(MANY))

    enrolment = read_people(table(f"人员,开始日期,代理人\n{rows}"), grounds)

    assert (told(enrolment), len(enrolment.said.people)) == ([], MANY)


def test_a_very_deep_tree_falls_with_its_root(table):
    rows = "".join(f"t{n},地{n},t{n + 1}\n" for n in range(MANY))

    enrolment = read_people(table(f"编号,名称,上级地区\n{rows}"), GROUNDS)

    assert (len(enrolment.faults), enrolment.said.territories) == (MANY, ())
