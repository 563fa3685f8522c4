"""What a report is: its language, its checking, and what comes of it."""

from .model import Appraised, Band, Over, ReportSpec, Shown, ShownIndicator, TableSpec, Target
from .reading import read_report, report_schema
from .shipping import report_files, shipped_reports

__all__ = [
    "Appraised",
    "Band",
    "Over",
    "ReportSpec",
    "Shown",
    "ShownIndicator",
    "TableSpec",
    "Target",
    "read_report",
    "report_files",
    "report_schema",
    "shipped_reports",
]
