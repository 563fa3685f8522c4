"""What is answered when something can't be done: a page for people, problem+json for programs.

One table says which error is which status (RFC 9110); the words are the error's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..errors import (
    DatabaseProblem,
    DefinitionFaults,
    GuatuError,
    InvalidValues,
    KeyReused,
    NotAllowed,
    NotFound,
    NotInStage,
    StaleCase,
    StaleLetter,
    TransitionRefused,
)
from .tokens import SAFE, ForeignForm
from .visits import MUST_GO_TO, Guest, MustChange, NotSignedIn

API: Final = "/api/"
MEDIA_TYPE: Final = "application/problem+json"
ERRORS: Final = "https://guatu.invalid/errors/"
"""Where the types of problems are named; nothing is to be fetched there (RFC 9457, 3.1.1)."""

STATUS: Final[Mapping[type[Exception], int]] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    StaleCase: HTTPStatus.CONFLICT,
    StaleLetter: HTTPStatus.CONFLICT,
    NotInStage: HTTPStatus.CONFLICT,
    KeyReused: HTTPStatus.CONFLICT,
    DatabaseProblem: HTTPStatus.SERVICE_UNAVAILABLE,
    GuatuError: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def status_of(error: GuatuError) -> int:
    """Give the status an error is answered with."""
    return next(int(status) for kind, status in STATUS.items() if isinstance(error, kind))


def answer_problems(app: FastAPI) -> None:
    """Let an app answer every error of guatu's, of its form and of its address."""
    app.add_exception_handler(GuatuError, _refused)
    app.add_exception_handler(NotSignedIn, _nobody)
    app.add_exception_handler(MustChange, _must_change)
    app.add_exception_handler(ForeignForm, _foreign)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _plain)


def broken(request: Request) -> Response:
    """Answer a request that failed by a fault of ours."""
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "broken")


def foreign(request: Request) -> Response:
    """Answer a request that another site made a browser send."""
    return _answer(request, HTTPStatus.FORBIDDEN, "foreign")


def is_api(request: Request) -> bool:
    """Say whether a program asks rather than a person."""
    return request.url.path.removeprefix(request.scope.get("root_path", "")).startswith(API)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, GuatuError)  # noqa: S101 - registered for it alone
    guest = Guest(request)
    return _answer(
        request,
        status_of(error),
        type(error).__name__,
        detail=error.sentence(guest.language),
        **_facts(error),
    )


def _nobody(request: Request, _error: Exception) -> Response:
    guest = Guest(request)
    goes_to_door = (
        guest.site.has_accounts
        and request.method in SAFE
        and not is_api(request)
        and not guest.is_partial
    )
    if goes_to_door:
        query = f"?{request.url.query}" if request.url.query else ""
        return guest.go("/sign-in", query={"next": guest.path + query})
    return _answer(request, HTTPStatus.UNAUTHORIZED, "nobody")


def _must_change(request: Request, _error: Exception) -> Response:
    guest = Guest(request)
    if is_api(request) or request.method not in SAFE:
        return _answer(request, HTTPStatus.FORBIDDEN, "must_change")
    return guest.go(MUST_GO_TO, said=guest.say("请先换成自己的密码。"))


def _foreign(request: Request, _error: Exception) -> Response:
    return _answer(request, HTTPStatus.FORBIDDEN, "foreign")


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
    faults = [
        {"at": "/".join(str(part) for part in fault["loc"]), "what": fault["msg"]}
        for fault in error.errors()
    ]
    detail = "; ".join(f"{fault['at']}: {fault['what']}" for fault in faults)
    return _answer(
        request, HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable", detail=detail, faults=faults
    )


def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    answer = _answer(request, error.status_code, "missing" if error.status_code == 404 else "plain")  # noqa: PLR2004 - the status of the standard
    answer.headers.update(error.headers or {})
    return answer


def _answer(
    request: Request, status: int, code: str, *, detail: str = "", **facts: Any
) -> Response:
    if is_api(request):
        body = {
            "type": ERRORS + code,
            "title": HTTPStatus(status).phrase,
            "status": int(status),
            "detail": detail or HTTPStatus(status).description or HTTPStatus(status).phrase,
            "instance": request.state.id,
            **facts,
        }
        return JSONResponse(body, int(status), media_type=MEDIA_TYPE)
    return Guest(request).page(
        "problem.html", status=int(status), code=code, detail=detail, id=request.state.id
    )


def _facts(error: GuatuError) -> dict[str, Any]:
    """Give what a program needs of the facts of an error."""
    match error:
        case TransitionRefused():
            plain = [
                {name: getattr(unmet, name) for name in ("kind", "key", "title", "owner", "mend")}
                for unmet in error.unmet
            ]
            return {"unmet": plain}
        case InvalidValues() | DefinitionFaults():
            return {"faults": [fault.sentence("zh") for fault in error.faults]}
        case StaleCase():
            return {"expected": error.expected, "actual": error.actual}
        case _:
            return {}
