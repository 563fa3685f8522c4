"""One letter: the paper it will be, how far it is, what can be done with it now, and its files."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast, get_args
from urllib.parse import quote

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...errors import GuatuError, LetterFailed, LetterRefused, PrintingFailed, StaleLetter
from ...notifications import MEDIA_TYPES, PaperFormat, draft_note, safe_name
from ...store import LetterLife, StepLine
from ...workflow.correspondence import LetterState
from ...workflow.steps.release.ways import LetterStepName
from ..forms import Form, Upload, key_in, number_in
from ..refusals import Refusal, refusal_of
from ..visits import At, Visit

router = APIRouter(prefix="/letters")

LIFE: Final = (
    *("drafted", "reviewed", "signed", "numbered", "sealed", "delivered", "received", "archived"),
)
SLIP_LIFE: Final = ("drafted", "delivered", "received", "archived")
UNSEALED: Final = frozenset({"纪要"})
PRINTABLE: Final = frozenset({"pdf", "docx", "html", "txt"})
DRAFTS: Final[frozenset[LetterState]] = frozenset({"draft", "reviewed"})


@router.get("/edit/{key:path}")
def edit(visit: At, key: str) -> Response:
    """Show the text of a letter, to be edited (核稿)."""
    return _editing(visit, key)


@router.post("/edit/{key:path}")
def revise(visit: At, key: str, form: Form) -> Response:
    """Take the edited text of a letter; with faults in it, it comes back as it was typed."""
    visit.desk.views().require_letter(key)
    source = str(form.get("source", "")).replace("\r\n", "\n")
    try:
        visit.office.engine.letters.revise(
            key,
            source,
            by=visit.key,
            why=str(form.get("why", "")),
            expect=number_in(form, "expect"),
            key=key_in(form),
        )
    except GuatuError as error:
        return _editing(visit, key, _of_text(visit, error, form, source))
    return visit.go(_path(key), said=visit.say("已保存修改，须重新核稿。"))


@router.get("/print/{paper}/{key:path}")
def print_letter(visit: At, paper: str, key: str) -> Response:
    """Give a letter as a file to be kept; a print that failed says why, and how to go on."""
    if paper not in PRINTABLE:
        raise HTTPException(404)
    visit.desk.views().require_letter(key)
    wanted = cast("PaperFormat", paper)
    life = visit.office.letters.life(key)
    try:
        printed = visit.office.letters.print(key, wanted)
    except PrintingFailed as error:
        return visit.page(
            "letter_unprinted.html",
            status=500,
            letter=life.letter,
            paper=paper,
            why=error.sentence(visit.language),
        )
    name = safe_name(f"{life.letter.number}{life.letter.title}") + f".{paper}"
    disposition = (
        f"attachment; filename=\"letter.{paper}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return Response(
        printed.content,
        media_type=MEDIA_TYPES[wanted],
        headers={"Content-Disposition": disposition, "Cache-Control": "private, no-store"},
    )


@router.get("/{key:path}")
def show(visit: At, key: str) -> Response:
    """Show a letter."""
    return page_of(visit, key)


@router.post("/{key:path}")
def take(visit: At, key: str, form: Upload) -> Response:
    """Take the step of a letter's life that the form names."""
    visit.desk.views().require_letter(key)
    step = str(form.get("step", ""))
    if step not in get_args(LetterStepName) or step == "revise":
        raise HTTPException(404)
    try:
        _done(visit, key, step, form)
    except GuatuError as error:
        return page_of(visit, key, _of_step(visit, error, form, step))
    return visit.go(_path(key), said=visit.say(DONE[step]))


DONE: Final[Mapping[str, str]] = {
    "review": "已核稿，可以送负责人签发。",
    "send_back": "已退回，可修改后重新核稿。",
    "sign": "已签发，成文日期为今天，内容不再改动。",
    "number": "已编号。",
    "seal": "已用印。",
    "deliver": "已送达，收文单位会收到通知。",
    "receive": "已签收。",
    "archive": "已归档。",
    "void": "已作废。",
}


def _done(visit: Visit, key: str, step: str, form: FormData) -> object:
    """Do what a form asks for; what does not belong to a step is not read."""
    does = visit.office.engine.letters
    more: dict[str, Any] = {"by": visit.key, "key": key_in(form)}
    if step == "receive":
        unit, note = str(form.get("unit", "")), str(form.get("note", ""))
        return does.receive(key, unit=unit, note=note, **more)
    more["expect"] = number_in(form, "expect")
    if step == "seal":
        return does.seal(key, tuple(_images(form)), **more)
    if step in {"send_back", "void"}:
        more["why"] = str(form.get("why", ""))
    return getattr(does, step)(key, **more)


def page_of(visit: Visit, key: str, refused: Refusal | None = None) -> Response:
    """Draw the page of a letter, with what was refused on it if something was."""
    visit.desk.views().require_letter(key)
    office = visit.office
    life = office.letters.life(key)
    walked = road(life)
    return visit.page(
        "letter.html",
        refused=refused,
        letter=life.letter,
        life=life,
        paper=office.letters.paper(key),
        is_draft=life.letter.state in DRAFTS,
        draft_note=draft_note,
        unfilled=office.letters.unfilled(key),
        road=walked,
        coming=coming(life, walked),
        ways={way.step: way for way in office.engine.letters.ways(key, by=visit.key)},
        deliveries=office.views.deliveries(letter=key),
        names=office.roster.directory().name_of,
        key=secrets.token_urlsafe(16),
        link=_path(key),
        at=quote(key),
    )


def road(life: LetterLife) -> Sequence[tuple[str, StepLine | None]]:
    """Give the steps of a letter's life in order, each with when it was taken, None before.

    What was sent back or edited after a review has not been reviewed; a letter is received when
    everybody it is addressed to has signed for it.
    """
    taken: dict[str, StepLine] = {}
    for step in life.steps:
        if step.kind in {"sent_back", "revised"}:
            taken.pop("reviewed", None)
        taken[step.kind] = step
    if life.letter.state not in {"received", "archived"} or any(
        each.at is None for each in life.receivers if not each.is_copy
    ):
        taken.pop("received", None)
    layout = life.letter.body.get("layout", "文件")
    kinds = SLIP_LIFE if layout == "单" else LIFE
    return [(kind, taken.get(kind)) for kind in kinds if kind != "sealed" or layout not in UNSEALED]


def coming(life: LetterLife, walked: Sequence[tuple[str, StepLine | None]]) -> str:
    """Give the step that comes next: the one after the last that was taken; empty for none."""
    if life.letter.state in {"void", "archived"}:
        return ""
    last = max((place for place, (_, step) in enumerate(walked) if step), default=-1)
    return next((kind for kind, _ in walked[last + 1 :]), "")


def _editing(visit: Visit, key: str, refused: Refusal | None = None) -> Response:
    visit.desk.views().require_letter(key)
    letters = visit.office.letters
    life = letters.life(key)
    may = {way.step for way in visit.office.engine.letters.ways(key, by=visit.key)}
    return visit.page(
        "letter_edit.html",
        refused=refused,
        letter=life.letter,
        source=letters.source(key),
        may_revise="revise" in may,
        unfilled=letters.unfilled(key),
        key=secrets.token_urlsafe(16),
        at=quote(key),
        link=_path(key),
    )


def _of_text(visit: Visit, error: GuatuError, form: FormData, source: str) -> Refusal:
    """Say what is wrong in an edited text, every fault with its line and column."""
    refused = refusal_of(visit, error, form, about="revise")
    if isinstance(error, StaleLetter):
        said = visit.say("别人刚刚改过此件，您的修改没有保存；填写的内容还在下面。")
        return replace(refused, words=said)
    if not isinstance(error, LetterFailed):
        return refused
    is_zh = visit.language == "zh"
    lines = [
        f"{fault.place_zh}：{fault.what_zh}" if is_zh else f"{fault.place}: {fault.what}"
        for fault in visit.office.letters.faults(source)
        if fault.line
    ]
    said = error.why_zh if is_zh else error.why
    return replace(
        refused,
        words=visit.say("正文有误，没有保存；填写的内容还在下面。"),
        lines=tuple(lines) or (said,),
        faulty={"source": said},
    )


def _of_step(visit: Visit, error: GuatuError, form: FormData, step: str) -> Refusal:
    """Say why a step was refused, without the key of the letter, which is on the page by name."""
    refused = refusal_of(visit, error, form, about=step)
    if isinstance(error, LetterRefused):
        is_zh = visit.language == "zh"
        done, why = (error.done_zh, error.why_zh) if is_zh else (error.done, error.why)
        return replace(refused, words=visit.say("现在不能{done}：{why}", done=done, why=why))
    if isinstance(error, StaleLetter):
        said = visit.say("别人刚刚办理过此件，没有重复办理；请核对后再提交，填写的内容还在。")
        return replace(refused, words=said)
    return refused


def _images(form: FormData) -> Iterator[bytes]:
    for image in form.getlist("image"):
        if isinstance(image, UploadFile) and image.filename:
            yield image.file.read()


def _path(key: str) -> str:
    return f"/letters/{quote(key)}"
