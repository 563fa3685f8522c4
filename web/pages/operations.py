"""Operations (运行维护): how the office's machinery is, what gave up, whether history is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from ...errors import GuatuError, NotEntitled, ReasonMissing, StrayTimer
from ...health import Health
from ...store import DeadLetter, Upkeep
from ...workflow.people.rights import require_office_administrator
from ..forms import Form
from ..refusals import Refusal, refusal_of
from ..visits import At, Visit
from .counted import CaseSet, draw_cases

router = APIRouter()

PAGE: Final = 50
PER_SECOND: Final = 20_000
"""How many lines of history are proven a second, roughly."""

MOST: Final = 400
"""How many are settled at once; a form has no more fields than it may."""

RETRY, DISCARD = "retry", "discard"


def overseer_of(visit: At) -> Visit:
    """Give the visit of an administrator or auditor; raises NotEntitled for anybody else."""
    if not visit.sees_operations:
        raise NotEntitled(
            person=visit.person.name,
            action="look at operations",
            action_zh="查看运行维护",
            who="an administrator or an auditor",
            who_zh="管理员或审计人员",
        )
    return visit


Overseer = Annotated[Visit, Depends(overseer_of)]


@router.get("/operations")
def index(visit: Overseer) -> Response:
    """Show the verdict first, then what it rests on."""
    health = visit.office.health()
    tag = _tag(health, visit.language)
    if visit.is_partial and visit.request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    upkeep = Upkeep(visit.office.store)
    answer = visit.page(
        "operations.html",
        health=health,
        verdict=health.sentence(visit.language),
        dead=sum(health.dead.values()),
        lag=visit.say("{seconds} 秒", seconds=int(health.lag.total_seconds())),
        beats=[(each, int(abs(health.at - each.at).total_seconds())) for each in health.heartbeats],
        doubtful=upkeep.doubtful(),
        calendars=sorted(
            visit.office.calendars.current().values(), key=lambda calendar: calendar.key
        ),
        year=health.at.astimezone(visit.office.zone).year,
    )
    answer.headers["ETag"] = tag
    return answer


@router.get("/operations/provisional")
def provisional(visit: Overseer, offset: Annotated[int, Query(ge=0)] = 0) -> Response:
    """List the cases whose deadline is provisional: no calendar tells that year yet."""
    numbers = Upkeep(visit.office.store).doubtful_cases()
    return draw_cases(
        visit,
        CaseSet(
            title=visit.say("暂定期限的项目"),
            about=visit.say("期限落在工作日历尚未公布的年份"),
            said=str(len(numbers)),
            parts={"met": numbers},
            part="met",
            back=visit.url("/operations"),
            back_title=visit.say("运行维护"),
        ),
        offset=offset,
        where=lambda changed: visit.url("/operations/provisional", changed),
    )


@router.get("/operations/dead")
def dead(visit: Overseer, offset: Annotated[int, Query(ge=0)] = 0) -> Response:
    """List what gave up, with its error and what it held."""
    return _draw_dead(visit, offset=offset)


@router.get("/operations/dead/confirm")
def confirm(
    visit: Overseer,
    do: str = RETRY,
    letter: Annotated[list[str] | None, Query()] = None,
    everything: str = "",
) -> Response:
    """Ask whether to do it, and for the reason of a discard; changes nothing."""
    return _draw_confirm(visit, _chosen(visit, do, letter or [], everything=bool(everything)), do)


@router.post("/operations/dead")
def settle(visit: Overseer, form: Form) -> Response:
    """Retry or discard what was chosen; each by itself, so that one refused stops none."""
    do = DISCARD if form.get("do") == DISCARD else RETRY
    letters = [str(each) for each in form.getlist("letter")]
    why = str(form.get("why", ""))
    try:
        _require_right(visit)
        if do == DISCARD and not why.strip():
            raise ReasonMissing(action="discard a dead letter of", action_zh="放弃失败件")
    except GuatuError as error:
        refused = refusal_of(visit, error, form)
        return _draw_confirm(visit, _named(visit, letters), do, refused)
    archive = visit.office.dead

    def settled(each: str) -> None:
        if do == RETRY:
            archive.retry(each, by=visit.key)
        else:
            archive.discard(each, by=visit.key, why=why)

    refused_lines = _each(visit, letters, settled)
    done = len(letters) - len(refused_lines)
    phrase = "已重新排队 {count} 件。" if do == RETRY else "已放弃 {count} 件。"
    if refused_lines:
        refused = Refusal(
            status=HTTPStatus.CONFLICT,
            words=visit.say(
                "办成 {done} 件，{count} 件没有办成", done=done, count=len(refused_lines)
            ),
            lines=tuple(refused_lines),
        )
        return _draw_dead(visit, refused=refused)
    return visit.go("/operations/dead", said=visit.say(phrase, count=done))


@router.get("/operations/history")
def history(visit: Overseer) -> Response:
    """Show the last seal over history, and offer to prove it."""
    return _draw_history(visit)


@router.post("/operations/history")
def verify(visit: Overseer, form: Form) -> Response:  # noqa: ARG001 - read to know it is ours
    """Prove that history is what was written; one at a time."""
    lock = visit.site.proving
    if not lock.acquire(blocking=False):
        words = visit.say("正在核验，请等它结束后再试。")
        return _draw_history(visit, refused=Refusal(status=HTTPStatus.CONFLICT, words=words))
    try:
        audit = visit.office.verify()
    finally:
        lock.release()
    return _draw_history(visit, audit=audit, at=visit.office.clock.now())


def _draw_dead(visit: Visit, *, offset: int = 0, refused: Refusal | None = None) -> Response:
    letters = visit.office.dead.letters()
    return visit.page(
        "dead.html",
        rows=letters[offset : offset + PAGE],
        is_stray=_is_stray,
        total=len(letters),
        offset=offset,
        size=PAGE,
        where=lambda at: visit.url("/operations/dead", {"offset": at or ""}),
        refused=refused,
        may=visit.is_administrator,
    )


def _draw_confirm(
    visit: Visit, letters: Sequence[DeadLetter], do: str, refused: Refusal | None = None
) -> Response:
    return visit.page(
        "dead_confirm.html",
        rows=letters[:MOST],
        left=max(0, len(letters) - MOST),
        do=do,
        refused=refused,
    )


def _draw_history(visit: Visit, *, refused: Refusal | None = None, **found: Any) -> Response:
    seal = Upkeep(visit.office.store).seal()
    return visit.page(
        "history_check.html",
        seal=seal,
        seconds=max(1, round(seal.events / PER_SECOND)),
        refused=refused,
        audit=found.get("audit"),
        at=found.get("at"),
    )


def _chosen(
    visit: Visit, do: str, names: Sequence[str], *, everything: bool
) -> Sequence[DeadLetter]:
    letters = visit.office.dead.letters()
    if everything:
        return [each for each in letters if do == DISCARD or not _is_stray(each)]
    wanted = {*names}
    return [each for each in letters if each.id in wanted]


def _named(visit: Visit, names: Sequence[str]) -> Sequence[DeadLetter]:
    return _chosen(visit, DISCARD, names, everything=False)


def _is_stray(letter: DeadLetter) -> bool:
    """Say whether nothing can fire it any more, so that it can only be discarded."""
    return letter.error.startswith(StrayTimer.__name__)


def _each(visit: Visit, names: Sequence[str], do: Callable[[str], None]) -> list[str]:
    """Do it with each, and say which were refused and why."""
    refused: list[str] = []
    for name in names:
        try:
            do(name)
        except GuatuError as error:
            refused.append(f"{name}: {error.sentence(visit.language)}")
    return refused


def _require_right(visit: Visit) -> None:
    """Let administrators of the roster pass; raises NotEntitled, AuditorsOnlyLook."""
    require_office_administrator(
        visit.office.roster.directory(),
        visit.key,
        action="settle what gave up",
        action_zh="处理失败件",
    )


def _tag(health: Health, language: str) -> str:
    facts = (
        language,
        health.verdict,
        health.beat_at,
        [(each.process, each.at) for each in health.heartbeats],
        health.timers,
        health.outbox,
        health.jobs,
        sorted(health.dead.items()),
    )
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:24]}"'
