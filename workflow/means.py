"""What every command has at hand besides the case itself."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from ..definitions.flow import Flow
from ..definitions.model import LetterSpec
from .letter_ports import Scribe
from .machine import FlowMachine
from .ports import CalendarSource
from .rulebook import Rulebook
from .time.worktime import Window, WorkTime


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


class WorkTimes:
    """The working time of every calendar version in use, counted once and shared by all threads.

    ``windows`` are the office hours of calendars that set none, ``zone`` is the office's.
    """

    def __init__(self, zone: tzinfo, windows: tuple[Window, ...]) -> None:
        self.zone = zone
        self.windows = windows
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], WorkTime] = {}

    def of(self, source: CalendarSource) -> WorkTime:
        """Give the working time of one version of a calendar."""
        name = (source.key, source.version)
        known = self._known.get(name)
        if known is None:
            windows = source.windows or self.windows
            fresh = WorkTime(source, zone=self.zone, windows=windows)
            with self._lock:
                known = self._known.setdefault(name, fresh)
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A channel that is told of notices besides the people they are for.

    A system is told of each, and of letters, at once; a chat (``is_chat``) of each topic once
    however many people it is for, in office hours, and of no letter.
    """

    channel: str
    is_chat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """The office's working time, its scribe and rules, and the channels it delivers through.

    ``mails`` and ``files`` say whether notices go out by e-mail and letters into files;
    ``targets`` are the systems and chats that are told too;
    ``holds`` whether rungs, mails and chats wait for office hours; ``collects`` whether each person gets
    one collected mail a day instead of a mail a notice. ``office_letters`` are those that belong to
    no flow, by template.
    """

    worktimes: WorkTimes
    scribe: Scribe
    rules: Rulebook
    mails: bool = False
    files: bool = False
    targets: tuple[Target, ...] = ()
    holds: bool = True
    collects: bool = False
    office_letters: Mapping[str, LetterSpec] = field(default_factory=dict)
    machines: Machines = field(default_factory=Machines)

    def worktime(self, source: CalendarSource) -> WorkTime:
        """Give the working time of one version of a calendar."""
        return self.worktimes.of(source)
