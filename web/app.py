"""The app: pages and API joined over one office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from ..office import Office
from .api import ROUTERS as ADDRESSES
from .api import describe_api
from .doorkeeping import by_account
from .guarding import Guard
from .pages import ROUTERS
from .problems import answer_problems, broken, foreign, missing
from .rendering import Renderer
from .site import Identify, Site

TITLE = "guatu 挂图"
SMALL = 500
"""Answers of fewer bytes are not worth compressing."""


def create_app(
    office: Office,
    *,
    identify: Identify | None = None,
    templates: Sequence[Path] = (),
    is_embedded: bool = False,
    trusted_origins: Collection[str] = (),
) -> FastAPI:
    """Make the web app of an office, to be mounted into a host's or served alone.

    ``identify`` gives the login of whoever sends a request, None for nobody: who may log in is the
    host's affair, what he may then see and do the office's. Without it people sign in here, with
    accounts of the office. Folders of ``templates`` stand before
    the shipped ones; ``is_embedded`` leaves out menu and header. ``trusted_origins`` are other
    sites whose pages may send forms here, each as ``https://host``.
    The app opens nothing and closes nothing, so the office must outlive it.
    """
    app = FastAPI(
        title=TITLE,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        middleware=[
            Middleware(GZipMiddleware, minimum_size=SMALL),
            Middleware(Guard, broken=broken, foreign=foreign, missing=missing),
        ],
    )
    app.state.site = Site(
        office=office,
        identify=identify or by_account(office),
        renderer=Renderer(zone=office.zone, templates=templates),
        has_accounts=identify is None,
        is_embedded=is_embedded,
        trusted_origins=frozenset(trusted_origins),
    )
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    for router in ADDRESSES:
        app.include_router(router)
    describe_api(app)
    answer_problems(app)
    return app
