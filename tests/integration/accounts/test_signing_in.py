"""Coming in, staying in and going out."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from guatu import Settings
from guatu.accounts import Passwords, Strength
from guatu.accounts.limits import AddressPace
from guatu.errors import DatabaseReadOnly, PasswordRefused, SignInRefused, TooManyTries
from guatu.store.layout import accounts as tables

from .conftest import CHEAP, GOOD, HERE, OTHER, CountingPasswords, accounts_of

MINUTE = timedelta(minutes=1)


def later(office, **time) -> None:
    office.clock.move_to(office.clock.now() + timedelta(**time))


def leave(office, key: str) -> None:
    roster = office.roster.read()
    people = (p if p.key != key else replace(p, is_active=False) for p in roster.people)
    office.roster.save(replace(roster, people=tuple(people)))


def fail(accounts, login: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            accounts.sign_in(login, "完全不对的一句话", address=HERE)


def test_whoever_knows_the_password_comes_in_and_is_known_by_his_token(accounts, lin) -> None:
    session = accounts.sign_in(lin, GOOD, address=HERE, agent="Firefox\n/140")

    found = accounts.session_of(session.token)
    assert (found.login, found.person, found.agent) == ("lin.chuangkou", "lin", "Firefox/140")
    assert found.token == ""


@pytest.mark.parametrize("login", ["LIN.Chuangkou", " lin.chuangkou ", "ｌｉｎ.chuangkou"])
def test_a_login_may_be_written_large_or_wide(accounts, lin, login) -> None:
    assert accounts.sign_in(login, GOOD, address=HERE).login == lin


def test_a_password_may_be_typed_with_wide_letters(accounts, lin) -> None:
    assert accounts.sign_in(lin, GOOD.replace("2026", "２０２６"), address=HERE).login == lin


def test_neither_token_nor_password_shows(office, accounts, lin, database_kind):
    session = accounts.sign_in(lin, GOOD, address=HERE)

    with office.store.reading() as connection:
        kept = [
            str(row)
            for table in (tables.account, tables.session)
            for row in connection.execute(table.select())
        ]
    assert [row for row in kept if session.token in row or GOOD in row] == []
    assert session.token not in repr(session)


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("lin.chuangkou", "wrong and long enough"),
        ("nobody", GOOD),
        ("no login at all\x00", GOOD),
        ("\ud800", GOOD),
        ("lin.chuangkou", "\ud800\x00"),
        ("lin.chuangkou", ""),
        ("lin.chuangkou", GOOD * 1_000),
        ("", ""),
    ],
)
def test_whoever_does_not_is_told_one_sentence_whatever_is_wrong(
    accounts, lin, login, password
) -> None:
    with pytest.raises(SignInRefused) as refused:
        accounts.sign_in(login, password, address=HERE)

    assert refused.value.sentence() == SignInRefused().sentence()


def test_a_known_login_costs_as_much_as_an_unknown_a_locked_and_a_disabled_one(office) -> None:
    passwords = CountingPasswords()
    accounts = accounts_of(office, passwords=passwords)
    for login in ("known", "locked", "disabled"):
        accounts.create(login, "lin", GOOD, by="ma")
    fail(accounts, "locked", 5)
    accounts.disable("disabled", by="ma")
    costs = {}
    for login in ("known", "unknown", "\x00", "locked", "disabled"):
        before = passwords.compared_count, passwords.hashed_count
        fail(accounts, login)
        costs[login] = passwords.compared_count - before[0], passwords.hashed_count - before[1]

    assert set(costs.values()) == {(1, 0)}


def test_no_password_is_worked_on_while_a_transaction_is_open(office) -> None:
    opened = []

    class Watching(CountingPasswords):
        def hashed(self, password):
            assert opened == []
            return super().hashed(password)

        def is_right(self, kept, password):
            assert opened == []
            return super().is_right(kept, password)

    passwords = Watching()
    engine = office.store.engine
    event.listen(engine, "begin", lambda connection: opened.append(1))
    event.listen(engine, "commit", lambda connection: opened.clear())
    event.listen(engine, "rollback", lambda connection: opened.clear())
    accounts = accounts_of(office, passwords=passwords)

    accounts.create("lin", "lin", GOOD, by="ma")
    accounts.sign_in("lin", GOOD, address=HERE)
    fail(accounts, "lin")
    accounts.set_password("lin", GOOD, OTHER)
    accounts.reset_password("lin", GOOD, by="ma")

    assert (passwords.hashed_count, passwords.compared_count) == (3, 4)


def test_five_failures_lock_an_account_even_for_the_right_password(office, accounts, lin) -> None:
    fail(accounts, lin, 5)

    with pytest.raises(SignInRefused):
        accounts.sign_in(lin, GOOD, address=HERE)

    later(office, seconds=30)
    assert accounts.sign_in(lin, GOOD, address=HERE).login == lin


def test_a_lock_lasts_longer_each_time_and_a_right_password_ends_that(
    office, accounts, lin
) -> None:
    locks = []
    fail(accounts, lin, 4)
    for _ in range(7):
        fail(accounts, lin)
        (account,) = accounts.accounts(by="ma")
        locks.append((account.locked_until - office.clock.now()).total_seconds())
        office.clock.move_to(account.locked_until)

    assert locks == [30, 60, 120, 240, 480, 900, 900]
    accounts.sign_in(lin, GOOD, address=HERE)
    (account,) = accounts.accounts(by="ma")
    assert (account.failures, account.locked_until) == (0, None)


def test_a_try_while_it_is_locked_makes_the_lock_no_longer(office, accounts, lin) -> None:
    fail(accounts, lin, 5)
    (locked,) = accounts.accounts(by="ma")

    fail(accounts, lin, 3)

    assert accounts.accounts(by="ma") == [locked]


def test_after_a_hundred_failures_only_an_administrator_lets_somebody_in(
    office, accounts, lin
) -> None:
    with office.store.writing() as connection:
        connection.execute(tables.account.update().values(failures=99))
    fail(accounts, lin)
    later(office, days=3_650)
    with pytest.raises(SignInRefused):
        accounts.sign_in(lin, GOOD, address=HERE)

    accounts.enable(lin, by="ma")

    assert accounts.sign_in(lin, GOOD, address=HERE).login == lin


def test_failures_count_on_every_machine(office, offices, accounts, lin) -> None:
    elsewhere = accounts_of(offices())
    fail(accounts, lin, 3)
    fail(elsewhere, lin, 2)

    with pytest.raises(SignInRefused):
        accounts.sign_in(lin, GOOD, address=HERE)


def test_an_address_from_which_much_fails_has_to_rest(office, accounts, lin) -> None:
    seconds = [0.0]
    pace = AddressPace(burst=3, every=timedelta(seconds=10), monotonic=lambda: seconds[0])
    accounts = accounts_of(office, pace=pace)
    for login in ("a", "b", "c"):
        fail(accounts, login)

    with pytest.raises(TooManyTries) as refused:
        accounts.sign_in(lin, GOOD, address=HERE)

    assert refused.value.wait == 10
    assert accounts.sign_in(lin, GOOD, address="10.9.9.9").login == lin
    seconds[0] += 10
    assert accounts.sign_in(lin, GOOD, address=HERE).login == lin


def test_a_session_lasts_as_long_as_its_owner_is_seen(office, accounts, lin) -> None:
    token = accounts.sign_in(lin, GOOD, address=HERE).token
    for _ in range(3):
        later(office, hours=11)
        assert accounts.session_of(token) is not None

    later(office, hours=12)

    assert accounts.session_of(token) is None


def test_a_session_ends_after_a_week_however_busy_its_owner_is(office, accounts, lin) -> None:
    session = accounts.sign_in(lin, GOOD, address=HERE)
    lasted = timedelta()
    while accounts.session_of(session.token) is not None:
        later(office, hours=6)
        lasted = office.clock.now() - session.created_at

    assert lasted == timedelta(days=7)


def test_that_somebody_was_seen_is_written_once_a_minute(office, accounts, lin) -> None:
    token = accounts.sign_in(lin, GOOD, address=HERE).token
    written = []
    event.listen(
        office.store.engine,
        "before_cursor_execute",
        lambda connection, cursor, statement, *_: (
            written.append(statement) if statement.startswith("UPDATE guatu_session") else None
        ),
    )
    for _ in range(12):
        later(office, seconds=10)
        accounts.session_of(token)

    assert len(written) == 2


def test_an_owner_signs_out_here_or_everywhere(accounts, lin) -> None:
    one, two, three = (accounts.sign_in(lin, GOOD, address=HERE).token for _ in range(3))

    assert accounts.sign_out(one) is True
    assert accounts.sign_out(one) is False
    assert accounts.session_of(one) is None
    assert accounts.sign_out_everywhere(lin, keep=two) == 1
    assert accounts.session_of(three) is None
    assert accounts.session_of(two) is not None


def test_somebody_who_left_is_out_and_does_not_come_in_again(office, accounts, lin) -> None:
    token = accounts.sign_in(lin, GOOD, address=HERE).token

    leave(office, "lin")

    assert accounts.session_of(token) is None
    with pytest.raises(SignInRefused):
        accounts.sign_in(lin, GOOD, address=HERE)


def test_a_disabled_account_is_out_at_once(accounts, lin) -> None:
    token = accounts.sign_in(lin, GOOD, address=HERE).token

    accounts.disable(lin, by="ma")

    assert accounts.session_of(token) is None
    with pytest.raises(SignInRefused):
        accounts.sign_in(lin, GOOD, address=HERE)


def test_another_password_ends_the_other_sessions(accounts, lin) -> None:
    mine, other = (accounts.sign_in(lin, GOOD, address=HERE).token for _ in range(2))

    accounts.set_password(lin, GOOD, OTHER, keep=mine)

    assert accounts.session_of(other) is None
    assert accounts.session_of(mine) is not None
    fail(accounts, lin)
    assert accounts.sign_in(lin, OTHER, address=HERE).login == lin


def test_guessing_the_old_password_locks_like_guessing_at_the_door(accounts, lin) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused):
            accounts.set_password(lin, "完全不对的一句话", OTHER)

    with pytest.raises(SignInRefused):
        accounts.set_password(lin, GOOD, OTHER)


@pytest.mark.parametrize("new", [GOOD, "short", "林窗口2026!"])
def test_a_password_that_is_refused_changes_and_counts_nothing(accounts, lin, new) -> None:
    for _ in range(6):
        with pytest.raises(PasswordRefused):
            accounts.set_password(lin, GOOD, new)

    assert accounts.sign_in(lin, GOOD, address=HERE).login == lin


def test_a_password_given_by_others_is_marked_to_be_changed(accounts, lin) -> None:
    accounts.reset_password(lin, OTHER, by="ma")
    session = accounts.sign_in(lin, OTHER, address=HERE)
    assert session.must_change is True

    accounts.set_password(lin, OTHER, GOOD, keep=session.token)

    assert accounts.session_of(session.token).must_change is False


def test_a_password_kept_at_another_strength_is_kept_anew_when_it_comes_in(
    office, accounts, lin
) -> None:
    stronger = CountingPasswords(replace(CHEAP, passes=2))
    newer = accounts_of(office, passwords=stronger)

    newer.sign_in(lin, GOOD, address=HERE)
    newer.sign_in(lin, GOOD, address=HERE)

    with office.store.reading() as connection:
        kept = connection.execute(text("SELECT hash FROM guatu_account")).scalar_one()
    assert (stronger.hashed_count, kept.split("$")[3]) == (1, "m=8,t=2,p=1")


def test_a_password_is_kept_by_argon2id_at_rfc_9106s_strength() -> None:
    kept = Passwords(Strength()).hashed(GOOD)

    assert kept.split("$")[1:4] == ["argon2id", "v=19", "m=65536,t=3,p=4"]


def test_a_password_reset_between_proof_and_entry_lets_nobody_in(office, accounts, lin) -> None:
    class Overtaken(Passwords):
        def is_right(self, kept, password):
            found = super().is_right(kept, password)
            accounts.reset_password(lin, OTHER, by="ma")
            return found

    slow = accounts_of(office, passwords=Overtaken(CHEAP))

    with pytest.raises(SignInRefused):
        slow.sign_in(lin, GOOD, address=HERE)


def test_sessions_that_are_over_are_taken_away_by_the_tick(office, accounts, lin) -> None:
    accounts.create("wen", "wen", GOOD, by="ma")
    accounts.sign_in(lin, GOOD, address=HERE)
    later(office, hours=10)
    accounts.sign_in("wen", GOOD, address=HERE)
    accounts.sign_in(lin, GOOD, address=HERE)
    leave(office, "wen")
    later(office, hours=3)

    office.tick()

    with office.store.reading() as connection:
        rows = connection.execute(tables.session.select()).all()
    assert [row.login for row in rows] == [lin]


def test_the_office_says_how_long_a_session_lasts_and_a_password_is(offices, clock) -> None:
    settings = Settings(
        session_idle=MINUTE, session_longest=timedelta(minutes=2), password_length=20
    )
    office = offices(settings=settings)
    accounts = accounts_of(office)
    with pytest.raises(PasswordRefused):
        accounts.create("lin", "lin", GOOD, by="system")
    accounts.create("lin", "lin", GOOD + OTHER, by="system")

    token = accounts.sign_in("lin", GOOD + OTHER, address=HERE).token

    later(office, seconds=60)
    assert accounts.session_of(token) is None


def test_a_session_goes_on_while_the_database_takes_no_writes(
    office, accounts, lin, caplog, monkeypatch
) -> None:
    token = accounts.sign_in(lin, GOOD, address=HERE).token
    later(office, minutes=5)
    monkeypatch.setattr(accounts._archive, "touch", _refuse)

    with caplog.at_level(logging.WARNING):
        found = accounts.session_of(token)

    assert found.login == lin
    assert "could not be marked" in caplog.text


def _refuse(*_) -> None:
    raise DatabaseReadOnly(url="sqlite://")
