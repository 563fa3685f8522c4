"""The inbox (收件箱): notices are signed for, read and answered, one by one or many at once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, get_args

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from ...errors import GuatuError
from ...store import NoticeFilter, NoticeList, NoticeName, NoticeRow, NoticeState
from ..forms import Form, is_number, key_in
from ..freshness import fresh
from ..refusals import Refusal, attempt, refusal_of
from ..visits import LAST_ENTRY, At, CaseNumber, EntryNumber, Offset, Visit

router = APIRouter(prefix="/inbox")

PAGE: Final = 50

WHY: Final[Mapping[str, str]] = {
    "task": "有任务交给您或您的单位",
    "assigned": "您或您的单位担任了一项职责",
    "urge": "有人催办您承办的任务",
    "advice": "您委派的事项有了回复",
    "done": "您交办的事项已办结",
    "claimed": "认领的职责已有人承担",
    "round": "会签有了结果",
    "subcase": "关联事项有了进展",
    "letter": "有函件送达您的单位",
}
"""Why a notice came, by the first part of its topic; what a rung sent says why itself."""


@router.get("")
def show(visit: At, state: str = "", level: str = "", offset: Offset = 0, at: str = "") -> Response:
    """Show the inbox; ``at`` is the row the focus goes to."""
    return _page(visit, _wanted(state, level), offset, at=at)


@router.post("")
def act(visit: At, form: Form) -> Response:
    """Sign for notices or mark them read: the one whose button was pressed, or those picked."""
    wanted = _wanted(str(form.get("state", "")), str(form.get("level", "")))
    text = str(form.get("offset", ""))
    offset = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004 - far more than there are notices
    verb, _, one = str(form.get("do", "")).partition(" ")
    picked = [one] if one else [str(value) for value in form.getlist("pick")]
    names = [name for name in map(_read, picked) if name is not None]
    if verb not in {"receive", "read"}:
        raise HTTPException(422)
    if not names:
        return _page(visit, wanted, offset, _nothing(visit))
    after = _after(visit, wanted, offset, names)
    if verb == "receive":
        done, refused = _receive(visit, names, form)
    else:
        done, refused = _mark_read(visit, names), None
    if refused:
        return _page(visit, wanted, offset, refused, picked=picked)
    said = "已签收 {count} 项。" if verb == "receive" else "已将 {count} 项标为已读。"
    query = {**_query(wanted), "offset": offset or "", "at": after}
    return visit.go("/inbox", said=visit.say(said, count=done), query=query)


@router.get("/{case}/{entry}/{topic:path}")
def open_one(visit: At, case: CaseNumber, entry: EntryNumber, topic: str) -> Response:
    """Show one notice whole, with what can be done about it."""
    return _one(visit, NoticeName(case=case, entry=entry, topic=topic))


@router.post("/{case}/{entry}/{topic:path}")
def answer(visit: At, case: CaseNumber, entry: EntryNumber, topic: str, form: Form) -> Response:
    """Answer (答复) or close (销号) the escalation behind a notice."""
    name = NoticeName(case=case, entry=entry, topic=topic)
    rung, text = _rung_of(_found(visit, name)), str(form.get("text", ""))
    command = visit.office.engine.escalations
    key = key_in(form)
    closes = form.get("do") == "close"

    def do() -> None:
        if closes:
            command.close(case, rung, by=visit.key, why=text, key=key)
        else:
            command.answer(case, rung, by=visit.key, text=text, key=key)
        _mark_read(visit, [name])

    return attempt(
        visit,
        do,
        form=form,
        then="/inbox",
        said=visit.say("已销号。") if closes else visit.say("已答复。"),
        again=partial(_one, visit, name),
        about="close" if closes else "answer",
    )


def row_id(name: NoticeName) -> str:
    """Give the id a notice has on its page."""
    plain = f"{name.case}:{name.entry}:{name.topic}".encode()
    return "n" + hashlib.blake2s(plain, digest_size=8).hexdigest()


def _page(  # noqa: PLR0913 - keyword-only
    visit: Visit,
    wanted: NoticeFilter,
    offset: int,
    refused: Refusal | None = None,
    *,
    at: str = "",
    picked: Sequence[str] = (),
) -> Response:
    found = visit.desk.notices(wanted, limit=PAGE, offset=offset)
    counts = (found.total, found.everything, found.unread, found.unsigned)

    def draw() -> Response:
        return visit.page(
            "inbox.html",
            refused=refused,
            found=found,
            wanted=wanted,
            query=_query(wanted),
            offset=offset,
            size=PAGE,
            at=at,
            picked=picked,
            key=secrets.token_urlsafe(16),
            **_shown(visit),
        )

    return fresh(visit, [counts, *found.rows], draw)


def _shown(visit: Visit) -> Mapping[str, Any]:
    """Give what both pages tell notices by."""
    return {
        "row_id": row_id,
        "why_of": lambda row: visit.say(WHY.get(row.notice.topic.partition(":")[0], "与您有关")),
        "may_sign": partial(_may_sign, visit),
        "name_of": visit.office.roster.directory().name_of,
    }


def _one(visit: Visit, name: NoticeName, refused: Refusal | None = None) -> Response:
    return visit.page(
        "notice.html",
        refused=refused,
        row=_found(visit, name),
        key=secrets.token_urlsafe(16),
        **_shown(visit),
    )


def _may_sign(visit: Visit, row: NoticeRow) -> bool:
    return row.escalation is not None and row.is_unsigned and visit.key in row.escalation.recipients


def _receive(
    visit: Visit, names: Sequence[NoticeName], form: FormData
) -> tuple[int, Refusal | None]:
    """Sign for each, and mark read what was signed for; what was refused is said of each."""
    signed: list[NoticeName] = []
    faults: list[Refusal] = []
    for name in names:
        try:
            row = _found(visit, name)
            if row.is_unsigned:
                key = f"{key_in(form) or secrets.token_urlsafe(8)}-{row_id(name)}"
                visit.office.engine.escalations.receive(
                    name.case, _rung_of(row), by=visit.key, key=key
                )
        except GuatuError as error:
            faults.append(refusal_of(visit, error, form))
        else:
            signed.append(name)
    _mark_read(visit, signed)
    if not faults:
        return len(signed), None
    words = visit.say(
        "{count} 项没有签收，其余 {done} 项已签收", count=len(faults), done=len(signed)
    )
    lines = tuple(fault.words for fault in faults)
    return len(signed), Refusal(
        status=faults[0].status, words=words, lines=lines, typed=faults[0].typed
    )


def _mark_read(visit: Visit, names: Sequence[NoticeName]) -> int:
    """Mark notices of his own read, all of them in one statement."""
    if not names:
        return 0
    return visit.office.inboxes.mark_read(visit.key, visit.office.clock.now(), only=names)


def _after(visit: Visit, wanted: NoticeFilter, offset: int, names: Sequence[NoticeName]) -> str:
    """Give the id of the row that follows what is dealt with, else of the last one before it."""
    page: NoticeList = visit.desk.notices(wanted, limit=PAGE, offset=offset)
    rows = [row.name for row in page.rows]
    places = [place for place, name in enumerate(rows) if name in names]
    if not places:
        return ""
    following = [name for name in rows[places[-1] + 1 :] if name not in names]
    before = [name for name in rows[: places[-1]] if name not in names]
    return row_id((following or before[-1:] or names[:1])[0])


def _found(visit: Visit, name: NoticeName) -> NoticeRow:
    row = visit.desk.notice(name)
    if row is None:
        raise HTTPException(404)
    return row


def _rung_of(row: NoticeRow) -> str:
    """Give the name of exactly this escalation: a bare rung would mean the newest of its spells."""
    if row.escalation is None:
        raise HTTPException(404)
    rung = row.escalation.rung
    return rung if set(rung) & set("/@#") else f"{rung}@1"


def _nothing(visit: Visit) -> Refusal:
    return Refusal(status=422, words=visit.say("请先勾选要办理的通知"))


def _wanted(state: str, level: str) -> NoticeFilter:
    known: dict[str, NoticeState] = {name: name for name in get_args(NoticeState)}
    return NoticeFilter(
        state=known.get(state),
        level=int(level) if level.isascii() and level.isdigit() and len(level) == 1 else None,
    )


def _query(wanted: NoticeFilter) -> dict[str, object]:
    level = "" if wanted.level is None else str(wanted.level)
    return {"state": wanted.state or "", "level": level}


def _read(text: str) -> NoticeName | None:
    """Read what a box or button of ours names; None for anything else."""
    case, entry, topic = [*text.split(":", 2), "", ""][:3]
    is_named = topic and is_number(case) and is_number(entry)
    if not is_named or int(entry) > LAST_ENTRY:
        return None
    return NoticeName(case=int(case), entry=int(entry), topic=topic)
