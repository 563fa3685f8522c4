"""Migration: what a new version would do to running cases, and bringing them onto it and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .definitions import Flow
from .store import FlowArchive, SqlStore
from .workflow.going import GoesOn, always
from .workflow.migration import CaseImpact, CaseRun, Plan, Run
from .workflow.transactor import Transactor

__all__ = ["Migrations"]

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

    def plan(self, flow: Flow) -> Plan:
        """Give the plan that follows from the versions running cases are on and the new one."""
        raise NotImplementedError

    def read(self, text: str, flow: Flow, *, file: str = "plan.yaml") -> Plan:
        """Read a plan from its YAML text; raise DefinitionFaults with every fault, at its line."""
        raise NotImplementedError

    def write(self, plan: Plan, flow: Flow) -> str:
        """Write a plan as YAML to edit, with what each line means as comments."""
        raise NotImplementedError

    def count(self, plan: Plan) -> int:
        """Count the running cases a plan takes in."""
        raise NotImplementedError

    def impact(
        self, flow: Flow, plan: Plan | None = None, *, progress: Progress = _unseen
    ) -> Iterator[CaseImpact]:
        """Tell what would become of each running case under a flow, published or not.

        Without a plan it is the default one. Sum it up with ``impact_of``. Writes nothing.
        """
        raise NotImplementedError

    def start(self, flow: Flow, plan: Plan | None = None, *, by: str, why: str) -> Run:
        """Begin a run to a published version; ``go_on`` or the next ticks migrate its cases.

        Raises NotEntitled unless ``by`` administers the office, ReasonMissing, UnknownFlow for a
        version nobody has published, MigrationUnderWay, PlanUnfit with every problem of the plan.
        """
        raise NotImplementedError

    def go_on(self, run: int, *, progress: Progress = _unseen, goes_on: GoesOn = always) -> Run:
        """Do what is left of a run, each case in a transaction of its own; those that failed again.

        Raises UnknownMigration.
        """
        raise NotImplementedError

    def finish(self, goes_on: GoesOn = always) -> None:
        """Do what is left of every run, as ticks do; cases that failed are left as they are."""
        raise NotImplementedError

    def runs(self) -> Sequence[Run]:
        """List every run, the newest first."""
        raise NotImplementedError

    def cases(self, run: int) -> Sequence[CaseRun]:
        """List the cases of a run with how far they are, by number; raise UnknownMigration."""
        raise NotImplementedError

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

        One that somebody has worked on since is left and listed with why, unless ``force``.
        Raises NotEntitled unless ``by`` administers the office, ReasonMissing, UnknownMigration.
        """
        raise NotImplementedError
