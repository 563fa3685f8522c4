"""What everybody in the demonstration does besides moving cases: answer, report, claim, take note."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from ..errors import GuatuError, NotFound
from ..office import Office
from ..workflow.values import Escalation, Task
from .posts import Posts

ANSWERED = 0.72
LATE = 0.1
NEVER = 10**6
Reporting = Callable[[Task, str, date], None]


class Chores:
    """Works off open tasks and escalations within drawn days, most of them in time.

    ``reporting`` are told of each before it is reported done.
    """

    def __init__(
        self,
        office: Office,
        posts: Posts,
        done: Counter[str],
        reporting: Sequence[Reporting],
        *,
        seed: int,
    ) -> None:
        self._office = office
        self._posts = posts
        self._done = done
        self._reporting = reporting
        self._seed = seed
        self._replies: dict[tuple[int, int, str], int] = {}
        self._day = 0

    def work(self, today: date) -> None:
        """Do one working day's chores."""
        self._day += 1
        for escalation in self._office.views.escalations(open_only=True):
            self._reply(escalation)
        for task in self._office.views.tasks():
            match task.kind:
                case "duty" | "condition" | "item":
                    self._report(task, today)
                case "claim":
                    self._claim(task)
                case "reading":
                    self._read(task)
                case _:
                    pass

    def _is_time(self, key: tuple[int, int, str], days: Callable[[random.Random], int]) -> bool:
        if key not in self._replies:
            self._replies[key] = self._day + days(random.Random(f"{self._seed}:{key}"))
        return self._replies[key] <= self._day

    def _report(self, task: Task, today: date) -> None:
        if not self._is_time((task.case, task.entry, task.key), _reporting_days):
            return
        who = self._posts.doer(task)
        for tell in self._reporting:
            tell(task, who, today)
        self._office.engine.duties.complete(
            task.case, task.key, by=who, text="已按要求完成，情况记入台账。"
        )
        self._done["交办事项" if task.kind == "item" else "定期报告和走访"] += 1

    def _claim(self, task: Task) -> None:
        """Claim a role that is open, for the unit that first thinks of it."""
        key = (task.case, task.entry, f"{task.key}:{task.holder}")
        if not self._is_time(key, lambda chance: chance.choice((2, 3, 4, NEVER, NEVER, NEVER))):
            return
        try:
            self._office.engine.staff.claim(task.case, task.name, by=self._posts.doer(task))
        except GuatuError:
            return  # somebody was quicker
        self._done["认领"] += 1

    def _read(self, task: Task) -> None:
        key = (task.case, task.entry, f"{task.key}:{task.holder}")
        if self._is_time(key, lambda chance: chance.randint(1, 3)):
            self._office.engine.tasks.read(task.case, task.key, by=self._posts.doer(task))
            self._done["阅知"] += 1

    def _reply(self, escalation: Escalation) -> None:
        """Answer an escalation after a drawn number of days, or never."""
        if escalation.answer_due_at is None or escalation.answered_at is not None:
            return
        key = (escalation.case, escalation.entry, escalation.rung)
        if not self._is_time(key, _reply_days):
            return
        try:
            self._office.engine.escalations.answer(
                escalation.case,
                escalation.rung,
                by=escalation.recipients[0],
                text="已查明原因，排定推进计划，明确专人负责，按周报告进度。",
            )
        except NotFound:
            return
        self._done["答复督办"] += 1


def _reporting_days(chance: random.Random) -> int:
    return 9 if chance.random() < LATE else chance.randint(1, 4)


def _reply_days(chance: random.Random) -> int:
    return NEVER if chance.random() >= ANSWERED else chance.randint(1, 3)
