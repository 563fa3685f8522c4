"""The life of a letter: 拟稿, 核稿, 签发, 编号, 用印, 送达, 签收, 归档, each step by whoever may."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from guatu.errors import (
    KeyReused,
    LetterFailed,
    LetterRefused,
    NotEntitled,
    ReasonMissing,
    StaleLetter,
    UnknownLetter,
)
from guatu.workflow.correspondence import digest_of
from testkit.offices import another_office, complete, open_case

SEAL = b"\x89PNG\r\n\x1a\n" + b"a picture of a seal"


def warned(office, clock, *, cases=1):
    """Open cases and let their yellow warnings be drafted; give the letters' keys."""
    opened = [open_case(office) for _ in range(cases)]
    for _ in range(40):
        clock.move_to(clock.now() + timedelta(days=1))
        office.tick()
        found = [x for x in office.views.letters() if x.spec == "yellow_warning"]
        if len(found) >= len(opened):
            return [letter.key for letter in found]
    raise AssertionError("no yellow warning was drafted")


def until(office, key, last, *, images=()):
    """Take a letter through its life as far as a step."""
    letters = office.engine.letters
    steps = {
        "review": lambda: letters.review(key, by="lin"),
        "sign": lambda: letters.sign(key, by="ma"),
        "number": lambda: letters.number(key, by="lin"),
        "seal": lambda: letters.seal(key, images, by="lin"),
        "deliver": lambda: letters.deliver(key, by="lin"),
    }
    letter = None
    for name, step in steps.items():
        letter = step()
        if name == last:
            return letter
    return letter


def test_a_letter_goes_from_draft_to_archive(office, clock):
    (key,) = warned(office, clock)
    letters = office.engine.letters

    states = [until(office, key, "deliver", images=[SEAL]).state]
    states.append(letters.receive(key, by="lin").state)
    states.append(letters.archive(key, by="lin").state)

    life = office.letters.life(key)
    assert states == ["delivered", "received", "archived"]
    assert [(s.kind, s.by) for s in life.steps] == [
        ("drafted", "system"),
        ("reviewed", "lin"),
        ("signed", "ma"),
        ("numbered", "lin"),
        ("sealed", "lin"),
        ("delivered", "lin"),
        ("received", "lin"),
        ("archived", "lin"),
    ]
    assert office.verify().is_whole


def test_signing_dates_the_letter_and_freezes_its_content(office, clock):
    (key,) = warned(office, clock)

    signed = until(office, key, "sign")

    day = clock.now().astimezone(office.zone)
    assert signed.body["date"] == f"{day.year}年{day.month}月{day.day}日"
    assert signed.digest == digest_of(signed.body)
    assert signed.code in signed.text
    with pytest.raises(LetterRefused, match="must be a draft or reviewed"):
        office.engine.letters.revise(key, "标题：甲\n======\n乙", by="lin", why="改")
    numbered = office.engine.letters.number(key, by="lin")
    assert digest_of(numbered.body) == signed.digest


def test_the_number_comes_after_signing_and_counts_from_one_each_year(office, clock):
    first, second, third = warned(office, clock, cases=3)
    with pytest.raises(LetterRefused, match="it is a draft, and must be signed"):
        office.engine.letters.number(first, by="lin")

    numbers = [until(office, key, "number").number for key in (first, second)]
    clock.move_to(clock.now() + timedelta(days=366))
    numbers.append(until(office, third, "number").number)

    year = clock.now().astimezone(office.zone).year
    assert numbers == [
        f"东政服〔{year - 1}〕1号",
        f"东政服〔{year - 1}〕2号",
        f"东政服〔{year}〕1号",
    ]


def test_a_void_number_is_kept_and_never_given_again(office, clock):
    first, second = warned(office, clock, cases=2)
    until(office, first, "number")

    office.engine.letters.void(first, by="lin", why="收文单位有误")
    until(office, second, "number")

    register = office.letters.numbers()
    assert [(n.serial, n.letter, n.void_at is not None) for n in register] == [
        (1, first, True),
        (2, second, False),
    ]


def test_eight_writers_number_letters_without_a_gap(office, clock, database_url):
    keys = warned(office, clock, cases=8)
    for key in keys:
        until(office, key, "sign")

    def number(key):
        with another_office(database_url, clock) as mine:
            return mine.engine.letters.number(key, by="lin").number

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(number, keys))

    serials = sorted(int(n.partition("〕")[2].rstrip("号")) for n in numbers)
    assert serials == list(range(1, 9))


def test_what_was_reviewed_can_be_sent_back_with_a_reason(office, clock):
    (key,) = warned(office, clock)
    until(office, key, "review")
    with pytest.raises(ReasonMissing):
        office.engine.letters.send_back(key, by="lin", why=" ")

    letter = office.engine.letters.send_back(key, by="ma", why="期限写错")

    assert letter.state == "draft"
    last = office.letters.life(key).steps[-1]
    assert (last.kind, last.by, last.why) == ("sent_back", "ma", "期限写错")


def test_whoever_reviewed_a_letter_does_not_sign_it(office, clock):
    (key,) = warned(office, clock)
    office.engine.letters.review(key, by="ma")

    with pytest.raises(LetterRefused, match="whoever reviewed it does not sign it"):
        office.engine.letters.sign(key, by="ma")


def test_only_the_head_of_the_issuing_unit_signs(office, clock):
    (key,) = warned(office, clock)
    until(office, key, "review")

    with pytest.raises(NotEntitled, match="the head of the issuing unit"):
        office.engine.letters.sign(key, by="wen")


def test_for_whom_a_letter_does_not_concern_there_is_none(office, clock):
    (key,) = warned(office, clock)

    for step in ("review", "sign", "number", "deliver", "receive", "archive"):
        with pytest.raises(UnknownLetter):
            getattr(office.engine.letters, step)(key, by="hua")


def test_an_edited_draft_is_read_and_must_be_reviewed_again(office, clock):
    (key,) = warned(office, clock)
    until(office, key, "review")
    source = office.letters.source(key)

    edited = source.replace("二、整改要求", "二、具体要求")
    letter = office.engine.letters.revise(key, edited, by="lin", why="用语")

    assert edited != source
    assert letter.state == "draft"
    assert "二、具体要求" in letter.text
    with pytest.raises(LetterFailed) as failed:
        office.engine.letters.revise(key, "标题：甲\n没有冒号\n======\n乙", by="lin", why="x")
    assert failed.value.line == 2


def test_the_time_to_answer_starts_when_the_letter_came(office, clock):
    (key,) = warned(office, clock)
    case = office.views.letters(key=key)[0].case
    before = office.views.escalations(case_id=case)[-1].answer_due_at
    clock.move_to(clock.now() + timedelta(days=1))

    until(office, key, "deliver")

    after = office.views.escalations(case_id=case)[-1].answer_due_at
    moved = [e for e in office.views.history(case, office.zone) if e.kind == "deadline_moved"]
    assert after > before
    assert moved[-1].why == "函件已送达，答复期限自送达之日起算"


def test_a_delivered_letter_is_told_to_its_receivers_once(office, clock):
    (key,) = warned(office, clock)

    until(office, key, "deliver")

    told = [n for n in office.views.inbox("lin") if n.topic == f"letter:{key}"]
    assert len(told) == 1
    assert "已送达，请签收" in told[0].body


def test_a_step_based_on_an_older_version_is_refused(office, clock):
    (key,) = warned(office, clock)
    seen = office.views.letters(key=key)[0].version
    office.engine.letters.review(key, by="lin")

    with pytest.raises(StaleLetter):
        office.engine.letters.send_back(key, by="ma", why="x", expect=seen)


def test_the_same_step_under_one_key_is_taken_once(office, clock):
    (key,) = warned(office, clock)
    until(office, key, "sign")

    first = office.engine.letters.number(key, by="lin", key="n-1")
    again = office.engine.letters.number(key, by="lin", key="n-1")

    assert first.number == again.number
    assert len(office.letters.numbers()) == 1


def test_a_seal_is_a_picture_and_there_is_one_for_each_signer(office, clock):
    (key,) = warned(office, clock)
    until(office, key, "number")

    with pytest.raises(LetterRefused, match="PNG or JPEG"):
        office.engine.letters.seal(key, [b"GIF89a"], by="lin")
    with pytest.raises(LetterRefused, match="1 signers, and 2 seals"):
        office.engine.letters.seal(key, [SEAL, SEAL], by="lin")


def test_another_seal_picture_of_the_same_size_is_another_command(office, clock):
    (key,) = warned(office, clock)
    until(office, key, "number")
    sealed = office.engine.letters.seal(key, [SEAL], by="lin", key="s-1")

    again = office.engine.letters.seal(key, [SEAL], by="lin", key="s-1")

    assert again == sealed
    with pytest.raises(KeyReused, match="s-1"):
        office.engine.letters.seal(key, [SEAL[:-1] + b"!"], by="lin", key="s-1")


def test_a_slip_is_valid_as_drafted_and_carries_no_number(office, clock):
    case = open_case(office)
    complete(office, case.id)
    office.engine.advance(case.id, "accept", by="lin")

    (slip,) = [x for x in office.views.letters(case_id=case.id) if x.spec == "handover"]

    assert slip.state == "delivered"
    with pytest.raises(LetterRefused):
        office.engine.letters.number(slip.key, by="lin")


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE guatu_letter_step SET \"by\" = 'wu' WHERE seq = 2", "was changed"),
        ("DELETE FROM guatu_letter_step WHERE seq = 4", "its life ends at step 3"),
        ('UPDATE guatu_letter SET body = \'{"blocks":[],"title":["x"]}\'', "was signed"),
    ],
)
def test_what_was_changed_behind_its_back_shows(office, clock, statement, what):
    (key,) = warned(office, clock)
    until(office, key, "number")

    with office.store.engine.begin() as connection:
        connection.execute(text(statement))

    audit = office.verify()
    assert not audit.is_whole
    assert any(what in found.what for found in audit.letter_breaks if found.letter == key)


def test_a_code_finds_the_letter_and_proves_its_content(office, clock):
    (key,) = warned(office, clock)
    signed = until(office, key, "deliver")

    proof = office.letters.proof(signed.code.lower())

    assert proof.is_genuine
    assert (proof.number, proof.state) == (signed.number, "delivered")
    with pytest.raises(UnknownLetter):
        office.letters.proof("AAAA-BBBB-CCCC")


def test_the_facts_of_a_letter_are_plain_data(office, clock):
    (key,) = warned(office, clock)

    life = office.letters.life(key)

    assert json.loads(json.dumps(life.letter.body)) == life.letter.body
    assert life.letter.facts["项目"]["名称"] == life.case_title
