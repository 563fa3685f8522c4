"""Every kind of fault is found at its place; the samples in ``faults/`` say where."""

import re
from pathlib import Path

import pytest

from guatu.definitions.sentences import SENTENCES
from testkit.faults import SAMPLES, faults_of, messages


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_has_exactly_the_faults_its_first_line_names(sample: Path) -> None:
    source = sample.read_text(encoding="utf-8")
    header = source.split("\n")[0].removeprefix("# expect: ")
    expected = sorted(header.split(", "))

    found = sorted(f"{f.code} {f.line}:{f.column}" for f in faults_of(source))

    assert expected == found


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_every_fault_speaks_both_languages_and_says_a_mend(sample: Path) -> None:
    source = sample.read_text(encoding="utf-8")
    written = {*re.findall(r"\{\w*\}", source), "{}", "{period}", "{unit}"}
    for fault in faults_of(source):
        assert fault.mend
        assert fault.mend_zh
        assert re.search("[一-鿿]", fault.what_zh)
        assert set(re.findall(r"\{\w*\}", fault.sentence("en"))) <= written


def test_every_sample_is_answered_with_the_expected_messages() -> None:
    expected = Path(__file__).with_name("fault_messages.txt").read_text(encoding="utf-8")

    # New or better words: python -m testkit.faults > tests/unit/definitions/fault_messages.txt
    assert expected.splitlines() == [*messages()]


def test_the_samples_cover_the_table_of_faults() -> None:
    shown = {f.code for s in SAMPLES for f in faults_of(s.read_text(encoding="utf-8"))}

    # These two are in test_hostile.py: a sample of one megabyte or of invisible text helps nobody.
    assert set(SENTENCES) - shown == {"too-large", "control-character"}


def test_five_unrelated_mistakes_are_reported_in_one_run() -> None:
    source = next(s for s in SAMPLES if s.stem == "five_at_once").read_text(encoding="utf-8")

    assert len(faults_of(source)) == 5


def test_an_unknown_name_comes_with_the_one_that_was_meant() -> None:
    source = next(s for s in SAMPLES if s.stem == "unknown_target").read_text(encoding="utf-8")
    (fault,) = faults_of(source)

    assert fault.mend == "did you mean “done”?"
    assert fault.mend_zh == "是否应为“done”？"
    assert fault.path == "transitions.finish.to"


def test_an_integer_beside_a_decimal_is_told_how_to_write_it() -> None:
    name = "expression_int_for_double"
    source = next(s for s in SAMPLES if s.stem == name).read_text(encoding="utf-8")
    (fault,) = faults_of(source)

    assert fault.mend == "write 5000.0"
