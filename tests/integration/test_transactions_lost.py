"""What the database undid is done again from its start; what it may have done is not done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, get_ident

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from guatu import Office, Rulebook
from guatu.errors import TransactionLost
from testkit.databases import end_sessions
from testkit.offices import (
    agree_jointly,
    all_rows,
    fields,
    kinds,
    open_case,
    open_office,
    reviewer_of,
    to_review,
)

Trouble = Callable[[], object]


@pytest.fixture
def troubles() -> list[Trouble]:
    """What happens in the middle of the commands to come, one after the other."""
    return []


@pytest.fixture
def office(postgres_url, clock, troubles) -> Iterator[Office]:
    """An office whose rule on fees has troubles."""

    def fee_paid(_facts) -> bool:
        if troubles:
            troubles.pop(0)()
        return True

    with open_office(postgres_url, clock, rules=Rulebook({"fee_paid": fee_paid})) as office:
        yield office


@pytest.fixture
def cut(office, postgres_server) -> Trouble:
    """End the sessions of the office."""
    return lambda: end_sessions(postgres_server, office.store.engine.url.database)


@pytest.fixture
def case(office):
    """A case that only waits to be issued."""
    case = to_review(office)
    agree_jointly(office, case.id)
    with office.store.look() as uow:
        return uow.case_file(case.id).case


@pytest.fixture
def reviewer(office, case) -> str:
    """Who issues it, asked for before the troubles begin."""
    return reviewer_of(office, case.id)


def lose_the_answer(office: Office) -> None:
    """Let the next commit be done and its answer be lost on the way."""

    def commit_and_break(connection) -> None:
        driver = connection.connection.dbapi_connection
        driver.commit()
        driver.close()

    event.listen(office.store.engine, "commit", commit_and_break, once=True)


def test_a_command_whose_connection_is_lost_on_the_way_is_done_once(
    office, case, reviewer, troubles, cut
) -> None:
    before = kinds(office, case.id)
    troubles.append(cut)

    issued = office.engine.advance(case.id, "issue", by=reviewer)

    assert troubles == []
    assert (issued.stage, issued.version) == ("issued", case.version + 1)
    assert kinds(office, case.id)[len(before) :].count("moved") == 1
    assert office.verify().is_whole


def test_a_command_that_is_lost_every_time_says_so_and_leaves_nothing(
    office, case, reviewer, troubles, cut
) -> None:
    before = all_rows(office)
    ended = []
    troubles.extend([lambda: ended.append(cut())] * 9)

    with pytest.raises(TransactionLost, match="Nothing was written; do it again") as lost:
        office.engine.advance(case.id, "issue", by=reviewer)

    assert (lost.value.is_certain, [n for n in ended if n]) == (True, [1, 1, 1])
    assert "未写入任何内容" in lost.value.sentence("zh")
    assert all_rows(office) == before


def test_a_command_in_the_hosts_transaction_is_the_hosts_to_begin_again(
    office, case, reviewer, troubles, cut
) -> None:
    ended = []
    troubles.extend([lambda: ended.append(cut())] * 9)

    with pytest.raises(DBAPIError), office.store.engine.begin() as connection:
        office.engine.within(connection).advance(case.id, "issue", by=reviewer)

    assert [n for n in ended if n] == [1]
    assert kinds(office, case.id).count("moved") == 1


def test_a_commit_that_may_have_been_done_is_told_and_not_done_again(office) -> None:
    case = open_case(office)
    lose_the_answer(office)

    with pytest.raises(TransactionLost, match="It may have been written all the same") as lost:
        office.engine.record(case.id, by="lin", note="已联系")

    assert not lost.value.is_certain
    assert "请先查看" in lost.value.sentence("zh")
    assert kinds(office, case.id).count("noted") == 1


def test_under_a_key_a_commit_that_may_have_been_done_is_asked_after(office) -> None:
    case = open_case(office)
    lose_the_answer(office)

    noted = office.engine.record(case.id, by="lin", note="已联系", expect=case.version, key="k1")

    assert noted.version == case.version + 1
    assert kinds(office, case.id).count("noted") == 1


def test_a_case_opened_under_a_key_is_opened_once_though_the_answer_was_lost(office) -> None:
    lose_the_answer(office)

    case = office.engine.open("permit", fields=fields(), by="lin", key="k1")

    with office.store.look() as uow:
        assert uow.case_file(case.id).case == case
    assert kinds(office, case.id).count("opened") == 1


def test_work_handed_over_while_the_connection_is_lost_is_handed_over_once(office, cut) -> None:
    cases = [to_review(office).id for _ in range(2)]
    person = reviewer_of(office, cases[0])
    troubles = [cut]

    done = office.engine.staff.hand_over(
        person, "zhou", by="lin", why="调离", progress=lambda _: troubles and troubles.pop()()
    )

    assert troubles == []
    assert {line.to for line in done.done} == {"zhou"}
    assert [kinds(office, line.case).count("work_handed_over") for line in done.done] == [1]


def test_two_commands_that_block_each_other_are_both_done(office) -> None:
    cases = [open_case(office).id, open_case(office).id]
    start, met = Barrier(2), set()

    def reach_for_the_other(connection, change) -> bool:
        if get_ident() not in met:
            met.add(get_ident())
            start.wait(20)
            (other,) = {*cases} - {change.case.id}
            lock = text("SELECT 1 FROM guatu_case WHERE id = :id FOR UPDATE")
            connection.execute(lock, {"id": other})
        return False

    office.store.heralds.append(reach_for_the_other)
    with ThreadPoolExecutor(2) as people:
        done = [
            people.submit(office.engine.record, case, by="lin", note="已联系") for case in cases
        ]
        versions = [noted.result().version for noted in done]

    assert versions == [2, 2]
    assert [kinds(office, case).count("noted") for case in cases] == [1, 1]
    assert office.verify().is_whole
