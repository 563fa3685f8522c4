"""The designer (流程设计): one draft, its text checked and drawn while somebody writes, and published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from ...definitions import Flow
from ...definitions.comparing import FLOW, SCENARIOS, changed_lines, compare, texts_of
from ...definitions.hints import hints_of
from ...drafts import MergedDraft
from ...errors import DefinitionFaults, GuatuError, StaleDraft
from ...store import FlowDraft
from ...workflow.fitting import misfits
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


def draft_of(visit: Looker, draft: Annotated[int, Path(ge=0, le=2**31 - 1)]) -> FlowDraft:
    """Give the newest revision of a draft; 404 for one that is not there."""
    found = visit.office.designer.drafts.read(draft)
    if found.state != "open":
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


At = Annotated[FlowDraft, Depends(draft_of)]


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
            "severity": severity,
            "what": fault.what_zh if visit.language == "zh" else fault.what,
            "mend": fault.mend_zh if visit.language == "zh" else fault.mend,
        }
        for severity, found in (("error", facts["faults"]), ("warning", facts["hints"]))
        for fault in found
    ]
    return JSONResponse({"problems": problems, "parts": parts})


@router.post("")
def save(visit: Looker, draft: At, form: Form) -> Response:
    """Save a draft; when somebody else saved it meanwhile nothing is lost and both are shown."""
    typed = _typed(draft, form)
    try:
        saved = visit.office.designer.drafts.save(
            draft.id,
            source=typed.bundle.source,
            scenarios=typed.bundle.scenarios,
            expect=number_in(form, "expect") or 0,
            by=visit.key,
        )
    except GuatuError as error:
        theirs = error.theirs if isinstance(error, StaleDraft) else None
        expect = number_in(form, "expect") or 0
        refused = refusal_of(visit, error, form)
        return _refused(visit, typed, refused, theirs=theirs, expect=expect)
    if _wants_data(visit):
        minute = visit.site.renderer.minute(saved.at)
        return JSONResponse({"revision": saved.revision, "at": minute})
    return visit.go(f"/flows/drafts/{draft.id}", said=visit.say("已保存。"))


@router.post("/merge")
def merge(visit: Looker, draft: At, form: Form) -> Response:
    """Merge what is typed with what somebody else saved meanwhile; nothing is saved yet."""
    typed = _typed(draft, form)
    try:
        require_designer(visit)
        merged = visit.office.designer.drafts.merge(
            draft.id,
            source=typed.bundle.source,
            scenarios=typed.bundle.scenarios,
            expect=number_in(form, "expect") or 0,
        )
    except GuatuError as error:
        return _refused(visit, typed, refusal_of(visit, error, form))
    words = _merged_words(visit, merged)
    if _wants_data(visit):
        return JSONResponse(
            {
                "source": merged.source.text,
                "scenarios": merged.scenarios.text,
                "revision": merged.theirs.revision,
                "words": words,
            }
        )
    bundle = replace(typed.bundle, source=merged.source.text, scenarios=merged.scenarios.text)
    told = Refusal(status=HTTPStatus.OK, words=words)
    return _draw(visit, replace(draft, bundle=bundle), told, theirs=merged.theirs)


def _merged_words(visit: Visit, merged: MergedDraft) -> str:
    if merged.conflicts:
        return visit.say(
            "已合并；有 {count} 处双方都改过，两边的内容都留在标记之间，请取舍后保存",
            count=merged.conflicts,
        )
    return visit.say("已与对方的改动合并，没有冲突；请核对后保存")


@router.post("/restore")
def restore(visit: Looker, draft: At, form: Form) -> Response:
    """Save an older revision once more, as the newest."""

    def do() -> None:
        wanted = number_in(form, "revision") or 0
        visit.office.designer.drafts.restore(draft.id, wanted, by=visit.key)

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
        visit.office.designer.drafts.publish(draft.id, by=visit.key)

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
        visit.office.designer.drafts.discard(draft.id, by=visit.key)

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


def _typed(draft: FlowDraft, form: Form) -> FlowDraft:
    """Give a draft with the texts a form carries; browsers send lines that end with CR LF."""
    source = str(form.get("source", draft.bundle.source)).replace("\r\n", "\n")
    scenarios = str(form.get("scenarios", draft.bundle.scenarios)).replace("\r\n", "\n")
    return replace(draft, bundle=replace(draft.bundle, source=source, scenarios=scenarios))


def _refused(
    visit: Visit,
    typed: FlowDraft,
    refused: Refusal,
    *,
    theirs: FlowDraft | None = None,
    expect: int = 0,
) -> Response:
    if not _wants_data(visit):
        return _draw(visit, typed, refused, theirs=theirs, expect=expect)
    told: dict[str, Any] = {"words": refused.words}
    if theirs is not None:
        told["theirs"] = theirs.bundle.source
    return JSONResponse(told, status_code=refused.status)


def _draw(
    visit: Visit,
    draft: FlowDraft,
    refused: Refusal | None = None,
    *,
    theirs: FlowDraft | None = None,
    expect: int = 0,
) -> Response:
    """Draw a draft; ``expect`` is the revision its text came from, the newest unless said."""
    revisions = visit.office.designer.drafts.revisions(draft.id)
    return visit.page(
        "designer.html",
        refused=refused,
        theirs=theirs,
        revisions=revisions,
        expect=expect or revisions[0].revision,
        may_change=visit.is_administrator,
        name_of=visit.office.roster.directory().name_of,
        words=" ".join(WORDS),
        **_facts(visit, draft),
    )


def _facts(visit: Visit, draft: FlowDraft) -> dict[str, Any]:
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
        "hints": hints_of(new, draft.bundle.file) if new else (),
        "misfits": misfits(new, visit.office.roster.read()) if new else (),
        "drawing": drawing_of(draft.bundle.source, visit.language, is_editing=True),
        "lines": [*_lines(texts_of(old) if old else {}, _texts(draft, old, new))],
        "groups": compare(old, new).grouped(visit.language) if old and new else {},
    }


def _texts(draft: FlowDraft, old: Flow | None, new: Flow | None) -> Mapping[str, str]:
    """Give the texts of a draft by name; of one with faults no letters but those it had before."""
    if new:
        return texts_of(new)
    known = texts_of(old) if old else {}
    templates = {name: draft.bundle.templates.get(name, text) for name, text in known.items()}
    return {**templates, FLOW: draft.bundle.source, SCENARIOS: draft.bundle.scenarios}


def _lines(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give the lines that differ with those around them, each with its sign, text by text."""
    for name, found in changed_lines(before, after, around=2):
        if name != FLOW:
            yield "@", name
        yield from ((line[:1], line[1:]) for line in found)
