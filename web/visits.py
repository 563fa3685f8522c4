"""Who a request comes from, and what its answer is made with."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Protocol
from urllib.parse import urlencode

from fastapi import Depends, Path, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..desk import Desk
from ..errors import Language
from ..office import Office
from ..workflow.people import Person
from .languages import language_named, preferred
from .site import Identify, Site, site_of
from .tokens import token_of

__all__ = [
    "At",
    "AtDoor",
    "Guest",
    "Identify",
    "NotSignedIn",
    "Visit",
    "guest_of",
    "is_api",
    "visit_of",
]

API: Final = "/api/"

LANGUAGE: Final = "guatu_lang"
SAID: Final = "guatu_said"
"""Names of cookies: the language somebody chose, and the sentence his next page begins with."""


MUST_GO_TO: Final = "/password"
"""Where a password is changed: the only page for somebody who must."""


class NotSignedIn(Exception):
    """A request that needs somebody comes from nobody."""


class MustChange(Exception):
    """Somebody signed in with a password that others know, and has to choose one of his own first."""


class Refused(Protocol):
    """What was refused of a form, with the status it is answered by."""

    @property
    def status(self) -> int:
        """The status of the answer."""
        ...


class Guest:
    """A request of whoever it may be: what its answer is drawn with."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.site: Site = site_of(request)
        self.office: Office = self.site.office

    @cached_property
    def language(self) -> Language:
        """The language asked for in the address, else the one chosen before, else Chinese.

        A program says it in ``Accept-Language``.
        """
        asked = self.request.query_params.get("lang")
        if not asked and is_api(self.request):
            return preferred(self.request.headers.get("accept-language", ""))
        return language_named(asked or self.request.cookies.get(LANGUAGE, ""))

    @property
    def is_partial(self) -> bool:
        """Whether only a part of the page is wanted."""
        return self.request.headers.get("guatu-part") == "true"

    def say(self, phrase: str, **given: object) -> str:
        """Say a phrase in the language of the answer."""
        return self.site.renderer.say(self.language, phrase, **given)

    @property
    def path(self) -> str:
        """The address asked for, as this app knows it, wherever it is mounted."""
        path = self.request.url.path.removeprefix(self.request.scope.get("root_path", ""))
        return "/" + path.lstrip("/\\")

    def url(self, path: str, query: Mapping[str, object] | None = None) -> str:
        """Write an address of this app, wherever it is mounted; empty values are left out."""
        asked = {key: value for key, value in (query or {}).items() if value not in (None, "")}
        root: str = self.request.scope.get("root_path", "")
        return root + path + (f"?{urlencode(asked)}" if asked else "")

    def same(self, **changed: object) -> str:
        """Write the address of this very page with some of its query changed."""
        return self.url(self.path, {**self.request.query_params, **changed})

    def page(
        self, template: str, *, status: int = 200, refused: Refused | None = None, **facts: Any
    ) -> HTMLResponse:
        """Draw a page; ``facts`` are what its template names.

        With something ``refused`` it is the page of the form that was, with the status of that.
        """
        said = self.request.cookies.get(SAID, "")
        html = self.site.renderer.draw(
            template,
            self.language,
            {**self._shell(), "said": _unpacked(said), "refused": refused, **facts},
        )
        answer = HTMLResponse(html, refused.status if refused else status)
        if said:
            answer.delete_cookie(SAID, path=self._cookie_path)
            if self.request.headers.get("hx-request") == "true":
                answer.headers["HX-Replace-Url"] = self.same()  # htmx does not tell of a redirect
        if (asked := self.request.query_params.get("lang")) is not None:
            answer.set_cookie(
                LANGUAGE,
                language_named(asked),
                max_age=366 * 86400,
                path=self._cookie_path,
                httponly=True,
                samesite="lax",
            )
        return answer

    def go(
        self, path: str, *, said: str = "", query: Mapping[str, object] | None = None
    ) -> Response:
        """Send the browser on to another page of this app, which begins with what is ``said``."""
        answer = RedirectResponse(self.url(path, query), 303)
        if said:
            packed = base64.urlsafe_b64encode(said.encode()).decode()
            answer.set_cookie(
                SAID, packed, max_age=60, path=self._cookie_path, httponly=True, samesite="lax"
            )
        return answer

    @property
    def _cookie_path(self) -> str:
        return self.request.scope.get("root_path", "") or "/"

    def _shell(self) -> dict[str, Any]:
        return {
            "visit": self,
            "url": self.url,
            "path": self.path,
            "site": self.site,
            "token": token_of(self.request),
            "me": None,
            "now": self.office.clock.now(),
        }


class Visit(Guest):
    """A request of somebody: his desk shows what he sees, and what he does is done by ``key``."""

    def __init__(self, request: Request, login: str) -> None:
        super().__init__(request)
        self.login = login
        self.desk: Desk = self.office.desk(login)
        self.key = self.desk.key
        self.person: Person = self.desk.person

    @property
    def is_administrator(self) -> bool:
        """Whether he administers the office."""
        return "administrator" in self.person.roles

    @cached_property
    def unread(self) -> int:
        """How many notices wait to be read."""
        return self.desk.unread()

    @cached_property
    def owed(self) -> int:
        """How many tasks wait for him."""
        return self.desk.owed()

    @cached_property
    def alarm(self) -> str:
        """What is wrong with the office's machinery and must be seen everywhere, empty for nothing."""
        if not self.sees_operations:
            return ""
        return self.site.alarms.sentence(self.office, self.language)

    @property
    def sees_operations(self) -> bool:
        """Whether the state of the office's machinery is shown to him."""
        return bool(self.person.roles & {"administrator", "auditor"})

    def _shell(self) -> dict[str, Any]:
        return {**super()._shell(), "me": self.person}


def is_api(request: Request) -> bool:
    """Say whether a program asks rather than a person."""
    return request.url.path.removeprefix(request.scope.get("root_path", "")).startswith(API)


def guest_of(request: Request) -> Guest:
    """Give the visit of anybody, signed in or not."""
    return Guest(request)


def visit_of(request: Request) -> Visit:
    """Give the visit of somebody.

    Raises NotSignedIn, MustChange, and UnknownPerson for one the office lacks.
    """
    login = site_of(request).identify(request)
    if login is None:
        raise NotSignedIn
    visit = Visit(request, login)
    session = getattr(request.state, "session", None)
    if session is not None and session.must_change and visit.path != MUST_GO_TO:
        raise MustChange
    return visit


LAST_CASE, LAST_ENTRY = 2**53, 2**31 - 1
CaseNumber = Annotated[int, Path(ge=0, le=LAST_CASE)]
EntryNumber = Annotated[int, Path(ge=0, le=LAST_ENTRY)]
Offset = Annotated[int, Query(ge=0, le=10**7)]
"""Numbers in addresses, within what both databases keep."""

At = Annotated[Visit, Depends(visit_of)]
AtDoor = Annotated[Guest, Depends(guest_of)]


def _unpacked(said: str) -> str:
    try:
        return base64.urlsafe_b64decode(said.encode()).decode()
    except ValueError:
        return ""
