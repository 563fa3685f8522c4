"""What every store does: transactions, locks, keys and the moments things wait for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from guatu.errors import StaleCase, UnknownCase, UnknownFlow
from guatu.workflow.casefiles import Change
from guatu.workflow.values import (
    Timer,
)
from testkit.offices import all_rows, move, open_case, open_office


@pytest.fixture
def office(database_url, clock):
    with open_office(database_url, clock) as office:
        yield office


@pytest.fixture
def store(office):
    return office.store


@pytest.fixture
def case(office):
    return open_case(office)


def changed(case, **parts) -> Change:
    return Change(case=replace(case, version=case.version + 1), before=case.version, **parts)


def test_what_a_block_wrote_is_kept_when_it_ends_well(store, case) -> None:
    with store.begin() as uow:
        uow.apply(changed(replace(case, title="改名")))

    with store.look() as uow:
        assert uow.case_file(case.id).case.title == "改名"


def test_what_a_block_wrote_is_gone_when_it_raises(store, office, case) -> None:
    before = all_rows(office)

    with pytest.raises(ZeroDivisionError), store.begin() as uow:
        uow.apply(changed(replace(case, title="改名")))
        raise ZeroDivisionError

    assert all_rows(office) == before


def test_calls_come_once_after_a_commit_and_never_after_a_rollback(store) -> None:
    heard: list[str] = []

    def call() -> None:
        heard.append("called")

    with store.begin() as uow:
        uow.on_commit(call)
        uow.on_commit(call)
        assert heard == []
    with pytest.raises(ZeroDivisionError), store.begin() as uow:
        uow.on_commit(call)
        raise ZeroDivisionError

    assert heard == ["called"]


def test_a_change_of_another_version_is_stale(store, office, case) -> None:
    before = all_rows(office)

    with pytest.raises(StaleCase), store.begin() as uow:
        uow.apply(Change(case=replace(case, version=8), before=7))

    assert all_rows(office) == before


def test_what_is_not_there_is_not_found(store) -> None:
    with store.look() as uow:
        with pytest.raises(UnknownCase):
            uow.case_file(404)
        with pytest.raises(UnknownCase):
            uow.find("2026-404")
        with pytest.raises(UnknownFlow):
            uow.flow("missing")
        with pytest.raises(UnknownFlow):
            uow.flow_of("f" * 64)


def test_case_ids_are_never_given_twice(store, office) -> None:
    ids = {open_case(office).id for _ in range(5)}

    with store.begin() as uow:
        assert uow.new_case_id() not in ids


def test_a_key_taken_by_one_transaction_tells_the_next_whose_it_is(store, case, clock) -> None:
    with store.begin() as uow:
        assert uow.claim_key("k1", "mark", clock.now()) is None
        uow.settle_key("k1", case.id)

    with store.begin() as uow:
        assert uow.claim_key("k1", "other", clock.now()) == ("mark", case.id)


def test_a_key_taken_by_a_transaction_that_failed_is_free(store, clock) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as uow:
        uow.claim_key("k1", "mark", clock.now())
        raise ZeroDivisionError

    with store.begin() as uow:
        assert uow.claim_key("k1", "other", clock.now()) is None


def test_a_case_somebody_holds_is_skipped_or_waited_for(postgres_url, clock) -> None:
    """On SQLite there is one writer at a time: nobody gets as far as skipping."""
    with open_office(postgres_url, clock) as office:
        store, case = office.store, open_case(office).id
        with store.begin() as holder:
            holder.case_file(case, lock="wait")
            with store.begin() as other:
                while_held = other.case_file(case, lock="skip"), other.case_file(case, lock="none")
        with store.begin() as other:
            afterwards = other.case_file(case, lock="skip")

    assert while_held[0] is None
    assert while_held[1] == afterwards


def test_the_longest_due_case_is_claimed_first(store, office, clock) -> None:
    first = open_case(office)
    move(clock, "2026-03-03 09:00")
    second = open_case(office)
    move(clock, "2026-04-30 09:00")
    claimed = []

    for _ in range(2):
        with store.claim(clock.now()) as claim:
            claimed.append(claim.case)
            claim.put_off("以后再说", [timedelta(days=99)])

    assert claimed == [first.id, second.id]


def test_nothing_due_is_nothing_to_claim(store, case, clock) -> None:
    with store.claim(clock.now()) as claim:
        assert claim is None
    assert store.count_due(clock.now()) == 0


def test_due_cases_are_counted_once_each_and_no_further_than_asked(store, office, clock) -> None:
    for _ in range(3):
        open_case(office)
    move(clock, "2026-06-30 09:00")

    assert (store.count_due(clock.now()), store.count_due(clock.now(), at_most=1)) == (3, 1)


def test_an_attempt_that_raises_leaves_the_claim_and_takes_back_what_it_wrote(
    store, case, clock
) -> None:
    move(clock, "2026-03-10 09:00")

    with store.claim(clock.now()) as claim:
        with pytest.raises(ZeroDivisionError), claim.attempt():
            claim.uow.apply(changed(replace(case, title="改名")))
            raise ZeroDivisionError
        still_open = claim.is_open
        claim.put_off("坏了", [timedelta(hours=1)])

    file = _file(store, case.id)
    assert (still_open, file.case.title) == (True, case.title)
    assert "坏了" in {t.error for t in file.timers}


def test_the_next_moment_is_the_earliest_anything_waits_for(store, office, case, clock) -> None:
    timers = [t for t in _file(store, case.id).timers if t.state == "armed"]

    assert store.next_moment() == min(t.fire_at for t in timers)


def test_an_idle_store_waits_for_nothing(store) -> None:
    assert store.next_moment() is None


def test_a_case_put_off_waits_longer_each_time_and_then_is_dead(store, case, clock) -> None:
    move(clock, "2026-03-10 09:00")
    pauses = (timedelta(minutes=5), timedelta(hours=1))
    states = []

    for _ in range(3):
        with store.claim(clock.now()) as claim:
            claim.put_off("坏了", pauses)
        (timer,) = [t for t in _file(store, case.id).timers if t.rung == "yellow"]
        states.append((timer.state, timer.attempts, timer.fire_at - clock.now(), timer.error))
        clock.move_to(timer.fire_at)

    assert [s[:2] for s in states] == [("armed", 1), ("armed", 2), ("dead", 3)]
    assert [s[2] for s in states[:2]] == list(pauses)
    assert {s[3] for s in states} == {"坏了"}


def test_a_row_put_again_replaces_the_one_under_its_key(store, case, clock) -> None:
    timer = Timer(case=case.id, entry=1, rung="yellow", fire_at=clock.now(), state="skipped")

    with store.begin() as uow:
        uow.apply(changed(case, timers=(timer,)))

    assert timer in _file(store, case.id).timers
    assert len(_file(store, case.id).timers) == 3


def _file(store, case: int):
    with store.look() as uow:
        return uow.case_file(case)
