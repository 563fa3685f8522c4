"""Reports at the command line: made, published, listed, written, and found changed."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from guatu import Office

from .conftest import CLERK

MARCH = ("month", "--period", "2026-03")


@pytest.fixture
def published(guatu, opened) -> str:
    """Publish a month of an office with one project; give the key of its letter."""
    assert opened
    said = guatu("report", *MARCH, "--publish", "--by", CLERK, "--json").json()
    return str(said["publication"]["letter"])


def test_a_report_is_made_shown_and_written_and_nothing_is_kept(guatu, opened, tmp_path) -> None:
    assert opened
    files = [tmp_path / f"month.{ending}" for ending in ("xlsx", "csv", "docx", "pdf")]

    shown = guatu("report", *MARCH)
    written = [guatu("report", *MARCH, "--out", file) for file in files]
    one = guatu("report", *MARCH, "--out", files[1], "--table", "standing")

    assert "2026年3月月通报" in shown.out
    assert "尚未公布" in shown.out
    assert [said.code for said in (*written, one)] == [0] * 5
    assert all(file.stat().st_size > 20 for file in files)
    assert "履约率" not in files[1].read_text(encoding="utf-8-sig")
    assert guatu("reports", "--json").json() == []


def test_what_was_published_is_shown_as_it_was_and_corrected_with_a_reason(
    guatu, published
) -> None:
    again = guatu("report", *MARCH, "--publish", "--by", CLERK)
    corrected = guatu("report", *MARCH, "--publish", "--by", CLERK, "--why", "漏计一件")

    assert (again.code, "更正须写明理由" in again.err) == (1, True)
    assert "第 2 次公布" in corrected.out
    rows = guatu("reports", "month", "--json").json()
    assert [(row["revision"], row["is_whole"]) for row in rows] == [(2, True), (1, True)]
    assert published == "report-month-2026-03-1"
    assert "相符" in guatu("reports").out


def test_publishing_wants_to_know_by_whom_and_not_everybody_may(guatu, opened) -> None:
    assert opened
    unnamed = guatu("report", *MARCH, "--publish")
    stranger = guatu("report", *MARCH, "--publish", "--by", "gao_zhuxi")

    assert (unnamed.code, stranger.code) == (2, 6)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("monthly",), 3), (("month", "--period", "2026-13"), 1), (("month", "--unit", "nobody"), 3)],
    ids=["report", "period", "unit"],
)
def test_what_there_is_not_is_said(guatu, office, arguments, code) -> None:
    assert office
    assert guatu("report", *arguments).code == code


def test_verifying_names_a_report_that_was_changed(guatu, office, published) -> None:
    assert published
    assert guatu("verify").code == 0

    with Office.open(office, upgrade=False) as here, here.store.writing() as connection:
        data = connection.execute(text("SELECT data FROM guatu_report")).scalar_one()
        changed = json.dumps({**json.loads(data), "title": "别的"}, ensure_ascii=False)
        connection.execute(text("UPDATE guatu_report SET data = :data"), {"data": changed})
    said = guatu("verify")

    assert (said.code, "通报 month-2026-03-1：与公布时不符" in said.out) == (1, True)
    assert "有 1 处问题" in said.out
    assert "不符" in guatu("reports").out
