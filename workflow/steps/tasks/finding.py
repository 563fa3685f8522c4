"""Finding the task somebody means, among those he may work on."""

from __future__ import annotations

from collections.abc import Collection

from ....errors import UnknownTask
from ...people import Person
from ...values import Task, TaskKind
from ..sheet import Sheet
from ..staffing.parts import is_his
from .giving import has_left

CHANGEABLE: tuple[TaskKind, ...] = ("approval", "opinion")


def task_of(
    sheet: Sheet, kinds: Collection[TaskKind], key: str, person: Person, *, is_said: bool = False
) -> Task:
    """Give the task of that key a person may work on; of several the first that is open.

    With ``is_said`` one on which something was said goes first. A verdict may be changed while
    nothing came of it. Raises UnknownTask, naming what is open.
    """
    theirs = [t for t in sheet.tasks if t.kind in kinds and t.entry in {0, sheet.case.entry}]
    wanted = [t for t in theirs if key in {t.key, t.name}]
    mine = [t for t in wanted if is_his(sheet, person, t.holder, t.holder_kind) and is_open(t)]
    if not mine:
        known = [t.key for t in theirs if is_open(t)]
        raise UnknownTask(name=key, known=tuple(dict.fromkeys(known)))
    return min(mine, key=lambda t: ((t.closed_at is None) is is_said, -_run(t), t.opened_at))


def is_open(task: Task) -> bool:
    """Say whether a task can be worked on: a verdict may be changed, a report or request not."""
    return not has_left(task) and (task.closed_at is None or task.kind in CHANGEABLE)


def _run(task: Task) -> int:
    """Give which run of a round an opinion belongs to: the last one goes first."""
    number = task.key.partition("/")[2]
    return int(number) if task.kind == "opinion" and number.isdecimal() else 0
