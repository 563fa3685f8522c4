"""What every command has at hand besides the case itself."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..definitions.flow import Flow
from .machine import FlowMachine
from .ports import Scribe
from .rulebook import Rulebook
from .time.worktime import WorkTime


class Machines:
    """One machine per flow version, built on first use and shared by all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._machines: dict[str, FlowMachine] = {}

    def of(self, flow: Flow) -> FlowMachine:
        """Give the machine of a flow version."""
        machine = self._machines.get(flow.hash)
        if machine is None:
            with self._lock:
                machine = self._machines.setdefault(flow.hash, FlowMachine(flow))
        return machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """The office's calendars by key, its scribe and rules, and the channels it delivers through.

    ``mails`` and ``files`` say whether notices go out by e-mail and letters into files.
    """

    worktimes: Mapping[str, WorkTime]
    scribe: Scribe
    rules: Rulebook
    mails: bool = False
    files: bool = False
    machines: Machines = field(default_factory=Machines)

    def worktime(self, flow: Flow) -> WorkTime:
        """Give the working time of a flow's calendar."""
        return self.worktimes[flow.calendar]
