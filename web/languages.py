"""The languages of the screens: Chinese as written in the templates, others from PO catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from babel.messages.pofile import read_po

from ..errors import Language

LANGUAGES: Final[Mapping[Language, str]] = {"zh": "zh-CN", "en": "en"}
"""The languages there are, each with its name for browsers (BCP 47)."""

LONGEST: Final = 500
"""So much of an ``Accept-Language`` is read."""

Phrases = Mapping[str, str]


class Translator:
    """Says a phrase in one language; ``{name}`` in it is replaced by what is given under the name."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def __call__(self, phrase: str, **given: object) -> str:
        """Say a phrase; one that has no translation is said as it was written."""
        said = self._phrases.get(phrase) or phrase
        return said.format(**given) if given else said


@cache
def translators() -> Mapping[Language, Translator]:
    """Read every catalogue that ships, once in a process."""
    return {
        language: Translator(dict(_phrases(files(__package__ or "") / "locale" / language)))
        for language in LANGUAGES
    }


def language_named(name: str) -> Language:
    """Give the language of a name, Chinese for one that is none."""
    return "en" if name.lower().startswith("en") else "zh"


def preferred(header: str) -> Language:
    """Give the language an ``Accept-Language`` prefers of those there are, else Chinese."""
    ranked: list[tuple[float, Language]] = []
    for part in header[:LONGEST].split(","):
        name, _, rest = part.strip().partition(";")
        weight = _weight(rest)
        if weight > 0 and name[:2].lower() in LANGUAGES:
            ranked.append((weight, language_named(name)))
    return max(ranked, key=lambda pair: pair[0], default=(0.0, "zh"))[1]


def _weight(said: str) -> float:
    name, _, value = said.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def _phrases(folder: Traversable) -> Iterator[tuple[str, str]]:
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".po"):
            with file.open("rb") as opened:
                catalogue = read_po(opened)
            yield from ((str(m.id), str(m.string)) for m in catalogue if m.id and m.string)
