"""What a flow says of its letters: whom they go to, whose they are, and what they take from fields."""

from __future__ import annotations

from datetime import date

import pytest

from guatu.errors import LetterRefused, TransitionRefused
from testkit.offices import FOLDER, fields, move
from testkit.shipped import due_day

SEAL = b"\x89PNG\r\n\x1a\n" + b"a picture of a seal"
FILLED = {
    "number": "7",
    "amount": 12.5,
    "is_urgent": True,
    "sort": "b",
    "received_on": date(2026, 3, 2),
}


@pytest.fixture
def office(office):
    office.publish(FOLDER / "petition.yaml")
    return office


def petition(office, **changes):
    given = {"subject": "修路", "author": "余知秋代表", "district": "east", **changes}
    return office.engine.open("petition", fields=given, by="lin").id


def answered(office, **changes):
    """Answer a letter; give the key of the answer."""
    case = petition(office, **changes)
    office.engine.advance(case, "close", by="lin")
    (letter,) = office.views.letters(case_id=case)
    return letter.key


def released(office, key):
    letters = office.engine.letters
    letters.review(key, by="lin")
    letters.sign(key, by="ma")
    letters.number(key, by="lin")
    letters.seal(key, [SEAL], by="lin")
    return letters.deliver(key, by="lin")


def test_a_letter_says_what_its_fields_hold_as_people_read_it(office):
    said = office.views.letters(key=answered(office, **FILLED))[0].text.replace("\n", "")

    assert "编号7，2026年3月2日收到，列入计划，补助12.5万元，急办：是。" in said


def test_a_fact_whose_field_is_empty_stays_empty(office):
    said = office.views.letters(key=answered(office))[0].text

    assert "编号，收到，，补助，急办：。" in said


def test_a_letter_may_have_another_issuer_than_its_flow(office):
    life = office.letters.life(answered(office))

    assert (life.letter.issuer, life.letter.barred) == ("desk_east", "")
    assert "东城区政务服务中心" in life.letter.text


def test_a_letter_to_somebody_outside_lives_to_its_end(office):
    key = answered(office)

    delivered = released(office, key)
    received = office.engine.letters.receive(key, by="lin", unit="余知秋代表", note="邮寄")
    archived = office.engine.letters.archive(key, by="lin")

    assert delivered.recipients == ("余知秋代表",)
    assert (received.state, archived.state) == ("received", "archived")
    (line,) = office.letters.life(key).receivers
    assert (line.unit_name, line.note) == ("余知秋代表", "邮寄")
    assert office.verify().is_whole


def test_only_the_issuer_records_what_somebody_outside_received(office):
    key = answered(office)
    released(office, key)

    with pytest.raises(LetterRefused, match="it does not go to 别人"):
        office.engine.letters.receive(key, by="lin", unit="别人")
    assert office.engine.letters.receive(key, by="lin").state == "received"


def test_an_addressee_nobody_named_is_to_be_filled_in_before_the_letter_is_reviewed(office):
    key = answered(office, author="")
    with pytest.raises(LetterRefused, match="【待填：来信人】"):
        office.engine.letters.review(key, by="lin")
    source = office.letters.source(key).replace("【待填：来信人】", "余知秋代表")

    letter = office.engine.letters.revise(key, source, by="lin", why="补齐")

    assert letter.recipients == ("余知秋代表",)
    assert office.engine.letters.review(key, by="lin").state == "reviewed"


def test_an_item_that_is_set_goes_with_a_letter_about_itself(office):
    case = petition(office)
    for what in ("查看现场", "走访企业"):
        office.engine.tasks.set(case, "visit", "env", what, by="lin")

    said = [letter.text for letter in office.views.letters(case_id=case)]

    assert ["查看现场" in text for text in said] == [True, False]
    assert ["走访企业" in text for text in said] == [False, True]
    assert all("海州市生态环境局：" in text for text in said)


def test_a_case_that_returns_has_the_time_it_had_left(office, clock):
    case = petition(office)
    move(clock, "2026-03-04 09:00")
    office.engine.advance(case, "ask_more", by="lin")
    move(clock, "2026-03-18 09:00")

    office.engine.advance(case, "supplied", by="lin")

    assert due_day(office, case) == "2026-03-23"


def test_a_subcase_that_may_be_none_holds_back_only_while_it_runs(office):
    case = petition(office)
    child = office.engine.open("permit", fields=fields(), by="lin", parent=case)
    with pytest.raises(TransitionRefused):
        office.engine.advance(case, "close", by="lin")
    office.engine.withdraw(child.id, by="lin", why="不需核查")

    assert office.engine.advance(case, "close", by="lin").status == "ended"
    assert office.engine.advance(petition(office), "close", by="lin").status == "ended"
