"""Which cases somebody sees and searches for, said so that every question can say it cheaply.

Few numbers are asked for once and said as they are; many stay a question within the question.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, cast, false, or_, select

from ...workflow.people.sight import Sight
from ..boards import Query, seen_by
from ..layout import tables

P: Final = tables.position.c
ESCAPE: Final = "\\"
FEW: Final = 2_000
"""As many numbers as a question says one by one."""


def seen(connection: Connection, sight: Sight) -> ColumnElement[bool] | None:
    """Say which cases are within a sight, by the rule of ``boards.within``; None for all."""
    if sight.is_everything:
        return None
    named: Any = seen_by(replace(sight, places=frozenset()))
    places = sorted(sight.places)
    query = select(P.case_id).where(P.case_id.in_(named))
    if not places:
        return _few(connection, query)
    return P.territory.in_(places) | _few(connection, query.where(P.territory.not_in(places)))


def found(
    connection: Connection, flow: str, text: str, fields: Collection[str]
) -> ColumnElement[bool] | None:
    """Say which cases of a flow have a text in title, reference or a text field; None for all."""
    if not text:
        return None
    if "\0" in text:  # PostgreSQL refuses the question, and no text has one
        return false()
    is_sqlite = connection.dialect.name == "sqlite"  # its LIKE looks past the case of ASCII letters

    def has(column: Any, wanted: str) -> ColumnElement[bool]:
        asked: ColumnElement[bool] = (column.like if is_sqlite else column.ilike)(
            _pattern(wanted), escape=ESCAPE
        )
        return asked

    c = tables.case.c
    words = [has(c.title, text), has(c.ref, text)]
    if fields:
        # The fields of a case are read one by one only where any of them can have the text.
        written = json.dumps(text, ensure_ascii=False)[1:-1]
        each = or_(*(has(c.fields[key].as_string(), text) for key in fields))
        words.append(has(cast(c.fields, Text), written) & each)
    return _few(connection, select(c.id).where(c.flow_key == flow, or_(*words)))


def _few(connection: Connection, query: Query) -> ColumnElement[bool]:
    numbers = list(connection.execute(query.limit(FEW + 1)).scalars())
    return P.case_id.in_(numbers if len(numbers) <= FEW else query)


def _pattern(text: str) -> str:
    for sign in (ESCAPE, "%", "_"):
        text = text.replace(sign, ESCAPE + sign)
    return f"%{text}%"
