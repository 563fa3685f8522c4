"""Reports: made from what is kept, and kept as they were published."""

from ..published import PublishedRow
from .making import SqlReports
from .shelf import ReportShelf

__all__ = ["PublishedRow", "ReportShelf", "SqlReports"]
