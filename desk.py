"""The desk of one person: what he sees of the office, and what waits for him. Nothing else shows.

A host that has let somebody in gives him a desk and nothing more; ``office.views`` sees everything
and is the host's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from .clock import Clock
from .definitions.model import Color
from .errors import UnknownPerson
from .store import (
    ApprovalRow,
    BoardRow,
    Counting,
    DueMoments,
    HistoryLine,
    LetterRow,
    NoticeFilter,
    NoticeList,
    NoticeName,
    NoticeRow,
    SqlStore,
    SqlViews,
    TaskFilter,
    TaskList,
    TaskRow,
    Wall,
    WallFilter,
)
from .workflow.engine import Engine
from .workflow.explain import Explanation
from .workflow.people import Directory, Person
from .workflow.people.sight import sight_of
from .workflow.people.standins import represented_by
from .workflow.values import Escalation, Notice, Task


class Waiting:
    """What waits for one person: his notices and his tasks; the part of a desk he works from.

    Notices are his own. Tasks are his, his unit's and those of whoever he stands in for.
    """

    def __init__(
        self, key: str, *, store: SqlStore, engine: Engine, clock: Clock, views: SqlViews
    ) -> None:
        self.key = key
        self._store = store
        self._engine = engine
        self._clock = clock
        self._views = views

    @property
    def person(self) -> Person:
        """Whose desk it is."""
        with self._store.reading() as connection:
            return self._who(self._store.rosters.directory(connection))

    def tasks(self) -> Sequence[Task]:
        """List what he, his unit and whoever he stands in for have to do, the first due first."""
        return self._views.tasks(holders=sorted(self._holders()))

    def approvals(
        self, flow: str, approval: str, *, where: Mapping[str, object] | None = None
    ) -> Sequence[ApprovalRow]:
        """List the cases of a flow on which this approval waits for him, to decide them at once.

        ``where`` keeps those whose fields have exactly these values, such as one batch. Raises
        UnknownFlow, UnknownTask when the flow has no such approval, InvalidValues.
        """
        return self._views.approvals(flow, approval, holders=self._holders(), where=where or {})

    def inbox(self, *, unread_only: bool = False) -> Sequence[Notice]:
        """List his notices, unread first, then the newest."""
        return self._views.inbox(self.person.key, unread_only=unread_only)

    def notices(
        self, wanted: NoticeFilter | None = None, *, limit: int = 50, offset: int = 0
    ) -> NoticeList:
        """Show a page of his notices, unread first, then the newest, with all counts."""
        return self._views.notices(self.person.key, wanted, limit=limit, offset=offset)

    def notice(self, name: NoticeName) -> NoticeRow | None:
        """Give one of his notices, None when he has no such one."""
        return self._views.notice(self.person.key, name)

    def unread(self) -> int:
        """Count the notices he has not read."""
        return self._views.count_unread(self.key)

    def waiting(
        self, wanted: TaskFilter | None = None, *, limit: int = 50, offset: int = 0
    ) -> TaskList:
        """Show a page of what ``tasks`` lists, with the cases it is on and all counts."""
        return self._views.waiting(
            self._holders(), self._moments(), wanted, limit=limit, offset=offset
        )

    def task(self, case: int, key: str, *, kind: str = "", holder: str = "") -> TaskRow:
        """Give a task he, his unit or whoever he stands in for has or had; raises UnknownTask."""
        return self._views.task(
            self._holders(), self._moments(), case, key, kind=kind, holder=holder
        )

    def owed(self) -> int:
        """Count what ``tasks`` lists."""
        return self._views.count_tasks(self._holders())

    def _holders(self) -> set[str]:
        """Give him, his unit, and those of whoever he stands in for."""
        with self._store.reading() as connection:
            directory = self._store.rosters.directory(connection)
            represented = represented_by(directory, self._who(directory), self._now())
        return {key for who in represented for key in (who.key, who.unit)}

    def _moments(self) -> DueMoments:
        """Give now, and when today and the seven days from today end in the office's zone."""
        now = self._now().astimezone(self._views.zone)
        tonight = datetime.combine(now.date(), time.max, tzinfo=self._views.zone)
        return DueMoments(now=now, today=tonight, week=tonight + timedelta(days=6))

    def _now(self) -> datetime:
        return self._clock.now()

    def _who(self, directory: Directory) -> Person:
        person = directory.person(self.key)
        if person is None:
            raise UnknownPerson(name=self.key)
        return person


class Desk(Waiting):
    """What one person sees; every answer is as his rights are at that moment.

    Every method raises UnknownPerson once he has left, and UnknownCase for a case he may not see,
    as if there were none.
    """

    def board(  # noqa: PLR0913 - filters, all optional
        self,
        *,
        flow: str | None = None,
        stage: str | None = None,
        light: Color | None = None,
        include_ended: bool = False,
        limit: int = 50,
        offset: int = 0,
    ) -> Sequence[BoardRow]:
        """List the cases he sees, the most alarming first, then by due moment."""
        return self.views().board(
            self._now(),
            flow=flow,
            stage=stage,
            light=light,
            include_ended=include_ended,
            limit=limit,
            offset=offset,
        )

    def lights(self, *, flow: str | None = None) -> Mapping[str, int]:
        """Count the running cases he sees by light."""
        return self.views().lights(self._now(), flow=flow)

    def wall(
        self,
        wanted: WallFilter | None = None,
        *,
        limit: int = 50,
        offset: int = 0,
        holders: Counting = False,
        missing: bool = False,
    ) -> Wall:
        """Show a page of the cases of one flow that he sees and wants to see, with all counts.

        With ``holders`` it counts by who holds a role, too, which of very many cases takes a while
        (``few``: where there are not so many); with ``missing`` each row says what its nearest way onward still needs.
        Raises UnknownFlow.
        """
        wall = self.views().wall(self._now(), wanted, limit=limit, offset=offset, holders=holders)
        if not missing:
            return wall
        nearest = self._engine.onward.nearest([row.id for row in wall.rows])
        rows = tuple(
            replace(row, missing=way.missing, missing_first=way.first) if way else row
            for row in wall.rows
            for way in [nearest.get(row.id)]
        )
        return replace(wall, rows=rows)

    def explain(self, case: int | str, transition: str | None = None) -> Explanation:
        """Explain a case he sees: its light, its ways onward, who holds which part and why."""
        return self._engine.explain(case, transition, by=self.key)

    def history(self, case: int | str) -> Sequence[HistoryLine]:
        """List the history of a case he sees, the oldest first."""
        return self.views().history(self._find(case), self._views.zone)

    def letters(self, case: int | str | None = None) -> Sequence[LetterRow]:
        """List the letters of the cases he sees, or of one."""
        case_id = None if case is None else self._find(case)
        return self.views().letters(case_id=case_id)

    def escalations(
        self, case: int | str | None = None, *, open_only: bool = False
    ) -> Sequence[Escalation]:
        """List the escalations of the cases he sees, or of one, the oldest first."""
        case_id = None if case is None else self._find(case)
        return self.views().escalations(case_id=case_id, open_only=open_only)

    def views(self) -> SqlViews:
        """Give the office's views narrowed to what he sees now."""
        with self._store.reading() as connection:
            directory = self._store.rosters.directory(connection)
            sight = sight_of(directory, self._who(directory), self._now())
        return self._views.narrowed(sight)

    def _find(self, case: int | str) -> int:
        return self._engine.explain(case, by=self.key).case
