"""Cases that are known by number, such as those behind a figure, as lines of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..definitions.model import Color
from .boards import cases, light_at, within
from .layout import tables
from .viewing import Viewing


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case of a list, as it stands now; ``light`` says nothing of one that has ended."""

    id: int
    ref: str | None
    title: str
    flow_title: str
    stage_title: str
    territory: str
    has_ended: bool
    light: Color
    due_at: datetime | None


class CaseLists(Viewing):
    """Views of cases that are known by number."""

    def listed(self, numbers: Sequence[int], now: datetime) -> Sequence[CaseLine]:
        """List these cases in this order, without those that are not seen."""
        query = cases(light_at(now)).where(tables.case.c.id.in_(numbers))
        with self._store.reading() as connection:
            directory = self._store.rosters.directory(connection)
            found: dict[int, CaseLine] = {}
            for row in connection.execute(within(query, self._sight)):
                flow = self._store.shelf.version(connection, row.flow_hash)
                place = directory.territory(row.territory)
                found[row.id] = CaseLine(
                    id=row.id,
                    ref=row.ref,
                    title=row.title,
                    flow_title=str(flow.title),
                    stage_title=str(flow.place(row.stage).title),
                    territory=place.title if place else row.territory,
                    has_ended=row.status == "ended",
                    light=row.light,
                    due_at=row.due_at,
                )
        return [found[number] for number in numbers if number in found]
