"""A file's name is safe on every system, and still the one people know it by."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guatu.workflow.filing import disposition, said_size, suffix_of, tidy_name

CHINESE = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=20
)
FORBIDDEN = set('/\\<>:"|?*')
RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), "lpt1"}


@given(st.text(max_size=400))
@example("\u202egnp.exe")
@example("a" * 500 + ".pdf")
@example("图" * 300 + ".pdf")
def test_no_name_holds_what_a_system_or_a_reader_can_be_misled_by(given_name: str) -> None:
    name = tidy_name(given_name)

    assert 0 < len(name.encode()) <= 200
    assert FORBIDDEN & set(name) == set()
    assert {unicodedata.category(c) for c in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()
    assert name == name.strip(". ")
    assert name.split(".")[0].strip().lower() not in RESERVED


@given(st.text(max_size=300))
def test_a_tidy_name_stays_as_it_is(given_name: str) -> None:
    once = tidy_name(given_name)

    assert tidy_name(once) == once


@given(CHINESE)
def test_chinese_stays_as_it_was_written(word: str) -> None:
    assert tidy_name(f"{word}（终稿）.pdf") == unicodedata.normalize("NFC", f"{word}（终稿）.pdf")


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("C:\\fakepath\\图纸.pdf", "图纸.pdf"),
        ("../../etc/passwd", "passwd"),
        ("/srv/files/", "untitled"),
        ("图纸\u202efdp.exe", "图纸fdp.exe"),
        ("图\u200b纸\x00.pdf", "图纸.pdf"),
        ("图纸 \t\n 终稿.pdf", "图纸 终稿.pdf"),
        ("图纸.pdf. . ", "图纸.pdf"),
        ("..", "untitled"),
        ("", "untitled"),
        (".htaccess", "htaccess"),
        ("NUL.pdf", "_NUL.pdf"),
        ("com1", "_com1"),
        ("图纸.pdf:stream", "图纸.pdf_stream"),
        ('a"b?.pdf', "a_b_.pdf"),
    ],
)
def test_what_misleads_is_taken_out_of_a_name(given_name: str, name: str) -> None:
    assert tidy_name(given_name) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = tidy_name("图" * 300 + ".docx")

    assert (len(name.encode()) <= 200, name[-6:]) == (True, "图.docx")


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("图.PDF", "pdf"), ("a.tar.gz", "gz"), ("图", ""), (".pdf", ""), ("图.", "")],
)
def test_the_ending_of_a_name_is_what_follows_its_last_dot(name: str, suffix: str) -> None:
    assert suffix_of(name) == suffix


def test_a_file_is_always_to_be_saved_under_its_name_in_both_ways_browsers_read() -> None:
    assert disposition("图纸 a.pdf") == (
        "attachment; filename=\"__ a.pdf\"; filename*=UTF-8''%E5%9B%BE%E7%BA%B8%20a.pdf"
    )


@given(st.text(max_size=200))
def test_no_name_breaks_out_of_its_header(given_name: str) -> None:
    header = disposition(tidy_name(given_name))

    assert header.isascii()
    assert header.isprintable()
    assert (header.count('"'), header.count("\\")) == (2, 0)
    assert header.startswith('attachment; filename="')


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (50 * 1024**2, "50 MB"),
        (3 * 1024**4, "3 TB"),
    ],
)
def test_a_size_is_said_in_the_unit_people_use(size: int, said: str) -> None:
    assert said_size(size) == said
