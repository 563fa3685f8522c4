"""The letters of a draft: each template to write, what is wrong with it, and the letter it would give."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from ...errors import GuatuError, LetterFailed
from ...notifications import (
    LETTER_FACTS,
    LETTER_MEANINGS,
    DraftTemplate,
    templates_of,
)
from ..forms import Form, number_in
from ..refusals import Refusal, refusal_of
from ..visits import Visit
from .designer import At
from .flows import Looker

router = APIRouter(prefix="/flows/drafts/{draft}/letters")

Template = Annotated[str, Query(max_length=200)]


@router.get("")
def show(visit: Looker, draft: At, template: Template = "") -> Response:
    """Show the templates of a draft as it was saved last, one of them to be written."""
    return _draw(visit, draft, template)


@router.post("/preview")
def preview(visit: Looker, draft: At, form: Form, template: Template = "") -> Response:
    """Show the letter a text would give that is not saved."""
    return _draw(visit, draft, template, text=_text(form), expect=number_in(form, "expect"))


@router.post("")
def save(visit: Looker, draft: At, form: Form, template: Template = "") -> Response:
    """Save a template as the next revision; ``restore`` saves that which comes with guatu."""
    chosen = templates_of(draft.bundle).get(template)
    if chosen is None:
        return _draw(visit, draft, template)
    is_restored = form.get("do") == "restore" and chosen.shipped
    text = chosen.shipped if is_restored else _text(form)
    expect = number_in(form, "expect") or 0
    try:
        visit.office.designer.drafts.save_template(
            draft.id, template, text, expect=expect, by=visit.key
        )
    except GuatuError as error:
        refused = refusal_of(visit, error, form)
        return _draw(visit, draft, template, refused=refused, text=text, expect=expect)
    here, query = f"/flows/drafts/{draft.id}/letters", {"template": template}
    return visit.go(here, query=query, said=visit.say("已保存。"))


def _text(form: Form) -> str:
    """Give what is typed; browsers send lines that end with CR LF."""
    return str(form.get("text", "")).replace("\r\n", "\n")


def _draw(  # noqa: PLR0913 - keyword-only
    visit: Visit,
    draft: At,
    name: str,
    *,
    refused: Refusal | None = None,
    text: str | None = None,
    expect: int | None = None,
) -> Response:
    """Draw a draft's letters, one with a ``text`` that is not saved."""
    templates = templates_of(draft.bundle)
    chosen = templates.get(name) or next(iter(templates.values()), None)
    saved = chosen.text if chosen else ""
    if chosen and text is not None:
        chosen = replace(chosen, text=text, is_there=True)
    return visit.page(
        "designer_letters.html",
        refused=refused,
        draft=draft,
        templates=templates,
        chosen=chosen,
        saved=saved,
        expect=expect or draft.revision,
        may_change=visit.is_administrator,
        meanings=LETTER_MEANINGS if visit.language == "zh" else LETTER_FACTS,
        **_written(visit, chosen),
    )


def _written(visit: Visit, template: DraftTemplate | None) -> dict[str, Any]:
    """Give what is wrong with a template, and the letter, or why none can be written."""
    problems = template.problems if template else ()
    letter, why = None, ""
    try:
        letter = template.sample() if template else None
    except LetterFailed as failed:
        why = failed.sentence(visit.language)
    return {"problems": problems, "letter": letter, "why": why}
