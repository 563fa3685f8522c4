"""The wiring: one ``Office`` joins engine, store, letters, channels and loop."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from .accounts import Accounts, Logins
from .calendars import Calendars
from .clock import Clock
from .definitions import Flow
from .designing import Designer
from .desk import Desk
from .drafts import Drafts
from .errors import Fault, UnknownPerson
from .exchange import ImportReport, RosterReport
from .files import Files
from .health import Checkup
from .letters import Letters
from .migrating import Migrations
from .notifications import Dispatcher, Press
from .people import People
from .publishing import Publisher, compile_published
from .registers import Registers
from .reports import Reports, is_report
from .settings import Settings, channels_of, means_of
from .store import (
    Audit,
    Auditor,
    CalendarCatalog,
    ClusterJobs,
    DeadArchive,
    FlowArchive,
    Inboxes,
    LetterArchive,
    RosterArchive,
    SqlOutbox,
    SqlStore,
    SqlViews,
    TableJobs,
    clock_of,
)
from .worker import Tick, Worker, collect_digests
from .workflow.engine import Engine
from .workflow.filing import Screen, Storage
from .workflow.going import GoesOn
from .workflow.jobs import Jobs
from .workflow.leavers import Leavers
from .workflow.loop import Loop
from .workflow.openings import Openings
from .workflow.people import Directory, Identity
from .workflow.rulebook import Rulebook
from .workflow.transactor import Transactor
from .workflow.values import SYSTEM


class Office:
    """An office over one database.

    ``engine`` does things to cases, ``views`` shows them; ``flows`` and ``roster`` keep what was
    published and who there is, ``people`` changes the latter, ``calendars`` are the working days,
    ``letters`` what was written, ``files`` what was handed in, ``registers`` are cases out to files
    and in from them, ``reports`` what is said of each period, ``openings`` what the calendar opens;
    ``designer`` is where flows are changed: compared, previewed, tried, published, migrated;
    ``accounts`` let people in where no host does, ``health()`` says whether it works, ``alarm()``
    only whether it has stopped.
    Use it as a context manager, or ``close`` it.
    """

    def __init__(  # noqa: PLR0913 - it wires all of these
        self,
        store: SqlStore,
        *,
        clock: Clock,
        settings: Settings,
        rules: Rulebook,
        identity: Identity | None = None,
        storage: Storage | None = None,
        screen: Screen | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings
        self.rules = rules
        self.flows = FlowArchive(store)
        self.roster = RosterArchive(store, clock)
        self.accounts = Accounts(store, self.roster, clock, settings)
        self.identity = identity or Logins(store, self.roster)
        self.inboxes = Inboxes(store)
        self.zone = ZoneInfo(settings.zone)
        self._auditor = Auditor(store)
        channels = channels_of(settings, clock)
        means = means_of(settings, rules, channels)
        self.views = SqlViews(store, zone=self.zone, worktimes=means.worktimes)
        self.press = Press(font_folders=settings.font_folders)
        self.letters = Letters(
            LetterArchive(store), scribe=means.scribe, press=self.press, clock=clock
        )
        dispatcher = Dispatcher(SqlOutbox(store), channels, clock, enclosures=self.letters)
        self._transactor = Transactor(store=store, clock=clock, means=means, wake=self._wake)
        self.engine = Engine(self._transactor)
        self.files = Files(store, self._transactor, settings, storage=storage, screen=screen)
        self.calendars = Calendars(store, self._transactor)
        self.registers = Registers(store, self.engine, clock=clock, zone=self.zone)
        self.people = People(
            self.roster, self.calendars.current, clock=clock, zone=self.zone, wake=self._wake
        )
        self.leavers = Leavers(self._transactor)
        self.reports = Reports(store, self._transactor, settings)
        self.openings = Openings(self._transactor)
        self._publisher = Publisher(
            self.flows, self.roster, self.calendars, clock=clock, rules=rules
        )
        self.designer = Designer(
            self.flows,
            self._publisher,
            drafts=Drafts(store, self.roster, clock),
            migrations=Migrations(store, self.flows, self._transactor),
        )
        cluster = self._cluster(dispatcher, [*channels])
        self.jobs: Jobs = cluster or TableJobs(store, clock, wake=self._wake)
        self.dead = DeadArchive(store, self._transactor)
        checkup = Checkup(store, clock, settings, openings=self.openings.next_moment)
        self.health, self.alarm = checkup.look, checkup.alarm
        self._worker = self._working(dispatcher, cluster)

    @classmethod
    def open(  # noqa: PLR0913 - keyword-only
        cls,
        url: str,
        *,
        clock: Clock | None = None,
        settings: Settings | None = None,
        rules: Rulebook | None = None,
        directory: Directory | None = None,
        identity: Identity | None = None,
        storage: Storage | None = None,
        screen: Screen | None = None,
        upgrade: bool = True,
    ) -> Office:
        """Open the office at a database URL (``sqlite:///FILE`` or ``postgresql://…``).

        With ``upgrade`` its tables are created or brought up to date; without, a database that
        is missing, older or newer raises the DatabaseProblem that says so.
        Without a ``clock`` it is the database's time on PostgreSQL, the machine's on SQLite.
        A ``directory`` of the host's stands in for the office's roster, an ``identity`` tells who
        the host's logins are in it; by default they are its keys and the logins of its accounts.
        A ``storage`` keeps files in place of the folder of the settings; a ``screen`` looks at
        each before it may be filed.
        """
        settings = settings or Settings()
        store = SqlStore(
            url,
            compile_published,
            idle=settings.idle,
            notify=settings.notify,
            directory=directory,
        )
        try:
            if upgrade:
                store.migrate()
            else:
                store.require_current()
            clock = clock or clock_of(store.engine)
            if upgrade:
                CalendarCatalog(store).seed(at=clock.now(), by=SYSTEM)
            return cls(
                store,
                clock=clock,
                settings=settings,
                rules=rules if rules is not None else Rulebook(),
                identity=identity,
                storage=storage,
                screen=screen,
            )
        except BaseException:
            store.close()
            raise

    def check(self, file: Path | str) -> tuple[Fault, ...]:
        """Give every fault of a flow or report file, none for a good one; raises UnreadableFile."""
        path = Path(file)
        if is_report(path):
            return self.reports.check(path)
        return self.designer.check(self.designer.bundle(path))

    def publish(self, file: Path | str, *, by: str = SYSTEM, note: str = "") -> tuple[Flow, int]:
        """Publish a flow file as the next version of its key; give the flow and the version.

        Raises DefinitionFaults with every fault, and then stores nothing; FlowOff for one that is
        switched off; RosterLacks where it needs somebody the roster has not; NotEntitled unless
        ``by`` administers the office. Publishing the latest content again gives the version it
        already is; that of an older one raises OlderVersion.
        """
        return self.designer.publish(self.designer.bundle(Path(file)), by=by, note=note)

    def publish_shipped(
        self, keys: Collection[str] | None = None, *, by: str = SYSTEM
    ) -> list[Flow]:
        """Publish the flows that come with guatu, or those of these keys; examples to be replaced.

        One that the office has changed since is left as the office has it, one that is switched off
        is left out. Raises UnknownFlow for a key that is none of theirs.
        """
        return self._publisher.publish_shipped(keys, by=by)

    def desk(self, login: str) -> Desk:
        """Give the desk of whoever uses a login: what he sees and has to do, and nothing else.

        Raises UnknownPerson.
        """
        key = self.identity.person_of(login)
        if key is None:
            raise UnknownPerson(name=login)
        desk = Desk(key, store=self.store, engine=self.engine, clock=self.clock, views=self.views)
        desk.person  # noqa: B018 - raises for somebody who is not there
        return desk

    def load_roster(self, file: Path | str) -> RosterReport:
        """Replace the roster by a file; people it does not name become inactive.

        The same as ``people.load`` with ``whole``. Raises UnreadableFile, and UnknownCalendar for a
        unit whose calendar is not there.
        """
        return self.people.load(file, whole=True)

    def import_ledger(self, file: Path | str, *, flow: str, by: str) -> ImportReport:
        """Open a case for every good row of an XLSX or CSV ledger; report every bad row.

        Importing the same file again opens nothing twice. ``registers.import_ledger`` can do more.
        Raises UnreadableFile, UnknownFlow, UnknownPerson.
        """
        return self.registers.import_ledger(file, flow=flow, by=by)

    def tick(self) -> Tick:
        """Fire what is due, deliver and do what waits, seal history once a day; for a host's cron."""
        return self._worker.tick()

    def start(self, *, wakes: bool = True) -> Loop:
        """Begin to tick by itself on a thread of its own, and to deliver on another; give the loop.

        With ``wakes`` a commit brings the next tick at once, on PostgreSQL also one of another
        machine; without, ticks come only when something is due or when the loop is asked to beat.
        """
        return self._worker.start(wakes=wakes)

    def stop(self) -> None:
        """End ticking after the work in hand."""
        self._worker.stop()

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

    def __exit__(self, *raised: object) -> None:
        """Close the office."""
        self.close()

    def _follow(self, goes_on: GoesOn) -> None:
        """Bring open deadlines onto the newest calendars, and open cases in line with the roster."""
        self.calendars.finish(goes_on)
        self.designer.migrations.finish(goes_on)
        self.leavers.review(goes_on)

    def _working(self, dispatcher: Dispatcher, cluster: ClusterJobs | None) -> Worker:
        return Worker(
            self.store,
            clock=self.clock,
            transactor=self._transactor,
            openings=self.openings,
            dispatcher=dispatcher,
            jobs=self.jobs,
            follow=self._follow,
            carrier=cluster,
            listens=self.settings.notify,
            collect=partial(collect_digests, self.store, self._transactor, self.settings.digest),
            tidy=self.accounts.tidy,
            budget=self.settings.delivery_budget,
        )

    def _cluster(self, dispatcher: Dispatcher, channels: list[str]) -> ClusterJobs | None:
        if not self.settings.cluster:
            return None
        deliver, wake = dispatcher.deliver, self._wake
        return ClusterJobs(self.store, self.clock, deliver=deliver, wake=wake, channels=channels)

    def _wake(self) -> None:
        self._worker.wake()
