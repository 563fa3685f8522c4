"""Runs of migrations in the database, and the cases a plan takes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, literal, select, update

from ..definitions.migration import Plan
from ..errors import MigrationUnderWay, UnknownMigration
from ..workflow.casefiles import CaseFile
from ..workflow.migration.runs import CaseRun, Run
from ..workflow.ports import Reading
from .layout import tables
from .layout.migrating import case_run, run
from .migration_rows import case_run_of
from .store import SqlStore

BATCH = 500
_COUNTED = ("waiting", "done", "failed", "reverted", "touched")


class MigrationArchive:
    """The runs of one store, and the cases a plan takes in."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def versions(self, flow: str) -> Sequence[str]:
        """Give the hashes of the versions running cases of a flow are on."""
        case = tables.case
        query = select(case.c.flow_hash).where(case.c.flow_key == flow, case.c.status != "ended")
        with self._store.reading() as connection:
            return connection.execute(query.distinct()).scalars().all()

    def count(self, plan: Plan) -> int:
        """Count the running cases a plan takes in."""
        counted = select(func.count()).select_from(_taken(plan).subquery())
        with self._store.reading() as connection:
            return int(connection.execute(counted).scalar_one())

    def files(self, plan: Plan) -> Iterator[tuple[Reading, CaseFile]]:
        """Read every case a plan takes in, for looking only."""
        last, cases = 0, [0]
        while cases:
            with self._store.look() as transaction:
                page = _taken(plan).where(tables.case.c.id > last).order_by(tables.case.c.id)
                cases = list(transaction.connection.execute(page.limit(BATCH)).scalars())
                for file in transaction.case_files(cases):
                    yield transaction, file
            last = cases[-1] if cases else last

    def begin(self, plan: Plan, text: str, *, by: str, why: str, at: datetime) -> int:
        """Begin a run over the cases a plan takes in; raise MigrationUnderWay beside another."""
        with self._store.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("LOCK TABLE guatu_migration IN SHARE ROW EXCLUSIVE MODE")
            other = connection.execute(
                select(run.c.id).where(run.c.flow == plan.flow, run.c.state == "running")
            ).scalar()
            if other is not None:
                raise MigrationUnderWay(run=other, flow=plan.flow)
            highest = connection.execute(select(func.coalesce(func.max(run.c.id), 0))).scalar_one()
            number = int(highest) + 1
            facts = {"id": number, "flow": plan.flow, "to": plan.to, "plan": text, "why": why}
            connection.execute(insert(run), {**facts, "by": by, "at": at, "state": "running"})
            chosen = _taken(plan, literal(number), literal("waiting"), literal(""), 0, 0)
            names = ["case_id", "run", "state", "note", "seq", "last"]
            connection.execute(insert(case_run).from_select(names, chosen))
        return number

    def run(self, number: int) -> Run:
        """Give a run; raise UnknownMigration."""
        found = self._runs(run.c.id == number)
        if not found:
            raise UnknownMigration(name=str(number), known=[str(one.id) for one in self.runs()])
        return found[0]

    def runs(self, *, running: bool = False) -> Sequence[Run]:
        """List every run, the newest first, or only those that are not done."""
        return self._runs(run.c.state == "running") if running else self._runs()

    def _runs(self, *wanted: ColumnElement[bool]) -> Sequence[Run]:
        """Read some runs, and count the cases of these alone: there may be many earlier ones."""
        query = select(run, tables.flow.c.version).outerjoin(
            tables.flow, tables.flow.c.hash == run.c.to
        )
        query = query.where(*wanted)
        states = select(case_run.c.run, case_run.c.state, func.count())
        with self._store.reading() as connection:
            found = connection.execute(query.order_by(run.c.id.desc())).all()
            if not found:
                return []
            counts: dict[int, dict[str, int]] = {}
            if wanted:
                states = states.where(case_run.c.run.in_([row.id for row in found]))
            grouped = states.group_by(case_run.c.run, case_run.c.state)
            for number, state, count in connection.execute(grouped):
                counts.setdefault(number, {})[state] = count
        return [
            Run(
                id=row.id,
                flow=row.flow,
                to=row.to,
                version=row.version or 0,
                plan=row.plan,
                why=row.why,
                by=row.by,
                at=row.at,
                state=row.state,
                ended_at=row.ended_at,
                **{name: counts.get(row.id, {}).get(name, 0) for name in _COUNTED},
            )
            for row in found
        ]

    def cases(self, number: int, *, states: Sequence[str] = ()) -> Sequence[CaseRun]:
        """List the cases of a run by number, those in some states or all."""
        query = (
            select(case_run, tables.case.c.title)
            .join(tables.case, tables.case.c.id == case_run.c.case_id)
            .where(case_run.c.run == number)
            .order_by(case_run.c.case_id)
        )
        if states:
            query = query.where(case_run.c.state.in_(states))
        with self._store.reading() as connection:
            return [replace(case_run_of(r), title=r.title) for r in connection.execute(query)]

    def close(self, number: int, at: datetime) -> None:
        """Set a run done that is not done yet."""
        with self._store.writing() as connection:
            _close(connection, number, at)

    def stop(self, number: int, cases: Sequence[int], note: str, at: datetime) -> None:
        """Let what still waits in a run stay as it is, or some cases of it; all of it ends the run."""
        row = case_run.c
        query = update(case_run).where(row.run == number, row.state == "waiting")
        if cases:
            query = query.where(row.case_id.in_(cases))
        with self._store.writing() as connection:
            connection.execute(query.values(state="reverted", note=note))
            if not cases:
                _close(connection, number, at)


def _close(connection: Connection, number: int, at: datetime) -> None:
    done = {"state": "done", "ended_at": at}
    of_it = update(run).where(run.c.id == number, run.c.state == "running")
    connection.execute(of_it.values(**done))


def _taken(plan: Plan, *more: Any) -> Select[Any]:
    """Select the running cases a plan takes in that are not on its version yet."""
    case = tables.case.c
    given = [one if not isinstance(one, int) else literal(one) for one in more]
    query = select(case.id, *given).where(
        case.flow_key == plan.flow, case.status != "ended", case.flow_hash != plan.to
    )
    for column, wanted in (
        (case.stage, plan.only_stages),
        (case.flow_hash, plan.only_versions),
        (case.id, plan.only_cases),
    ):
        if wanted:
            query = query.where(column.in_(wanted))
    return query
