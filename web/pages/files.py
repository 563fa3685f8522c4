"""Files of a case's materials: handed in, and given out to be saved."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.responses import Response

from ...workflow.values import Case
from ..downloads import saved
from ..forms import Upload, key_in
from ..refusals import attempt
from ..visits import At, CaseNumber, Visit
from .cases import page_of

router = APIRouter(prefix="/cases/{case}/files")


@router.post("")
def hand_in(visit: At, case: CaseNumber, form: Upload) -> Response:
    """Take in a file as the next version of a material."""
    return attempt(
        visit,
        partial(_file, visit, case, form),
        form=form,
        then=f"/cases/{case}",
        said=visit.say("材料已提交。"),
        again=partial(page_of, visit, case),
        about="files",
    )


@router.get("/{material}/{number}")
def give_out(visit: At, case: CaseNumber, material: str, number: int) -> Response:
    """Give out a version of a material, to be saved and never shown in the page."""
    found = visit.office.files.download(case, material, number, by=visit.key)
    return saved(found)


def _file(visit: Visit, case: int, form: Upload) -> Case:
    visit.office.engine.record(case, by=visit.key)  # refused before anything is kept
    sent = form.get("file")
    if not isinstance(sent, UploadFile):
        sent = UploadFile(BytesIO())
    files = visit.office.files
    received = files.receive(
        sent.file, name=sent.filename or "", declared_type=sent.content_type or "", by=visit.key
    )
    return files.file(
        case,
        str(form.get("material", "")),
        received,
        by=visit.key,
        note=str(form.get("note", "")),
        key=key_in(form),
    )
