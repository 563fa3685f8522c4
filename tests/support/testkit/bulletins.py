"""Reports of the permit office: its definition, and what is asked of what is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from guatu import Settings
from guatu.workflow.reporting import Report

FOLDER = Path(__file__).parent
MONTH = FOLDER / "permit_month.yaml"


def with_reports(folder: Path, source: str | None = None) -> Settings:
    """Give settings of an office whose own reports are the permit month, or what is given."""
    text = MONTH.read_text(encoding="utf-8") if source is None else source
    (folder / MONTH.name).write_text(text, encoding="utf-8")
    return Settings(reports_folder=folder)


def rows(report: Report, table: str) -> list[tuple[Any, ...]]:
    """Give the rows of one table of a report."""
    (found,) = [each for each in report.tables if each.key == table]
    return [tuple(row) for row in found.rows]


def by_unit(report: Report, table: str) -> Mapping[str, tuple[Any, ...]]:
    """Give the rows of a table by its first column, without it."""
    return {row[0]: row[1:] for row in rows(report, table)}
