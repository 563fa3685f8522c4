"""What is remembered: tables, transactions, views for reading, migrations; the only SQLAlchemy."""

from .archive import FlowArchive, Inboxes, RosterArchive
from .audit import Audit, Auditor
from .catalog import CalendarCatalog, CalendarVersion
from .cluster import ClusterJobs
from .dead import DeadArchive, DeadLetter
from .digests import Digests
from .engines import IDLE, clock_of
from .jobs import TableJobs
from .letter_views import LetterArchive
from .listening import Listener
from .outbox import SqlOutbox
from .registers import RegisterArchive
from .reports import PublishedRow, ReportShelf, SqlReports
from .schema import migrate
from .seen import (
    ApprovalRow,
    BoardRow,
    DeliveryRow,
    FigureRow,
    HistoryLine,
    IndicatorValue,
    LetterLife,
    LetterRow,
    NumberLine,
    OpeningRow,
    TimerCount,
)
from .shelf import FlowVersion
from .stale import OpenDeadlines
from .store import SqlStore
from .views import SqlViews

__all__ = [
    "IDLE",
    "ApprovalRow",
    "Audit",
    "Auditor",
    "BoardRow",
    "CalendarCatalog",
    "CalendarVersion",
    "ClusterJobs",
    "DeadArchive",
    "DeadLetter",
    "DeliveryRow",
    "Digests",
    "FigureRow",
    "FlowArchive",
    "FlowVersion",
    "HistoryLine",
    "Inboxes",
    "IndicatorValue",
    "LetterArchive",
    "LetterLife",
    "LetterRow",
    "Listener",
    "NumberLine",
    "OpenDeadlines",
    "OpeningRow",
    "PublishedRow",
    "RegisterArchive",
    "ReportShelf",
    "RosterArchive",
    "SqlOutbox",
    "SqlReports",
    "SqlStore",
    "SqlViews",
    "TableJobs",
    "TimerCount",
    "clock_of",
    "migrate",
]
