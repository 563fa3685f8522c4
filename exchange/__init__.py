"""What is taken in from people's own files, and tables given out to them."""

from .calendars import read_calendar
from .checking import CheckedLedger, check_rows, duplicate_fault, faults_in_row
from .faults import CellFault
from .importing import ImportedRow, ImportReport, import_rows
from .ledger import Ledger, LedgerRow, read_ledger
from .roster import RosterFault, read_roster
from .writing import Formula, TableColumn, write_table

__all__ = [
    "CellFault",
    "CheckedLedger",
    "Formula",
    "ImportReport",
    "ImportedRow",
    "Ledger",
    "LedgerRow",
    "RosterFault",
    "TableColumn",
    "check_rows",
    "duplicate_fault",
    "faults_in_row",
    "import_rows",
    "read_calendar",
    "read_ledger",
    "read_roster",
    "write_table",
]
