"""Figures at the command line: entered, put right, listed and summed."""

from __future__ import annotations

from .conftest import CLERK


def test_figures_are_entered_corrected_listed_and_summed(guatu, opened) -> None:
    day = ("--on", "2025-12-31")
    first = guatu("enter", opened, "funds", "500", *day, "--part", "origin=省外", "--by", CLERK)
    second = guatu("enter", "P-1", "funds", "80.5", *day, "--note", "二期", "--by", CLERK)
    put_right = guatu("correct", opened, "funds", "1", "450", "--why", "按回单", "--by", CLERK)

    rows = guatu("figures", opened, "--json").json()
    shown = guatu("figures", opened, "--series", "funds")
    values = {v["key"]: v for v in guatu("indicators", "full_service", "--json").json()}

    assert [said.code for said in (first, second, put_right, shown)] == [0, 0, 0, 0]
    assert [(r["number"], r["amount"], r["counts"]) for r in rows] == [
        (1, 500, False),
        (2, 80.5, True),
        (3, 450, True),
    ]
    assert all(text in shown.out for text in ("已由第3笔更正", "更正第1笔", "省外", "80.5万元"))
    assert (values["paid_in_total"]["value"], values["paid_in_total"]["unit"]) == (530.5, "万元")
    assert values["paid_in_province"]["formula"] == "到位资金合计〔资金来源：省外〕"


def test_indicators_of_some_days_show_values_with_their_units(guatu, opened) -> None:
    guatu("enter", opened, "funds", "1200", "--on", "2025-12-31", "--by", CLERK)

    of_year = guatu("indicators", "full_service", "--since", "2025-01-01", "--until", "2025-12-31")
    before = guatu("indicators", "full_service", "--until", "2025-12-30", "--json").json()

    assert "1,200万元" in of_year.out
    assert {v["key"]: v["value"] for v in before}["paid_in_total"] == 0


def test_what_is_wrong_with_a_figure_is_said_in_chinese(guatu, opened) -> None:
    late = guatu("enter", opened, "funds", "5", "--on", "2099-01-01", "--by", CLERK)
    unread = guatu("enter", opened, "funds", "5", "--on", "2025年", "--by", CLERK)
    unknown = guatu("enter", opened, "fonds", "5", "--on", "2025-12-31", "--by", CLERK)
    by_hand = guatu("record", opened, "--field", "paid_in=5", "--by", CLERK)

    assert [said.code for said in (late, unread, unknown, by_hand)] == [1, 2, 3, 1]
    assert "不能晚于今天" in late.err
    assert "请改用分次登记" in by_hand.err
