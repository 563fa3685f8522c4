"""How a command becomes an address: one mechanism for all of them.

The address names the case, letter or person; the body is made from the method's parameters; who
acts is who is signed in, the version expected and the idempotency key stand in the head.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from http import HTTPStatus
from operator import attrgetter
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import compile_path

from ...workflow.correspondence import Letter
from ...workflow.values import Case
from .bodies import LONGEST_NAME, body_of, hints_of, is_version
from .callers import (
    Caller,
    IdempotencyKey,
    IfMatch,
    require_administrator,
    require_heads,
    version_in,
)
from .commands import Command
from .shapes import shown_as

REQUIRED: Final = inspect.Parameter.empty
PATHS: Final = {
    "case": "The number of a case, or its reference (编号); `#7` is surely the number.",
    "letter": "The key of a letter.",
    "person": "The key of a person in the roster.",
    "name": "The key of a report.",
    "key": "The key of a calendar.",
}


def add_command(router: APIRouter, command: Command) -> None:
    """Give a command its address."""
    gives = hints_of(command.do)["return"]
    has_content = gives is not type(None)
    router.add_api_route(
        command.path,
        _endpoint(command),
        methods=["POST"],
        name=command.name,
        operation_id=command.name,
        summary=command.title,
        description=inspect.getdoc(command.do) or "",
        tags=[command.tag],
        status_code=command.status,
        response_model=shown_as(gives) if has_content else None,
        response_class=JSONResponse if has_content else Response,
        response_description="Done; as it is afterwards" if has_content else "Done",
    )


def _endpoint(command: Command) -> Callable[..., Any]:
    do, room = command.do, attrgetter(command.of)
    hints, named = hints_of(do), set(inspect.signature(do).parameters)
    elsewhere = list(compile_path(command.path)[2])
    body = body_of(_body_name(command.name), do, elsewhere=elsewhere, example=command.example)
    may_match, may_repeat = is_version(hints), "key" in named and "key" not in elsewhere

    def endpoint(**given: Any) -> Any:
        visit, request, response = given["visit"], given["request"], given["response"]
        require_heads(request, may_match=may_match, may_repeat=may_repeat)
        if command.is_guarded:
            require_administrator(visit)
        told: dict[str, Any] = {name: given[name] for name in elsewhere}
        said: BaseModel | None = given.get("body")
        if said is not None:
            told |= {name: getattr(said, name) for name in type(said).model_fields}
        if command.tag == "letters" and "letter" in told:
            visit.desk.views().require_letter(told["letter"])
        if "by" in named:
            told["by"] = visit.key
        if may_match:
            told["expect"] = version_in(given["if_match"])
        if may_repeat:
            told["key"] = given["idempotency_key"]
        done = do(room(visit.office), **told)
        _mark(response, visit, done, is_new=command.status == HTTPStatus.CREATED)
        return Response(status_code=command.status) if done is None else done

    heads = ([("if_match", IfMatch)] if may_match else []) + (
        [("idempotency_key", IdempotencyKey)] if may_repeat else []
    )
    parameters = [
        *_parameters(elsewhere),
        *([_parameter("body", body)] if body is not None else []),
        *(_parameter(name, kind, None) for name, kind in heads),
        _parameter("visit", Caller),
        _parameter("request", Request),
        _parameter("response", Response),
    ]
    endpoint.__name__ = command.name
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return endpoint


def _mark(response: Response, visit: Any, done: Any, *, is_new: bool) -> None:
    """Say in the head which version it is now, and where something new is."""
    if isinstance(done, (Case, Letter)):
        response.headers["ETag"] = f'"{done.version}"'
    if is_new and isinstance(done, Case):
        response.headers["Location"] = visit.url(f"/api/v1/cases/{done.id}")


def _parameters(names: list[str]) -> Iterator[inspect.Parameter]:
    for name in names:
        said = Path(description=PATHS[name], max_length=LONGEST_NAME)
        yield _parameter(name, Annotated[str, said])


def _parameter(name: str, kind: Any, default: Any = REQUIRED) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _body_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_")) + "Body"
