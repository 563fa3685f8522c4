"""The steps somebody is told he may take with a letter are those the engine lets him take."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest

from guatu.errors import GuatuError, UnknownLetter
from guatu.workflow.steps.release.ways import LetterStepName
from testkit.offices import all_rows, open_case

LIFE = ("review", "sign", "number", "seal", "deliver", "receive", "archive")
BY = {"sign": "ma"}
PEOPLE = ("ma", "lin", "wen", "zhou", "huo", "hua")
STEPS = get_args(LetterStepName)


@pytest.fixture
def key(office, clock):
    """The key of a yellow warning of the eastern desk, as a draft."""
    open_case(office)
    while not (drafted := office.views.letters()):
        clock.move_to(clock.now() + timedelta(days=1))
        office.tick()
    return drafted[0].key


def attempted(office, letter, step, by):
    """Try a step and take it back; say whether it was taken."""
    with office.store.engine.connect() as connection, connection.begin() as transaction:
        does = office.engine.within(connection).letters
        more = {"by": by}
        if step in {"revise", "send_back", "void"}:
            more["why"] = "试办"
        given = (office.letters.source(letter),) if step == "revise" else ()
        try:
            getattr(does, step)(letter, *given, **more)
        except GuatuError:
            return False
        else:
            return True
        finally:
            transaction.rollback()


def told(office, letter, by):
    """Give the steps somebody is told he may take, without those something hinders."""
    ways = office.engine.letters.ways(letter, by=by)
    return {way.step for way in ways if way.obstacle is None}


@pytest.mark.parametrize("taken", range(len(LIFE) + 1))
def test_what_is_offered_is_what_is_let_pass(sqlite_office, clock, taken):
    office = sqlite_office
    open_case(office)
    while not (drafted := office.views.letters()):
        clock.move_to(clock.now() + timedelta(days=1))
        office.tick()
    letter = drafted[0].key
    for step in LIFE[:taken]:
        getattr(office.engine.letters, step)(letter, by=BY.get(step, "lin"))

    offered = {by: told(office, letter, by) for by in PEOPLE}

    allowed = {by: {step for step in STEPS if attempted(office, letter, step, by)} for by in PEOPLE}
    if taken == LIFE.index("receive") + 1:
        allowed = {by: steps - {"receive"} for by, steps in allowed.items()}  # again, for nothing
    assert offered == allowed


def test_looking_for_ways_changes_nothing(office, key):
    before = all_rows(office)

    office.engine.letters.ways(key, by="lin")

    assert all_rows(office) == before


def test_what_is_to_be_filled_in_stands_in_the_way(office, key):
    source = office.letters.source(key) + "另附【待填：整改期限】。\n"
    office.engine.letters.revise(key, source, by="lin", why="补充")

    ways = {way.step: way.obstacle for way in office.engine.letters.ways(key, by="lin")}

    assert "【待填：整改期限】" in ways["review"].why_zh
    assert ways["revise"] is None


def test_whoever_reviewed_a_letter_is_told_why_he_does_not_sign_it(office, key):
    office.engine.letters.review(key, by="ma")

    (way,) = (w for w in office.engine.letters.ways(key, by="ma") if w.step == "sign")

    assert "核稿人不得签发同一件" in way.obstacle.why_zh


def test_the_issuing_unit_may_sign_for_every_receiver_that_has_not(office, key):
    for step in LIFE[:5]:
        getattr(office.engine.letters, step)(key, by=BY.get(step, "lin"))

    (way,) = (w for w in office.engine.letters.ways(key, by="lin") if w.step == "receive")

    assert way.units == ("desk_east",)


def test_there_is_no_way_with_a_letter_that_is_not_there(office):
    with pytest.raises(UnknownLetter):
        office.engine.letters.ways("nothing", by="lin")
