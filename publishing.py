"""Publishing flows: reading a file, refusing what can't be used, storing it as the next version."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path

from .calendars import Calendars
from .clock import Clock
from .definitions import Flow, read_flow
from .definitions.bundle import Bundle, bundle_in
from .definitions.files import shipped_flows
from .errors import (
    DefinitionFaults,
    Fault,
    FlowOff,
    OlderVersion,
    RosterLacks,
    UnknownFlow,
)
from .notifications import LetterChecker, shipped_templates
from .store import FlowArchive, RosterArchive
from .workflow.fitting import indispensable
from .workflow.people import Directory
from .workflow.people.rights import require_office_administrator
from .workflow.rulebook import Rulebook

_CHECKER = LetterChecker()

KEPT = 64
"""How many flows that were read last are kept beyond the office they were read for."""


class _AnyName:
    """Stands for the rules and calendars of a published flow: checked when it was published."""

    def __contains__(self, _name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Publisher:
    """Checks and publishes flow files."""

    def __init__(
        self,
        archive: FlowArchive,
        roster: RosterArchive,
        calendars: Calendars,
        *,
        clock: Clock,
        rules: Rulebook,
    ) -> None:
        self._archive = archive
        self._clock = clock
        self._rules = rules
        self._calendars = calendars
        self._directory = roster.directory

    def check(self, bundle: Bundle) -> tuple[Fault, ...]:
        """Give every fault of a flow, none for a good one."""
        try:
            self.read(bundle)
        except DefinitionFaults as found:
            return tuple(found.facts["faults"])
        return ()

    def read(self, bundle: Bundle) -> Flow:
        """Read a flow with every check, over the templates that come with guatu.

        Raises DefinitionFaults with every fault found.
        """
        return self._read(bundle, self._calendars.current())

    def _read(self, bundle: Bundle, calendars: Collection[str]) -> Flow:
        return _checked(
            bundle.source,
            bundle.file,
            tuple(sorted({**shipped_templates(), **bundle.templates}.items())),
            bundle.scenarios,
            tuple(self._rules),
            tuple(calendars),
        )

    def publish(self, bundle: Bundle, *, by: str, note: str = "") -> tuple[Flow, int]:
        """Publish a flow; raises what ``Office.publish`` says."""
        directory = self._require(by)
        flow = self.read(bundle)
        if flow.off:
            raise FlowOff(flow=flow.key, off=flow.off)
        _require_all(flow, directory)
        name, now = Path(bundle.file).name, self._clock.now()
        return flow, self._archive.publish(flow, file=name, at=now, by=by, note=note)

    def publish_shipped(self, keys: Collection[str] | None, *, by: str) -> list[Flow]:
        """Publish the flows that come with guatu, or those of these keys, but what is switched off.

        All are stored or none.
        """
        directory = self._require(by)
        known = [path.stem for path in shipped_flows()]
        for key in keys or ():
            if key not in known:
                raise UnknownFlow(name=key, known=known)
        calendars, now = self._calendars.current(), self._clock.now()
        paths = [path for path in shipped_flows() if keys is None or path.stem in keys]
        read = {path.name: self._read(bundle_in(path), calendars) for path in paths}
        flows = {name: flow for name, flow in read.items() if not flow.off}
        for flow in flows.values():
            _require_all(flow, directory)
        changed = set[str]()
        with self._archive.publishing() as publish:
            for name, flow in flows.items():
                try:
                    publish(flow, file=name, at=now, by=by, note="")
                except OlderVersion:
                    changed.add(flow.key)
        return [
            self._archive.latest(flow.key) if flow.key in changed else flow
            for flow in flows.values()
        ]

    def _require(self, by: str) -> Directory:
        """Let the office itself publish, and whoever administers it; give the directory as it is.

        Raises NotEntitled, AuditorsOnlyLook.
        """
        directory = self._directory()
        require_office_administrator(directory, by, action="publish flows", action_zh="发布流程")
        return directory


def _require_all(flow: Flow, directory: Directory) -> None:
    """Raise RosterLacks where a flow needs somebody the roster has not."""
    lacking = indispensable(flow, directory)
    if lacking:
        raise RosterLacks(why="; ".join(lacking), why_zh="；".join(lacking))


@lru_cache(maxsize=KEPT)
def _checked(  # noqa: PLR0913, PLR0917 - what a flow is read from, each part hashable
    source: str,
    file: str,
    templates: tuple[tuple[str, str], ...],
    scenarios: str,
    rules: tuple[str, ...],
    calendars: tuple[str, ...],
) -> Flow:
    """Read a flow with every check; what was sound once is not checked again in this process."""
    return read_flow(
        source,
        file=file,
        templates=dict(templates),
        scenarios=scenarios,
        rules=rules,
        calendars=calendars,
        template_checker=_CHECKER,
    )


def compile_published(bundle: Bundle) -> Flow:
    """Read a flow that was checked when it was published; once for all offices of a process."""
    templates = tuple(sorted(bundle.templates.items()))
    return _compiled(bundle.source, bundle.file, templates, bundle.scenarios)


@lru_cache(maxsize=KEPT)
def _compiled(
    source: str, file: str, templates: tuple[tuple[str, str], ...], scenarios: str
) -> Flow:
    return read_flow(
        source,
        file=file,
        templates=dict(templates),
        scenarios=scenarios,
        rules=_AnyName(),
        calendars=_AnyName(),
        is_published=True,
    )
