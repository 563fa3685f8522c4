"""Items set by hand with an owner and a date (交办事项), and copies to take note of (抄送、已阅)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ....definitions.flow import COPY
from ....definitions.model import ItemKind, Recipient
from ....definitions.spans import Span
from ....errors import CommandRefused, ReasonMissing, UnknownTask
from ...values import CaseStatus, Task, TaskKind
from ..alarms.ladder import rearm
from ..letters import draft
from ..notices import notify
from ..sheet import Sheet
from ..staffing.parts import actor, holders, named, people, recipient, require_part
from ..standing import WORDS, require_status
from .finding import task_of
from .giving import give_task

READ: tuple[TaskKind, ...] = ("reading",)
Due = date | Span | None
OPEN: tuple[CaseStatus, ...] = ("running", "paused")


def set_item(sheet: Sheet, name: str, to: str, what: str, due: Due) -> None:
    """Set somebody something to do, due on a day or within a span."""
    require_status(sheet, "set", OPEN)
    item = sheet.flow.items.get(name)
    if item is None:
        raise UnknownTask(name=name, known=tuple(sheet.flow.items))
    stage = sheet.flow.stages.get(sheet.case.stage)
    en, zh = WORDS["set"]
    require_part(sheet, item.by or ((stage.owner,) if stage else ()), action=en, action_zh=zh)
    if not what.strip():
        raise ReasonMissing(action="set something to do on", action_zh="交办事项")
    holder, kind = named(sheet, to)
    number = 1 + len({t.key for t in sheet.tasks if t.kind == "item" and t.name == name})
    task = Task(
        case=sheet.case.id,
        entry=0,
        kind="item",
        key=f"{name}/{number}",
        holder=holder,
        holder_kind=kind,
        title=what,
        opened_at=sheet.now,
        due_at=_moment(sheet, due),
        terms={"by": sheet.by, "span": str(due) if isinstance(due, Span) else ""},
    )
    give_task(sheet, task, about=str(item.title))
    if item.letter:
        owner = Recipient(unit=holder) if kind == "unit" else Recipient(person=holder)
        spec, topic = sheet.flow.letters[item.letter], f"item-{name}-{number}"
        draft(sheet, spec, to=[owner], topic=topic, item=task)
    rearm(sheet)


def _moment(sheet: Sheet, due: Due) -> datetime | None:
    if isinstance(due, Span):
        return sheet.worktime.after(sheet.now, due).moment
    if due is None:
        return None
    moment = sheet.worktime.closing(due)
    if moment <= sheet.now:
        raise CommandRefused(
            case=sheet.case.id,
            why=f"{due.isoformat()} is over",
            why_zh=f"期限{due.isoformat()}已过",
        )
    return moment


def tell_done(sheet: Sheet, task: Task) -> None:
    """Report an item that is done to whoever set it and whoever the flow names."""
    item = sheet.flow.items.get(task.name)
    if item is None:
        return
    setter = sheet.directory.person(str(task.term("by", "")))
    told = {who.key: who for who in people(sheet, [recipient(r) for r in item.report_to])}
    told |= {setter.key: setter} if setter else {}
    for person in told.values():
        notify(
            sheet,
            person,
            topic=f"done:{task.key}:{task.holder}",
            subject=f"【办结】{sheet.case.title}：{task.title}",
            body=f"{sheet.name_of(task.holder)}已办结“{task.title}”：{task.text}。",
            entry=0,
        )


def items_of(sheet: Sheet, item: ItemKind) -> list[Task]:
    """Give every item of a kind that was set."""
    return [t for t in sheet.tasks if t.kind == "item" and t.name == item.key]


def copy_to(sheet: Sheet, to: Sequence[str], *, text: str) -> None:
    """Let people or units take note of a case (抄送); whoever plays a part on it may."""
    require_status(sheet, "copy", ("running", "paused", "ended"))
    en, zh = WORDS["copy"]
    require_part(sheet, tuple(sheet.flow.roles), action=en, action_zh=zh)
    if not to:
        raise ReasonMissing(action="copy", action_zh="抄送")
    give_copies(sheet, [named(sheet, key) for key in to], text=text)


def copy_on(sheet: Sheet, references: Sequence[str], *, text: str) -> None:
    """Let whoever plays some parts take note of what was just done."""
    found = [held for reference in references for held in holders(sheet, recipient(reference))]
    give_copies(sheet, found, text=text)


def give_copies(sheet: Sheet, found: Sequence[tuple[str, object]], *, text: str) -> None:
    """Give each a copy to take note of, under one number."""
    number = 1 + len({t.key for t in sheet.tasks if t.kind == "reading"})
    for holder, kind in dict.fromkeys(found):
        task = Task(
            case=sheet.case.id,
            entry=0,
            kind="reading",
            key=f"{COPY}/{number}",
            holder=holder,
            holder_kind="unit" if kind == "unit" else "person",
            title=f"抄送：{text}" if text else "抄送",
            opened_at=sheet.now,
            terms={"by": sheet.by},
        )
        give_task(sheet, task)


def note_read(sheet: Sheet, key: str) -> None:
    """Take note of what one was sent a copy of (已阅)."""
    person = actor(sheet)
    mine = task_of(sheet, READ, key, person)
    sheet.tasks.put(mine.done("agree", "", by=person.key, at=sheet.now))
    sheet.log("noted_read", {"task": mine.key, "holder": mine.holder})
