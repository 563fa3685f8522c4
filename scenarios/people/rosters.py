"""Whom scenarios are played with: the roster written in the file, the sample, or an invented one."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Final

from ...definitions import Flow
from ...definitions.files import FLOWS
from ...definitions.findings import Findings
from ...errors import UnreadableFile
from ...exchange import read_roster
from ...workflow.people import Roster
from .casting import cast

SAMPLE: Final = "sample"
_SAMPLE_FILE: Final = FLOWS.parent / "samples" / "roster.yaml"


def roster_of(written: Any, source: str, findings: Findings, flows: Sequence[Flow]) -> Roster:
    """Give the roster of a file of scenarios; record its faults."""
    if written is None:
        return cast(flows)
    if written == SAMPLE:
        return read_roster(_SAMPLE_FILE)
    if not isinstance(written, dict):
        findings.add("roster-form", ("roster",))
        return cast(flows)
    try:
        return read_roster(_block(source, findings))
    except UnreadableFile as error:
        for fault in error.facts.get("faults", ()):
            spot = (fault.line, 1)
            findings.at(
                "roster", spot, ("roster",), why=fault.what, why_zh=fault.what_zh.lstrip("，")
            )
        return cast(flows)


def _block(source: str, findings: Findings) -> str:
    """Give the roster of the file as a file of its own, every line in its place."""
    lines = source.removeprefix("\ufeff").splitlines()
    first = findings.places["roster",][0][0]
    later = [
        key[0] for path, (key, _) in findings.places.items() if len(path) == 1 and key[0] > first
    ]
    last = min(later, default=len(lines) + 1)
    block = textwrap.dedent("\n".join(lines[first : last - 1]))
    return "\n" * first + block + "\n"
