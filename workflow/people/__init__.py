"""People, units and places: what a roster holds, and what follows from it."""

from .directory import Directory, Identity, SameNames
from .roster import (
    OFFICE_ROLES,
    SCOPES,
    Absence,
    OfficeRole,
    OrgUnit,
    Person,
    Roster,
    Scope,
    Territory,
)

__all__ = [
    "OFFICE_ROLES",
    "SCOPES",
    "Absence",
    "Directory",
    "Identity",
    "OfficeRole",
    "OrgUnit",
    "Person",
    "Roster",
    "SameNames",
    "Scope",
    "Territory",
]
