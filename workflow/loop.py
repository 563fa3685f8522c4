"""The drum: the only door to ``apscheduler``.

One in-memory job, armed again after every beat for the next moment anything is due, woken after a
commit, and watched by the monotonic clock, because a scheduler that waits for a wall-clock time
stops when that clock is set back.
No timer of a case ever becomes a job: timers are rows.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from ..clock import SystemClock

log = logging.getLogger(__name__)

LONGEST = timedelta(seconds=30)
JOB = "beat"
WALL = SystemClock()

Beat = Callable[[], timedelta | None]


class Loop:
    """Calls ``beat`` again and again on one thread.

    ``beat`` does the work and says how long until anything is due again, None for nothing.
    It is called at the latest every ``longest``, so work of other processes is found too.
    """

    def __init__(self, beat: Beat, *, longest: timedelta = LONGEST) -> None:
        self._beat = beat
        self._longest = longest
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._wanted = 0
        self._done = 0
        self._beats = 0
        self._is_busy = False
        self._watchdog = threading.Thread(target=self._watch, name="guatu-watchdog", daemon=True)

    def start(self) -> None:
        """Begin to beat, the first time at once."""
        self._scheduler.start()
        with self._changed:
            self._arm(timedelta())
        self._watchdog.start()

    def stop(self) -> None:
        """End after the beat under way, if there is one; a second time nothing happens."""
        with self._changed:  # nothing is armed once this is said: arming would wait for the end
            self._stopping.set()
        if self._scheduler.running:
            self._scheduler.pause()
            self._scheduler.remove_all_jobs()  # waits for a round under way, which shutdown breaks
            self._scheduler.shutdown(wait=True)

    def wake(self) -> None:
        """Beat as soon as possible; safe to call from any thread, also before the start."""
        self._want()

    def _want(self) -> int:
        """Ask for one more beat; one under way starts it when it ends. Give the number asked for."""
        with self._changed:
            self._wanted += 1
            if not self._is_busy:
                self._arm(timedelta())
            return self._wanted

    def beat_now(self, timeout: float = 60.0) -> None:
        """Beat and wait until a beat that began after this call has ended.

        Raises TimeoutError when that does not happen in time.
        """
        wanted = self._want()
        with self._changed:
            if not self._changed.wait_for(lambda: self._done >= wanted, timeout):
                raise TimeoutError(f"no beat ended within {timeout} s")

    def _run(self) -> None:
        with self._changed:
            if self._is_busy:
                return
            self._is_busy = True
            begun_for = self._wanted
        pause: timedelta | None = None
        try:
            pause = self._beat()
        except Exception:  # the drum never stops for a broken beat; the log says why
            log.exception("a beat failed; the next one comes in %s", self._longest)
        with self._changed:
            self._done = begun_for
            self._is_busy = False
            self._beats += 1
            self._changed.notify_all()
            again = self._wanted > begun_for
            self._arm(timedelta() if again else min(pause or self._longest, self._longest))

    def _arm(self, pause: timedelta) -> None:
        """Set the one job; under the lock, so that a late moment never replaces a wake."""
        if self._stopping.is_set() or not self._scheduler.running:
            return
        self._scheduler.add_job(
            self._run,
            "date",
            run_date=WALL.now() + max(pause, timedelta()),
            id=JOB,
            replace_existing=True,
            misfire_grace_time=None,
            max_instances=3,
            coalesce=True,
        )

    def _watch(self) -> None:
        """Arm the job again whenever a whole interval of monotonic time saw no beat."""
        while not self._stopping.wait(self._longest.total_seconds() * 2):
            with self._changed:
                done, self._beats = self._beats, 0
            if done == 0:
                log.warning("no beat for two intervals; the wall clock may have been set back")
                self._want()
