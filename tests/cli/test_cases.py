"""Staff at the command line: open, record, advance, decide, answer, look."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guatu.clock import SystemClock

from .conftest import CLERK, PROJECT

LATER = "2030-01-15T09:00"


def test_a_case_is_opened_with_grade_and_people_found(guatu, opened):
    said = guatu("show", opened, "--json").json()

    held = {holding["role"]: bool(holding["why"]) for holding in said["people"]}
    assert (said["stage"], held["commissioner"], held["responsible_unit"], held["director"]) == (
        "lead",
        True,
        True,
        True,
    )


def test_a_case_is_found_by_its_own_number(guatu, opened):
    assert guatu("explain", "P-1", "--json").json()["case"] == opened


def test_wrong_fields_are_told_all_at_once_and_nothing_is_written(guatu, office):
    said = guatu(
        "open",
        "full_service",
        "--by",
        CLERK,
        "--field",
        "name=甲",
        "--field",
        "investment=-5",
        "--field",
        "district=无此地",
        "--field",
        "industy=数字经济",
    )

    assert (said.code, guatu("board", "--json").json()["cases"]) == (1, [])
    assert all(word in said.err for word in ("计划投资", "落户地区", "投资企业", "industy"))


def test_a_second_case_of_the_same_project_is_refused(guatu, opened):
    fields = [part for key, value in PROJECT.items() for part in ("--field", f"{key}={value}")]

    said = guatu("open", "full_service", "--by", CLERK, *fields)

    assert (said.code, "重复" in said.err) == (1, True)


def test_a_refused_transition_lists_everything_that_is_missing(guatu, opened):
    said = guatu("advance", opened, "register", "--by", CLERK)

    assert (said.code, "还差 1 项" in said.err, "首次联系日期" in said.err) == (1, False, True)


def test_a_case_is_advanced_when_everything_is_there(guatu, opened):
    guatu(
        "record",
        opened,
        "--by",
        CLERK,
        "--field",
        "contact_name=对接人",
        "--field",
        "contacted_on=2026-03-02",
    )

    said = guatu("advance", opened, "register", "--by", CLERK, "--json")

    assert (said.code, said.json()["stage"]) == (0, "assess")


def test_a_transition_from_another_stage_tells_where_the_case_is(guatu, opened):
    said = guatu("advance", opened, "sign", "--by", CLERK)

    assert (said.code, "线索登记" in said.err) == (5, True)


def test_a_person_without_the_role_is_turned_away(guatu, opened):
    said = guatu("advance", opened, "register", "--by", "gao_zhuxi")

    assert (said.code, "无权" in said.err) == (6, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("explain", "999"), 3),
        (("show", "没有的编号"), 3),
        (("inbox", "nobody"), 3),
        (("tasks", "nobody"), 3),
        (("open", "no_such_flow", "--by", CLERK), 3),
        (("advance", "P-1", "no_such_transition", "--by", CLERK), 3),
        (("letters", "--text", "no-such-letter"), 3),
        (("pause", "P-1", "--by", "shen_zhiyuan"), 1),
        (("resume", "P-1", "--by", "shen_zhiyuan"), 1),
        (("advance", "P-1", "register", "--by", CLERK, "--expect", "99"), 5),
        (("board", "--light", "pink"), 2),
        (("tick", "--at", "tomorrow"), 2),
        (("open", "full_service", "--by", CLERK, "--field", "without-equals"), 2),
        (("decide", "P-1", "opinions", "perhaps", "--by", CLERK), 2),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else str(value),
)
def test_what_goes_wrong_is_one_message_and_a_code(guatu, opened, arguments, code):
    said = guatu(*arguments)

    assert (said.code, said.out, "Traceback" in said.err, bool(said.err)) == (code, "", False, True)


def pass_days(guatu, count: int) -> str:
    """Tick at ten on each of the coming days; give the last moment."""
    today = SystemClock().now().date()
    for number in range(1, count + 1):
        at = f"{today + timedelta(days=number)}T10:00"
        guatu("tick", "--at", at)
    return at


def test_time_passing_lights_the_case_and_tells_people(guatu, opened):
    guatu("tick", "--at", LATER)

    shown = guatu("board", "--at", LATER, "--json").json()
    told = guatu("inbox", CLERK, "--json").json()
    topics = {notice["topic"] for notice in told}
    assert (shown["cases"][0]["light"], shown["lights"]["red"], "bulletin" in topics) == (
        "red",
        1,
        True,
    )


def test_a_letter_can_be_read_in_full(guatu, opened):
    pass_days(guatu, 12)
    letter, *_ = guatu("letters", "--case", "P-1", "--json").json()

    said = guatu("letters", "--text", letter["key"])

    assert (said.code, PROJECT["name"] in said.out, "草稿" in said.out) == (0, True, True)


def test_an_escalation_is_answered(guatu, opened):
    guatu("tick", "--at", LATER)
    raised = guatu("show", opened, "--json").json()["escalations"][0]

    said = guatu(
        "answer", opened, raised["rung"], "--by", raised["recipients"][0], "--text", "已排定计划"
    )

    answered = guatu("show", opened, "--json").json()["escalations"][0]
    assert (said.code, answered["answer"]) == (0, "已排定计划")


def test_a_pause_stops_and_a_resume_starts_the_clock(guatu, opened):
    paused = guatu("pause", opened, "--by", "shen_zhiyuan", "--why", "等待规划调整")
    resumed = guatu("resume", opened, "--by", "shen_zhiyuan")

    assert (paused.code, resumed.code) == (0, 0)


def test_a_case_is_assigned_sent_back_and_withdrawn(guatu, opened):
    guatu(
        "record",
        opened,
        "--by",
        CLERK,
        "--field",
        "contact_name=对接人",
        "--field",
        "contacted_on=2026-03-02",
    )
    guatu("advance", opened, "register", "--by", CLERK)
    given = guatu(
        "assign", opened, "commissioner", "kang_muyang", "--by", CLERK, "--why", "熟悉该产业"
    )
    back = guatu("send-back", opened, "lead", "--by", CLERK, "--why", "联系方式有误")
    ended = guatu("withdraw", opened, "--by", CLERK, "--why", "企业不再投资")

    board = guatu("board", "--ended", "--json").json()["cases"]
    assert (given.code, back.code, ended.code, board[0]["status"]) == (0, 0, 0, "ended")


@pytest.mark.parametrize("command", ["show", "explain"])
def test_a_case_is_shown_to_people_in_words(guatu, opened, command):
    said = guatu(command, opened)

    assert (said.code, "线索登记" in said.out, "cn-1" in said.out) == (0, True, True)


@pytest.mark.parametrize("command", ["board", "flows", "letters", "doctor", "verify"])
def test_every_list_is_shown_in_words_too(guatu, opened, command):
    said = guatu(command)

    assert (said.code, said.err, bool(said.out.strip())) == (0, "", True)


def test_indicators_name_their_cases_and_are_told_apart(guatu, opened):
    rates = guatu("indicators", "full_service", "--json").json()
    by_grade = guatu("indicators", "full_service", "--by", "grade")
    refused = guatu("indicators", "full_service", "--by", "colour")

    keys = [rate["key"] for rate in rates]
    assert keys[:2] == ["signing_rate", "fulfilment_rate"]
    assert all(rate["numerator"] == len(rate["met"]) for rate in rates)
    assert by_grade.code == 0
    assert (refused.code, "territory" in refused.err) == (3, True)


def test_a_case_explains_one_transition(guatu, opened):
    said = guatu("explain", opened, "register")

    assert (said.code, "register" in said.out, "establish" in said.out) == (0, True, False)


def test_an_escalation_is_signed_for_and_closed(guatu, opened):
    guatu("tick", "--at", LATER)
    raised = guatu("show", opened, "--json").json()["escalations"][0]
    received = guatu("receive", opened, raised["rung"], "--by", raised["recipients"][0])

    closed = guatu(
        "close", opened, raised["rung"], "--by", raised["recipients"][0], "--why", "已补办"
    )

    after = guatu("show", opened, "--json").json()["escalations"][0]
    assert (received.code, closed.code, after["closed_why"]) == (0, 0, "已补办")


def test_an_inbox_is_emptied_by_reading_it(guatu, opened):
    guatu("inbox", CLERK, "--mark-read")

    assert guatu("inbox", CLERK, "--unread", "--json").json() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("GUATU_ZONE", "Nowhere"), ("GUATU_SMTP_PORT", "abc"), ("GUATU_SMTP_SECURITY", "ssl")],
)
def test_a_wrong_setting_names_its_variable(guatu, office, monkeypatch, name, value):
    monkeypatch.setenv("GUATU_SMTP_HOST", "localhost")
    monkeypatch.setenv(name, value)

    said = guatu("board")

    assert (said.code, name in said.err) == (2, True)


def test_a_board_of_a_flow_that_is_not_there_says_so(guatu, office):
    said = guatu("board", "--flow", "nothing")

    assert (said.code, "full_service" in said.err) == (3, True)


def test_a_roster_that_can_not_be_read_makes_no_office(guatu, tmp_path):
    said = guatu("init", "--roster", "nowhere.yaml", "--db", f"sqlite:///{tmp_path}/new.db")

    assert (said.code, (tmp_path / "new.db").exists()) == (1, False)
