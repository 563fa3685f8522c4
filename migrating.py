"""Migration: what a new version would do to running cases, and bringing them onto it and back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

from .definitions import Flow
from .definitions.migration import default_plan, read_plan, write_plan
from .errors import GuatuError, ReasonMissing, UnknownFlow
from .store import FlowArchive, MigrationArchive, SqlStore
from .workflow.going import GoesOn, always
from .workflow.migration import CaseImpact, CaseRun, Plan, Run
from .workflow.migration.running import Means, migrate_one, revert_one
from .workflow.migration.trying import preview
from .workflow.people.rights import require_office_administrator
from .workflow.transactor import Transactor

__all__ = ["Migrations"]

log = logging.getLogger(__name__)

STOPPED = "回退时尚未迁移"

Progress = Callable[[int], None]
"""Is told how many more cases have been done."""


def _unseen(_: int) -> None:
    """Show progress to nobody."""


class Migrations:
    """Running cases and the versions of their flows: what would change, changing it, changing it back.

    ``impact`` looks and writes nothing; ``start`` begins a run, ``go_on`` does its cases and can
    be ended at any moment and begun again, as the next tick does.
    """

    def __init__(self, store: SqlStore, flows: FlowArchive, transactor: Transactor) -> None:
        self._store = store
        self._flows = flows
        self._transactor = transactor
        self._archive = MigrationArchive(store)

    def plan(self, flow: Flow) -> Plan:
        """Give the plan that follows from the versions running cases are on and the new one."""
        return default_plan(self._olds(flow), flow)

    def read(self, text: str, flow: Flow, *, file: str = "plan.yaml") -> Plan:
        """Read a plan from its YAML text; raise DefinitionFaults with every fault, at its line."""
        olds = self._olds(flow)
        return read_plan(text, file=file, olds=olds, new=flow, numbers=self._numbers(flow.key))

    def write(self, plan: Plan, flow: Flow) -> str:
        """Write a plan as YAML to edit, with what each line means as comments."""
        return write_plan(plan, olds=self._olds(flow), new=flow, numbers=self._numbers(flow.key))

    def count(self, plan: Plan) -> int:
        """Count the running cases a plan takes in."""
        return self._archive.count(plan)

    def impact(
        self, flow: Flow, plan: Plan | None = None, *, progress: Progress = _unseen
    ) -> Iterator[CaseImpact]:
        """Tell what would become of each running case under a flow, published or not.

        Without a plan it is the default one. Sum it up with ``impact_of``. Writes nothing.
        """
        plan = plan or self.plan(flow)
        files = self._archive.files(plan)
        return preview(self._transactor, files, flow, plan, progress=progress)

    def start(self, flow: Flow, plan: Plan | None = None, *, by: str, why: str) -> Run:
        """Begin a run to a published version; ``go_on`` or the next ticks migrate its cases.

        Raises NotEntitled unless ``by`` administers the office, ReasonMissing, UnknownFlow for a
        version nobody has published, MigrationUnderWay, and DefinitionFaults for a plan that lacks
        something.
        """
        self._require(by, why)
        if flow.hash not in self._numbers(flow.key).values():
            raise UnknownFlow(name=flow.hash[:12])
        plan = plan or self.plan(flow)
        text, now = self.write(plan, flow), self._transactor.clock.now()
        self.read(text, flow)  # a plan with a fault must not wait in the run for the next tick
        run = self._archive.run(self._archive.begin(plan, text, by=by, why=why, at=now))
        self._transactor.wake()
        return run

    def go_on(self, run: int, *, progress: Progress = _unseen, goes_on: GoesOn = always) -> Run:
        """Do what is left of a run, each case in a transaction of its own; those that failed again.

        Raises UnknownMigration.
        """
        return self._do(self._archive.run(run), ("waiting", "failed"), progress, goes_on)

    def finish(self, goes_on: GoesOn = always) -> None:
        """Do what is left of every run, as ticks do; cases that failed are left as they are."""
        for run in self._archive.runs(running=True):
            try:
                self._do(run, ("waiting",), _unseen, goes_on)
            except GuatuError:  # one run must not stop the others, nor what a tick does besides
                log.exception("migration %s could not go on", run.id)

    def runs(self) -> Sequence[Run]:
        """List every run, the newest first."""
        return self._archive.runs()

    def cases(self, run: int) -> Sequence[CaseRun]:
        """List the cases of a run with how far they are, by number; raise UnknownMigration."""
        return self._archive.cases(self._archive.run(run).id)

    def revert(  # noqa: PLR0913 - keyword-only
        self,
        run: int,
        *,
        by: str,
        why: str,
        cases: Sequence[int] = (),
        force: bool = False,
        progress: Progress = _unseen,
    ) -> Run:
        """Bring the cases of a run, or some of them, back to the versions they came from.

        One that somebody has worked on since is left and listed with why, unless ``force``. What
        has not been migrated yet stays as it is, and a whole run is ended by it.
        Raises NotEntitled unless ``by`` administers the office, ReasonMissing, UnknownMigration.
        """
        self._require(by, why)
        means = self._means(self._archive.run(run))
        self._archive.stop(run, cases, STOPPED, self._transactor.clock.now())
        for row in self._archive.cases(run, states=("done", "touched")):
            if not cases or row.case in cases:
                revert_one(self._transactor, means, row.case, by=by, why=why, force=force)
            progress(1)
        self._transactor.wake()
        return self._archive.run(run)

    def _do(self, run: Run, states: Sequence[str], progress: Progress, goes_on: GoesOn) -> Run:
        means = self._means(run)
        is_whole = True
        for row in self._archive.cases(run.id, states=states):
            if not goes_on():
                return self._archive.run(run.id)
            is_whole &= migrate_one(self._transactor, means, row.case) is not None
            progress(1)
        if is_whole and run.state == "running":
            self._archive.close(run.id, self._transactor.clock.now())
        self._transactor.wake()
        return self._archive.run(run.id)

    def _means(self, run: Run) -> Means:
        flow = self._flows.version(run.to)
        numbers = self._numbers(run.flow)
        olds = [self._flows.version(one) for one in numbers.values()]
        plan = read_plan(
            run.plan, file="plan.yaml", olds=olds, new=flow, numbers=numbers, is_begun=True
        )
        by_hash = {flow_hash: number for number, flow_hash in numbers.items()}
        return Means(run=run, plan=plan, flow=flow, numbers=by_hash)

    def _olds(self, flow: Flow) -> list[Flow]:
        hashes = self._archive.versions(flow.key)
        return [self._flows.version(one) for one in hashes if one != flow.hash]

    def _numbers(self, flow: str) -> dict[int, str]:
        return {v.version: v.hash for v in self._flows.versions() if v.key == flow}

    def _require(self, by: str, why: str) -> None:
        """Let the office itself and its administrators migrate, for a reason."""
        if not why.strip():
            raise ReasonMissing(action="migrate", action_zh="迁移")
        with self._store.look() as uow:
            require_office_administrator(
                uow.directory(), by, action="migrate cases", action_zh="迁移项目"
            )
