"""Helpers for a host's own tests: an office of one's own, and days that pass at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from .clock import ManualClock
from .definitions.bundle import bundle_in
from .office import Office
from .scenarios import try_flow
from .settings import Settings
from .worker import Tick
from .workflow.rulebook import Rulebook


def open_office(
    folder: Path,
    *,
    at: datetime,
    settings: Settings | None = None,
    rules: Rulebook | None = None,
) -> tuple[Office, ManualClock]:
    """Open a fresh office in a folder (pytest's ``tmp_path``) under a clock that stands at ``at``.

    The flows that come with guatu are published; the roster is empty. Close the office at the end.
    """
    clock = ManualClock(at)
    url = f"sqlite:///{folder / 'office.db'}"
    office = Office.open(url, clock=clock, settings=settings, rules=rules)
    office.publish_shipped()
    return office, clock


def pass_days(office: Office, clock: ManualClock, days: int) -> Sequence[Tick]:
    """Move the clock on by whole days, one tick a day; give what each tick did."""
    done: list[Tick] = []
    for _ in range(days):
        clock.move_to(clock.now() + timedelta(days=1))
        done.append(office.tick())
    return done


def check_scenarios(flow: Path | str, *, rules: Rulebook | None = None) -> None:
    """Play the scenarios beside a flow file; raise AssertionError that tells each day of what failed.

    Raises UnreadableFile, DefinitionFaults and ScenarioFaults where there is nothing to play.
    """
    trial = try_flow(bundle_in(Path(flow)), rules=rules)
    if not trial.ok:
        raise AssertionError("\n".join(trial.sentences("en")))
