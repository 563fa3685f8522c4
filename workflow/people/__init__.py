"""People, units and places: what a roster holds, and what follows from it."""

from .roster import OrgUnit, Person, Roster, Territory

__all__ = ["OrgUnit", "Person", "Roster", "Territory"]
