"""The REST API under ``/api/v1``: every command of the engine and every view, for programs."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter

from . import cases, flows, letters, materials, offices, work
from .careful import CarefulRoute
from .commands import ENGINE
from .document import BASE, describe_api
from .doing import add_command
from .office_commands import OFFICE

__all__ = ["ROUTERS", "describe_api"]


def _commands() -> APIRouter:
    router = APIRouter(route_class=CarefulRoute)
    for command in (*ENGINE, *OFFICE):
        add_command(router, command)
    return router


def _joined() -> APIRouter:
    joined = APIRouter(prefix=BASE)
    for router in (
        _commands(),
        work.router,
        cases.router,
        materials.router,
        letters.router,
        flows.router,
        offices.router,
    ):
        joined.include_router(router)
    return joined


ROUTERS: Final = (_joined(),)
"""Every address of the API, the more particular before the more general."""
