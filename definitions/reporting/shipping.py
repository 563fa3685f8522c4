"""Report files on disk: those that come with guatu, and an office's own in their place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

REPORTS = Path(__file__).parents[1] / "reports"


def shipped_reports() -> Sequence[Path]:
    """Give the report files that come with guatu, by name."""
    return sorted(REPORTS.glob("*.yaml"))


def report_files(folder: Path | None) -> Sequence[Path]:
    """Give the report files of an office: its own, and the shipped ones it has none instead of."""
    found = {path.name: path for path in shipped_reports()}
    if folder is not None:
        found |= {path.name: path for path in folder.glob("*.yaml")}
    return [found[name] for name in sorted(found)]
