"""What is remembered: tables, transactions, views for reading, migrations; the only SQLAlchemy."""

from .archive import FlowArchive, Inboxes, RosterArchive
from .audit import Audit, Auditor
from .outbox import SqlOutbox
from .schema import migrate
from .seen import BoardRow, HistoryLine, IndicatorValue, LetterRow, TimerCount
from .store import SqlStore
from .views import SqlViews

__all__ = [
    "Audit",
    "Auditor",
    "BoardRow",
    "FlowArchive",
    "HistoryLine",
    "Inboxes",
    "IndicatorValue",
    "LetterRow",
    "RosterArchive",
    "SqlOutbox",
    "SqlStore",
    "SqlViews",
    "TimerCount",
    "migrate",
]
