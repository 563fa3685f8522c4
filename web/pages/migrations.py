"""Migrations of running cases: how far each is, going on with one, taking one back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from ..forms import Form
from ..refusals import Refusal, attempt
from ..visits import Visit
from .flows import Looker, require_designer

router = APIRouter(prefix="/flows/migrations")

Run = Annotated[int, Path(ge=0, le=2**31 - 1)]


@router.get("")
def runs(visit: Looker) -> Response:
    """List every migration, the newest first."""
    return _draw(visit)


@router.post("/{run}/resume")
def resume(visit: Looker, run: Run, form: Form) -> Response:
    """Do what is left of a migration; cases that failed are tried again."""

    def do() -> None:
        require_designer(visit)
        visit.office.designer.migrations.go_on(run)

    return _attempt(visit, do, form, visit.say("已把剩下的项目接着迁移。"))


@router.post("/{run}/revert")
def revert(visit: Looker, run: Run, form: Form) -> Response:
    """Bring the cases of a migration back that nobody has worked on since."""

    def do() -> None:
        why = str(form.get("why", ""))[:500]
        visit.office.designer.migrations.revert(run, by=visit.key, why=why)

    return _attempt(visit, do, form, visit.say("已退回；之后有人办理过的项目留在新版，原因见下。"))


def _attempt(visit: Visit, do: Callable[[], None], form: Form, said: str) -> Response:
    return attempt(
        visit,
        do,
        form=form,
        then="/flows/migrations",
        said=said,
        again=lambda refused: _draw(visit, refused),
    )


def _draw(visit: Visit, refused: Refusal | None = None) -> Response:
    migrations = visit.office.designer.migrations
    found = migrations.runs()
    left = {run.id: [case for case in migrations.cases(run.id) if case.note] for run in found}
    return visit.page(
        "migrations.html",
        refused=refused,
        runs=found,
        left=left,
        name_of=visit.office.roster.directory().name_of,
        may_change=visit.is_administrator,
    )
