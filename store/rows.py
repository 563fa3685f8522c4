"""Values to rows and back, explicitly: the only place that knows both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar

from ..definitions.model import Color, Field
from ..workflow.casefiles import Position
from ..workflow.correspondence import Letter, LetterStep, Receipt
from ..workflow.figures import Figure
from ..workflow.history import canonical
from ..workflow.values import (
    Assignment,
    Case,
    Deadline,
    Entry,
    Escalation,
    Event,
    Extension,
    Filed,
    Notice,
    Outgoing,
    Pause,
    Poll,
    Published,
    Task,
    Timer,
)

Row = dict[str, Any]
Plain = TypeVar(
    "Plain",
    Assignment,
    Entry,
    Escalation,
    Event,
    Figure,
    Filed,
    LetterStep,
    Notice,
    Outgoing,
    Poll,
    Position,
    Receipt,
    Task,
    Timer,
)
TUPLES = ("queue", "recipients", "addressees", "copies", "seals")
LIT: tuple[Color, ...] = ("blue", "yellow", "orange", "red")


_NAMES: dict[type[Any], tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if field.name != "hold_until")
    for kind in (*Plain.__constraints__, Case, Deadline, Letter)
}


def plain_row(value: Plain) -> Row:
    """Write a value whose columns are its attributes, ``case`` being ``case_id``."""
    row = {name: getattr(value, name) for name in _NAMES[type(value)]}
    if "case" in row:
        row["case_id"] = row.pop("case")
    row |= {name: list(row[name]) for name in TUPLES if name in row}
    return row


def plain_value(kind: type[Plain], row: Any) -> Plain:
    """Read a value whose columns are its attributes; further columns are passed over."""
    facts = {name: row["case_id" if name == "case" else name] for name in _NAMES[kind]}
    facts |= {name: tuple(facts[name]) for name in TUPLES if name in facts}
    return kind(**facts)


def case_row(case: Case) -> Row:
    """Write a case; dates in its fields become ISO text."""
    row = {name: getattr(case, name) for name in _NAMES[Case]}
    row["published"] = [
        {
            "period": published.period,
            "at": published.at.isoformat(),
            "light": published.light,
            "cause": published.cause,
            "entry": published.entry,
        }
        for published in case.published
    ] or None
    row["fields"] = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in case.fields.items()
    }
    return row


def field_values(found: Mapping[str, Any], schema: Mapping[str, Field]) -> dict[str, Any]:
    """Read the fields of a case; the flow's fields tell which texts are dates."""
    return {
        key: date.fromisoformat(value)
        if isinstance(value, str) and key in schema and schema[key].type == "date"
        else value
        for key, value in found.items()
    }


def case_value(row: Any, schema: Mapping[str, Field]) -> Case:
    """Read a case; the flow's fields tell which texts are dates."""
    facts = {name: row[name] for name in _NAMES[Case]}
    facts["fields"] = field_values(row["fields"], schema)
    facts["published"] = tuple(
        Published(
            period=published["period"],
            at=datetime.fromisoformat(published["at"]),
            light=published["light"],
            cause=published["cause"],
            entry=published["entry"],
        )
        for published in row["published"] or ()
    )
    return Case(**facts)


def deadline_row(deadline: Deadline) -> Row:
    """Write a deadline: a column for each color, the pauses as data."""
    row: Row = {
        name: getattr(deadline, name)
        for name in _NAMES[Deadline]
        if name not in {"case", "colors", "pauses", "extensions"}
    }
    row["case_id"] = deadline.case
    row["pauses"] = [
        {
            "since": pause.since.isoformat(),
            "until": pause.until.isoformat() if pause.until else None,
            "reason": pause.reason,
            "by": pause.by,
        }
        for pause in deadline.pauses
    ]
    row["extensions"] = [
        {
            "span": extension.span,
            "reason": extension.reason,
            "asked_by": extension.asked_by,
            "asked_at": extension.asked_at.isoformat(),
            "by": extension.by,
            "at": extension.at.isoformat(),
        }
        for extension in deadline.extensions
    ]
    row["paused_at"] = deadline.pauses[-1].since if deadline.is_paused else None
    for color in LIT:
        row[f"{color}_at"] = deadline.colors.get(color)
    return row


def deadline_value(row: Any) -> Deadline:
    """Read a deadline."""
    return Deadline(
        case=row["case_id"],
        entry=row["entry"],
        span=row["span"],
        starts_at=row["starts_at"],
        active_at=row["active_at"],
        pauses=tuple(
            Pause(
                since=datetime.fromisoformat(pause["since"]),
                until=datetime.fromisoformat(pause["until"]) if pause["until"] else None,
                reason=pause["reason"],
                by=pause["by"],
            )
            for pause in row["pauses"]
        ),
        calendar=row["calendar"],
        calendar_version=row["calendar_version"],
        due_at=row["due_at"],
        colors={c: row[f"{c}_at"] for c in LIT if row[f"{c}_at"] is not None},
        is_provisional=row["is_provisional"],
        closed_at=row["closed_at"],
        extensions=tuple(
            Extension(
                span=extension["span"],
                reason=extension["reason"],
                asked_by=extension["asked_by"],
                asked_at=datetime.fromisoformat(extension["asked_at"]),
                by=extension["by"],
                at=datetime.fromisoformat(extension["at"]),
            )
            for extension in row["extensions"]
        ),
        spell=row["spell"],
        rules=row["rules"],
        began_at=row["began_at"],
    )


def letter_row(letter: Letter) -> Row:
    """Write a letter; its facts and its body become canonical JSON text."""
    row = {name: getattr(letter, name) for name in _NAMES[Letter]}
    row["case_id"] = row.pop("case")
    row |= {name: canonical(row[name]) for name in ("facts", "body")}
    return row | {name: list(row[name]) for name in TUPLES if name in row}


def letter_value(row: Any) -> Letter:
    """Read a letter; dates in its facts stay ISO text."""
    facts: Row = {name: row["case_id" if name == "case" else name] for name in _NAMES[Letter]}
    facts |= {name: json.loads(facts[name]) for name in ("facts", "body")}
    facts |= {name: tuple(facts[name]) for name in TUPLES if name in facts}
    return Letter(**facts)


def outbox_row(outgoing: Outgoing) -> Row:
    """Write a delivery that waits to be tried."""
    return {
        **plain_row(outgoing),
        "state": "waiting",
        "try_at": outgoing.hold_until or outgoing.created_at,
        "attempts": 0,
        "token": "",
        "error": "",
        "sent_at": None,
        "receipt": "",
    }
