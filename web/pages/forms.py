"""The designer's form: the text of a draft section by section, each change one edit of the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import Response

from ...definitions.diagrams import chart_of_source
from ...definitions.editing import (
    Add,
    FormEntry,
    FormField,
    FormSection,
    Move,
    Operation,
    Remove,
    Rename,
    Set,
    edit,
    filled_in,
    form_of,
    skeleton,
)
from ...errors import DefinitionFaults, EditRefused
from ..forms import Form, number_in
from ..refusals import Refusal, attempt
from ..visits import Visit
from .designer import At
from .flows import Looker, require_designer

router = APIRouter(prefix="/flows/drafts/{draft}/form")

FIELD: Final = "f:"
"""Before the path, as JSON, in the name of a field."""

BETWEEN = re.compile(r"[,，、;；\s]+")
FIRST: Final = "stages"

Section = Annotated[str, Query(max_length=40)]


@router.get("")
def show(visit: Looker, draft: At, section: Section = FIRST) -> Response:
    """Show one section of a draft as a form, as it was saved last."""
    return _draw(visit, draft, section)


@router.post("")
def change(visit: Looker, draft: At, form: Form, section: Section = FIRST) -> Response:
    """Change the text by what a form says, and save it as the next revision."""

    def do() -> None:
        require_designer(visit)
        text = draft.bundle.source
        for operation in _operations(text, form, section):
            text = edit(text, operation)
        visit.office.designer.drafts.save(
            draft.id, source=text, expect=number_in(form, "expect") or 0, by=visit.key
        )

    return attempt(
        visit,
        do,
        form=form,
        then=f"/flows/drafts/{draft.id}/form?section={section}",
        said=visit.say("已改好，并保存为新的一稿。"),
        again=lambda refused: _draw(visit, draft, section, refused),
    )


def name_of(field: FormField) -> str:
    """Give the name of a field's inputs."""
    return FIELD + json.dumps(field.path, ensure_ascii=False)


def shown(field: FormField) -> tuple[str, ...]:
    """Give what the inputs of a field hold: two for a title, else one."""
    value = field.value
    if field.kind == "raw":
        return (field.snippet,)
    if field.kind == "title":
        both: Mapping[str, Any] = value if isinstance(value, Mapping) else {"zh": value}
        return str(both.get("zh") or ""), str(both.get("en") or "")
    if field.kind == "names":
        return ("、".join([value] if isinstance(value, str) else value or ()),)
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return ("" if value is None else str(value),)


def _operations(text: str, form: FormData, section: str) -> Iterator[Operation]:
    """Give the edits a form asks for: one button's, or every field that says something else."""
    wanted, _, where = str(form.get("do", "")).partition(" ")
    path = tuple(json.loads(where)) if where else ()
    match wanted:
        case "remove":
            yield Remove(path=path)
        case "up" | "down":
            yield Move(path=path, by=-1 if wanted == "up" else 1)
        case "append":
            yield Add(path=path, value=skeleton(text, path))
        case "add":
            new = (section, str(form.get("key", "")).strip())
            yield Add(path=new, value=skeleton(text, new))
        case "rename":
            yield Rename(path=path, key=str(form.get("key", "")).strip())
        case _:
            yield from _changes(text, form, section)


def _changes(text: str, form: FormData, section: str) -> Iterator[Operation]:
    found = form_of(text).section(_key(section))
    for field in _fields_of(found) if found else ():
        given = tuple(str(each).replace("\r\n", "\n") for each in form.getlist(name_of(field)))
        if not given or given == shown(field):
            continue
        parts = [*filter(None, BETWEEN.split(given[0]))] if field.kind == "names" else given
        try:
            value = filled_in(field.kind, parts)
        except DefinitionFaults as unread:
            why = unread.faults[0]
            path = ".".join(map(str, field.path))
            raise EditRefused(path=path, why=why.what, why_zh=why.what_zh) from unread
        if value is not None:
            yield Set(path=field.path, value=value)
        elif field.is_there:
            yield Remove(path=field.path)


def _fields_of(section: FormSection) -> Iterator[FormField]:
    for entry in section.entries:
        yield from _inner(entry.fields)


def _inner(fields: Sequence[FormField]) -> Iterator[FormField]:
    for field in fields:
        yield field
        yield from _inner(field.fields)
        for entry in field.entries:
            yield from _inner(entry.fields)


def _key(section: str) -> str:
    return "" if section == "basics" else section


def _place(thing: FormEntry | FormField | FormSection) -> str:
    return json.dumps(thing.path, ensure_ascii=False)


def _after(field: FormField) -> str:
    """Give the path of an item behind the last of a list."""
    return json.dumps([*field.path, len(field.entries)], ensure_ascii=False)


def _draw(visit: Visit, draft: At, section: str, refused: Refusal | None = None) -> Response:
    source = draft.bundle.source
    form = form_of(source, visit.office.designer.check(draft.bundle))
    return visit.page(
        "designer_form.html",
        refused=refused,
        typed=refused.typed if refused else {},
        draft=draft,
        title=chart_of_source(source).title,
        form=form,
        section=form.section(_key(section)),
        chosen=section,
        name_of=name_of,
        shown=shown,
        place=_place,
        after=_after,
        may_change=visit.is_administrator,
    )
