"""What is taken in from people's own files, and tables given out to them."""

from .calendars import read_calendar
from .checking import CheckedLedger, check_rows, duplicate_fault, faults_in_row
from .eventlogs import write_event_csv, write_xes
from .faults import CellFault
from .figure_columns import FigureShape, figure_columns, figure_shape
from .figure_intake import take_figures
from .figure_rows import ReadFigure, read_figures
from .importing import import_rows
from .ledger import Ledger, LedgerRow, read_ledger
from .lexicon import Lexicon, field_named, normal, told_fields
from .register_files import write_register
from .registers import RegisterColumn, lexicon_of, register_columns
from .reporting import SUFFIXES as REPORT_SUFFIXES
from .reporting import write_report
from .reports import FigureImportReport, ImportedRow, ImportReport
from .rosters import (
    Enrolment,
    Grounds,
    RosterFault,
    RosterReport,
    Tally,
    read_people,
    read_roster,
    report_of,
    require_readable,
    write_people,
)
from .writing import Formula, Table, TableColumn, packed_tables, write_table

__all__ = [
    "REPORT_SUFFIXES",
    "CellFault",
    "CheckedLedger",
    "Enrolment",
    "FigureImportReport",
    "FigureShape",
    "Formula",
    "Grounds",
    "ImportReport",
    "ImportedRow",
    "Ledger",
    "LedgerRow",
    "Lexicon",
    "ReadFigure",
    "RegisterColumn",
    "RosterFault",
    "RosterReport",
    "Table",
    "TableColumn",
    "Tally",
    "check_rows",
    "duplicate_fault",
    "faults_in_row",
    "field_named",
    "figure_columns",
    "figure_shape",
    "import_rows",
    "lexicon_of",
    "normal",
    "packed_tables",
    "read_calendar",
    "read_figures",
    "read_ledger",
    "read_people",
    "read_roster",
    "register_columns",
    "report_of",
    "require_readable",
    "take_figures",
    "told_fields",
    "write_event_csv",
    "write_people",
    "write_register",
    "write_report",
    "write_table",
    "write_xes",
]
