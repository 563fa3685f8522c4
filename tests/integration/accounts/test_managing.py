"""Who makes accounts, for whom, and whose desk a login opens."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from guatu import Office
from guatu.accounts import passwords as door
from guatu.errors import (
    AccountRefused,
    AuditorsOnlyLook,
    ExtraMissing,
    NotEntitled,
    PasswordRefused,
    SignInRefused,
    UnknownAccount,
    UnknownPerson,
)

from .conftest import GOOD, HERE, OTHER, accounts_of

DEEDS = {
    "create": lambda accounts, by: accounts.create("wen", "wen", GOOD, by=by),
    "disable": lambda accounts, by: accounts.disable("lin.chuangkou", by=by),
    "enable": lambda accounts, by: accounts.enable("lin.chuangkou", by=by),
    "reset": lambda accounts, by: accounts.reset_password("lin.chuangkou", OTHER, by=by),
    "list": lambda accounts, by: accounts.accounts(by=by),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("lin", NotEntitled),
        ("zhou", AuditorsOnlyLook),
        ("gone", UnknownPerson),
        ("nobody", UnknownPerson),
    ],
)
def test_only_administrators_look_after_accounts(accounts, lin, deed, by, error) -> None:
    before = accounts.accounts(by="ma")

    with pytest.raises(error):
        DEEDS[deed](accounts, by)

    assert accounts.accounts(by="ma") == before


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("by", ["ma", "system"])
def test_administrators_and_the_system_do(accounts, lin, deed, by) -> None:
    assert DEEDS[deed](accounts, by) is not None


def test_an_account_says_who_made_and_who_changed_it(accounts, lin) -> None:
    accounts.disable(lin, by="system")

    (account,) = accounts.accounts(by="ma")
    assert (account.login, account.person, account.is_active) == ("lin.chuangkou", "lin", False)
    assert (account.created_by, account.changed_by) == ("ma", "system")


def test_its_owner_is_named_when_he_changes_his_password(accounts, lin) -> None:
    accounts.set_password(lin, GOOD, OTHER)

    (account,) = accounts.accounts(by="ma")
    assert account.changed_by == "lin"


@pytest.mark.parametrize("login", ["LIN.chuangkou", "lin.chuangkou"])
def test_a_login_is_given_once_however_it_is_written(accounts, lin, login) -> None:
    with pytest.raises(AccountRefused, match="taken"):
        accounts.create(login, "wen", OTHER, by="ma")


@pytest.mark.parametrize("login", ["", "two words", "a" * 61, "semi;colon", "\x00", "\ud800"])
def test_a_login_that_is_none_is_refused(accounts, login) -> None:
    with pytest.raises(AccountRefused):
        accounts.create(login, "lin", GOOD, by="ma")


@pytest.mark.parametrize("login", ["马主任", "lin@example.org", "a.b-c_d+e"])
def test_a_login_may_be_a_chinese_name_or_a_mail_address(accounts, login) -> None:
    assert accounts.create(login, "lin", GOOD, by="ma").login == login


def test_a_login_that_is_somebody_elses_key_is_refused(accounts) -> None:
    with pytest.raises(AccountRefused, match="somebody else"):
        accounts.create("wen", "lin", GOOD, by="ma")


@pytest.mark.parametrize("person", ["nobody", "gone"])
def test_only_somebody_who_is_there_gets_an_account(accounts, person) -> None:
    with pytest.raises(UnknownPerson):
        accounts.create("somebody", person, GOOD, by="ma")


def test_what_is_not_there_is_said(accounts) -> None:
    with pytest.raises(UnknownAccount):
        accounts.disable("nobody", by="ma")


def test_a_password_that_is_no_good_makes_no_account(accounts) -> None:
    with pytest.raises(PasswordRefused):
        accounts.create("lin", "lin", "1234567890", by="ma")

    assert accounts.accounts(by="ma") == []


def test_a_reset_password_unlocks_and_ends_what_was_open(accounts, lin) -> None:
    token = accounts.sign_in(lin, GOOD, address=HERE).token
    for _ in range(5):
        with pytest.raises(SignInRefused):
            accounts.sign_in(lin, "完全不对的一句话", address=HERE)

    accounts.reset_password(lin, OTHER, by="ma", must_change=False)

    assert accounts.session_of(token) is None
    assert accounts.sign_in(lin, OTHER, address=HERE).must_change is False


def test_the_login_of_an_account_opens_its_persons_desk(office, accounts, lin) -> None:
    assert office.desk("LIN.Chuangkou").person.key == "lin"


def test_a_key_of_the_roster_is_a_login_and_comes_first(office, accounts, lin) -> None:
    roster = office.roster.read()
    newcomer = replace(roster.people[1], key="lin.chuangkou", name="林新来")
    office.roster.save(replace(roster, people=(*roster.people, newcomer)))

    assert office.desk("lin.chuangkou").person.name == "林新来"


def test_a_disabled_account_opens_no_desk(office, accounts, lin) -> None:
    accounts.disable(lin, by="ma")

    with pytest.raises(UnknownPerson):
        office.desk(lin)


def test_without_the_extra_the_office_works_and_an_account_says_what_to_install(
    office, accounts, lin, monkeypatch
) -> None:
    monkeypatch.setattr(door, "library", None)

    with pytest.raises(ExtraMissing, match=r"guatu\[web\]"):
        accounts.sign_in(lin, GOOD, address=HERE)
    with pytest.raises(ExtraMissing):
        office.accounts.create("wen", "wen", GOOD, by="ma")

    (account,) = accounts.accounts(by="ma")
    assert account.failures == 0


GUESSING = """
import sys
from guatu import Office
from guatu.accounts import Accounts, Passwords, Strength
from guatu.errors import SignInRefused
with Office.open(sys.argv[1], upgrade=False) as office:
    cheap = Passwords(Strength(passes=1, kibibytes=8, lanes=1))
    accounts = Accounts(office.store, office.roster, office.clock, office.settings, passwords=cheap)
    compared = []
    proper = cheap.is_right
    cheap.is_right = lambda kept, password: compared.append(kept) or proper(kept, password)
    for _ in range(4):
        try:
            accounts.sign_in("lin", "guess", address="10.0.0.1")
        except SignInRefused:
            pass
    print(sum(kept is not None for kept in compared))
"""


def test_processes_that_guess_at_once_are_counted_together(
    office, accounts, database_url, lin
) -> None:
    accounts.create("lin", "lin", GOOD, by="ma")
    command = [sys.executable, "-P", "-c", GUESSING, database_url]
    guessing = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    looked_at = [json.loads(each.communicate(timeout=60)[0]) for each in guessing]

    locked = next(account for account in accounts.accounts(by="ma") if account.login == "lin")
    assert (sum(looked_at), locked.failures) == (5, 5)
    assert locked.locked_until is not None


def test_sessions_are_known_to_every_process(office, offices, accounts, lin) -> None:
    elsewhere: Office = offices()
    session = accounts.sign_in(lin, GOOD, address=HERE)

    found = accounts_of(elsewhere).session_of(session.token)

    assert found is not None
    assert found.login == lin
