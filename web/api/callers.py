"""Who calls, and under which conditions: what stands in the head of a request."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Depends, Header
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request

from ...errors import NotEntitled, UnknownPerson
from ...workflow.people.rights import require_office_administrator
from ..visits import Visit, visit_of

VERSION: Final = re.compile(r'"(\d{1,15})(?:-[0-9a-f]*)?"')
KEY: Final = "^[!-~]{1,200}$"
ANY: Final = "*"


def caller_of(request: Request) -> Visit:
    """Give the visit of whoever calls; raises NotSignedIn, NotEntitled for one the office lacks."""
    try:
        return visit_of(request)
    except UnknownPerson as error:
        raise NotEntitled(
            person=error.name,
            action="use this office",
            action_zh="使用本系统",
            who="somebody of its roster",
            who_zh="名册中的在岗人员",
        ) from error


Caller = Annotated[Visit, Depends(caller_of)]

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=rf"^({VERSION.pattern}|\*)$",
        max_length=200,
        description='The ETag the caller saw, or its version alone as `"7"`; another version by now '
        "is answered with 412. Only the version in it is compared.",
        examples=['"7"'],
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=KEY,
        description="Drawn by the caller for one command, such as a UUID. The command under the "
        "same key is done once and its result given again; another one under it is a 409.",
        examples=["0f9c1f5e-6a54-4c39-9d0b-8d3f3f2a9b10"],
    ),
]


def version_in(tag: str | None) -> int | None:
    """Give the version that is expected, None for any."""
    if tag is None or tag == ANY:
        return None
    found = VERSION.fullmatch(tag)
    return int(found[1]) if found else None


def require_heads(request: Request, *, may_match: bool, may_repeat: bool) -> None:
    """Refuse a condition that a command can't keep rather than do it without."""
    for name, may_be in (("If-Match", may_match), ("Idempotency-Key", may_repeat)):
        if not may_be and name.lower() in request.headers:
            what = f"this command takes no {name}"
            fault = {"type": "head_idle", "loc": ("header", name), "msg": what, "input": None}
            raise RequestValidationError([fault])


def require_administrator(visit: Visit) -> None:
    """Let administrators pass; raise NotEntitled, AuditorsOnlyLook."""
    require_office_administrator(
        visit.office.roster.directory(), visit.key, action="do this", action_zh="进行此项操作"
    )


def require_overseer(visit: Visit) -> None:
    """Let administrators and auditors pass; raise NotEntitled."""
    if not visit.sees_operations:
        raise _refused(visit, "an administrator or an auditor", "管理员或审计人员")


def _refused(visit: Visit, who: str, who_zh: str) -> NotEntitled:
    return NotEntitled(
        person=visit.person.name, action="do this", action_zh="进行此项操作", who=who, who_zh=who_zh
    )
