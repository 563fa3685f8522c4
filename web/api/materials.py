"""Materials of a case: which versions there are, handing in a file, and getting one."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, Final, cast

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ...workflow.explain import MaterialState
from ...workflow.values import Case
from ..downloads import BYTES, PIECE, saved
from .bodies import LONGEST_TEXT
from .callers import Caller, IdempotencyKey, IfMatch, version_in
from .careful import CarefulRoute
from .looking import CaseName, Key

router = APIRouter(route_class=CarefulRoute, tags=["cases"], prefix="/cases/{case}/materials")

FILE: Final = {"schema": {"type": "string", "format": "binary"}}


@router.get("", response_model=list[MaterialState])
def materials(case: CaseName, visit: Caller) -> Any:
    """List the materials of a case's flow, each with the versions filed, the oldest first."""
    return visit.office.files.versions(case, by=visit.key)


@router.get(
    "/{material}/{number}",
    response_class=Response,
    responses={200: {"content": {"*/*": FILE}, "description": "The file, to be saved."}},
)
def material(
    case: CaseName,
    material: Key,
    number: Annotated[int, Path(ge=1, le=10**9, description="Which version of it.")],
    visit: Caller,
) -> Response:
    """Give a version of a material as it was filed, proved by its SHA-256 before the first byte."""
    found = visit.office.files.download(case, material, number, by=visit.key)
    return saved(found, ETag=f'"{found.digest[:20]}"')


@router.post(
    "/{material}",
    response_model=Case,
    operation_id="file_material",
    openapi_extra={"requestBody": {"required": True, "content": {BYTES: FILE}}},
)
async def hand_in(
    case: CaseName,
    material: Key,
    name: Annotated[str, Query(min_length=1, max_length=200, description="What it is called.")],
    visit: Caller,
    request: Request,
    response: Response,
    note: Annotated[str, Query(max_length=LONGEST_TEXT)] = "",
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Case:
    """File what the body holds as the next version of a material; the body is the file itself.

    Its kind and size are those the office takes. Raises FileRefused, FilesOff, UnknownMaterial.
    """
    await run_in_threadpool(partial(visit.office.engine.record, case, by=visit.key))
    files = visit.office.files

    def file(sent: BinaryIO) -> Case:
        kind = request.headers.get("content-type", "")
        declared = "" if kind == BYTES else kind
        received = files.receive(sent, name=name, declared_type=declared, by=visit.key)
        return files.file(
            case,
            material,
            received,
            by=visit.key,
            note=note,
            expect=version_in(if_match),
            key=idempotency_key,
        )

    with SpooledTemporaryFile(max_size=PIECE) as kept:
        size = 0
        async for piece in request.stream():
            size += len(piece)
            if size > visit.office.settings.file_limit + 1:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            await run_in_threadpool(kept.write, piece)
        kept.seek(0)
        done = await run_in_threadpool(file, cast("BinaryIO", kept))
    response.headers["ETag"] = f'"{done.version}"'
    return done
