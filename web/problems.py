"""What is answered when something can't be done: a page for people, problem+json for programs.

One table says which error is which status (RFC 9110); the words are the error's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ..errors import (
    BatchRefused,
    DatabaseProblem,
    DefinitionFaults,
    Fault,
    GuatuError,
    InvalidValues,
    KeyReused,
    Language,
    NotAllowed,
    NotFound,
    NotInStage,
    StaleCase,
    StaleDraft,
    StaleLetter,
    TransitionRefused,
)
from .forms import TooLarge
from .languages import LANGUAGES
from .tokens import SAFE, ForeignForm
from .visits import MUST_GO_TO, Guest, MustChange, NotSignedIn, is_api, visit_of

MEDIA_TYPE: Final = "application/problem+json"
ERRORS: Final = "https://guatu.invalid/errors/"
"""Where the types of problems are named; nothing is to be fetched there (RFC 9457, 3.1.1)."""

STATUS: Final[Mapping[type[Exception], int]] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    **dict.fromkeys((StaleCase, StaleDraft, StaleLetter), HTTPStatus.CONFLICT),
    NotInStage: HTTPStatus.CONFLICT,
    KeyReused: HTTPStatus.CONFLICT,
    DatabaseProblem: HTTPStatus.SERVICE_UNAVAILABLE,
    GuatuError: HTTPStatus.UNPROCESSABLE_ENTITY,
}
FAILED: Final[Mapping[type[Exception], int]] = {
    StaleCase: HTTPStatus.PRECONDITION_FAILED,
    StaleLetter: HTTPStatus.PRECONDITION_FAILED,
}
"""What is another status for programs: a version they expected stood in ``If-Match``."""

SAID: Final[Mapping[str | int, str]] = {
    "nobody": "请先登录。",
    "must_change": "请先换成自己的密码。",
    "foreign": "此请求来自其他网站，未作处理。",
    "missing": "没有这个地址。",
    405: "这个地址不能用此方法访问。",
    413: "请求内容超过 1 MB，未作处理。",
    415: "请求内容须为 application/json。",
    429: "请求过于频繁，请稍后再试。",
    "broken": "程序出错，未能办理；请把请求编号告知管理员。",
}
"""The sentences of refusals that come from no command, by what they are, else by status."""

FAULTS: Final = 50
"""No more faults of a request are told than these."""

FAULTY: Final = "请求的内容不符合接口要求：{faults}"
WRONG: Final[Mapping[str, str]] = {
    "missing": "必须给出",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是有效的 JSON",
    "json_deep": "嵌套过深",
    "json_many": "内容项数过多",
    "number_wide": "数值过大",
    "text_unprintable": "含有不可见控制字符",
    "string_too_long": "内容过长",
    "string_too_short": "不能为空",
    "string_type": "须为文字",
    "int_type": "须为整数",
    "int_parsing": "须为整数",
    "bool_type": "须为 true 或 false",
    "bool_parsing": "须为 true 或 false",
    "literal_error": "不是可选的值",
    "string_pattern_mismatch": "格式不对",
    "date_from_datetime_parsing": "须为日期，例如 2026-03-02",
    "timezone_aware": "须为带时区的时间，例如 2026-03-02T09:00:00+08:00",
    "too_long": "项数过多",
    "greater_than_equal": "数值过小",
    "less_than_equal": "数值过大",
    "cursor_foreign": "不是本列表的游标，请从头开始",
    "head_idle": "此操作不支持这个请求头",
}
"""What can be wrong with a part of a request, by pydantic's names and our own."""

ELSE_WRONG: Final = "不符合要求"


def status_of(error: GuatuError) -> int:
    """Give the status an error is answered with."""
    return next(int(status) for kind, status in STATUS.items() if isinstance(error, kind))


def answer_problems(app: FastAPI) -> None:
    """Let an app answer every error of guatu's, of its form and of its address."""
    app.add_exception_handler(GuatuError, _refused)
    app.add_exception_handler(NotSignedIn, _nobody)
    app.add_exception_handler(MustChange, _must_change)
    app.add_exception_handler(TooLarge, _too_large)
    app.add_exception_handler(ForeignForm, _foreign)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _plain)


def broken(request: Request) -> Response:
    """Answer a request that failed by a fault of ours."""
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "broken")


def missing(request: Request) -> Response:
    """Answer a request for an address that can be none."""
    return _answer(request, HTTPStatus.NOT_FOUND, "missing")


def foreign(request: Request) -> Response:
    """Answer a request that another site made a browser send."""
    return _answer(request, HTTPStatus.FORBIDDEN, "foreign")


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, GuatuError)  # noqa: S101 - registered for it alone
    language = Guest(request).language
    failed = next((int(s) for kind, s in FAILED.items() if isinstance(error, kind)), None)
    return _answer(
        request,
        (failed if is_api(request) else None) or status_of(error),
        type(error).__name__,
        detail=error.sentence(language),
        **_facts(error, language),
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


def _too_large(request: Request, error: Exception) -> Response:
    assert isinstance(error, TooLarge)  # noqa: S101 - registered for it alone
    most = f"{error.most // 1024:,} KB"
    detail = Guest(request).say("内容太大，最多 {most}。", most=most)
    return _answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", detail=detail)


def _foreign(request: Request, _error: Exception) -> Response:
    return _answer(request, HTTPStatus.FORBIDDEN, "foreign")


def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
    guest = Guest(request)
    faults = [
        {
            "at": "/".join(_printable(str(part)) for part in fault["loc"]),
            "code": fault["type"],
            "what": _wrong(guest, fault),
        }
        for fault in error.errors()[:FAULTS]
    ]
    listed = "; ".join(f"{fault['at']}: {fault['what']}" for fault in faults)
    return _answer(
        request,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "unreadable",
        detail=guest.say(FAULTY, faults=listed),
        faults=faults,
    )


def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    answer = _answer(request, error.status_code, "missing" if error.status_code == 404 else "plain")  # noqa: PLR2004 - the status of the standard
    answer.headers.update(error.headers or {})
    return answer


def _answer(
    request: Request, status: int, code: str, *, detail: str = "", **facts: Any
) -> Response:
    guest = Guest(request)
    if not is_api(request):
        return _reader(request, status).page(
            "problem.html", status=int(status), code=code, detail=detail, id=request.state.id
        )
    said = SAID.get(code) or SAID.get(int(status))
    body = {
        "type": ERRORS + code,
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail or (guest.say(said) if said else HTTPStatus(status).phrase),
        "instance": request.state.id,
        **facts,
    }
    heads = {"Content-Language": LANGUAGES[guest.language], "Vary": "Accept-Language"}
    return JSONResponse(body, int(status), heads, media_type=MEDIA_TYPE)


def _reader(request: Request, status: int) -> Guest:
    """Give who reads a page about a problem: with his menu, where nothing of ours is broken."""
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
        with suppress(NotSignedIn, MustChange, GuatuError):
            return visit_of(request)
    return Guest(request)


def _wrong(guest: Guest, fault: Mapping[str, Any]) -> str:
    """Say what is wrong with a part of a request; pydantic's own words for what has none of ours."""
    word = WRONG.get(fault["type"])
    if word is None and guest.language == "en":
        return _printable(fault["msg"])
    return guest.say(word or ELSE_WRONG)


def _printable(text: str) -> str:
    """Write what a caller sent so that it can be said back to him."""
    return "".join(sign if sign.isprintable() else "�" for sign in text[:200])


def _facts(error: GuatuError, language: Language) -> dict[str, Any]:  # noqa: PLR0911 - one for each kind of error
    """Give what a program needs of the facts of an error."""
    match error:
        case TransitionRefused():
            names = ("kind", "key", "title", "owner", "mend")
            return {"unmet": [{name: getattr(u, name) for name in names} for u in error.unmet]}
        case InvalidValues():
            plain = [
                {
                    "at": fault.field,
                    "title": fault.title,
                    "value": _printable(str(fault.value)),
                    "what": fault.what_zh if language == "zh" else fault.what,
                }
                for fault in error.faults
            ]
            return {"faults": plain}
        case DefinitionFaults():
            return {"faults": [_definition_fault(fault, language) for fault in error.faults]}
        case BatchRefused():
            refused = [
                {
                    "case": refusal.case,
                    "title": refusal.title,
                    "code": type(refusal.error).__name__,
                    "what": refusal.error.sentence(language),
                }
                for refusal in error.refusals
            ]
            return {"refusals": refused}
        case StaleCase():
            return {"expected": error.expected, "actual": error.actual}
        case StaleLetter():
            return {"expected": error.expected}
        case _:
            return {}


def _definition_fault(fault: Fault, language: Language) -> dict[str, Any]:
    what, mend = (fault.what_zh, fault.mend_zh) if language == "zh" else (fault.what, fault.mend)
    return {
        "at": fault.path,
        "code": fault.code,
        "line": fault.line,
        "column": fault.column,
        "what": what,
        "mend": mend,
    }
