"""The designer (流程设计): one draft, its text checked and drawn while somebody writes, and published."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from ...definitions.comparing import compare
from ...errors import DefinitionFaults, GuatuError
from ..drafts_held import Draft
from ..flow_drawing import drawing_of
from ..forms import Form, number_in
from ..refusals import Refusal, attempt, refusal_of
from ..visits import Visit
from .flows import Looker, require_designer

router = APIRouter(prefix="/flows/drafts/{draft}")

WORDS = (
    *("flow", "title", "fields", "decisions", "roles", "calendar", "stages", "transitions"),
    *("terminals", "lights", "ladders", "letters", "owner", "limit", "from", "to", "who"),
    *("requires", "material", "approval", "round", "fact", "field", "role", "when", "mend"),
    *("label", "type", "options", "recurring", "subcases", "indicators", "initial", "kind"),
)
"""What the editor offers while somebody types."""


def draft_of(visit: Looker, draft: Annotated[int, Path(ge=0, le=2**31 - 1)]) -> Draft:
    """Give the newest revision of a draft; 404 for one that is not there."""
    revisions = visit.site.drafts.revisions(draft)
    if not revisions:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return revisions[0]


At = Annotated[Draft, Depends(draft_of)]


@router.get("")
def show(visit: Looker, draft: At) -> Response:
    """Show a draft as it was saved last."""
    return _draw(visit, draft)


@router.post("/check")
def check(visit: Looker, draft: At, form: Form) -> Response:
    """Check a text that may not be saved yet: its problems, and the parts of the page that follow.

    Answers data to the script of the page, and the page itself to a plain form.
    """
    typed = _typed(draft, form)
    if not _wants_data(visit):
        return _draw(visit, typed)
    facts = _facts(visit, typed)
    parts = {
        name: visit.site.renderer.draw(
            "designer_part.html", visit.language, {**facts, "part": name, "url": visit.url}
        )
        for name in ("problems", "diagram", "outline", "difference")
        if name not in {"diagram", "outline"} or facts["drawing"]
    }
    problems = [
        {
            "line": fault.line,
            "column": fault.column,
            "severity": "error",
            "what": fault.what_zh if visit.language == "zh" else fault.what,
            "mend": fault.mend_zh if visit.language == "zh" else fault.mend,
        }
        for fault in facts["faults"]
    ]
    return JSONResponse({"problems": problems, "parts": parts})


@router.post("")
def save(visit: Looker, draft: At, form: Form) -> Response:
    """Save a draft; when somebody else saved it meanwhile nothing is lost and both are shown."""
    typed = _typed(draft, form)
    try:
        require_designer(visit)
    except GuatuError as error:
        return _refused(visit, typed, refusal_of(visit, error, form))
    saved, is_saved = visit.site.drafts.save(
        draft.id,
        source=typed.bundle.source,
        scenarios=typed.bundle.scenarios,
        expect=number_in(form, "expect") or 0,
        by=visit.key,
        at=visit.office.clock.now(),
    )
    if is_saved:
        if _wants_data(visit):
            minute = visit.site.renderer.minute(saved.at)
            return JSONResponse({"revision": saved.revision, "at": minute})
        return visit.go(f"/flows/drafts/{draft.id}", said=visit.say("已保存。"))
    words = visit.say(
        "{who} 在 {when} 保存了第 {revision} 稿；您写的内容还在，未作保存",
        who=visit.office.roster.directory().name_of(saved.by),
        when=visit.site.renderer.minute(saved.at),
        revision=saved.revision,
    )
    refused = Refusal(status=HTTPStatus.CONFLICT, words=words)
    return _refused(visit, typed, refused, theirs=saved)


@router.post("/restore")
def restore(visit: Looker, draft: At, form: Form) -> Response:
    """Save an older revision once more, as the newest."""

    def do() -> None:
        require_designer(visit)
        wanted = number_in(form, "revision")
        for old in visit.site.drafts.revisions(draft.id):
            if old.revision == wanted:
                visit.site.drafts.save(
                    draft.id,
                    source=old.bundle.source,
                    scenarios=old.bundle.scenarios,
                    expect=draft.revision,
                    by=visit.key,
                    at=visit.office.clock.now(),
                )

    return attempt(
        visit,
        do,
        form=form,
        then=f"/flows/drafts/{draft.id}",
        said=visit.say("已恢复。"),
        again=lambda refused: _draw(visit, draft, refused),
    )


@router.post("/publish")
def publish(visit: Looker, draft: At, form: Form) -> Response:
    """Publish what was saved last as the next version, for cases begun from now on."""
    if number_in(form, "expect") != draft.revision:
        words = visit.say("草稿在您打开之后又保存过，请看过最新内容再发布")
        return _draw(visit, draft, Refusal(status=HTTPStatus.CONFLICT, words=words))

    def do() -> None:
        visit.office.designer.publish(
            draft.bundle, by=visit.key, note=str(form.get("note", ""))[:500]
        )
        visit.site.drafts.discard(draft.id)

    return attempt(
        visit,
        do,
        form=form,
        then="/flows",
        said=visit.say("已发布：今后立项的项目使用新版本，在办项目不受影响。"),
        again=lambda refused: _draw(visit, draft, refused),
        about="publish",
    )


@router.post("/discard")
def discard(visit: Looker, draft: At, form: Form) -> Response:
    """Throw a draft away."""

    def do() -> None:
        require_designer(visit)
        visit.site.drafts.discard(draft.id)

    return attempt(
        visit,
        do,
        form=form,
        then="/flows",
        said=visit.say("草稿已删除。"),
        again=lambda refused: _draw(visit, draft, refused),
    )


def _wants_data(visit: Visit) -> bool:
    return visit.request.headers.get("accept", "").startswith("application/json")


def _typed(draft: Draft, form: Form) -> Draft:
    """Give a draft with the texts a form carries; browsers send lines that end with CR LF."""
    source = str(form.get("source", draft.bundle.source)).replace("\r\n", "\n")
    scenarios = str(form.get("scenarios", draft.bundle.scenarios)).replace("\r\n", "\n")
    return replace(draft, bundle=replace(draft.bundle, source=source, scenarios=scenarios))


def _refused(
    visit: Visit, typed: Draft, refused: Refusal, *, theirs: Draft | None = None
) -> Response:
    if not _wants_data(visit):
        return _draw(visit, typed, refused, theirs=theirs)
    told: dict[str, Any] = {"words": refused.words}
    if theirs is not None:
        told |= {"theirs": theirs.bundle.source, "revision": theirs.revision}
    return JSONResponse(told, status_code=refused.status)


def _draw(
    visit: Visit, draft: Draft, refused: Refusal | None = None, *, theirs: Draft | None = None
) -> Response:
    return visit.page(
        "designer.html",
        refused=refused,
        theirs=theirs,
        revisions=visit.site.drafts.revisions(draft.id),
        may_change=visit.is_administrator,
        name_of=visit.office.roster.directory().name_of,
        words=" ".join(WORDS),
        **_facts(visit, draft),
    )


def _facts(visit: Visit, draft: Draft) -> dict[str, Any]:
    """Give what the parts of the page show of a text."""
    old = visit.office.designer.flow(draft.base) if draft.base else None
    faults: Sequence[Any] = ()
    new = None
    try:
        new = visit.office.designer.read(draft.bundle)
    except DefinitionFaults as found:
        faults = found.faults
    return {
        "draft": draft,
        "faults": faults,
        "drawing": drawing_of(draft.bundle.source, visit.language),
        "present": "",
        "is_editing": True,
        "lines": _lines(old.source if old else "", draft.bundle.source),
        "groups": compare(old, new).grouped(visit.language) if old and new else {},
    }


def _lines(old: str, new: str) -> Sequence[tuple[str, str]]:
    """Give the lines that differ with those around them, each with its sign."""
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    return [(line[:1], line[1:]) for line in found if not line.startswith(("---", "+++"))]
