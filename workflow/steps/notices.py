"""Telling people: a notice in the inbox, by e-mail, to systems and chats where the office has any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from ..people import Person
from ..values import Notice, Outgoing
from .sheet import Sheet


class _Told(TypedDict):
    event: str
    facts: Mapping[str, Any]


def notify(  # noqa: PLR0913 - a notice has these parts
    sheet: Sheet,
    person: Person,
    *,
    topic: str,
    subject: str,
    body: str,
    level: int = 0,
    entry: int | None = None,
    letter: str = "",
) -> None:
    """Tell a person; exactly once for a (case, entry, topic, person), however often it is said.

    ``entry`` 0 is for what belongs to no entry. By e-mail outside office hours it waits for them,
    unless the office holds nothing back; where mails are collected it joins the next digest.
    ``letter`` is the key of one whose papers go with the mail.
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
    told: _Told = {
        "event": "notice",
        "facts": {
            "case": sheet.case.id,
            "ref": sheet.case.ref or "",
            "entry": number,
            "topic": topic,
            "recipient": person.key,
            "level": level,
        },
    }
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
                letter=letter,
                **told,
            )
        )
    for target in sheet.means.targets:
        # A chat hears of a topic once, whoever it is for: the outbox keeps one item a key.
        whom = "" if target.is_chat else f"/{person.key}"
        waits = target.is_chat and sheet.means.holds
        sheet.outgoing.append(
            Outgoing(
                key=f"notice/{sheet.case.id}/{number}/{topic}{whom}@{target.channel}",
                channel=target.channel,
                address=target.channel,
                subject=subject,
                text=body,
                created_at=sheet.now,
                hold_until=sheet.worktime.at_work(sheet.now) if waits else None,
                **told,
            )
        )
