"""The wiring: one ``Office`` joins engine, store, letters, channels and loop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from .clock import Clock, SystemClock
from .definitions import Flow, read_flow
from .definitions.files import read_text, shipped_flows, templates_beside
from .errors import DefinitionFaults, Fault
from .exchange import ImportReport, import_rows, read_roster
from .notifications import (
    Channel,
    Dispatcher,
    DispatchResult,
    FileChannel,
    JinjaScribe,
    LetterChecker,
    Security,
    SmtpChannel,
    shipped_templates,
)
from .store import (
    Audit,
    Auditor,
    FlowArchive,
    Inboxes,
    RosterArchive,
    SqlOutbox,
    SqlStore,
    SqlViews,
)
from .workflow.engine import Engine
from .workflow.loop import Loop
from .workflow.means import Means, WorkTimes
from .workflow.rulebook import Rulebook
from .workflow.sweep import Swept, sweep
from .workflow.time.worktime import OFFICE_HOURS, Window
from .workflow.transactor import Transactor
from .workflow.values import SYSTEM

ANCHOR_EVERY = timedelta(hours=24)
SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """An SMTP server for notices; ``sender`` is the address they come from."""

    host: str
    port: int = 587
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    security: Security = "starttls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How an office works.

    ``zone`` is its time zone, ``windows`` its office hours. Letters are also written as files into
    ``letters_folder``, notices also go out by ``smtp``, where these are given.
    """

    zone: str = "Asia/Shanghai"
    windows: tuple[Window, ...] = OFFICE_HOURS
    letters_folder: Path | None = None
    smtp: Smtp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one tick did: rungs fired, deliveries made, chain heads sealed."""

    swept: Swept
    dispatched: DispatchResult
    anchored: int


class _AnyRule:
    """Stands for the rules of a published flow: those were checked when it was published."""

    def __contains__(self, _name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Office:
    """An office over one database.

    ``engine`` does things to cases, ``views`` shows them; ``flows`` and ``roster`` keep what was
    published and who there is. Use it as a context manager, or
    ``close`` it.
    """

    def __init__(
        self, store: SqlStore, *, clock: Clock, settings: Settings, rules: Rulebook
    ) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings
        self.rules = rules
        self.views = SqlViews(store)
        self.flows = FlowArchive(store)
        self.roster = RosterArchive(store)
        self.inboxes = Inboxes(store)
        self.zone = ZoneInfo(settings.zone)
        self._auditor = Auditor(store)
        self._loop: Loop | None = None
        self._wakes = True
        channels = _channels(settings)
        means = Means(
            worktimes=WorkTimes(self.zone, settings.windows),
            scribe=JinjaScribe(),
            rules=rules,
            mails="smtp" in channels,
            files="file" in channels,
        )
        self._dispatcher = Dispatcher(SqlOutbox(store), channels, clock)
        self._transactor = Transactor(store=store, clock=clock, means=means, wake=self._wake)
        self.engine = Engine(self._transactor)

    @classmethod
    def open(
        cls,
        url: str,
        *,
        clock: Clock | None = None,
        settings: Settings | None = None,
        rules: Rulebook | None = None,
        upgrade: bool = True,
    ) -> Office:
        """Open the office at a database URL (``sqlite:///FILE`` or ``postgresql://…``).

        With ``upgrade`` its tables are created or brought up to date; without, a database that
        is missing, older or newer raises the DatabaseProblem that says so.
        """
        store = SqlStore(url, _compile_published)
        try:
            if upgrade:
                store.migrate()
            else:
                store.require_current()
        except BaseException:
            store.close()
            raise
        return cls(
            store,
            clock=clock or SystemClock(),
            settings=settings or Settings(),
            rules=rules if rules is not None else Rulebook(),
        )

    def check(self, file: Path | str) -> tuple[Fault, ...]:
        """Give every fault of a flow file, none for a good one; raises UnreadableFile."""
        try:
            self._read(Path(file))
        except DefinitionFaults as found:
            return tuple(found.facts["faults"])
        return ()

    def publish(self, file: Path | str, *, by: str = SYSTEM) -> tuple[Flow, int]:
        """Publish a flow file as the next version of its key; give the flow and the version.

        Raises DefinitionFaults with every fault, and then stores nothing. Publishing the same
        content again gives the version it already is.
        """
        path = Path(file)
        flow = self._read(path)
        version = self.flows.publish(flow, file=path.name, at=self.clock.now(), by=by)
        return flow, version

    def publish_shipped(self, *, by: str = SYSTEM) -> list[Flow]:
        """Publish the flows that come with guatu; examples to replace by the office's own."""
        return [self.publish(path, by=by)[0] for path in shipped_flows()]

    def load_roster(self, file: Path | str) -> None:
        """Replace the roster by a YAML file; people it does not name become inactive."""
        self.roster.save(read_roster(Path(file)))

    def import_ledger(self, file: Path | str, *, flow: str, by: str) -> ImportReport:
        """Open a case for every good row of an XLSX or CSV ledger; report every bad row.

        Importing the same file again opens nothing twice. Raises UnreadableFile, UnknownFlow.
        """
        places = {place.key: place.title for place in self.roster.read().territories}
        return import_rows(
            Path(file),
            flow=self.flows.latest(flow),
            territories=places,
            open_case=lambda values, ref, key: self.engine.open(
                flow, fields=values, by=by, ref=ref, key=key
            ),
        )

    def tick(self) -> Tick:
        """Fire what is due, deliver what waits, seal history once a day. For a host's own cron."""
        now = self.clock.now()
        swept = sweep(self._transactor, now)
        dispatched = self._dispatcher.run(limit=1_000)
        return Tick(
            swept=swept,
            dispatched=dispatched,
            anchored=self._auditor.anchor_if_due(now, ANCHOR_EVERY),
        )

    def start(self, *, wakes: bool = True) -> Loop:
        """Begin to tick by itself on a thread of its own; give the loop.

        With ``wakes`` a command's commit brings the next tick at once; without, ticks come only
        when something is due or when the loop is asked to beat.
        """
        if self._loop is None:
            self._loop = Loop(self._beat)
            self._loop.start()
            self._wakes = wakes
        return self._loop

    def stop(self) -> None:
        """End ticking after the tick under way."""
        if self._loop is not None:
            self._loop.stop()
            self._loop = None

    def verify(self) -> Audit:
        """Prove that history is what was written."""
        return self._auditor.verify()

    def close(self) -> None:
        """Stop the loop and give up every connection."""
        self.stop()
        self.store.close()

    def __enter__(self) -> Self:
        """Give the office itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the office."""
        self.close()

    def _read(self, path: Path) -> Flow:
        return read_flow(
            read_text(path),
            file=str(path),
            templates={**shipped_templates(), **templates_beside(path)},
            rules=self.rules,
            template_checker=LetterChecker(),
        )

    def _wake(self) -> None:
        if self._loop is not None and self._wakes:
            self._loop.wake()

    def _beat(self) -> timedelta | None:
        self.tick()
        moment = self.store.next_moment()
        return None if moment is None else max(moment - self.clock.now(), SHORTEST)


def _channels(settings: Settings) -> Mapping[str, Channel]:
    channels: dict[str, Channel] = {}
    if settings.letters_folder is not None:
        channels["file"] = FileChannel(settings.letters_folder)
    if settings.smtp is not None:
        smtp = settings.smtp
        channels["smtp"] = SmtpChannel(
            smtp.host,
            smtp.port,
            sender=smtp.sender,
            username=smtp.username,
            password=smtp.password,
            security=smtp.security,
        )
    return channels


def _compile_published(source: str, file: str, templates: Mapping[str, str]) -> Flow:
    return read_flow(source, file=file, templates=templates, rules=_AnyRule())
