"""What is remembered: tables, transactions, views for reading, migrations; the only SQLAlchemy."""

from .accounts import Account, AccountArchive, Session
from .archive import FlowArchive, Inboxes, RosterArchive
from .audit import Audit, Auditor
from .case_lists import CaseLine
from .catalog import CalendarCatalog, CalendarVersion
from .cluster import ClusterJobs
from .dead import DeadArchive, DeadLetter
from .digests import Digests
from .drafts import DraftArchive, FlowDraft
from .engines import IDLE, clock_of
from .files import FileArchive
from .folders import FolderStorage
from .health import Backlog, Heartbeat, Pulse, Signs
from .indicators import groupings
from .jobs import TableJobs
from .letter_views import LetterArchive
from .listening import Listener
from .migrating import MigrationArchive
from .mining import EVERY_STAY, StayFilter
from .operations import Doubtful, Seal, Upkeep
from .outbox import SqlOutbox
from .registers import RegisterArchive
from .reports import Behind, Figure, PublishedRow, ReportShelf, SqlReports
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
from .shelf import FlowVersion
from .stale import OpenDeadlines
from .store import SqlStore
from .views import SqlViews
from .waiting.values import (
    Batch,
    DueMoments,
    DueSpan,
    NoticeFilter,
    NoticeList,
    NoticeName,
    NoticeRow,
    NoticeState,
    TaskFilter,
    TaskList,
    TaskRow,
)
from .walls.values import Cell, Counting, Fact, Option, Wall, WallFilter, WallRow, WallStage

__all__ = [
    "EVERY_STAY",
    "IDLE",
    "Account",
    "AccountArchive",
    "ApprovalRow",
    "Audit",
    "Auditor",
    "Backlog",
    "Batch",
    "Behind",
    "BoardRow",
    "CalendarCatalog",
    "CalendarVersion",
    "CaseLine",
    "Cell",
    "ClusterJobs",
    "Counting",
    "DeadArchive",
    "DeadLetter",
    "DeliveryRow",
    "Digests",
    "Doubtful",
    "DraftArchive",
    "DueMoments",
    "DueSpan",
    "Fact",
    "Figure",
    "FigureRow",
    "FileArchive",
    "FlowArchive",
    "FlowDraft",
    "FlowVersion",
    "FolderStorage",
    "Heartbeat",
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
    "MigrationArchive",
    "NoticeFilter",
    "NoticeList",
    "NoticeName",
    "NoticeRow",
    "NoticeState",
    "NumberLine",
    "NumberList",
    "OpenDeadlines",
    "OpeningRow",
    "Option",
    "PublishedRow",
    "Pulse",
    "RegisterArchive",
    "ReportShelf",
    "RosterArchive",
    "Seal",
    "Session",
    "Signs",
    "SqlOutbox",
    "SqlReports",
    "SqlStore",
    "SqlViews",
    "StayFilter",
    "StepLine",
    "TableJobs",
    "TaskFilter",
    "TaskList",
    "TaskRow",
    "TimerCount",
    "Upkeep",
    "Wall",
    "WallFilter",
    "WallRow",
    "WallStage",
    "clock_of",
    "groupings",
    "migrate",
]
