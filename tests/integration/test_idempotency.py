"""The same command under the same key is done once, however often and however at once it is sent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from guatu.errors import KeyReused, TransitionRefused
from testkit.offices import all_rows, complete, fields, kinds, open_case, row_count


def test_the_same_command_again_gives_the_same_case_and_writes_nothing(office) -> None:
    case = open_case(office)
    complete(office, case.id)
    first = office.engine.advance(case.id, "accept", by="lin", key="k1")
    before = all_rows(office)

    again = office.engine.advance(case.id, "accept", by="lin", key="k1")

    assert again == first
    assert all_rows(office) == before


def test_a_case_is_opened_once_under_one_key(office) -> None:
    given = fields()

    opened = [office.engine.open("permit", fields=given, by="lin", key="k1") for _ in range(3)]

    assert len({case.id for case in opened}) == 1
    assert row_count(office, "case") == 1


@pytest.mark.parametrize(
    "other",
    [
        lambda engine, case: engine.record(case, by="lin", note="另一件事", key="k1"),
        lambda engine, case: engine.record(case, by="ma", note="已联系", key="k1"),
        lambda engine, case: engine.pause(case, by="lin", why="已联系", key="k1"),
        lambda engine, case: engine.open("permit", fields=fields(), by="lin", key="k1"),
    ],
)
def test_a_key_serves_one_command_only(office, other) -> None:
    case = open_case(office)
    office.engine.record(case.id, by="lin", note="已联系", key="k1")
    before = all_rows(office)

    with pytest.raises(KeyReused, match="k1"):
        other(office.engine, case.id)

    assert all_rows(office) == before


def test_a_refused_command_leaves_its_key_free(office) -> None:
    case = open_case(office)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case.id, "accept", by="lin", key="k1")
    complete(office, case.id)

    moved = office.engine.advance(case.id, "accept", by="lin", key="k1")

    assert moved.stage == "review"


def test_a_key_stays_used_in_another_office_over_the_same_database(offices) -> None:
    case = open_case(offices())
    offices().engine.record(case.id, by="lin", note="已联系", key="k1")

    offices().engine.record(case.id, by="lin", note="已联系", key="k1")

    assert kinds(offices(), case.id).count("noted") == 1


def test_sent_by_many_at_once_a_command_is_done_once_and_nobody_gets_an_error(office) -> None:
    case = open_case(office)
    complete(office, case.id)
    start = Barrier(6)

    def advance() -> str:
        start.wait()
        return office.engine.advance(case.id, "accept", by="lin", key="k1").stage

    with ThreadPoolExecutor(6) as people:
        stages = [done.result() for done in [people.submit(advance) for _ in range(6)]]

    assert stages == ["review"] * 6
    assert kinds(office, case.id).count("moved") == 1


def test_opened_by_many_at_once_under_one_key_a_case_is_opened_once(office) -> None:
    given, start = fields(), Barrier(6)

    def open_it() -> int:
        start.wait()
        return office.engine.open("permit", fields=given, by="lin", key="k1").id

    with ThreadPoolExecutor(6) as people:
        opened = [done.result() for done in [people.submit(open_it) for _ in range(6)]]

    assert len(set(opened)) == 1
    assert row_count(office, "case") == 1
