"""The OpenAPI document: what every operation shares, said once.

FastAPI describes addresses, bodies and answers from the code; here come the refusals, how one signs
in, and the heads of answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ..problems import MEDIA_TYPE

BASE: Final = "/api/v1"
PUBLIC: Final = frozenset({f"{BASE}/proofs/{{code}}"})
"""Addresses anybody may ask who has what stands in them."""

DESCRIPTION: Final = """The office over HTTP: every command and every view, as far as whoever is
signed in may. Rights are those of the office's roster and flows; what somebody may not see is a 404,
as if it were not there.

Errors are problem details (RFC 9457) in the language of `?lang=` or `Accept-Language`, Chinese unless
English is wanted. Moments are ISO 8601 with an offset, in UTC. Decimals are texts."""

TAGS: Final[Mapping[str, str]] = {
    "work": "What waits for the caller.",
    "cases": "Cases: the board, opening, moving, explaining.",
    "tasks": "What people owe on cases.",
    "rounds": "Opinion rounds while they run.",
    "escalations": "What lights and ladders brought up.",
    "figures": "Figures that come in over time.",
    "letters": "Official letters and their lives.",
    "flows": "Flows as they were published.",
    "reports": "Reports and indicators.",
    "people": "The roster.",
    "office": "Calendars, and what the calendar opens.",
    "operations": "The office's machinery.",
}

REFUSALS: Final[Mapping[HTTPStatus, str]] = {
    HTTPStatus.UNAUTHORIZED: "Nobody is signed in.",
    HTTPStatus.FORBIDDEN: "The caller may not do this, or the request comes from another site.",
    HTTPStatus.NOT_FOUND: "There is no such thing, or the caller may not see it.",
    HTTPStatus.CONFLICT: "The case is in another stage, or the idempotency key was used before.",
    HTTPStatus.PRECONDITION_FAILED: "Somebody changed it since the version in `If-Match`.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body has more than a megabyte.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is not `application/json`.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The request can't be done as it is: see `detail`, `faults`, `unmet`.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests; try again after `Retry-After` seconds.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database can't be reached, or ended the transaction.",
}
OF_COMMANDS: Final = frozenset(
    {
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    }
)

_TEXT: Final = {"type": "string"}
_NUMBER: Final = {"type": "integer"}
_TEXTS: Final = {"type": "object", "additionalProperties": True}

PROBLEM: Final[Mapping[str, Any]] = {
    "type": "object",
    "description": "What could not be done (RFC 9457), with the facts a program needs.",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {**_TEXT, "format": "uri", "description": "Ends in the name of the error."},
        "title": _TEXT,
        "status": _NUMBER,
        "detail": {**_TEXT, "description": "The sentence for people, with its mend."},
        "instance": {**_TEXT, "description": "The number of the request, as in the log."},
        "unmet": {"type": "array", "items": _TEXTS, "description": "What a transition needs."},
        "faults": {
            "type": "array",
            "items": _TEXTS,
            "description": "Which value is wrong, and how.",
        },
        "refusals": {
            "type": "array",
            "items": _TEXTS,
            "description": "Which case of a batch can't.",
        },
        "expected": {**_NUMBER, "description": "The version the caller had."},
        "actual": {**_NUMBER, "description": "The version there is."},
    },
    "examples": [
        {
            "type": "https://guatu.invalid/errors/StaleCase",
            "title": "Precondition Failed",
            "status": 412,
            "detail": "项目 7 已被 林窗口 于 2026-03-02 09:00 更新（现为第 5 版，您依据的是第 4 版）；请刷新后重做。",
            "instance": "8c1f2d3e4a5b6c7d",
            "expected": 4,
            "actual": 5,
        }
    ],
}
SCHEMES: Final[Mapping[str, Any]] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "guatu_session",
        "description": "The session of somebody who signed in at `guatu serve`.",
    },
    "host": {
        "type": "http",
        "scheme": "bearer",
        "description": "Whatever the host's `identify` reads from a request: its own session, "
        "a header of its proxy, a token. This app never looks at it.",
    },
}


def describe_api(app: FastAPI) -> None:
    """Let an app give the OpenAPI document of its API."""
    made: Callable[[], dict[str, Any]] = _once(lambda: _document(app))
    app.openapi = made  # type: ignore[method-assign]


def _once(make: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    kept: list[dict[str, Any]] = []

    def made() -> dict[str, Any]:
        if not kept:
            kept.append(make())
        return kept[0]

    return made


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title="guatu",
        version="1",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": said} for name, said in TAGS.items()],
    )
    parts = document.setdefault("components", {})
    schemas = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = dict(PROBLEM)
    parts["responses"] = {_name(status): _refusal(said) for status, said in REFUSALS.items()}
    parts["securitySchemes"] = dict(SCHEMES)
    document["security"] = [{"session": []}, {"host": []}]
    for path, method, operation in _operations(document):
        _complete(path, method, operation)
    return document


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _without_null(parameter["schema"])
    answers = operation["responses"]
    is_public = path in PUBLIC
    for status in REFUSALS:
        if (method == "get" and status in OF_COMMANDS) or (
            is_public and status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
        ):
            continue
        answers[str(int(status))] = {"$ref": f"#/components/responses/{_name(status)}"}
    if is_public:
        operation["security"] = []
    if method == "get":
        answers["304"] = {"description": "It is as the caller has it, by `If-None-Match`."}
        heads = {"ETag": {"description": "The mark of what is said.", "schema": _TEXT}}
        if any(each["name"] == "cursor" for each in operation.get("parameters", ())):
            heads["Link"] = {"description": 'The next page, `rel="next"`.', "schema": _TEXT}
        answers["200"]["headers"] = heads
        operation.setdefault("parameters", []).append(
            {
                "name": "If-None-Match",
                "in": "header",
                "required": False,
                "schema": _TEXT,
                "description": "The ETag the caller has.",
            }
        )


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Describe a part of an address or head that may be left out: there it is never null."""
    kinds = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if not kinds:
        return schema
    rest = {name: said for name, said in schema.items() if name != "anyOf"}
    return {**kinds[0], **rest} if len(kinds) == 1 else {**rest, "anyOf": kinds}


def _name(status: HTTPStatus) -> str:
    return "".join(word.capitalize() for word in status.name.split("_"))


def _refusal(said: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": said, "content": {MEDIA_TYPE: {"schema": schema}}}
