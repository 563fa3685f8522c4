"""Parts of pages that keep themselves fresh: nothing is drawn while nothing has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from starlette.responses import Response

from .visits import Guest


def fresh(guest: Guest, facts: Iterable[object], draw: Callable[[], Response]) -> Response:
    """Draw a page with a tag of the ``facts`` it shows; 304 for a part that shows them already."""
    shown = "\n".join(map(repr, [guest.language, guest.same(), *facts]))
    tag = f'"{hashlib.blake2s(shown.encode(), digest_size=12).hexdigest()}"'
    if guest.is_partial and guest.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    page = draw()
    page.headers["ETag"] = tag
    return page
