"""History is proved to be what was written, and every change behind its back is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from guatu.store.audit import Auditor
from testkit.offices import complete, move, open_case, to_review


@pytest.fixture
def kept(office, clock):
    """An office with three cases and two anchors."""
    for _ in range(3):
        to_review(office)
    office.tick()
    move(clock, "2026-03-19 09:00")
    office.tick()
    return office


def run(office, *statements: str) -> None:
    with office.store.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_untouched_history_is_whole(kept) -> None:
    audit = kept.verify()

    assert (audit.is_whole, audit.breaks, audit.cases, audit.anchors) == (True, (), 3, 2)
    assert audit.events > 30


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (["UPDATE guatu_event SET data = replace(data, '800', '900') WHERE case_id=2 AND seq=1"],
         {(2, 1)}),
        (["UPDATE guatu_event SET why = '另有原因' WHERE case_id=2 AND seq=3"], {(2, 3)}),
        (["UPDATE guatu_event SET \"by\" = 'ma' WHERE case_id=2 AND seq=3"], {(2, 3)}),
        (["DELETE FROM guatu_event WHERE case_id=2 AND seq=4"], {(2, 4)}),
        (["UPDATE guatu_event SET seq = 100 WHERE case_id=2 AND seq=3",
          "UPDATE guatu_event SET seq = 3 WHERE case_id=2 AND seq=4",
          "UPDATE guatu_event SET seq = 4 WHERE case_id=2 AND seq=100"],
         {(2, 3), (2, 4)}),
        (["UPDATE guatu_case SET head_seq = head_seq - 1 WHERE id=3"], {(3, None)}),
    ],
    ids=["data", "reason", "author", "deleted", "swapped", "head"],
)  # fmt: skip
def test_a_change_by_sql_is_found(kept, tampering, found) -> None:
    run(kept, *tampering)

    audit = kept.verify()

    places = {(b.case, b.seq) for b in audit.breaks}
    assert not audit.is_whole
    assert all(any(c == case and seq in (None, s) for c, s in places) for case, seq in found)
    assert {b.case for b in audit.breaks} == {case for case, _ in found}


def test_an_end_cut_off_together_with_the_cases_own_record_of_it_is_found(kept) -> None:
    run(
        kept,
        "DELETE FROM guatu_event WHERE case_id=2 AND seq > 5",
        "UPDATE guatu_case SET head_seq = 5, anchored_seq = 5, head_hash ="
        " (SELECT hash FROM guatu_event WHERE case_id=2 AND seq=5) WHERE id=2",
    )

    audit = kept.verify()

    assert {b.case for b in audit.breaks} == {2}
    assert "anchor" in audit.breaks[0].what


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE guatu_anchor SET hash = previous WHERE number = 1",
        "UPDATE guatu_anchor_head SET seq = seq - 1 WHERE number = 1 AND case_id = 1",
        "DELETE FROM guatu_anchor_head WHERE number = 1 AND case_id = 1",
    ],
)
def test_a_changed_anchor_is_found(kept, tampering) -> None:
    run(kept, tampering)

    assert not kept.verify().is_whole


def test_an_anchor_that_was_removed_is_found(kept) -> None:
    run(
        kept,
        "DELETE FROM guatu_anchor_head WHERE number = 1",
        "DELETE FROM guatu_anchor WHERE number = 1",
    )

    assert not kept.verify().is_whole


def test_a_whole_case_that_was_removed_is_found(kept) -> None:
    tables = "event", "entry", "deadline", "timer", "task", "assignment", "material", "escalation"
    others = "notice", "letter", "poll", "position"
    run(
        kept,
        *(f"DELETE FROM guatu_{table} WHERE case_id = 2" for table in (*tables, *others)),
        "DELETE FROM guatu_case WHERE id = 2",
    )

    audit = kept.verify()

    assert {b.case for b in audit.breaks} == {2}


def test_heads_are_sealed_once_a_day_and_only_where_they_grew(office, clock) -> None:
    first = open_case(office)
    open_case(office)
    sealed = [office.tick().anchored, office.tick().anchored]
    complete(office, first.id)
    clock.move_to(clock.now() + timedelta(hours=23))
    sealed.append(office.tick().anchored)
    clock.move_to(clock.now() + timedelta(hours=1))
    sealed.append(office.tick().anchored)

    assert sealed == [2, 0, 0, 1]
    assert office.verify().is_whole


def test_sealing_asks_the_database_as_often_for_many_cases_as_for_one(office, clock) -> None:
    asked: list[str] = []
    event.listen(
        office.store.engine,
        "before_cursor_execute",
        lambda _c, _k, statement, *_rest: asked.append(statement),
    )
    auditor = Auditor(office.store)
    auditor.anchor(clock.now())  # the roster's head

    open_case(office)
    asked.clear()
    sealed = [auditor.anchor(clock.now())]
    for_one = len(asked)
    for _ in range(5):
        open_case(office)
    asked.clear()
    sealed.append(auditor.anchor(clock.now()))

    assert (sealed, len(asked)) == ([1, 5], for_one)
    assert auditor.anchor(clock.now()) == 0


# --- the roster's own chain ---------------------------------------------------------------


@pytest.fixture
def staffed(kept):
    """The same office, its roster changed three times more and sealed again."""
    for person in ("wen", "wu", "huo"):
        kept.people.leave(person, by="system", why="调走")
    move(kept.clock, "2026-03-21 09:00")
    kept.tick()
    return kept


HEAD = "UPDATE guatu_meta SET value = '{seq} ' || {hash} WHERE key = 'roster_head'"
LAST = "(SELECT hash FROM guatu_roster_event WHERE seq = {seq})"


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (["UPDATE guatu_roster_event SET data = replace(data, 'wu', 'wen') WHERE seq = 19"], {19}),
        (["UPDATE guatu_roster_event SET why = '另有原因' WHERE seq = 19"], {19}),
        (["UPDATE guatu_roster_event SET \"by\" = 'ma' WHERE seq = 19"], {19}),
        (["UPDATE guatu_roster_event SET kind = 'person_returned' WHERE seq = 19"], {19}),
        (["DELETE FROM guatu_roster_event WHERE seq = 19"], {19}),
        (["UPDATE guatu_roster_event SET seq = 100 WHERE seq = 18",
          "UPDATE guatu_roster_event SET seq = 18 WHERE seq = 19",
          "UPDATE guatu_roster_event SET seq = 19 WHERE seq = 100"],
         {18, 19}),
        (["DELETE FROM guatu_roster_event WHERE seq = 20"], {20}),
        ([HEAD.format(seq=19, hash=LAST.format(seq=19))], {19}),
        (["DELETE FROM guatu_meta WHERE key = 'roster_head'"], {0}),
    ],
    ids=["data", "reason", "author", "kind", "deleted", "swapped", "end", "head", "no head"],
)  # fmt: skip
def test_a_change_of_the_rosters_history_by_sql_is_found(staffed, tampering, found) -> None:
    run(staffed, *tampering)

    audit = staffed.verify()

    assert {b.of for b in audit.breaks} == {"roster"}
    assert found <= {b.seq for b in audit.breaks}


def test_an_end_of_the_rosters_history_cut_off_with_its_head_is_found(staffed) -> None:
    run(
        staffed,
        "DELETE FROM guatu_roster_event WHERE seq > 18",
        HEAD.format(seq=18, hash=LAST.format(seq=18)),
    )

    audit = staffed.verify()

    assert [(b.of, b.seq) for b in audit.breaks] == [("roster", 20)]
    assert "anchor" in audit.breaks[0].what


def test_the_head_of_the_roster_is_sealed_only_where_it_grew(kept) -> None:
    move(kept.clock, "2026-03-21 09:00")
    kept.tick()
    unchanged = kept.verify().anchors
    kept.people.leave("wu", by="system", why="调走")
    move(kept.clock, "2026-03-23 09:00")
    kept.tick()

    audit = kept.verify()
    assert (audit.is_whole, audit.anchors) == (True, unchanged + 1)
