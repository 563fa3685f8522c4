"""What is let in and what goes out, in one place for every address of the API.

A body is JSON of at most a megabyte, not nested without end, of numbers and texts that any database
can keep; what else comes is answered with a sentence before anything looks at it.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Coroutine, Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

MOST: Final = 1024 * 1024
"""How many bytes a body may have."""

DEEPEST: Final = 32
WIDEST: Final = 2**63
"""Numbers are less than this, whatever their sign: what both databases keep."""

MEMBERS, FAULTS = 20_000, 50
"""How many values a body may hold, and how many faults of one are told."""

BLANKS: Final = frozenset("\n\r\t")
UNPRINTABLE: Final = frozenset({"Cc", "Cs"})
JSON: Final = "application/json"

Fault = dict[str, Any]


class CarefulRequest(Request):
    """A request whose body is read with care; raises HTTPException and RequestValidationError."""

    async def body(self) -> bytes:
        """Read the body; raises 413 for one that is too large, 415 for one that is no JSON."""
        if not hasattr(self, "_whole"):
            self._whole = await self._read()
        return self._whole

    async def json(self) -> Any:
        """Read the body as JSON, its texts and numbers looked at."""
        try:
            read = await run_in_threadpool(_parsed, await self.body())
        except (ValueError, RecursionError) as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            raise _unreadable("body", "json_invalid", f"it is no JSON: {what}") from error
        faults = await run_in_threadpool(lambda: list(islice(_faults(read), FAULTS)))
        if faults:
            raise RequestValidationError(faults)
        return read

    async def _read(self) -> bytes:
        read = bytearray()
        async for chunk in self.stream():
            read += chunk
            if len(read) > MOST:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if read and kind != JSON:
            raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        return bytes(read)


class CarefulRoute(APIRoute):
    """An address of the API: careful with what comes in, and with a tag on what is looked at."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give what answers a request here."""
        handle = super().get_route_handler()

        async def careful(request: Request) -> Response:
            faults = [
                *_odd("path", request.path_params.items()),
                *_odd("query", request.query_params.multi_items()),
            ]
            if faults:
                raise RequestValidationError(faults)
            try:
                answer = await handle(CarefulRequest(request.scope, request.receive))
            except HTTPException as error:
                # FastAPI makes a bare 400 of what reading a body raises.
                if isinstance(error.__cause__, RequestValidationError):
                    raise error.__cause__ from None
                raise
            return _tagged(request, answer)

        return careful


def _parsed(body: bytes) -> Any:
    return json.loads(body, parse_constant=_no_number)


def _tagged(request: Request, answer: Response) -> Response:
    """Give an answer its ETag, after the version it names if it names one; 304 when it is known."""
    content = getattr(answer, "body", None)
    if request.method != "GET" or answer.status_code != HTTPStatus.OK or content is None:
        return answer
    version = answer.headers.get("etag", "").strip('"')
    digest = hashlib.sha256(content).hexdigest()[:20]
    tag = f'"{version}-{digest}"' if version else f'"{digest}"'
    answer.headers["ETag"] = tag
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    known = request.headers.get("if-none-match", "")
    held = {each.strip().removeprefix("W/") for each in known.split(",")}
    if tag not in held and "*" not in held:
        return answer
    kept = {name: answer.headers[name] for name in ("ETag", "Cache-Control")}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)


def _odd(where: str, given: Iterable[tuple[str, Any]]) -> Iterator[Fault]:
    for name, text in given:
        if is_odd(str(text)) or is_odd(name):
            yield _fault((where, _plain(name)), "text_unprintable", "it holds a control character")


def _of_value(at: tuple[str | int, ...], value: Any) -> Iterator[Fault]:
    """Tell what is wrong with a text or a number."""
    match value:
        case str() if is_odd(value):
            yield _fault(at, "text_unprintable", "it holds a control character")
        case int() if abs(value) >= WIDEST:
            yield _fault(at, "number_wide", "the number is too large")
        case float() if abs(value) == float("inf"):
            yield _fault(at, "number_wide", "the number is too large")
        case _:
            pass


def _faults(read: Any) -> Iterator[Fault]:
    """Walk everything a body says, without recursion, and tell what can't be kept."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [(("body",), read)]
    walked = 0
    while waiting:
        at, value = waiting.pop()
        walked += 1
        if walked > MEMBERS:
            yield _fault(("body",), "json_many", f"it holds more than {MEMBERS:,} values")
            return
        if len(at) > DEEPEST:
            yield _fault(at, "json_deep", f"it is nested more than {DEEPEST} deep")
            return
        match value:
            case dict():
                for key, each in value.items():
                    if is_odd(key):
                        yield _fault(at, "text_unprintable", "a key holds a control character")
                    waiting.append(((*at, _plain(key)), each))
            case list():
                waiting += [((*at, number), each) for number, each in enumerate(value)]
            case _:
                yield from _of_value(at, value)


def is_odd(text: str) -> bool:
    """Say whether a text holds a sign no text is made of; most texts are seen to be sound at once."""
    if text.isprintable():
        return False
    return any(unicodedata.category(sign) in UNPRINTABLE for sign in text if sign not in BLANKS)


def _plain(key: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in key[:60])


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _fault(at: tuple[str | int, ...], kind: str, what: str) -> Fault:
    return {"type": kind, "loc": at, "msg": what, "input": None}


def _unreadable(where: str, kind: str, what: str) -> RequestValidationError:
    return RequestValidationError([_fault((where,), kind, what)])
