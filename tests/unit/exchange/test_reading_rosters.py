from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from guatu.errors import UnreadableFile
from guatu.exchange import read_roster
from guatu.workflow.people import Absence, OrgUnit, Person, Roster, Territory

CHINA = ZoneInfo("Asia/Shanghai")

GOOD = """
territories:
  - {key: city, title: 云岭市}
  - {key: east, title: 望溪区, parent: city}
units:
  - {key: desk, title: 云岭市招商办, short: 招商办, territory: city, duties: [desk, post]}
  - {key: branch, title: 望溪区招商办, territory: east, parent: desk}
people:
  - {key: 10086, name: 温秋实, unit: desk, posts: [head], email: a@example.org, phone: 0000-5550101}
  - {key: gone, name: 任远行, unit: branch, posts: liaison, active: false}
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(UnreadableFile) as refused:
        read_roster(text)
    return [fault.sentence("zh") for fault in refused.value.faults]


def test_a_roster_gives_places_units_and_people():
    roster = read_roster(GOOD)

    assert roster.territories == (
        Territory(key="city", title="云岭市"),
        Territory(key="east", title="望溪区", parent="city"),
    )
    assert roster.units[0] == OrgUnit(
        key="desk",
        title="云岭市招商办",
        short="招商办",
        territory="city",
        duties=frozenset({"desk", "post"}),
    )
    assert roster.people[0] == Person(
        key="10086",
        name="温秋实",
        unit="desk",
        posts=frozenset({"head"}),
        email="a@example.org",
        phone="0000-5550101",
    )


def test_a_unit_without_a_short_name_goes_by_its_title():
    assert read_roster(GOOD).units[1].short == "望溪区招商办"


def test_one_post_needs_no_brackets_and_a_leaver_is_not_active():
    gone = read_roster(GOOD).people[1]

    assert (gone.posts, gone.is_active) == (frozenset({"liaison"}), False)


def test_a_roster_file_is_read_by_its_path(tmp_path):
    path = tmp_path / "roster.yaml"
    path.write_text(GOOD, encoding="utf-8-sig")

    assert read_roster(path) == read_roster(str(path)) == read_roster(GOOD)


def test_all_faults_are_told_at_once_each_with_its_line():
    text = GOOD.replace("parent: city", "parent: citi").replace("unit: branch", "unit: branche")
    text = text.replace("parent: desk", "parent: dest").replace(
        "territory: east", "territory: west"
    )

    assert faults_of(text) == [
        "第 4 行，没有地区“citi”；是否应为“city”？",
        "第 7 行，没有地区“west”；是否应为“east”？",
        "第 7 行，没有单位“dest”；是否应为“desk”？",
        "第 10 行，没有单位“branche”；是否应为“branch”？",
    ]


def test_what_refers_to_a_row_with_a_fault_is_no_fault_itself():
    text = GOOD.replace("{key: east, title: 望溪区", "{key: east, titel: 望溪区")

    assert faults_of(text) == [
        "第 4 行，没有“titel”这一项；是否应为“title”？",
        "第 4 行，缺少 title",
    ]


def test_the_error_says_how_many_and_that_nothing_was_loaded():
    with pytest.raises(UnreadableFile) as refused:
        read_roster(GOOD.replace("parent: city", "parent: citi"))

    assert refused.value.sentence("zh").startswith("无法读取 roster.yaml：有 1 处错误：第 4 行")
    assert "nothing was loaded" in refused.value.sentence("en")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("key: east", "key: city", "第 4 行，key“city”重复"),
        ("key: gone", "key: desk", "第 10 行，key“desk”已被单位或系统占用"),
        ("key: gone", "key: system", "第 10 行，key“system”已被单位或系统占用"),
        ("key: gone", "key: 任 远行", "第 10 行，key“任 远行”只能用英文字母、数字和 _ . -"),
        ("name: 任远行, ", "", "第 10 行，缺少 name"),
        ("posts: liaison", "post: liaison", "第 10 行，没有“post”这一项；是否应为“posts”？"),
        ("posts: liaison", "posts: [{a: b}]", "第 10 行，posts 应为方括号列表"),
        ("name: 任远行", "name: [任远行]", "第 10 行，name 应为文字"),
        ("active: false", "active: 离岗", "第 10 行，active 应为 true 或 false"),
        ("a@example.org", "a.example.org", "第 9 行，“a.example.org”不是电子邮箱"),
        ("title: 云岭市}", "title: 云岭市, parent: east}", "第 3 行，“city”的上级绕回了自己"),
        ("0000-5550101", "08705550101", "第 9 行，phone 会被读成 8705550101，请加引号"),
        ("key: 10086", "key: 0086", "第 9 行，key 会被读成 86，请加引号"),
        ("people:", "peeple:", "第 8 行，没有“peeple”这一部分；是否应为“people”？"),
    ],
)
def test_a_fault_says_what_is_wrong_with_a_row(before, after, sentence):
    assert sentence in faults_of(GOOD.replace(before, after, 1))


def test_a_section_that_is_no_list_is_a_fault():
    assert faults_of("people:\n  a: b\n") == ["第 1 行，people 应为列表（每行以“- ”开头）"]


def test_a_row_that_is_no_mapping_is_a_fault():
    assert faults_of("people:\n  - 温秋实\n") == ["第 2 行，应由“键: 值”组成"]


@pytest.mark.parametrize(
    "text", ["\n\n", "- a\n- b\n", "people: [\n", "people: !!python/none\n x: 1\n"]
)
def test_text_that_is_no_roster_is_refused(text):
    assert faults_of(text)


def test_a_missing_file_and_a_file_in_another_encoding_are_refused(tmp_path):
    path = tmp_path / "roster.yaml"
    with pytest.raises(UnreadableFile, match="No such file"):
        read_roster(path)
    path.write_bytes(GOOD.encode("gb18030"))

    with pytest.raises(UnreadableFile, match="not UTF-8"):
        read_roster(path)


RIGHTS = """
territories: [{key: city, title: 云岭市}]
units: [{key: desk, title: 云岭市招商办, territory: city, scope: territory, kind: 部门, code: 云招办}]
people:
  - {key: wen, name: 温秋实, unit: desk, roles: [administrator, operator], scope: all}
  - {key: ren, name: 任远行, unit: desk, roles: auditor}
  - {key: gone, name: 葛离岗, unit: desk, active: false}
absences:
  - {person: wen, since: 2026-03-02, until: 2026-03-06, deputy: ren, why: 出差}
  - {person: wen, since: 2026-04-01}
"""


def test_office_roles_and_scopes_are_read():
    roster = read_roster(RIGHTS)

    assert roster.units[0].scope == "territory"
    assert [(person.roles, person.scope) for person in roster.people] == [
        ({"administrator", "operator"}, "all"),
        ({"auditor"}, ""),
        (frozenset(), ""),
    ]


def test_what_a_unit_is_by_law_is_read_by_its_word_or_its_key():
    by_key = read_roster(RIGHTS.replace("kind: 部门", "kind: department"))

    assert (by_key.units[0].kind, by_key.units[0].code) == ("department", "云招办")
    assert read_roster(RIGHTS).units == by_key.units
    assert read_roster(RIGHTS.replace("kind: 部门, ", "")).units[0].kind == ""


def test_an_absence_lasts_from_its_first_day_to_the_end_of_its_last():
    assert read_roster(RIGHTS).people[0].absences == (
        Absence(
            person="wen",
            since=datetime(2026, 3, 2, tzinfo=CHINA),
            until=datetime(2026, 3, 7, tzinfo=CHINA),
            deputy="ren",
            why="出差",
        ),
        Absence(person="wen", since=datetime(2026, 4, 1, tzinfo=CHINA)),
    )


def test_days_are_those_of_the_office():
    tokyo = ZoneInfo("Asia/Tokyo")

    (absence, _) = read_roster(RIGHTS, zone=tokyo).people[0].absences

    assert absence.since == datetime(2026, 3, 2, tzinfo=tokyo)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("roles: auditor", "roles: auditer", "第 6 行，roles 没有“auditer”；是否应为“auditor”？"),
        ("scope: all", "scope: alle", "第 5 行，scope 没有“alle”；是否应为“all”？"),
        ("scope: territory", "scope: teritory", "第 3 行，scope 没有“teritory”；是否应为“territory”？"),
        ("kind: 部门", "kind: parti", "第 3 行，kind 没有“parti”；是否应为“party”？"),
        ("person: wen, since: 2026-04", "person: wan, since: 2026-04",
         "第 10 行，没有在岗人员“wan”；是否应为“wen”？"),
        ("deputy: ren", "deputy: gone", "第 9 行，没有在岗人员“gone”；可用的有：ren、wen"),
        ("deputy: ren", "deputy: wen", "第 9 行，代理人不能是本人"),
        ("until: 2026-03-06", "until: 2026-03-01", "第 9 行，结束日期早于开始日期"),
        ("until: 2026-03-06", "until: 2026-02-30", "第 9 行，没有这一天"),
        ("since: 2026-04-01", "since: 2026-03-06", "第 10 行，“wen”的请假时间与另一行重叠"),
        ("since: 2026-04-01", "until: 2026-04-01", "第 10 行，缺少 since"),
        ("{person: wen, since: 2026-04-01}", "{person: ren, since: 2026-03-02, deputy: wen}",
         "第 10 行，代理关系在同时请假期间绕回本人：任远行 → 温秋实 → 任远行"),
    ],
)  # fmt: skip
def test_a_fault_of_rights_and_absences_is_said_with_its_line(before, after, sentence):
    assert faults_of(RIGHTS.replace(before, after, 1)) == [sentence]


def test_an_absence_of_somebody_with_a_fault_is_no_fault_itself():
    assert faults_of(RIGHTS.replace("key: wen, name: 温秋实", "key: wen, nome: 温秋实")) == [
        "第 5 行，没有“nome”这一项；是否应为“name”？",
        "第 5 行，缺少 name",
    ]


def test_a_file_may_name_what_there_is_already():
    known = Roster(
        territories=(Territory(key="city", title="云岭市"),),
        units=(OrgUnit(key="desk", title="招商办", short="招商办", territory="city"),),
        people=(Person(key="wen", name="温秋实", unit="desk"),),
    )
    text = "people: [{key: ren, name: 任远行, unit: desk}]\nabsences: [{person: wen, since: 2026-03-02}]\n"

    roster = read_roster(text, known=known)

    assert [(person.key, len(person.absences)) for person in roster.people] == [
        ("ren", 0),
        ("wen", 1),
    ]
