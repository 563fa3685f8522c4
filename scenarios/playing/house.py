"""The office a scenario is played in: its own database, people and clock, and the cases it knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from ...clock import ManualClock
from ...definitions import Flow
from ...office import Office
from ...store import BoardRow
from ...workflow.explain import Explanation
from ..language.model import MAIN
from ..people.naming import Who
from ..results import PlayedLetter

EVERYTHING = 10_000
_LIFELESS = 1_000
"""So many ticks at one moment, and it is given up that anything still comes of them."""


class CaseMissing(Exception):
    """A scenario speaks of a case that nobody has opened."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(slots=True)
class House:
    """One office while one scenario is played in it.

    ``cases`` maps the names the scenario gave to cases; ``taken`` are the transitions taken so far,
    by flow; ``told`` counts per case the lines of its history that were told already.
    """

    office: Office
    clock: ManualClock
    flows: Mapping[str, Flow]
    main: str
    who: Who
    cases: dict[str, int] = field(default_factory=dict)
    taken: set[tuple[str, str]] = field(default_factory=set)
    told: dict[int, int] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The zone days are read in."""
        return self.office.zone

    def pass_until(self, moment: datetime) -> None:
        """Let time pass: a tick at every moment something waits for, as in an office that runs.

        The first tick is for now: only an office that has looked knows what it opens next.
        """
        self.office.tick()
        for _ in range(EVERYTHING):
            due = self._next()
            if due is None or due > moment:
                break
            self.clock.move_to(max(due, self.clock.now()))
            self._settle(due)
        if moment > self.clock.now():
            self.clock.move_to(moment)
        self.office.tick()

    def _settle(self, due: datetime) -> None:
        """Tick until nothing waits any more for a moment that has come."""
        for _ in range(_LIFELESS):
            self.office.tick()
            again = self._next()
            if again is None or again > due:
                return

    def _next(self) -> datetime | None:
        moments = (self.office.store.next_moment(), self.office.openings.next_moment())
        return min((moment for moment in moments if moment is not None), default=None)

    def case(self, name: str) -> int:
        """Give a case by the name a scenario has for it, or by its title; raise CaseMissing."""
        if name in self.cases:
            return self.cases[name]
        rows = self.rows()
        if name == MAIN:
            mine = [row.id for row in rows if row.flow == self.main]
            found = mine[:1]
        else:
            exact = [row.id for row in rows if row.title == name]
            found = exact or [row.id for row in rows if name in row.title]
        if not found:
            raise CaseMissing(name)
        return found[0]

    def rows(self) -> Sequence[BoardRow]:
        """List every case, the oldest first."""
        board = self.office.views.board(self.clock.now(), include_ended=True, limit=EVERYTHING)
        return sorted(board, key=lambda row: row.id)

    def explain(self, case: int) -> Explanation:
        """Explain a case to the host."""
        return self.office.engine.explain(case)

    def flow_of(self, explained: Explanation) -> Flow:
        """Give the flow a case runs on."""
        return self.flows[explained.flow]

    def below(self, case: int, flow: str = "") -> list[int]:
        """Give the cases opened under a case, those of one flow only where it is named."""
        lines = self.office.views.history(case, self.zone)
        found = [line.data for line in lines if line.kind == "subcase_opened"]
        return [data["child"] for data in found if flow in {"", data["flow"]}]

    def is_open(self, case: int) -> bool:
        """Say whether a case has not ended."""
        return self.explain(case).status != "ended"

    def letters(self) -> Iterator[PlayedLetter]:
        """Give the first letter of each kind of the flow that is played, the oldest first."""
        mine = {row.id for row in self.rows() if row.flow == self.main}
        seen: set[str] = set()
        for row in self.office.views.letters():
            if row.case in mine and row.spec not in seen:
                seen.add(row.spec)
                paper = self.office.letters.paper(row.key)
                yield PlayedLetter(spec=row.spec, at=row.drafted_at, paper=paper)

    def news(self) -> Iterator[str]:
        """Tell what happened since it was told last, in the order it happened."""
        lines: list[tuple[datetime, int, str]] = []
        rows = self.rows()
        for row in rows:
            history = self.office.views.history(row.id, self.zone)
            told = self.told.get(row.id, 0)
            self.told[row.id] = len(history)
            about = f"[{row.title}] " if len(rows) > 1 else ""
            for line in history[told:]:
                at = line.at.astimezone(self.zone)
                why = f"（{line.why}）" if line.why else ""
                said = f"{at:%m-%d %H:%M} {about}{line.by_name}：{line.what}{why}"
                lines.append((line.at, len(lines), said))
        yield from (said for _, _, said in sorted(lines))
