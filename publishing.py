"""Publishing flows: reading a file, refusing what can't be used, storing it as the next version."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from .calendars import Calendars
from .clock import Clock
from .definitions import Flow, read_flow
from .definitions.files import read_text, shipped_flows, templates_beside
from .errors import (
    DefinitionFaults,
    Fault,
    FlowOff,
    NotEntitled,
    OlderVersion,
    RosterLacks,
    UnknownFlow,
    UnknownPerson,
)
from .notifications import LetterChecker, shipped_templates
from .store import FlowArchive, RosterArchive
from .workflow.fitting import indispensable
from .workflow.rulebook import Rulebook
from .workflow.values import SYSTEM

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

    def check(self, path: Path) -> tuple[Fault, ...]:
        """Give every fault of a flow file; raises UnreadableFile."""
        try:
            self._read(path)
        except DefinitionFaults as found:
            return tuple(found.facts["faults"])
        return ()

    def publish(self, path: Path, *, by: str) -> tuple[Flow, int]:
        """Publish a flow file; raises what ``Office.publish`` says."""
        self._require_administrator(by)
        return self._publish(self._read(path), path, by=by)

    def _publish(self, flow: Flow, path: Path, *, by: str) -> tuple[Flow, int]:
        if flow.off:
            raise FlowOff(flow=flow.key, off=flow.off)
        lacking = indispensable(flow, self._directory())
        if lacking:
            raise RosterLacks(why="; ".join(lacking), why_zh="；".join(lacking))
        return flow, self._archive.publish(flow, file=path.name, at=self._clock.now(), by=by)

    def publish_shipped(self, keys: Collection[str] | None, *, by: str) -> list[Flow]:
        """Publish the flows that come with guatu, or those of these keys, but what is switched off."""
        self._require_administrator(by)
        known = [path.stem for path in shipped_flows()]
        for key in keys or ():
            if key not in known:
                raise UnknownFlow(name=key, known=known)
        flows: list[Flow] = []
        for path in shipped_flows():
            if keys is not None and path.stem not in keys:
                continue
            flow = self._read(path)
            if flow.off:
                continue
            try:
                flows.append(self._publish(flow, path, by=by)[0])
            except OlderVersion as older:
                flows.append(self._archive.latest(older.flow))
        return flows

    def _require_administrator(self, by: str) -> None:
        """Let the office itself publish, and whoever administers it."""
        if by == SYSTEM:
            return
        person = self._directory().person(by)
        if person is None:
            raise UnknownPerson(name=by)
        if "administrator" not in person.roles:
            raise NotEntitled(
                person=person.name,
                action="publish flows",
                action_zh="发布流程",
                who="an administrator",
                who_zh="管理员",
            )

    def _read(self, path: Path) -> Flow:
        templates = {**shipped_templates(), **templates_beside(path)}
        return _checked(
            read_text(path),
            str(path),
            tuple(sorted(templates.items())),
            tuple(self._rules),
            tuple(self._calendars.current()),
        )


@lru_cache(maxsize=KEPT)
def _checked(
    source: str,
    file: str,
    templates: tuple[tuple[str, str], ...],
    rules: tuple[str, ...],
    calendars: tuple[str, ...],
) -> Flow:
    """Read a flow with every check; what was sound once is not checked again in this process."""
    return read_flow(
        source,
        file=file,
        templates=dict(templates),
        rules=rules,
        calendars=calendars,
        template_checker=_CHECKER,
    )


def compile_published(source: str, file: str, templates: Mapping[str, str]) -> Flow:
    """Read a flow that was checked when it was published; once for all offices of a process."""
    return _compiled(source, file, tuple(sorted(templates.items())))


@lru_cache(maxsize=KEPT)
def _compiled(source: str, file: str, templates: tuple[tuple[str, str], ...]) -> Flow:
    return read_flow(
        source, file=file, templates=dict(templates), rules=_AnyName(), calendars=_AnyName()
    )
