"""Programs that use the REST API, and an office with something of everything for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from guatu import ManualClock, Office, Settings
from guatu.web import create_app

from .invest import INVEST, fund, open_project
from .offices import ROSTER, move, open_case, open_office, to_review

LOGIN = "x-login"
"""The header by which a test says who calls."""

API = "/api/v1"
UNITS = """\
  - {key: archive, title: 西城区档案馆, short: 档案馆, territory: west}
people:
  - {key: adm, name: 阮管理, unit: desk_city, roles: [administrator]}
  - {key: aud, name: 严审计, unit: desk_city, roles: [auditor]}
  - {key: kong, name: 孔外人, unit: archive}
"""


def api_office(url: str, clock: ManualClock, folder: Path) -> Office:
    """Open an office: cases 1 and 2 of the permit flow, 1 overdue with a letter, 3 with figures.

    ``adm`` administers it, ``aud`` audits it, ``kong`` sees no case; ``lin`` works on all three.
    """
    settings = Settings(files_folder=folder / "files", file_limit=64 * 1024)
    office = open_office(url, clock, settings=settings)
    roster = folder / "roster.yaml"
    known = ROSTER.read_text(encoding="utf-8")
    roster.write_text(known.replace("people:\n", UNITS), encoding="utf-8")
    office.load_roster(roster)
    office.publish(INVEST)
    open_case(office)
    to_review(office)
    project = open_project(office)
    fund(office, project.id, 300)
    move(clock, "2026-03-11 09:00")
    office.tick()
    return office


def api_app(office: Office, *, prefix: str = "") -> ASGIApp:
    """Make the app of an office, under a prefix mounted into another."""
    app = create_app(office, identify=lambda request: request.headers.get(LOGIN) or None)
    return Starlette(routes=[Mount(prefix, app)]) if prefix else app


def caller(app: ASGIApp, login: str = "", *, prefix: str = "", language: str = "en") -> TestClient:
    """Give a client of the API; without a login it is nobody."""
    heads = {"accept-language": language} | ({LOGIN: login} if login else {})
    return TestClient(app, base_url=f"http://testserver{prefix}{API}", headers=heads)


def walked(client: TestClient, path: str, **query: Any) -> list[dict[str, Any]]:
    """Give everything a list holds, page by page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        page = client.get(path, params={**query, **cursor}).json()
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}
