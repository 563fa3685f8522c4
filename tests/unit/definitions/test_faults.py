"""Every kind of fault is found at its place; the samples in ``faults/`` say where."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pytest

from guatu.definitions import TemplateProblem, read_flow
from guatu.definitions.sentences import SENTENCES
from guatu.errors import DefinitionFaults, Fault

SAMPLES = sorted((Path(__file__).parent / "faults").glob("*.yaml"))
TEMPLATES = {"note.txt.j2": "fine", "broken.txt.j2": "{{ nobody }}"}


class Checker:
    """Finds a fault in the template that says ``nobody``."""

    def problems(
        self, source: str, *, fields: Collection[str], roles: Collection[str]
    ) -> Sequence[TemplateProblem]:
        assert "name" in fields
        assert "desk" in roles

        if "nobody" not in source:
            return ()
        return (TemplateProblem(line=1, what="no name “nobody”", what_zh="没有“nobody”"),)

    def occasions(self) -> Mapping[str, bool]:
        return {"政策.金额": True, "督查.问题": False}


def faults_of(source: str) -> tuple[Fault, ...]:
    with pytest.raises(DefinitionFaults) as caught:
        read_flow(
            source,
            file="flow.yaml",
            templates=TEMPLATES,
            rules={"fee_paid"},
            template_checker=Checker(),
        )
    return tuple(caught.value.faults)


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
