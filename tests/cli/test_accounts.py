"""Accounts and the state of health, on the command line."""

from __future__ import annotations

import io

import pytest

from guatu import Office
from guatu.cli import accounts as room

GOOD = "东海岸的三只海鸥 2026"
CLERK = "fang_xiaohe"


@pytest.fixture
def typed(monkeypatch):
    """Let lines come from standard input."""

    def type_(text: str, *, is_terminal: bool = False) -> None:
        stream = io.StringIO(text)
        stream.isatty = lambda: is_terminal
        monkeypatch.setattr("sys.stdin", stream)

    return type_


@pytest.fixture
def account(guatu, office, typed) -> str:
    typed(GOOD + "\n")
    assert guatu("account", "add", "Fang", "--person", CLERK, "--password-stdin").code == 0
    return "fang"


def may_come_in(office: str, password: str) -> bool:
    with Office.open(office, upgrade=False) as here:
        return here.accounts.sign_in("fang", password, address="10.0.0.1").person == CLERK


def test_an_account_is_made_with_a_password_from_standard_input(guatu, office, account):
    assert may_come_in(office, GOOD)


def test_an_invented_password_is_shown_once_and_has_to_be_changed(guatu, office):
    said = guatu("account", "add", "fang", "--person", CLERK, "--invent")
    password = said.out.split("密码：")[1].split("（")[0]

    assert may_come_in(office, password)
    listed = guatu("account", "list", "--json")
    assert listed.json()[0]["must_change"] is True
    assert password not in listed.out


def test_a_password_is_typed_twice_on_a_terminal(guatu, office, typed, monkeypatch):
    typed("", is_terminal=True)
    asked = []
    monkeypatch.setattr(
        room.typer, "prompt", lambda text, hide_input: asked.append((text, hide_input)) or GOOD
    )

    said = guatu("account", "add", "fang", "--person", CLERK)

    assert (said.code, asked) == (0, [("密码", True), ("再输一次", True)])
    assert may_come_in(office, GOOD)


def test_two_passwords_that_differ_make_no_account(guatu, office, typed, monkeypatch):
    typed("", is_terminal=True)
    answers = iter([GOOD, GOOD + "!"])
    monkeypatch.setattr(room.typer, "prompt", lambda text, hide_input: next(answers))

    said = guatu("account", "add", "fang", "--person", CLERK)

    assert (said.code, "不一致" in said.err) == (2, True)
    assert guatu("account", "list", "--json").json() == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", "fang", "--person", CLERK], 2),
        (["add", "fang", "--person", CLERK, "--invent", "--password-stdin"], 2),
        (["add", "fang", "--person", "nobody", "--invent"], 3),
        (["add", "two words", "--person", CLERK, "--invent"], 1),
        (["add", "fang", "--person", CLERK, "--invent", "--by", CLERK], 6),
        (["add", "fang", "--person", CLERK, "--password-stdin"], 1),
        (["passwd", "nobody", "--invent"], 3),
        (["disable", "nobody"], 3),
        (["enable", "nobody"], 3),
        (["list", "--by", CLERK], 6),
    ],
)
def test_what_can_not_be_done_with_accounts_is_said(guatu, office, typed, arguments, code):
    typed("short\n")

    said = guatu("account", *arguments)

    assert (said.code, said.err != "") == (code, True)


def test_the_list_names_who_and_in_which_state(guatu, account):
    guatu("account", "disable", account)

    said = guatu("account", "list")

    assert "fang" in said.out
    assert f"方晓禾（{CLERK}）" in said.out
    assert "停用" in said.out


def test_a_password_is_reset_and_an_account_enabled_again(guatu, office, account, typed):
    guatu("account", "disable", account)
    typed("西山上的七棵松树 2027\n")
    assert guatu("account", "passwd", "FANG", "--password-stdin").code == 0

    assert guatu("account", "enable", account).code == 0

    assert may_come_in(office, "西山上的七棵松树 2027")


def test_the_hash_of_a_password_is_never_printed(guatu, account):
    said = [guatu("account", *words).out for words in (["list", "--json"], ["enable", account])]

    assert [text for text in said if "argon2" in text] == []


def test_health_ends_with_one_until_something_ticks(guatu, office):
    before = guatu("health")
    guatu("tick")

    after = guatu("health")

    assert (before.code, "从未运行" in before.out) == (1, True)
    assert (after.code, "调度正常" in after.out) == (0, True)


def test_health_is_said_to_programs_too(guatu, office):
    guatu("tick")

    said = guatu("health", "--json").json()

    assert (said["verdict"], said["lag"], said["interval"]) == ("fine", 0.0, 30.0)
    assert said["dead"] == {"timer": 0, "delivery": 0, "job": 0}


@pytest.mark.parametrize("value", ["7", "101", "many"])
def test_a_length_of_passwords_is_asked_for_that_makes_sense(guatu, office, monkeypatch, value):
    monkeypatch.setenv("GUATU_PASSWORD_LENGTH", value)

    said = guatu("account", "list")

    assert (said.code, "GUATU_PASSWORD_LENGTH" in said.err) == (2, True)
