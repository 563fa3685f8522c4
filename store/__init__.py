"""What is remembered: tables, transactions, views for reading, migrations; the only SQLAlchemy."""

from .accounts import Account, AccountArchive, Session
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
    LetterFilter,
    LetterLife,
    LetterLine,
    LetterList,
    LetterRow,
    NumberLine,
    NumberList,
    OpeningRow,
    StepLine,
    TimerCount,
)
from .stale import OpenDeadlines
from .store import SqlStore
from .views import SqlViews

__all__ = [
    "IDLE",
    "Account",
    "AccountArchive",
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
    "HistoryLine",
    "Inboxes",
    "IndicatorValue",
    "LetterArchive",
    "LetterFilter",
    "LetterLife",
    "LetterLine",
    "LetterList",
    "LetterRow",
    "Listener",
    "NumberLine",
    "NumberList",
    "OpenDeadlines",
    "OpeningRow",
    "PublishedRow",
    "RegisterArchive",
    "ReportShelf",
    "RosterArchive",
    "Session",
    "SqlOutbox",
    "SqlReports",
    "SqlStore",
    "SqlViews",
    "StepLine",
    "TableJobs",
    "TimerCount",
    "clock_of",
    "migrate",
]
