"""Telling people: a notice in the inbox, by e-mail, to systems and chats where the office has any."""

from __future__ import annotations

from dataclasses import replace

from ..means import Target
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
    goes_by_mail = is_mailed and not sheet.means.collects
    if not goes_by_mail and not sheet.means.targets:
        return
    said = Outgoing(
        key=f"notice/{sheet.case.id}/{number}/{topic}/{person.key}",
        channel="smtp",
        address=person.email,
        subject=subject,
        text=body,
        created_at=sheet.now,
        hold_until=sheet.worktime.at_work(sheet.now) if sheet.means.holds else None,
        letter=letter,
        event="notice",
        facts={
            "case": sheet.case.id,
            "ref": sheet.case.ref or "",
            "entry": number,
            "topic": topic,
            "recipient": person.key,
            "level": level,
        },
    )
    if goes_by_mail:
        sheet.outgoing.append(said)
    sheet.outgoing += [_passed_on(said, target, person) for target in sheet.means.targets]


def _passed_on(said: Outgoing, target: Target, person: Person) -> Outgoing:
    """Give what a system or chat is told of a notice; of a letter's papers it is told apart."""
    where = target.channel
    said = replace(said, letter="")
    if not target.is_chat:
        return replace(
            said, key=f"{said.key}@{where}", channel=where, address=where, hold_until=None
        )
    # A chat hears of a topic once, whoever it is for: the outbox keeps one item a key.
    topic = said.key.removesuffix(f"/{person.key}")
    return replace(said, key=f"{topic}@{where}", channel=where, address=where)
