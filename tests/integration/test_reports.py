"""Reports: made from data for a period, frozen when they are published, told in a letter."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

import pytest
from sqlalchemy import update

from guatu import Office
from guatu.errors import (
    BadPeriod,
    NotEntitled,
    ReportRefused,
    UnknownHolder,
    UnknownIndicator,
    UnknownPerson,
    UnknownReport,
    UnknownTable,
)
from guatu.store import Figure
from guatu.store.layout import reporting
from testkit.bulletins import MONTH, by_unit, rows, with_reports
from testkit.offices import complete, move, open_case, to_review

EAST = "东城区政务服务中心"


@pytest.fixture
def office(offices: Callable[..., Office], tmp_path) -> Office:
    return offices(settings=with_reports(tmp_path))


def march(office: Office) -> tuple[int, int]:
    """Take one case into review in time and leave another until it is red."""
    done, late = to_review(office), open_case(office)
    for day in (10, 25):
        move(office.clock, f"2026-03-{day} 10:00")
        office.tick()
    return done.id, late.id


def test_a_month_counts_what_was_due_and_what_of_it_in_time(office) -> None:
    march(office)
    move(office.clock, "2026-04-01 09:00")

    report = office.reports.make("permit_month", "2026-03")

    # Two intakes and one review were due in March; one intake was left in time.
    assert by_unit(report, "standing")[EAST] == (2, 3, 1, 0, 2, pytest.approx(1 / 3))
    assert report.tables[0].total == ("合计", 2, 3, 1, 0, 2, pytest.approx(1 / 3))
    assert (report.period_title, report.since.day, report.until.day) == ("2026年3月", 1, 31)


def test_a_past_month_is_told_as_it_stood_at_its_end(office) -> None:
    _, late = march(office)
    move(office.clock, "2026-04-02 10:00")
    office.engine.record(late, by="lin", fields={"planned_start": "2026-05-06"})
    office.engine.record(late, by="lin", materials={"drawings": "图.pdf"})
    office.engine.advance(late, "accept", by="lin")

    march_, april = (office.reports.make("permit_month", f"2026-0{month}") for month in (3, 4))

    assert [(row[2], row[6]) for row in rows(march_, "lit")][:1] == [("受理", "红灯")]
    assert by_unit(april, "standing")[EAST][:3] == (2, 0, 0)


def test_lists_name_what_is_lit_and_what_nobody_answered(office) -> None:
    _, late = march(office)

    report = office.reports.make("permit_month", "2026-03")

    assert {row[0] for row in rows(report, "lit")} >= {str(late)}
    assert (str(late), EAST) in {(row[0], row[3]) for row in rows(report, "unanswered")}


def test_an_indicator_is_a_column_and_its_formula_is_told(office) -> None:
    march(office)

    report = office.reports.make("permit_month", "2026-03")

    assert by_unit(report, "rates")[EAST] == (0.0, 1.0)
    assert report.notes[0] == "到期指期限在本月内的阶段"
    assert any(note.startswith("发证率＝") for note in report.notes)
    assert report.flows == {"permit": office.flows.latest("permit").hash}


def test_one_unit_is_told_of_what_it_holds(office) -> None:
    march(office)
    open_case(office, by="zhou", district="west")

    east = office.reports.make("permit_month", "2026-03", unit="desk_east")
    west = office.reports.make("permit_month", "2026-03", unit="desk_city")

    assert [list(by_unit(each, "standing")) for each in (east, west)] == [
        [EAST],
        ["海州市政务服务中心"],
    ]
    assert by_unit(west, "standing")["海州市政务服务中心"][0] == 1
    assert west.name == "2026年3月办件月报（海州市政务服务中心）"
    with pytest.raises(UnknownHolder):
        office.reports.make("permit_month", "2026-03", unit="nobody")


def test_somebody_sees_in_it_only_the_cases_he_sees(office) -> None:
    open_case(office)
    open_case(office, by="zhou", district="west")

    seen = {
        by: len(by_unit(office.reports.make("permit_month", "2026-03", by=by), "standing"))
        for by in ("lin", "hua")
    }

    assert seen == {"lin": 1, "hua": 2}
    with pytest.raises(UnknownPerson):
        office.reports.make("permit_month", "2026-03", by="gone")


def test_what_was_published_is_frozen(office) -> None:
    march(office)
    move(office.clock, "2026-04-01 09:00")
    published = office.reports.publish("permit_month", "2026-03", by="lin")
    for _ in range(3):
        open_case(office)
    move(office.clock, "2026-05-04 09:00")

    kept = office.reports.published("permit_month", "2026-03")

    assert kept == published
    assert kept.publication is not None
    assert (kept.publication.revision, kept.publication.by) == (1, "lin")
    assert office.reports.published("permit_month", "2026-04") is None


def test_it_is_corrected_by_the_next_revision_with_a_reason(office) -> None:
    march(office)
    move(office.clock, "2026-04-01 09:00")
    office.reports.publish("permit_month", "2026-03", by="lin")

    with pytest.raises(ReportRefused, match="published already"):
        office.reports.publish("permit_month", "2026-03", by="lin", why=" ")
    again = office.reports.publish("permit_month", "2026-03", by="lin", why="漏计一件")

    assert again.publication is not None
    assert again.publication.revision == 2
    assert [(row.revision, row.why) for row in office.reports.list()] == [(2, "漏计一件"), (1, "")]


def test_its_letter_is_drafted_in_the_name_of_who_publishes(office) -> None:
    march(office)
    move(office.clock, "2026-04-01 09:00")

    published = office.reports.publish("permit_month", "2026-03", by="lin")

    assert published.publication is not None
    (letter,) = office.views.letters(key=published.publication.letter)
    assert (letter.state, letter.genre, letter.issuer, letter.case) == (
        "draft",
        "通报",
        "desk_east",
        None,
    )
    assert letter.addressees == ("fire", "env")
    assert "各窗口办理情况" in letter.text
    assert "33.3%" in letter.text


def test_its_letter_goes_through_its_whole_life(office) -> None:
    move(office.clock, "2026-04-01 09:00")
    published = office.reports.publish("permit_month", "2026-03", by="lin")
    assert published.publication is not None
    key = published.publication.letter

    letters = office.engine.letters
    letters.review(key, by="lin")
    letters.sign(key, by="ma")
    letters.number(key, by="lin")
    letters.seal(key, by="lin")
    letters.deliver(key, by="lin")
    letters.receive(key, by="huo")
    letters.receive(key, by="hua")
    letters.archive(key, by="lin")

    assert office.letters.life(key).letter.state == "archived"
    assert office.verify().is_whole


def test_nobody_else_publishes_it(office) -> None:
    move(office.clock, "2026-04-01 09:00")

    with pytest.raises(NotEntitled, match="霍联络"):
        office.reports.publish("permit_month", "2026-03", by="huo")
    with pytest.raises(UnknownPerson):
        office.reports.publish("permit_month", "2026-03", by="gone")
    assert office.reports.list() == []


def test_a_period_that_is_not_over_is_not_published(office) -> None:
    with pytest.raises(ReportRefused, match="2026-04-01"):
        office.reports.publish("permit_month", "2026-03", by="lin")


@pytest.mark.parametrize("period", ["2026-13", "2026", "2026-Q1", "3月", "2027-01", "2026-3"])
def test_what_is_no_period_of_it_is_refused(office, period: str) -> None:
    with pytest.raises(BadPeriod, match="2026-03"):
        office.reports.make("permit_month", period)


def test_what_there_is_not_is_said(office, tmp_path) -> None:
    source = MONTH.read_text(encoding="utf-8").replace("permit.issue_rate", "permit.issue")
    with_reports(tmp_path, source)

    with pytest.raises(UnknownReport, match="permit_month"):
        office.reports.make("monthly")
    with pytest.raises(UnknownIndicator, match="issue_rate"):
        office.reports.make("permit_month", "2026-03")


def test_a_flow_that_is_not_in_use_leaves_its_figures_out(office, tmp_path) -> None:
    source = MONTH.read_text(encoding="utf-8").replace("[permit]", "[permit, works]")
    with_reports(tmp_path, source.replace("[permit.issue_rate", "[works.rate, permit.issue_rate"))
    open_case(office)

    report = office.reports.make("permit_month", "2026-03")

    assert by_unit(report, "rates")[EAST][0] is None
    assert "流程 works 没有启用，未列入" in report.notes


def test_a_row_that_was_changed_shows(office) -> None:
    move(office.clock, "2026-04-01 09:00")
    office.reports.publish("permit_month", "2026-03", by="lin")
    assert [row.is_whole for row in office.reports.list("permit_month")] == [True]

    with office.store.writing() as connection:
        data = connection.execute(reporting.report.select()).one().data
        changed = data.replace("办件月报", "办件周报")
        connection.execute(update(reporting.report).values(data=changed))

    assert [row.is_whole for row in office.reports.list("permit_month")] == [False]
    assert not office.verify().is_whole


def test_of_two_who_publish_at_once_one_is_refused(office, offices, tmp_path) -> None:
    move(office.clock, "2026-04-01 09:00")
    both = (office, offices(settings=with_reports(tmp_path)))
    refused: list[ReportRefused] = []

    def publish(of: Office) -> None:
        try:
            of.reports.publish("permit_month", "2026-03", by="lin")
        except ReportRefused as error:
            refused.append(error)

    threads = [Thread(target=publish, args=(of,)) for of in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(office.reports.list()), len(refused)) == (1, 1)


def test_the_last_period_that_is_over_needs_no_name(office) -> None:
    move(office.clock, "2026-04-01 09:00")

    assert office.reports.make("permit_month").period == "2026-03"
    assert office.reports.make("permit_month").made_at == datetime(2026, 4, 1, 1, tzinfo=UTC)


def test_growth_is_told_against_the_same_days_a_year_before(office, tmp_path, clock) -> None:
    source = MONTH.read_text(encoding="utf-8").replace(
        "indicators: [permit.issue_rate, {indicator: permit.on_time_rate, over: period}]",
        "indicators: [{indicator: permit.on_time_rate, over: period, growth: true}]",
    )
    with_reports(tmp_path, source)
    late, done = open_case(office), to_review(office)
    move(clock, "2026-03-30 09:00")
    complete(office, late.id)
    office.engine.advance(late.id, "accept", by="lin")
    move(clock, "2027-03-02 09:00")
    to_review(office)
    move(clock, "2027-04-01 09:00")

    report = office.reports.make("permit_month", "2027-03")
    (table,) = [each for each in report.tables if each.key == "rates"]

    # Half of what was left in March 2026 was left in time, all of it a year later.
    assert table.columns[1].title == "转段准时率同比"
    assert by_unit(report, "rates")[EAST] == (1.0,)
    assert office.reports.make("permit_month", "2026-03").tables[1].rows[0][1] is None
    assert done.id != late.id


def test_every_count_is_that_of_the_cases_behind_it(offices, tmp_path) -> None:
    stages = "  funnel: {title: 各阶段, shows: stages}\n"
    source = MONTH.read_text(encoding="utf-8") + stages
    office = offices(settings=with_reports(tmp_path, source))
    march(office)
    move(office.clock, "2026-04-01 09:00")

    report = office.reports.make("permit_month", "2026-03")

    checked = 0
    for table in report.tables:
        total = [("", table.total)] if table.total else []
        for subject, row in [*zip(table.subjects, table.rows, strict=True), *total]:
            for cell, column in zip(row, table.columns, strict=True):
                if column.kind not in {"count", "rate"}:
                    continue
                figure = Figure(table=table.key, column=column.key, subject=subject)
                found = office.reports.behind("permit_month", figure, "2026-03")
                if column.kind == "count":
                    assert len(found.met) == cell, figure
                elif cell is not None:
                    assert len(found.met) / len(found.counted) == pytest.approx(cell), figure
                checked += 1
    assert checked > 20


def test_a_rate_keeps_what_it_is_made_of(office) -> None:
    march(office)
    move(office.clock, "2026-04-01 09:00")
    office.reports.publish("permit_month", "2026-03", by="ma")

    report = office.reports.published("permit_month", "2026-03")

    assert report.tables[0].fractions == {"on_time_rate": (1, 3)}
    assert report.tables[0].subjects == ("desk_east",)
    assert [row.is_whole for row in office.reports.list()] == [True]


def test_a_figure_that_a_report_has_not_is_refused(office) -> None:
    for figure in (
        Figure(table="nonsense", column="red"),
        Figure(table="standing", column="nonsense"),
        Figure(table="rates", column="nonsense"),
        Figure(table="lit", column="title"),
    ):
        with pytest.raises(UnknownTable):
            office.reports.behind("permit_month", figure, "2026-03")


def test_what_was_published_is_read_by_whom_it_was_sent_to(office) -> None:
    march(office)
    move(office.clock, "2026-04-01 09:00")
    office.reports.publish("permit_month", "2026-03", by="ma")

    assert [len(office.reports.list(by=who)) for who in ("lin", "fang", "hua")] == [1, 1, 1]
    assert office.reports.may_publish("permit_month", by="lin")
    assert not office.reports.may_publish("permit_month", by="fang")


def test_what_was_published_of_one_unit_is_read_by_it_and_its_publisher(office) -> None:
    march(office)
    move(office.clock, "2026-04-01 09:00")
    office.reports.publish("permit_month", "2026-03", unit="desk_east", by="ma")

    read = office.reports.published
    assert read("permit_month", "2026-03", unit="desk_east", by="lin") is not None
    with pytest.raises(NotEntitled):
        read("permit_month", "2026-03", unit="desk_east", by="fang")
