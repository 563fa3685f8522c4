"""The press gives the same bytes for the same letter, and takes whatever stands in one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guatu.errors import NaiveMoment, PrintingFailed
from guatu.notifications.papers.pdf import PdfPress
from guatu.notifications.writing.letters import Annex, Heading, OfficialLetter, Paragraph, Table
from testkit.papers import Paper
from testkit.sample_letters import DOCUMENT, JOINT, MINUTES, ROUND_SEAL, SAMPLES, SLIP

MOMENT = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)


def test_the_same_letter_gives_the_same_bytes_in_another_press(press, seal) -> None:
    again = PdfPress(are_system_fonts_used=False)

    one = press.render(DOCUMENT, seals=[seal], moment=MOMENT)
    other = again.render(DOCUMENT, seals=[seal], moment=MOMENT)

    assert one.content == other.content
    assert one.content != press.render(DOCUMENT, moment=MOMENT + timedelta(days=1)).content


def test_threads_share_one_press(press) -> None:
    alone = {name: press.render(letter, moment=MOMENT) for name, letter in SAMPLES.items()}

    with ThreadPoolExecutor(4) as threads:
        together = threads.map(
            lambda name: (name, press.render(SAMPLES[name], moment=MOMENT)), list(SAMPLES) * 3
        )

        assert all(alone[name].content == printed.content for name, printed in together)


def test_it_says_which_fonts_it_used(press) -> None:
    printed = press.render(DOCUMENT, moment=MOMENT)

    assert printed.format == "pdf"
    assert printed.content.startswith(b"%PDF-")
    assert printed.faces == {
        "小标宋": "FandolSong",
        "黑体": "FandolHei",
        "楷体": "FandolKai",
        "仿宋": "FandolFang R",
        "宋体": "FandolSong",
    }
    assert printed.substituted["喆"] == "Noto Serif CJK SC"


def test_every_signer_of_a_joint_letter_has_its_own_seal(press, seal) -> None:
    paper = Paper(press.render(JOINT, seals=[seal] * 4, moment=MOMENT).content)

    assert len(paper.pictures) == 4
    for signer, picture in zip(JOINT.signers, paper.pictures, strict=True):
        name = paper.find(signer, 16, last=True)
        assert (name[0].x + name[-1].end) / 2 == pytest.approx((picture.x + picture.end) / 2, abs=1)
        assert picture.top < name[0].top < name[0].bottom < picture.bottom


def test_a_seal_may_be_drawn(press) -> None:
    sealed = press.render(DOCUMENT, seals=[ROUND_SEAL], moment=MOMENT)

    assert len(sealed.content) != len(press.render(DOCUMENT, moment=MOMENT).content)


@pytest.mark.parametrize("letter", [MINUTES, SLIP])
def test_minutes_and_slips_take_no_seal(press, seal, letter) -> None:
    with pytest.raises(PrintingFailed, match="carry none"):
        press.render(letter, seals=[seal], moment=MOMENT)


def test_a_seal_nobody_signs_beside_is_refused(press, seal) -> None:
    with pytest.raises(PrintingFailed, match="2 seal"):
        press.render(DOCUMENT, seals=[seal, seal], moment=MOMENT)


def test_a_seal_that_is_no_picture_is_refused(press) -> None:
    with pytest.raises(PrintingFailed, match="seal 1 is no picture"):
        press.render(DOCUMENT, seals=[b"%PDF-1.7"], moment=MOMENT)
    with pytest.raises(PrintingFailed, match="the typesetter says") as caught:
        press.render(DOCUMENT, seals=[b"\x89PNG\r\n\x1a\nbroken"], moment=MOMENT)

    assert "无法排印" in caught.value.sentence("zh")


def test_a_moment_without_a_zone_is_refused(press) -> None:
    with pytest.raises(NaiveMoment):
        press.render(DOCUMENT, moment=datetime(2026, 3, 9))  # noqa: DTZ001


def test_a_letter_of_hardly_anything_prints(press) -> None:
    for layout in ("文件", "信函", "纪要", "单"):
        bare = OfficialLetter(title=("通知",), blocks=(), layout=layout)

        assert press.render(bare, moment=MOMENT, is_draft=True).content.startswith(b"%PDF-")


any_text = st.text(max_size=30)
any_blocks = st.lists(
    st.one_of(
        any_text.map(lambda text: Paragraph(text=text)),
        st.builds(Heading, level=st.integers(1, 4), text=any_text, rest=any_text),
        st.lists(st.tuples(any_text, any_text), min_size=1, max_size=3).map(
            lambda rows: Table(rows=tuple(rows))
        ),
    ),
    max_size=4,
).map(tuple)
any_texts = st.lists(any_text, max_size=4).map(tuple)


@given(
    st.builds(
        OfficialLetter,
        title=st.lists(any_text, min_size=1, max_size=2).map(tuple),
        blocks=any_blocks,
        annexes=st.lists(st.builds(Annex, title=any_text, blocks=any_blocks), max_size=2).map(
            tuple
        ),
        layout=st.sampled_from(["文件", "信函", "纪要", "单"]),
        copy_number=any_text,
        secrecy=any_text,
        mark=any_texts,
        mark_word=any_text,
        number=any_text,
        approvers=any_texts,
        to=any_text,
        signers=any_texts,
        date=any_text,
        note=any_text,
        copy_to=any_text,
        printer=any_text,
        print_date=any_text,
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_character_breaks_the_press(press, letter) -> None:
    assert press.render(letter, moment=MOMENT).content.startswith(b"%PDF-")


def test_what_looks_like_code_stays_text(press) -> None:
    text = '#panic("x") $x^2$ *粗* @ref <label> // \\ #image("a") {{ 7 * 7 }}'
    paper = Paper(
        press.render(replace(DOCUMENT, blocks=(Paragraph(text=text),)), moment=MOMENT).content
    )

    assert paper.find(text, 16)
