"""Telling people: a notice in the inbox, and by e-mail where the office sends any."""

from __future__ import annotations

from ..people import Person
from ..values import Notice, Outgoing
from .sheet import Sheet


def notify(  # noqa: PLR0913 - a notice has these parts
    sheet: Sheet,
    person: Person,
    *,
    topic: str,
    subject: str,
    body: str,
    level: int = 0,
    entry: int | None = None,
) -> None:
    """Tell a person; exactly once for a (case, entry, topic, person), however often it is said.

    ``entry`` 0 is for what belongs to no entry. By e-mail outside office hours it waits for them,
    unless the office holds nothing back; where mails are collected it joins the next digest.
    """
    number = sheet.case.entry if entry is None else entry
    is_mailed = sheet.means.mails and bool(person.email)
    sheet.notices.append(
        Notice(
            case=sheet.case.id,
            entry=number,
            topic=topic,
            recipient=person.key,
            subject=subject,
            body=body,
            level=level,
            created_at=sheet.now,
            awaits_digest=is_mailed and sheet.means.collects,
        )
    )
    if is_mailed and not sheet.means.collects:
        sheet.outgoing.append(
            Outgoing(
                key=f"notice/{sheet.case.id}/{number}/{topic}/{person.key}",
                channel="smtp",
                address=person.email,
                subject=subject,
                text=body,
                created_at=sheet.now,
                hold_until=sheet.worktime.at_work(sheet.now) if sheet.means.holds else None,
            )
        )
