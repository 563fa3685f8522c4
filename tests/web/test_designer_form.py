"""The designer's form: each change is one edit of the text, and a revision of the draft."""

from __future__ import annotations

import json

import pytest

from testkit.visitors import Visitor, web_app

FORM = "/flows/drafts/1/form"
LIMIT = "f:" + json.dumps(["stages", "review", "owner"])


@pytest.fixture
def adm(office):
    visitor = Visitor(web_app(office), "adm")
    visitor.get("/flows")
    visitor.submit("/flows/drafts", {"flow": "permit"})
    return visitor


def lines(office):
    return office.designer.drafts.read(1).bundle.source.splitlines()


def test_a_field_changes_its_own_line_and_no_other(office, adm) -> None:
    before = lines(office)
    adm.get(FORM)

    adm.submit(f"{FORM}?section=stages", {LIMIT: "desk", "expect": "1", "do": "save"})

    changed = [(a, b) for a, b in zip(before, lines(office), strict=True) if a != b]
    assert changed == [("    owner: reviewer", "    owner: desk")]


def test_what_was_left_as_it_was_is_no_revision(office, adm) -> None:
    adm.get(FORM)

    adm.submit(f"{FORM}?section=stages", {LIMIT: "reviewer", "expect": "1", "do": "save"})

    assert office.designer.drafts.read(1).revision == 1


def test_an_entry_is_added_renamed_moved_and_removed(office, adm) -> None:
    adm.get(f"{FORM}?section=materials")
    adm.submit(f"{FORM}?section=materials", {"key": "survey", "expect": "1", "do": "add"})
    assert any("survey" in line for line in lines(office))

    where = json.dumps(["materials", "survey"])
    adm.submit(f"{FORM}?section=materials", {"do": f"up {where}", "expect": "2"})
    adm.submit(
        f"{FORM}?section=materials", {"do": f"rename {where}", "key": "measuring", "expect": "3"}
    )
    assert not any("survey" in line for line in lines(office))
    gone = json.dumps(["materials", "measuring"])
    adm.submit(f"{FORM}?section=materials", {"do": f"remove {gone}", "expect": "4"})

    assert not any("measuring" in line for line in lines(office))
    assert office.designer.check(office.designer.drafts.read(1).bundle) == ()


def test_a_key_that_is_taken_is_refused_with_the_form(office, adm) -> None:
    adm.get(f"{FORM}?section=materials")

    answer = adm.submit(
        f"{FORM}?section=materials", {"key": "drawings", "expect": "1", "do": "add"}
    )

    assert answer.status_code == 422
    assert adm.texts("#refusal")
    assert office.designer.drafts.read(1).revision == 1


def test_every_section_of_the_flow_is_shown(adm) -> None:
    adm.get(FORM)
    addresses = [link.get("href") for link in adm.page.cssselect("nav.filters a")]

    answers = [adm.get(address).status_code for address in addresses]

    assert adm.texts("#said") == []
    assert len(addresses) > 10
    assert {*answers} == {200}
