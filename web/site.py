"""What a web app is made from: the office, who says who somebody is, and how pages are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from starlette.requests import Request

from ..accounts import AddressPace
from ..office import Office
from .alarms import Alarms
from .rendering import Renderer

Identify = Callable[[Request], str | None]
"""Gives the login of whoever sends a request, as the office's ``Identity`` knows it; None for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One web app.

    ``has_accounts`` tells whether people sign in here; else the host lets them in. ``is_embedded``
    hides menu and header, for a host that draws its own. ``alarms`` tell when the office's loop has
    stopped, ``verifying`` is how fast codes of letters may be tried, ``proving`` is held while
    history is proven.
    """

    office: Office
    identify: Identify
    renderer: Renderer
    has_accounts: bool
    is_embedded: bool = False
    trusted_origins: frozenset[str] = frozenset()
    verifying: AddressPace = field(default_factory=AddressPace)
    alarms: Alarms = field(default_factory=Alarms)
    proving: Lock = field(default_factory=Lock)


def site_of(request: Request) -> Site:
    """Give the web app a request came to."""
    site: Site = request.app.state.site
    return site
