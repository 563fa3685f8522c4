from __future__ import annotations

from datetime import date
from statistics import median

import pytest
from openpyxl import load_workbook

from guatu.demo.ledger import COLUMNS, make_rows, write_ledger
from guatu.exchange import check_rows, read_ledger

SEED = 2026


@pytest.fixture
def places(roster):
    return {place.key: place.title for place in roster.territories}


@pytest.fixture
def checked(definitions, full_service, places):
    ledger = read_ledger(definitions / "samples" / "ledger.xlsx", full_service.fields)
    return check_rows(ledger, full_service.fields, places, full_service.identity)


def test_the_shipped_ledger_holds_sixty_good_rows_and_six_bad_ones(checked):
    assert len(checked.good) == 60
    assert [(f.row, f.column) for f in checked.faults] == [
        (62, "K"),
        (63, "C"),
        (64, "E"),
        (65, "A"),
        (66, "E"),
        (67, "B"),
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (62, "没有这一天"),
        (63, "是否应为“望溪区”"),
        (64, "不得小于 1"),
        (65, "与第 2 行重复"),
        (66, "公式"),
        (67, "必须填写"),
    ],
)
def test_each_bad_row_is_bad_in_its_own_way(checked, row, words):
    fault = next(f for f in checked.faults if f.row == row)

    assert words in fault.sentence("zh")


def test_the_shipped_ledger_is_what_its_tool_writes(definitions, tmp_path):
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, make_rows(60, SEED), bad=True)

    def cells(file):
        return [[c.value for c in row] for row in load_workbook(file).active]

    assert cells(path) == cells(definitions / "samples" / "ledger.xlsx")


def test_a_ledger_is_the_same_file_whenever_it_is_written(tmp_path):
    write_ledger(tmp_path / "a.xlsx", make_rows(5, 1), bad=True)
    write_ledger(tmp_path / "b.xlsx", make_rows(5, 1), bad=True)

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_columns_are_the_fields_of_the_flow(full_service):
    for key, column in COLUMNS.items():
        field = full_service.fields[key]
        unit = f"（{field.unit}）" if field.unit else ""

        assert column.header == f"{field.title}{unit}"


def test_the_same_seed_invents_the_same_projects():
    assert make_rows(50, 7) == make_rows(50, 7)
    assert make_rows(50, 7) != make_rows(50, 8)


def test_many_projects_are_all_good_and_none_twice(full_service, places, tmp_path):
    rows = make_rows(1_000, 3)
    path = tmp_path / "ledger.xlsx"
    write_ledger(path, rows)
    ledger = read_ledger(path, full_service.fields)
    result = check_rows(ledger, full_service.fields, places, full_service.identity)

    assert result.faults == ()
    assert len(result.good) == 1_000


def test_most_projects_are_small_and_a_few_are_major():
    amounts = sorted(row["investment"] for row in make_rows(1_000, 3))

    assert 3_000 < median(amounts) < 7_000
    assert 5 < sum(amount >= 100_000 for amount in amounts) < 60


def test_dates_lie_in_late_2025_and_in_2026():
    rows = make_rows(500, 3)
    dates = [row[key] for row in rows for key in ("contacted_on", "planned_start")]

    assert date(2025, 10, 1) <= min(dates)
    assert max(dates) <= date(2026, 12, 31)


def test_no_enterprise_can_be_taken_for_a_real_one():
    rows = make_rows(300, 3)

    assert {row["enterprise"][:2] for row in rows} == {"云岭"}
    assert all(row["contact_phone"].startswith("0000-666") for row in rows)
