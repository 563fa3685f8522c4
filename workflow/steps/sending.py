"""What leaves the house when something is done to a letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ..correspondence import Letter, LetterStep
from ..delivery import Outgoing
from ..means import Means


def sent(
    means: Means, letter: Letter, step: LetterStep, *, day: date, title: str
) -> Iterator[Outgoing]:
    """Give the deliveries of a step: a letter that is delivered into a file, and word to systems.

    Each system is told of each kind of step once; papers go with a letter that is delivered.
    """
    event = f"letter.{step.kind}"
    is_out = step.kind == "delivered"
    parts = Outgoing(
        key=f"letter/{letter.key}",
        channel="file",
        address="letters",
        subject=letter.title,
        text=letter.text,
        html=letter.html,
        name=f"{day.isoformat()}_{letter.number or letter.key}_{title}",
        created_at=step.at,
        letter=letter.key if is_out else "",
        event=event,
        facts={
            "case": letter.case,
            "entry": letter.entry,
            "spec": letter.spec,
            "number": letter.number,
            "recipients": list(letter.recipients),
        },
    )
    if means.files and is_out:
        yield parts
    for target in means.targets:
        if not target.is_chat:
            where = target.channel
            key = f"letter/{letter.key}/{step.kind}@{where}"
            yield replace(parts, key=key, channel=where, address=where)
