"""Signing in and out with an account of the office, and choosing another password."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ...errors import GuatuError
from ..doorkeeping import SESSION, keep_session
from ..forms import Form
from ..refusals import Refusal, attempt, refusal_of
from ..visits import At, AtDoor, Guest

router = APIRouter()


@router.get("/sign-in")
def ask(guest: AtDoor, next: str = "") -> Response:  # noqa: A002 - a query
    """Ask for login and password."""
    return _sign_in(guest, next)


@router.post("/sign-in")
def sign_in(guest: AtDoor, form: Form) -> Response:
    """Let somebody in, and lead him to where he wanted to go."""
    _require_accounts(guest)
    target = _inside(str(form.get("next", "")))
    try:
        session = guest.office.accounts.sign_in(
            str(form.get("login", "")),
            str(form.get("password", "")),
            address=_address(guest.request),
            agent=guest.request.headers.get("user-agent", ""),
        )
    except GuatuError as error:
        return _sign_in(guest, target, refusal_of(guest, error, form))
    answer = guest.go("/password" if session.must_change else target)
    keep_session(answer, guest.request, session.token)
    return answer


@router.post("/sign-out")
def sign_out(guest: AtDoor, form: Form) -> Response:  # noqa: ARG001 - read for its token
    """Let somebody out."""
    _require_accounts(guest)
    guest.office.accounts.sign_out(guest.request.cookies.get(SESSION, ""))
    answer = guest.go("/sign-in", said=guest.say("已退出。"))
    keep_session(answer, guest.request, "")
    return answer


@router.get("/password")
def ask_password(visit: At) -> Response:
    """Ask for the old password and a new one."""
    return _password(visit)


@router.post("/password")
def set_password(visit: At, form: Form) -> Response:
    """Choose another password; sessions elsewhere end."""
    _require_accounts(visit)
    new, again = str(form.get("new", "")), str(form.get("again", ""))
    if new != again:
        words = visit.say("两次输入的新密码不一致。")
        return _password(visit, Refusal(status=422, words=words))
    return attempt(
        visit,
        partial(
            visit.office.accounts.set_password,
            visit.request.state.session.login,
            str(form.get("old", "")),
            new,
            address=_address(visit.request),
            keep=visit.request.cookies.get(SESSION, ""),
        ),
        form=form,
        then="/",
        said=visit.say("密码已更换。"),
        again=partial(_password, visit),
    )


def _sign_in(guest: Guest, target: str, refused: Refusal | None = None) -> Response:
    _require_accounts(guest)
    return guest.page(
        "sign_in.html",
        refused=refused,
        target=_inside(target),
    )


def _password(guest: Guest, refused: Refusal | None = None) -> Response:
    _require_accounts(guest)
    return guest.page(
        "password.html",
        refused=refused,
        shortest=guest.office.settings.password_length,
    )


def _require_accounts(guest: Guest) -> None:
    if not guest.site.has_accounts:
        raise HTTPException(404)


def _inside(target: str) -> str:
    """Give an address of this app, the first page for anything that is none."""
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_ours and target.isprintable() else "/"


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
