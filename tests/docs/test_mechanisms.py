"""The table of mechanisms: none of the 105 is missing, and what it points to is there."""

from __future__ import annotations

import re

import pytest

from testkit.mechanisms import PAGE, ROOT, STATES, finds, mechanisms, page

HOW_MANY = {"S0": 15, "S1": 43, "S2": 19, "S3": 15, "S4": 13}
IDS = [f"{source}-{n:02}" for source, count in HOW_MANY.items() for n in range(1, count + 1)]
TABLE = mechanisms()
RUN = {key: mechanism for key, mechanism in TABLE.items() if mechanism.runs}


def test_no_mechanism_of_the_sources_is_missing() -> None:
    assert list(TABLE) == IDS


@pytest.mark.parametrize("key", IDS)
def test_a_mechanism_runs_or_says_why_it_does_not(key: str) -> None:
    mechanism = TABLE[key]

    assert mechanism.state in STATES
    assert bool(mechanism.runs) == bool(mechanism.proof) or mechanism.state == "partly"
    assert all(mechanism.facts.values())


@pytest.mark.parametrize("key", RUN)
def test_what_runs_a_mechanism_is_in_the_shipped_flows_or_reports(key: str) -> None:
    assert [place for place in RUN[key].runs if not finds(place)] == []


@pytest.mark.parametrize("key", RUN)
def test_what_proves_a_mechanism_is_a_test_there_is(key: str) -> None:
    for proof in RUN[key].proof:
        file, _, name = proof.partition("::")
        source = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {re.escape(name)}\(", source, flags=re.MULTILINE), proof


def test_a_place_that_is_not_there_is_not_found() -> None:
    assert finds("full_service#rounds.opinions")
    assert finds("month#tables.rates")
    assert not finds("full_service#rounds.nobody")
    assert not finds("nowhere#rounds")


def test_the_page_is_what_its_tool_writes() -> None:
    """After a change of docs/mechanisms.yaml: ``python tests/support/testkit/mechanisms.py``."""
    assert PAGE.read_text(encoding="utf-8") == page()
