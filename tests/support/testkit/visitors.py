"""People who use the web app over HTTP, as a browser without scripts would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from httpx2 import Response
from lxml import html
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from guatu import Office
from guatu.web import create_app

LOGIN = "x-login"
"""The header by which a test says who somebody is."""


def web_app(office: Office, *, prefix: str = "", **more: Any) -> ASGIApp:
    """Make the app of an office, under a prefix mounted into another, people known by a header."""
    app = create_app(office, identify=lambda request: request.headers.get(LOGIN) or None, **more)
    return Starlette(routes=[Mount(prefix, app)]) if prefix else app


class Visitor:
    """Somebody at the web app; ``login`` empty is nobody. Pages are kept as ``page``."""

    def __init__(self, app: ASGIApp, login: str, *, language: str = "") -> None:
        headers = {LOGIN: login} if login else {}
        if language:
            headers["cookie"] = f"guatu_lang={language}"
        self.client = TestClient(app, headers=headers, follow_redirects=False)
        self.page: Any = None

    def get(self, path: str, **headers: str) -> Response:
        """Open a page, following it where it leads."""
        return self._keep(self.client.get(path, headers=headers, follow_redirects=True))

    def submit(
        self,
        path: str,
        fields: Mapping[str, object] | None = None,
        *,
        files: Any = None,
        **headers: str,
    ) -> Response:
        """Send a form as a page of the app would, and follow it where it leads."""
        if "guatu_form" not in self.client.cookies:
            self.client.get(path)
        data = {"_token": self.client.cookies.get("guatu_form", ""), **(fields or {})}
        sent = self.client.post(
            path, data=data, files=files, headers=headers, follow_redirects=True
        )
        return self._keep(sent)

    def texts(self, selector: str) -> list[str]:
        """Give the words of what a CSS selector finds on the page, blanks put together."""
        return [" ".join(found.text_content().split()) for found in self.page.cssselect(selector)]

    def text(self, selector: str) -> str:
        """Give the words of the one thing a selector finds."""
        (found,) = self.texts(selector)
        return found

    def _keep(self, answer: Response) -> Response:
        if "text/html" in answer.headers.get("content-type", ""):
            self.page = html.fromstring(answer.text)
        return answer
