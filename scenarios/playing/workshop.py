"""Where houses are built: one office for each beginning, and a copy of its database a scenario."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

from ...clock import ManualClock
from ...definitions import Flow
from ...definitions.bundle import Bundle
from ...office import Office
from ...settings import Settings
from ...workflow.people import Roster
from ...workflow.rulebook import Rulebook
from ..people.naming import Who
from .house import House

_BEFORE: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Workshop:
    """Builds houses alike. A database is made once, and copied: that takes a tenth of the time."""

    folder: Path
    base: Office
    rules: Rulebook
    settings: Settings
    bundles: Sequence[Bundle] = ()
    flows: Mapping[str, Flow] = field(default_factory=dict)
    main: str = ""
    roster: Roster = field(default_factory=Roster)
    _built: dict[datetime, Path] = field(default_factory=dict)
    _count: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The zone days are read in."""
        return ZoneInfo(self.settings.zone)

    def read(self, bundle: Bundle) -> Flow:
        """Read a flow with every check; raise DefinitionFaults with every fault found."""
        return self.base.designer.read(bundle)

    def publishable(self, bundles: Sequence[Bundle]) -> Flow:
        """Take the flows that every house will have; give the first, which is tried."""
        read = [self.read(bundle) for bundle in bundles]
        self.bundles, self.flows = bundles, {flow.key: flow for flow in read}
        self.main = read[0].key
        return read[0]

    @contextmanager
    def house(self, starts: datetime) -> Iterator[House]:
        """Open a house whose clock stands at a moment; nothing of it is left afterwards."""
        self._count += 1
        file = self.folder / f"{self._count}.db"
        shutil.copyfile(self._house_at(starts), file)
        clock = ManualClock(starts)
        with self._open(file, clock) as office:
            yield House(
                office=office, clock=clock, flows=self.flows, main=self.main, who=Who(self.roster)
            )
        file.unlink(missing_ok=True)

    def _house_at(self, starts: datetime) -> Path:
        """Give the database of an office whose people and flows are there from a moment on."""
        if starts not in self._built:
            file = self.folder / f"from{len(self._built)}.db"
            shutil.copyfile(self.folder / "base.db", file)
            with self._open(file, ManualClock(starts)) as office:
                office.roster.save(self.roster)
                for bundle in self.bundles:
                    office.designer.publish(bundle, by="system")
            self._built[starts] = file
        return self._built[starts]

    def _open(self, file: Path, clock: ManualClock) -> Office:
        url = f"sqlite:///{file}"
        return Office.open(
            url, clock=clock, rules=self.rules, settings=self.settings, upgrade=False
        )


@contextmanager
def workshop(rules: Rulebook, settings: Settings) -> Iterator[Workshop]:
    """Open a workshop in a folder of its own, which is gone afterwards."""
    with TemporaryDirectory(prefix="guatu-trial-", ignore_cleanup_errors=True) as folder:
        url = f"sqlite:///{folder}/base.db"
        clock = ManualClock(_BEFORE)
        Office.open(url, clock=clock, rules=rules, settings=settings).close()
        # Opened anew: what is copied must stand in the file, not in the log beside it.
        with Office.open(url, clock=clock, rules=rules, settings=settings, upgrade=False) as base:
            yield Workshop(folder=Path(folder), base=base, rules=rules, settings=settings)
