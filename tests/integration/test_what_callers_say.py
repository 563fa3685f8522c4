"""What callers say is kept as it is or refused with a sentence, the same on every database."""

from __future__ import annotations

from decimal import Decimal

import pytest

from guatu.errors import InvalidValues, UnknownCase, UnknownPerson
from testkit.offices import all_rows, fields, open_case, to_review

ODD = {
    "note with NUL": lambda e, c: e.record(c, by="lin", note="甲\x00乙"),
    "note with half a character": lambda e, c: e.record(c, by="lin", note="甲\ud800乙"),
    "reason with NUL": lambda e, c: e.pause(c, by="lin", why="\x00"),
    "reason of a move with NUL": lambda e, c: e.advance(c, "accept", by="lin", why="\x00"),
    "material name with NUL": lambda e, c: e.record(c, by="lin", materials={"drawings": "\x00"}),
    "reference with NUL": lambda e, c: e.open("permit", fields=fields(), by="lin", ref="\x00"),
    "reference too long": lambda e, c: e.open("permit", fields=fields(), by="lin", ref="甲" * 121),
    "key too long": lambda e, c: e.record(c, by="lin", note="已联系", key="k" * 201),
    "bytes for a text": lambda e, c: e.record(c, by="lin", fields={"name": b"a"}),
    "an object for a number": lambda e, c: e.record(c, by="lin", fields={"floor_area": object()}),
}


@pytest.mark.parametrize("what", ODD)
def test_what_can_not_be_kept_is_refused_and_nothing_is_written(office, what) -> None:
    case = open_case(office)
    before = all_rows(office)

    with pytest.raises(InvalidValues):
        ODD[what](office.engine, case.id)

    assert all_rows(office) == before


def test_a_verdict_that_is_none_is_refused(office) -> None:
    case = to_review(office)

    with pytest.raises(InvalidValues, match="agree or disagree"):
        office.engine.decide(case.id, "joint", "agreed", by="huo")


def test_a_name_with_a_control_character_names_nobody_and_no_case(office) -> None:
    case = open_case(office)

    with pytest.raises(UnknownPerson):
        office.engine.record(case.id, by="lin\x00", note="已联系")
    with pytest.raises(UnknownCase):
        office.engine.record("2026\x00", by="lin", note="已联系")


def test_a_decimal_is_a_number_also_under_a_key(office) -> None:
    case = office.engine.open(
        "permit", fields=fields(floor_area=Decimal("800.5")), by="lin", key="k1"
    )

    assert case.fields["floor_area"] == 800.5


def test_texts_of_every_script_and_many_lines_are_kept_as_they_are(office) -> None:
    said = "第一行\n\t第二行 “引号” {{ 模板 }} <b>标签</b> 𠮷 🏗 '; DROP TABLE guatu_case; --"
    case = open_case(office)

    office.engine.record(case.id, by="lin", note=said)

    assert office.views.history(case.id, office.zone)[-1].why == said
    assert office.verify().is_whole
