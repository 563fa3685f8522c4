"""How pages are drawn: templates, the phrases in them, pictures and static files.

A host may give folders of its own templates: a file there stands in place of the one of the same
name here, ``base.html`` and its blocks included.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..definitions.letters import TO_FILL
from ..errors import Language
from ..notifications import BLANK_DATE
from .icons import ICONS
from .languages import LANGUAGES, translators

_PLACE: Final = re.compile(rf"({TO_FILL}[^】\n]*】?)")
STATIC: Final = files(__package__ or "") / "static"


class Renderer:
    """Draws the pages of one web app, in every language."""

    def __init__(self, *, zone: tzinfo, templates: Sequence[Path] = ()) -> None:
        self._zone = zone
        self._translators = translators()
        shipped = PackageLoader(__package__ or "", "templates")
        self._environment = Environment(
            loader=ChoiceLoader([*(FileSystemLoader(folder) for folder in templates), shipped]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        filters: dict[str, Any] = self._environment.filters
        filters.update(day=self.day, minute=self.minute, short=self.short, iso=_iso)
        known: dict[str, Any] = self._environment.globals
        known.update(icon=icon, assets=self.assets, pieces=pieces, blank_date=BLANK_DATE)

    def draw(self, template: str, language: Language, facts: Mapping[str, Any]) -> str:
        """Draw a page or a part of one."""
        return self._environment.get_template(template).render(
            **facts,
            _=self._translators[language],
            lang=language,
            lang_tag=LANGUAGES[language],
        )

    def say(self, language: Language, phrase: str, **given: object) -> str:
        """Say a phrase in a language."""
        return self._translators[language](phrase, **given)

    def day(self, at: datetime | date | None) -> str:
        """Write the day of a moment in the office's zone, or a day; a dash for none."""
        if at is None:
            return "—"
        if isinstance(at, datetime):
            at = at.astimezone(self._zone).date()
        return at.isoformat()

    def short(self, at: datetime | date | None, now: datetime) -> str:
        """Write a day without its year where it is this year's, for narrow columns."""
        day = self.day(at)
        this_year = self.day(now)[:5]
        return day.removeprefix(this_year) if day.startswith(this_year) else day[2:]

    def minute(self, at: datetime | None) -> str:
        """Write a moment to the minute in the office's zone; a dash for none."""
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M") if at else "—"

    @cached_property
    def assets(self) -> Mapping[str, str]:
        """Every static file by its name, with the query that changes whenever its content does."""
        return dict(_assets("", STATIC))


def icon(name: str) -> Markup:
    """Draw one of the small pictures; it says nothing to a screen reader."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>'
    ).format(Markup(ICONS[name]))  # noqa: S704 - our own constant


def pieces(text: str) -> Sequence[tuple[bool, str]]:
    """Cut a text at the places still to be filled in, each piece with whether it is one."""
    return [(bool(_PLACE.fullmatch(piece)), piece) for piece in _PLACE.split(text) if piece]


def _iso(at: datetime | date | None) -> str:
    return at.isoformat() if at else ""


def _assets(prefix: str, folder: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for file in folder.iterdir():
        name = f"{prefix}{file.name}"
        if file.is_dir():
            found += _assets(f"{name}/", file)
        else:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
            found.append((name, f"/static/{name}?v={digest}"))
    return found
