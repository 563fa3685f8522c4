"""Reports: made from what is kept, and kept as they were published."""

from ..published import PublishedRow
from .behind import Behind, Figure
from .making import SqlReports
from .shelf import ReportShelf

__all__ = ["Behind", "Figure", "PublishedRow", "ReportShelf", "SqlReports"]
