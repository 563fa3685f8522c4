"""A letter's life on the command line, and proving it by its code."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guatu import ManualClock, Office, Settings
from testkit.offices import china_time, fee_rules, open_case, open_office


@pytest.fixture
def letter(tmp_path, monkeypatch):
    """A yellow warning in a database of its own; the commands meet it under its key."""
    url = f"sqlite:///{tmp_path / 'letters.db'}"
    clock = ManualClock(china_time("2026-03-02 09:00"))
    Office.open(url, clock=clock, rules=fee_rules(), settings=Settings()).close()
    with open_office(url, clock) as office:
        open_case(office)
        for _ in range(20):
            clock.move_to(clock.now() + timedelta(days=1))
            office.tick()
        key = next(x.key for x in office.views.letters() if x.spec == "yellow_warning")
    monkeypatch.setenv("GUATU_DB", url)
    return key


def released(guatu, letter) -> None:
    for step, person in (
        ("review", "lin"),
        ("sign", "ma"),
        ("number", "lin"),
        ("seal", "lin"),
        ("deliver", "lin"),
    ):
        assert guatu("letter", step, letter, "--by", person).code == 0


def test_a_letter_is_released_step_by_step(guatu, letter):
    released(guatu, letter)

    received = guatu("letter", "receive", letter, "--by", "lin", "--json").json()
    shown = guatu("letter", "show", letter)

    assert received["state"] == "received"
    assert received["number"].startswith("东政服〔")
    for done in ("起草", "核稿", "签发", "编号", "用印", "送达", "签收"):
        assert done in shown.out


def test_a_step_out_of_turn_says_what_must_come_first(guatu, letter):
    said = guatu("letter", "sign", letter, "--by", "ma")

    assert said.code == 1
    assert f"函件 {letter} 不能签发：现为拟稿，须为已核稿。" in said.err


def test_a_letter_is_edited_in_a_file(guatu, letter, tmp_path):
    file = tmp_path / "draft.txt"
    file.write_text(guatu("letter", "show", letter, "--source").out.replace("整改要求", "要求"))

    said = guatu("letter", "revise", letter, file, "--by", "lin", "--why", "用语")

    assert said.code == 0
    assert "要求" in guatu("letter", "show", letter).out


def test_the_register_lists_numbers_and_what_is_void(guatu, letter):
    released(guatu, letter)

    guatu("letter", "void", letter, "--by", "lin", "--why", "重复发文")

    assert "作废" in guatu("letter", "register").out


def test_a_code_proves_a_letter(guatu, letter, tmp_path):
    released(guatu, letter)
    code = guatu("letter", "show", letter, "--json").json()["letter"]["code"]
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.7")

    genuine = guatu("verify-letter", code)
    strange = guatu("verify-letter", code, "--file", other)
    unknown = guatu("verify-letter", "0000-0000-0000")

    assert (genuine.code, strange.code, unknown.code) == (0, 1, 3)
    assert "内容与签发时一致" in genuine.out
    assert "不是本机关印出的那一份" in strange.out
