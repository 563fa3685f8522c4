"""Reports: made from what is kept, and kept as they were published."""

from .making import SqlReports
from .shelf import PublishedRow, ReportShelf

__all__ = ["PublishedRow", "ReportShelf", "SqlReports"]
