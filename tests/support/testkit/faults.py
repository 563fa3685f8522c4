"""The samples of flows with faults, and every sentence they are answered with.

Run as a module it writes the sentences to standard output, to be read in the diff of
tests/unit/definitions/fault_messages.txt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from guatu.definitions import TemplateProblem, read_flow
from guatu.errors import DefinitionFaults, Fault

ROOM = Path(__file__).resolve().parents[2] / "unit" / "definitions"
SAMPLES = sorted((ROOM / "faults").glob("*.yaml"))
TEMPLATES = {"note.txt.j2": "fine", "broken.txt.j2": "{{ nobody }}"}


class Checker:
    """Finds a fault in the template that says ``nobody``."""

    def problems(
        self, source: str, *, fields: Collection[str], roles: Collection[str]
    ) -> Sequence[TemplateProblem]:
        """Give the problem of a template, none for a good one."""
        if "name" not in fields or "desk" not in roles or "nobody" not in source:
            return ()
        return (TemplateProblem(line=1, what="no name “nobody”", what_zh="没有“nobody”"),)

    def occasions(self) -> Mapping[str, bool]:
        """Give facts a letter may need, and whether they are always there."""
        return {"政策.金额": True, "督查.问题": False}


def faults_of(source: str) -> tuple[Fault, ...]:
    """Give the faults of a flow, none for a good one."""
    try:
        read_flow(
            source,
            file="flow.yaml",
            templates=TEMPLATES,
            rules={"fee_paid"},
            template_checker=Checker(),
        )
    except DefinitionFaults as found:
        return tuple(found.facts["faults"])
    return ()


def messages(samples: Sequence[Path] = SAMPLES) -> Iterator[str]:
    """Tell each sample, then each of its faults in both languages."""
    for sample in samples:
        yield sample.stem
        for fault in faults_of(sample.read_text(encoding="utf-8")):
            yield f"  {fault.sentence('zh')}"
            yield f"  {fault.sentence('en')}"


if __name__ == "__main__":
    for line in messages():
        print(line)
