"""Whoever keeps the office running: what gave up, and whether anybody works."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from guatu import Office
from guatu.cli.environment import settings_from_environment
from guatu.store.layout import tables


@pytest.fixture
def gave_up(office, opened) -> str:
    """A timer of an open case that has given up; give its id."""
    with Office.open(office, upgrade=False) as here:
        timer = tables.timer
        with here.store.writing() as connection:
            row = connection.execute(timer.select().where(timer.c.case_id == opened)).first()
            connection.execute(
                timer.update()
                .where(timer.c.case_id == opened, timer.c.rung == row.rung)
                .values(state="dead", error="LetterFailed: 模板坏了", attempts=4)
            )
    return f"timer/{opened}/{row.entry}/{row.rung}"


def test_an_office_where_nothing_gave_up_says_so(guatu, office):
    assert "没有失败件" in guatu("dead", "list").out
    assert guatu("dead", "list", "--json").json() == []


def test_what_gave_up_is_listed_with_case_error_and_attempts(guatu, opened, gave_up):
    (said,) = guatu("dead", "list", "--json").json()

    assert (said["id"], said["kind"], said["case"]) == (gave_up, "timer", opened)
    assert (said["error"], said["attempts"]) == ("LetterFailed: 模板坏了", 4)
    assert "模板坏了" in guatu("dead", "list").out


def test_one_is_retried_and_history_names_who(guatu, opened, gave_up):
    said = guatu("dead", "retry", gave_up, "--by", "fang_xiaohe", "--json")

    assert (said.code, said.err) == (0, "")
    assert said.json() == {"retried": [gave_up]}
    assert guatu("dead", "list", "--json").json() == []
    history = guatu("show", opened, "--json").json()["history"]
    assert (history[-1]["kind"], history[-1]["by"]) == ("dead_retried", "fang_xiaohe")


def test_all_are_retried_at_once(guatu, gave_up):
    assert guatu("dead", "retry", "--all", "--by", "fang_xiaohe", "--json").json() == {
        "retried": [gave_up]
    }


def test_one_is_discarded_with_a_reason(guatu, opened, gave_up):
    said = guatu("dead", "discard", gave_up, "--by", "fang_xiaohe", "--why", "已当面处理")

    history = guatu("show", opened, "--json").json()["history"]
    assert (said.code, history[-1]["kind"], history[-1]["why"]) == (
        0,
        "dead_discarded",
        "已当面处理",
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["retry", "job/none", "--by", "fang_xiaohe"], 3),
        (["retry", "--by", "fang_xiaohe"], 2),
        (["retry", "job/none", "--all", "--by", "fang_xiaohe"], 2),
        (["discard", "job/none", "--by", "fang_xiaohe", "--why", "无"], 3),
        (["discard", "job/none", "--by", "fang_xiaohe"], 2),
    ],
)
def test_what_can_not_be_done_is_said(guatu, office, arguments, code):
    assert guatu("dead", *arguments).code == code


def test_the_doctor_counts_jobs_and_sees_that_nobody_works(guatu, office, gave_up):
    with Office.open(office, upgrade=False) as here, here.store.writing() as connection:
        connection.execute(
            tables.timer.update().values(
                state="armed", fire_at=here.clock.now().replace(year=2020), attempts=0
            )
        )

    said = guatu("doctor", "--json").json()

    assert said["overdue_seconds"] > 86_400
    assert abs(said["clock_skew_seconds"]) < 60
    assert said["jobs"] == {}
    assert any("guatu worker" in problem for problem in said["problems"])


def test_a_number_of_idle_seconds_is_asked_for(guatu, office, monkeypatch):
    monkeypatch.setenv("GUATU_IDLE_SECONDS", "很久")

    said = guatu("dead", "list")

    assert (said.code, "GUATU_IDLE_SECONDS" in said.err) == (2, True)


def test_a_cluster_on_sqlite_is_refused_with_its_mend(guatu, sqlite_url, monkeypatch):
    monkeypatch.setenv("GUATU_DB", sqlite_url)
    assert guatu("init", "--sample").code == 0

    said = guatu("worker", "--cluster")

    assert (said.code, "PostgreSQL" in said.err) == (1, True)


SECRETS = ("whsec_" + "a" * 32, "whsec_" + "b" * 32)


def test_the_folders_of_the_offices_own_fonts_are_read_from_the_environment(monkeypatch, tmp_path):
    folders = (tmp_path / "方正", tmp_path / "更多")
    monkeypatch.setenv("GUATU_FONTS", os.pathsep.join(map(str, folders)))

    assert settings_from_environment().font_folders == folders


def test_webhooks_and_robots_are_read_from_the_environment(monkeypatch):
    for name, value in {
        "GUATU_WEBHOOKS": "oa=https://oa.example.org/hook?a=b board=http://127.0.0.1:9/",
        "GUATU_WEBHOOK_SECRETS": f"oa={SECRETS[0]} oa={SECRETS[1]} board={SECRETS[0]}",
        "GUATU_WEBHOOK_CA": "/etc/office-ca.pem",
        "GUATU_WEBHOOK_LOCAL": "1",
        "GUATU_IM": "group=wecombot://invented",
        "GUATU_DELIVERY_SECONDS": "5",
    }.items():
        monkeypatch.setenv(name, value)

    settings = settings_from_environment()

    assert [(hook.name, hook.url, hook.secrets) for hook in settings.webhooks] == [
        ("oa", "https://oa.example.org/hook?a=b", SECRETS),
        ("board", "http://127.0.0.1:9/", SECRETS[:1]),
    ]
    assert {str(hook.ca_file) for hook in settings.webhooks} == {"/etc/office-ca.pem"}
    assert [(robot.name, robot.url) for robot in settings.im] == [("group", "wecombot://invented")]
    assert settings.delivery_budget == timedelta(seconds=5)


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("GUATU_WEBHOOKS", "https://oa.example.org", 2),
        ("GUATU_WEBHOOKS", "oa", 2),
        ("GUATU_WEBHOOKS", "oa=http://oa.example.org", 1),
        ("GUATU_IM", "wecombot://top-secret", 2),
        ("GUATU_DELIVERY_SECONDS", "0", 2),
    ],
)
def test_a_channel_that_is_set_wrong_is_said_without_its_secret(
    guatu, office, monkeypatch, variable, value, code
):
    monkeypatch.setenv("GUATU_WEBHOOK_SECRETS", f"oa={SECRETS[0]}")
    monkeypatch.setenv(variable, value)

    said = guatu("doctor")

    assert said.code == code
    assert "top-secret" not in said.err + said.out


def test_the_doctor_names_the_channels(guatu, office, monkeypatch):
    monkeypatch.setenv("GUATU_LETTERS", "letters")
    monkeypatch.setenv("GUATU_WEBHOOKS", "oa=https://oa.example.org/hook")
    monkeypatch.setenv("GUATU_WEBHOOK_SECRETS", f"oa={SECRETS[0]}")

    assert guatu("doctor", "--json").json()["channels"] == ["file", "oa"]
