"""Whether a case's team is whole: one commissioner, one responsible unit, some in support (1+1+N)."""

from __future__ import annotations

from ....definitions.model import Team
from ..sheet import Sheet
from .parts import holding, is_there


def missing_in(sheet: Sheet, team: Team) -> list[str]:
    """Name the roles of a team that nobody in the roster holds."""
    return [str(sheet.flow.roles[key].title) for key in team.roles if not _is_held(sheet, key)]


def _is_held(sheet: Sheet, role: str) -> bool:
    return any(is_there(sheet, a.holder, a.holder_kind) for a in holding(sheet, role))
