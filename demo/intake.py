"""What comes in during the demonstration's year, on drawn days, and what the calendar opens."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any, NamedTuple

from ..definitions import Flow
from ..office import Office
from ..store import BoardRow
from .clerk import Clerk
from .docket import INTAKES, Intake
from .filling import Drawing, Filling, drawn
from .ledger import make_rows

YEAR = 365
USUAL_PROJECTS = 60
LATER = 7
ALL = 10**6


class Coming(NamedTuple):
    """One case that is to come in: when, of which kind, with which number."""

    on: date
    intake: Intake
    number: int


class Reception:
    """Opens what comes in and gives it to the clerk, with what the office opened by itself."""

    def __init__(  # noqa: PLR0913 - what a reception needs
        self,
        office: Office,
        clerk: Clerk,
        flows: Sequence[Flow],
        done: Counter[str],
        *,
        by: str,
        seed: int,
    ) -> None:
        self._office = office
        self._clerk = clerk
        self._done = done
        self._by = by
        self._filling = Filling(office.roster.read())
        self._flows = {flow.key: flow for flow in flows}
        self._chance = random.Random(f"{seed}:intake")
        self._rows: Sequence[Mapping[str, Any]] = make_rows(200, seed + 1)
        self._coming: list[Coming] = []
        self._opened: Counter[str] = Counter()

    def expect(self, first: date, last: date, projects: int) -> None:
        """Draw when what comes in: so much a year for an office of so many projects."""
        known = [i for i in INTAKES if i.flow in self._flows]
        years = range(first.year, last.year + 1)
        number = 0
        for intake in known:
            if self._flows[intake.flow].openings and not intake.under:
                continue
            for year in years:
                for _ in range(ceil(intake.yearly * projects / USUAL_PROJECTS)):
                    number += 1
                    on = date(year, 1, 1) + timedelta(days=self._chance.randrange(YEAR))
                    if first <= on <= last:
                        self._coming.append(Coming(on, intake, number))

    def work(self, today: date) -> None:
        """Open what has come in by today, and hand the clerk what the calendar opened."""
        due = [coming for coming in self._coming if coming.on <= today]
        self._coming = [coming for coming in self._coming if coming.on > today]
        for coming in due:
            self._open(coming, today)
        for key, flow in self._flows.items():
            if flow.openings:
                for row in self._running(key):
                    self._clerk.take_on(row.id, key, row.stage, today)

    def _running(self, flow: str) -> Sequence[BoardRow]:
        return self._office.views.board(self._office.clock.now(), flow=flow, limit=ALL)

    def _open(self, coming: Coming, today: date) -> None:
        intake, parent = coming.intake, None
        if intake.under:
            above = [row for row in self._running(intake.under) if row.stage in intake.stages]
            if not above:
                self._coming.append(coming._replace(on=today + timedelta(days=LATER)))
                return
            parent = self._chance.choice(sorted(above, key=lambda row: row.id))
        flow = self._flows[intake.flow]
        self._opened[flow.key] += 1
        case = self._office.engine.open(
            flow.key,
            fields=self._fields(flow, coming, today, parent),
            by=self._by,
            parent=parent.id if parent else None,
        )
        self._done["立项和登记"] += 1
        self._clerk.take_on(case.id, flow.key, case.stage, today)

    def _fields(
        self, flow: Flow, coming: Coming, today: date, parent: BoardRow | None
    ) -> Mapping[str, Any]:
        row = self._rows[coming.number % len(self._rows)]
        words = {
            "n": self._opened[flow.key],
            "name": row["name"],
            "firm": row["enterprise"],
            "project": parent.title if parent else row["name"],
        }
        usual: dict[str, object] = {"name": "{name}", "enterprise": "{firm}"}
        given = {k: v for k, v in usual.items() if k in flow.fields} | {**coming.intake.fields}
        fields: dict[str, Any] = {}
        drawing = Drawing(self._chance, today, fields)
        for key, field in flow.fields.items():
            if key in given:
                value = drawn(given[key], drawing)
                fields[key] = value.format(**words) if isinstance(value, str) else value
            elif field.is_required:
                fields[key] = self._filling.value(field, drawing, flow=flow.key)
        return fields
