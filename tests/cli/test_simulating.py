"""A simulation at the command line: tables for people, the same figures for the same seed."""

from __future__ import annotations


def test_a_year_of_a_flow_is_shown_and_the_same_for_the_same_seed(guatu) -> None:
    asked = ("simulate", "full_service", "--arrivals", "2", "--year", "2026", "--seed", "7")

    shown = guatu(*asked)
    first, again = guatu(*asked, "--json").json(), guatu(*asked, "--json").json()

    assert all(text in shown.out for text in ("各月", "各环节", "各角色负荷", "年底在办"))
    assert first == again
    assert first["outcome"]["opened"] == first["outcome"]["ended"] + first["outcome"]["running"]
