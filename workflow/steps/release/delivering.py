"""Delivering a letter (送达) and signing for it (签收); the receiver's period starts when it came."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ...correspondence import LetterState
from ..alarms.ladder import rearm
from ..alarms.tracks import answer_span
from ..notices import notify
from ..sheet import Sheet
from ..staffing.parts import contacts
from .acts import SEALED_LAYOUTS
from .page import Page
from .standing import require_addressee, require_clerk, require_state

TOPIC: Final = "letter:"


def deliver(page: Page) -> None:
    """Let a letter go out to everybody it is addressed or copied to."""
    require_clerk(page, "deliver this letter", "送达此件")
    require_state(page, (before_delivery(page),), "delivered", "送达")
    page.put(state="delivered", delivered_at=page.now)
    units = (*page.letter.addressees, *page.letter.copies)
    page.log("delivered", {"number": page.letter.number, "to": list(units)})
    if page.sheet is not None:
        _tell(page, page.sheet)
        _start_period(page, page.sheet)


def before_delivery(page: Page) -> LetterState:
    """Give the state a letter goes out from: one that carries no seal is not sealed before."""
    return "sealed" if page.letter.body.get("layout", "文件") in SEALED_LAYOUTS else "numbered"


def receive(page: Page, *, unit: str, note: str) -> None:
    """Sign for a letter (签收) as one of its receivers; a second time changes nothing.

    The issuing unit may record for a receiver outside, with a note how it was delivered.
    """
    receiver = require_addressee(page, unit)
    require_state(page, ("delivered", "received"), "received", "签收")
    if receiver in page.receipts:
        return
    page.receipt(receiver, note)
    if set(page.letter.addressees) <= page.receipts.keys():
        page.put(state="received")
    page.log("received", {"unit": receiver}, why=note)


def _tell(page: Page, sheet: Sheet) -> None:
    """Tell the contacts of every receiver: in the inbox, and by mail with the letter enclosed."""
    letter = page.letter
    for unit in (*letter.addressees, *letter.copies):
        is_copy = unit in letter.copies
        for person in contacts(sheet, unit):
            notify(
                sheet,
                person,
                topic=f"{TOPIC}{letter.key}",
                subject=f"【{'抄送' if is_copy else '来文'}】{letter.number or letter.title}",
                body=f"{letter.title}（{letter.number or '不编号'}）已送达，请签收。\n\n{letter.text}",
                entry=0,
                letter=letter.key,
            )


def _start_period(page: Page, sheet: Sheet) -> None:
    """Count the time to answer from the delivery, for an escalation that still waits for one."""
    escalation = sheet.escalations.get(page.letter.entry, page.letter.rung)
    if escalation is None or escalation.closed_at or escalation.answered_at:
        return
    span = answer_span(sheet, escalation)
    if span is None:
        return
    due = sheet.worktime.after(sheet.now, span).moment
    if due != escalation.answer_due_at:
        sheet.escalations.put(replace(escalation, answer_due_at=due))
        sheet.log(
            "deadline_moved",
            {
                "rung": escalation.rung,
                "title": escalation.title,
                "from": escalation.answer_due_at,
                "to": due,
            },
            why="函件已送达，答复期限自送达之日起算",
        )
        rearm(sheet)
