"""Rosters in people's own files: read from YAML, XLSX and CSV, and written for Excel."""

from .checks import Grounds
from .documents import read_roster
from .reading import RosterFault
from .report import RosterReport, Tally, report_of
from .taking import Enrolment, read_people, require_readable
from .writing import write_people

__all__ = [
    "Enrolment",
    "Grounds",
    "RosterFault",
    "RosterReport",
    "Tally",
    "read_people",
    "read_roster",
    "report_of",
    "require_readable",
    "write_people",
]
