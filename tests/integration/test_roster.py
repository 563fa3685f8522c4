"""The roster changes by events, each with who and why, by whoever may; people leave, return, are away."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier

import pytest

from guatu import Office
from guatu.errors import (
    AbsenceRefused,
    AuditorsOnlyLook,
    NaiveMoment,
    NotEntitled,
    ReasonMissing,
    UnknownHolder,
    UnknownPerson,
    UnreadableFile,
)
from guatu.workflow.people import Person
from guatu.workflow.people.standins import deputy_of
from testkit.offices import ROSTER, all_rows, china_time, move

FIRST, LAST = china_time("2026-03-02 00:00"), china_time("2026-03-07 00:00")


@pytest.fixture
def staffed(office) -> Office:
    """The permit office with an administrator, ``boss``, and an auditor, ``eye``, in its roster."""
    roster = office.roster.read()
    more = (
        Person(key="boss", name="包管理", unit="desk_city", roles=frozenset({"administrator"})),
        Person(key="eye", name="严审计", unit="desk_city", roles=frozenset({"auditor"})),
    )
    office.roster.save(replace(roster, people=(*roster.people, *more)))
    return office


def away(office: Office, person: str, *, deputy: str = "", by: str = "system", **dates: datetime):
    days = {"since": FIRST, "until": LAST} | dates
    return office.people.away(person, deputy=deputy, by=by, why="出差", **days)


def person_of(office: Office, key: str) -> Person:
    (found,) = [person for person in office.roster.read().people if person.key == key]
    return found


def last_told(office: Office, key: str | None = None, count: int = 1) -> list[str]:
    return [line.what for line in office.people.history(key)[-count:]]


def kinds(office: Office, key: str | None = None) -> list[str]:
    return [line.kind for line in office.people.history(key)]


def at_once(actions: list[Callable[[], object]]) -> list[object]:
    start = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as pool:
        return [done.result() for done in [pool.submit(run, action) for action in actions]]


# --- events -------------------------------------------------------------------------------


def test_a_first_roster_is_told_place_by_place_unit_by_unit_person_by_person(office) -> None:
    lines = office.people.history()

    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert [line.kind for line in lines] == [
        *["place_added"] * 3,
        *["unit_added"] * 4,
        *["person_added"] * 9,
        "person_left",
    ]
    assert (lines[0].what, lines[3].what) == ("新增地区“海州市”", "新增单位“东城区政务服务中心”")
    assert (lines[7].what, lines[7].by_name, lines[7].why) == (
        "马主任入册（东城区政务服务中心）",
        "系统",
        "导入 roster.yaml",
    )


def test_the_same_roster_again_changes_nothing(office) -> None:
    before = all_rows(office)

    report = office.load_roster(ROSTER)

    assert (report.places.unchanged, report.units.unchanged, report.people.unchanged) == (3, 4, 9)
    assert all_rows(office) == before


def test_what_changed_is_told_with_what_was_and_what_is(office, tmp_path) -> None:
    text = ROSTER.read_text(encoding="utf-8")
    for old, new in (
        ("posts: [liaison], email: lin@example.org, phone: 0500-1234", "posts: [liaison, reviewer], roles: [operator]"),
        ("short: 消防, territory: city", "short: 消防支队, territory: city, scope: all"),
        ("key: west, title: 西城区", "key: west, title: 新西区"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "changed.yaml"
    file.write_text(text, encoding="utf-8")

    report = office.people.load(file, by="system", why="机构改革")

    differences = (
        "岗位 liaison → liaison、reviewer",
        "角色 无 → 运维人员",
        "电子邮箱 lin@example.org → 无",
        "电话 0500-1234 → 无",
    )
    assert (report.places.changed, report.units.changed, report.people.changed) == (1, 1, 1)
    assert last_told(office, count=3) == [
        "地区“新西区”变更：名称 西城区 → 新西区",
        "单位“海州市消防救援支队”变更：简称 消防 → 消防支队；数据范围 本单位 → 全部",
        f"林窗口信息变更：{'；'.join(differences)}",
    ]
    assert {line.why for line in office.people.history()[-3:]} == {"机构改革"}


def test_people_a_whole_file_does_not_name_have_left(office, tmp_path) -> None:
    text = ROSTER.read_text(encoding="utf-8")
    file = tmp_path / "fewer.yaml"
    file.write_text(
        "".join(x for x in text.splitlines(keepends=True) if "霍联络" not in x), encoding="utf-8"
    )

    report = office.people.load(file)

    assert report.left == ("huo",)
    assert last_told(office) == ["霍联络离岗"]


def test_a_file_that_keeps_the_others_takes_nobody_for_a_leaver(office, tmp_path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("people:\n  - {key: new, name: 新来者, unit: fire}\n", encoding="utf-8")

    report = office.people.load(file, whole=False)

    assert (report.people.added, report.left) == (1, ())
    assert last_told(office) == ["新来者入册（海州市消防救援支队）"]


def test_the_history_of_one_is_told_alone(office) -> None:
    away(office, "lin", deputy="wen")

    assert kinds(office, "lin") == ["person_added", "absence_set"]
    assert kinds(office, "wen") == ["person_added", "absence_set"]
    assert kinds(office, "fire") == ["unit_added"]
    with pytest.raises(UnknownHolder, match="fang"):
        office.people.history("fang_")


# --- workbooks ----------------------------------------------------------------------------


def test_a_workbook_written_by_the_office_changes_nothing_when_it_is_loaded(
    office, tmp_path
) -> None:
    away(office, "lin", deputy="wen")
    away(office, "ma", since=china_time("2026-03-02 08:30"), until=china_time("2026-03-02 12:00"))
    file = tmp_path / "roster.xlsx"
    office.people.export(file)
    before = all_rows(office)

    report = office.people.load(file, whole=True)

    assert (report.faults, report.warnings, report.left) == ((), (), ())
    assert all_rows(office) == before


def test_good_rows_of_a_table_go_in_and_bad_ones_are_reported(office, tmp_path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "编号,姓名,单位,岗位\nnew,新来者,消防,liaison\nlin,林窗口,东城政務,\nwu,吴审查,env,reviewer\n",
        encoding="utf-8",
    )

    report = office.people.load(file)

    assert (report.rows, report.refused) == (3, 1)
    assert (report.people.added, report.people.changed, report.people.unchanged) == (1, 1, 0)
    assert [(f.sheet, f.row, f.column, f.value) for f in report.faults] == [
        ("people", 3, "C", "东城政務")
    ]
    assert last_told(office, count=2) == [
        "吴审查信息变更：单位 东城区政务服务中心 → 海州市生态环境局",
        "新来者入册（海州市消防救援支队）",
    ]
    assert person_of(office, "lin").posts == {"liaison"}


def test_whoever_stands_in_a_bad_row_of_a_whole_table_has_not_left(office, tmp_path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("编号,姓名,单位\nma,马主任,desk_east\nlin,林窗口,nowhere\n", encoding="utf-8")

    report = office.people.load(file, whole=True)

    assert "lin" not in report.left
    assert {p.key for p in office.people.people()} == {"ma", "lin"}


def test_a_dry_run_reports_the_same_and_writes_nothing(office, tmp_path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("编号,姓名,单位\nnew,新来者,消防\nlin,林窗口,nowhere\n", encoding="utf-8")
    before = all_rows(office)

    foretold = office.people.load(file, whole=True, dry_run=True)
    untouched = all_rows(office) == before
    done = office.people.load(file, whole=True)

    assert untouched
    assert foretold == replace(done, is_dry_run=True)


def test_a_yaml_file_with_a_fault_changes_nothing(office, tmp_path) -> None:
    file = tmp_path / "roster.yaml"
    file.write_text("people:\n  - {key: new, name: 新来者, unit: nowhere}\n", encoding="utf-8")
    before = all_rows(office)

    with pytest.raises(UnreadableFile):
        office.people.load(file)

    assert all_rows(office) == before


def test_a_file_whose_deputies_lead_in_a_circle_with_what_there_is_is_refused(
    office, tmp_path
) -> None:
    away(office, "lin", deputy="wen")
    text = ROSTER.read_text(encoding="utf-8")
    file = tmp_path / "roster.yaml"
    file.write_text(
        text + "absences:\n  - {person: wen, since: 2026-03-03, deputy: lin}\n", encoding="utf-8"
    )
    before = all_rows(office)

    with pytest.raises(AbsenceRefused, match="文审查 → 林窗口 → 文审查"):
        office.people.load(file)

    assert all_rows(office) == before


# --- leaving and returning ----------------------------------------------------------------


def test_somebody_leaves_and_comes_back(staffed) -> None:
    staffed.people.leave("lin", by="boss", why="调往外地")
    is_gone = staffed.roster.directory().person("lin") is None
    staffed.people.rejoin("lin", by="boss", why="调回")

    assert is_gone
    assert staffed.roster.directory().person("lin") is not None
    assert [(x.kind, x.by_name, x.why) for x in staffed.people.history("lin")[-2:]] == [
        ("person_left", "包管理", "调往外地"),
        ("person_returned", "包管理", "调回"),
    ]


def test_leaving_twice_is_told_once(staffed) -> None:
    staffed.people.leave("lin", by="boss", why="退休")
    staffed.people.leave("lin", by="boss", why="退休")

    assert kinds(staffed, "lin").count("person_left") == 1


def test_whoever_leaves_stands_in_for_nobody_any_more(staffed) -> None:
    away(staffed, "ma", deputy="lin")
    move(staffed.clock, "2026-03-03 09:00")
    staffed.people.leave("lin", by="boss", why="退休")
    staffed.people.rejoin("lin", by="boss", why="返聘")

    directory = staffed.roster.directory()
    assert deputy_of(directory, directory.person("ma"), staffed.clock.now()) is None
    assert person_of(staffed, "ma").absences[0].deputy == ""
    assert staffed.people.history("ma")[-1].what == (
        "马主任请假 2026-03-02 至 2026-03-06，无人代理（原由林窗口代理）"
    )


def test_who_stood_in_in_an_absence_that_is_over_stays_known(staffed) -> None:
    away(staffed, "ma", deputy="lin")
    move(staffed.clock, "2026-03-09 09:00")

    staffed.people.leave("lin", by="boss", why="退休")

    assert person_of(staffed, "ma").absences[0].deputy == "lin"


# --- away and back ------------------------------------------------------------------------


def test_somebody_is_away_with_a_deputy_and_comes_back_early(office, clock) -> None:
    away(office, "lin", deputy="wen", by="lin")
    move(clock, "2026-03-04 10:30")
    ended = office.people.back("lin", by="lin")
    directory = office.roster.directory()

    assert ended.until == LAST
    assert directory.person("lin").absences[0].until == china_time("2026-03-04 10:30")
    assert deputy_of(directory, directory.person("lin"), clock.now()) is None
    assert last_told(office, "lin", 2) == [
        "林窗口请假 2026-03-02 至 2026-03-06，由文审查代理",
        "林窗口销假：原请假 2026-03-02 至 2026-03-06，止于 2026-03-04 10:30",
    ]


def test_absences_that_overlap_make_way(office) -> None:
    away(office, "lin", deputy="wen")
    later = away(
        office, "lin", since=china_time("2026-03-05 00:00"), until=china_time("2026-03-11 00:00")
    )
    apart = away(
        office, "lin", since=china_time("2026-04-01 00:00"), until=china_time("2026-04-02 00:00")
    )

    assert [a.since for a in person_of(office, "lin").absences] == [later.since, apart.since]
    assert last_told(office, "lin", 2) == [
        "林窗口请假 2026-03-05 至 2026-03-10，无人代理（取代原请假 2026-03-02 至 2026-03-06）",
        "林窗口请假 2026-04-01 至 2026-04-01，无人代理",
    ]


def test_an_absence_ended_as_it_begins_never_was(office, clock) -> None:
    away(office, "lin", since=clock.now())

    office.people.back("lin", by="lin")

    assert person_of(office, "lin").absences == ()
    assert last_told(office) == [
        "林窗口销假：原请假 2026-03-02 09:00 至 2026-03-06，未及开始即取消"
    ]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"until": FIRST}, "结束日期早于开始日期"),
        ({"deputy": "lin"}, "代理人不能是本人"),
        ({"deputy": "wen"}, "代理关系在同时请假期间绕回本人：林窗口 → 文审查 → 吴审查 → 林窗口"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(office, changed, why) -> None:
    away(office, "wen", deputy="wu")
    away(office, "wu", deputy="lin", since=china_time("2026-03-03 00:00"))
    before = all_rows(office)

    with pytest.raises(AbsenceRefused) as refused:
        away(office, "lin", **changed)

    assert why in refused.value.sentence("zh")
    assert all_rows(office) == before


def test_a_moment_without_a_zone_is_refused(office) -> None:
    with pytest.raises(NaiveMoment):
        away(office, "lin", since=datetime(2026, 3, 2))  # noqa: DTZ001 - that is the point


def test_nobody_comes_back_who_is_not_away(office) -> None:
    away(office, "lin", since=china_time("2026-03-03 00:00"))

    with pytest.raises(AbsenceRefused, match="not away"):
        office.people.back("lin", by="lin")


# --- who may ------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["system", "boss", "lin", "ma"])
def test_an_absence_is_recorded_and_ended_by(staffed, by) -> None:
    away(staffed, "lin", by=by)
    staffed.people.back("lin", by=by)

    assert {line.by for line in staffed.people.history("lin")[-2:]} == {by}


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("wen", NotEntitled),
        ("zhou", NotEntitled),
        ("eye", AuditorsOnlyLook),
        ("gone", UnknownPerson),
    ],
)
def test_an_absence_is_not_recorded_or_ended_by(staffed, by, error) -> None:
    away(staffed, "lin")
    before = all_rows(staffed)

    with pytest.raises(error):
        away(staffed, "lin", by=by)
    with pytest.raises(error):
        staffed.people.back("lin", by=by)

    assert all_rows(staffed) == before


def test_an_auditor_does_not_even_record_his_own_absence(staffed) -> None:
    with pytest.raises(AuditorsOnlyLook):
        away(staffed, "eye", by="eye")


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("ma", NotEntitled),
        ("lin", NotEntitled),
        ("eye", AuditorsOnlyLook),
        ("nobody", UnknownPerson),
    ],
)
def test_only_administrators_take_people_in_and_out(staffed, by, error) -> None:
    before = all_rows(staffed)

    for attempt in (
        lambda: staffed.people.load(ROSTER, by=by),
        lambda: staffed.people.load(ROSTER, by=by, dry_run=True),
        lambda: staffed.people.leave("lin", by=by, why="试试"),
        lambda: staffed.people.rejoin("gone", by=by, why="试试"),
    ):
        with pytest.raises(error):
            attempt()

    assert all_rows(staffed) == before


def test_a_refusal_says_who_may(staffed) -> None:
    with pytest.raises(NotEntitled) as refused:
        staffed.people.leave("lin", by="ma", why="试试")

    assert refused.value.sentence("zh") == "马主任无权为林窗口办理离岗：须由名册管理员办理。"
    assert refused.value.sentence("en") == (
        "马主任 may not take 林窗口 off the roster: it takes an administrator of the roster."
    )


@pytest.mark.parametrize("why", ["", "  "])
def test_a_reason_is_needed(staffed, why) -> None:
    for attempt in (
        lambda: staffed.people.leave("lin", by="boss", why=why),
        lambda: staffed.people.rejoin("gone", by="boss", why=why),
        lambda: staffed.people.away("lin", since=FIRST, by="boss", why=why),
    ):
        with pytest.raises(ReasonMissing):
            attempt()


@pytest.mark.parametrize(
    ("name", "meant"), [("linn", "lin（林窗口）"), ("林窗口", "lin（林窗口）"), ("xyz", None)]
)
def test_a_key_that_is_not_there_is_said_with_what_may_be_meant(office, name, meant) -> None:
    with pytest.raises(UnknownPerson) as unknown:
        office.people.leave(name, by="system", why="调走")

    assert unknown.value.known == ((meant,) if meant else ())


def test_a_deputy_is_somebody_who_is_there(office) -> None:
    with pytest.raises(UnknownPerson, match="gone"):
        away(office, "lin", deputy="gone")


# --- looking ------------------------------------------------------------------------------


def test_people_are_listed_by_unit_with_or_without_those_who_left(office) -> None:
    office.people.leave("wu", by="system", why="退休")

    assert [person.key for person in office.people.people("东城政务")] == ["lin", "ma", "wen"]
    assert [p.key for p in office.people.people("desk_east", include_left=True)] == [
        "gone",
        "lin",
        "ma",
        "wen",
        "wu",
    ]
    with pytest.raises(UnknownHolder, match="desk_east"):
        office.people.people("desk_eest")


# --- several at once ----------------------------------------------------------------------


def test_several_writers_at_once_make_one_chain(office) -> None:
    roster = office.roster.read()
    day = [china_time(f"2026-03-{day:02} 00:00") for day in range(2, 12)]

    at_once(
        [
            lambda: office.roster.save(roster),
            lambda: office.people.leave("wu", by="system", why="退休"),
            lambda: [away(office, "lin", since=day[n], until=day[n + 1]) for n in range(8)],
            lambda: [away(office, "wen", since=day[n], until=day[n + 1]) for n in range(8)],
            lambda: [away(office, "ma", since=day[n], until=day[n + 1]) for n in range(8)],
        ]
    )

    audit = office.verify()
    assert (audit.is_whole, audit.breaks) == (True, ())
    assert audit.roster_events == len(office.people.history())
    assert [len(person_of(office, key).absences) for key in ("lin", "wen", "ma")] == [8, 8, 8]


def test_a_file_is_read_again_where_somebody_was_faster(office, tmp_path, monkeypatch) -> None:
    file = tmp_path / "away.csv"
    file.write_text("人员,开始日期,代理人\nlin,2026-03-02,wen\n", encoding="utf-8")
    changing = office.roster.changing

    def first_somebody_leaves():
        monkeypatch.setattr(office.roster, "changing", changing)
        office.people.leave("wen", by="system", why="退休")
        return changing()

    monkeypatch.setattr(office.roster, "changing", first_somebody_leaves)

    report = office.people.load(file)

    assert (report.absences, [fault.value for fault in report.faults]) == (0, ["wen"])


# --- proof --------------------------------------------------------------------------------


def test_verifying_counts_the_roster_s_events(office) -> None:
    audit = office.verify()

    assert (audit.is_whole, audit.roster_events) == (True, 17)
