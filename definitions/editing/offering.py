"""What there is to choose from in a field of a form: names declared elsewhere, words of the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from ..draft import HEAD, HOLDER
from ..findings import Path
from ..shape import bare
from .references import place_of, sections_named

_TOLD = {("ladders", "*", "rungs", "to"), ("ladders", "*", "rungs", "copy")}
_WHOLE_ROLES = {
    ("issuer",),
    ("calendar_of",),
    ("stages", "*", "owner"),
    ("transitions", "*", "requires", "role"),
    ("teams", "*", "one"),
    ("teams", "*", "some"),
    ("roles", "*", "near"),
    ("roles", "*", "exclude"),
    ("opening", "role"),
    ("letters", "*", "issuer"),
}
"""Where a role can't be named by its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something to choose: what is written, and what it is called (Chinese, as in the file)."""

    key: str
    title: str


def words_of(value: Any) -> str:
    """Give what an entry is called: its Chinese title, empty for one without."""
    title = cast("Mapping[str, Any]", value).get("title") if isinstance(value, Mapping) else value
    if isinstance(title, Mapping):
        title = cast("Mapping[str, Any]", title).get("zh")
    return title if isinstance(title, str) else ""


def choices_at(tree: Mapping[str, Any], annotation: Any, path: Path) -> tuple[Offer, ...]:
    """Give what may stand at a path, in the order of the file; none where anything may."""
    annotation = bare(annotation)
    if getattr(annotation, "__origin__", None) is Literal:
        return tuple(Offer(key=str(word), title=str(word)) for word in get_args(annotation))
    if path[:1] == ("decisions",) and path[-1] == "then":
        outcomes = _entries(_entries(tree.get("decisions")).get(str(path[1])), "outcomes")
        return tuple(_named(outcomes))
    return tuple(_offers(tree, path))


def _offers(tree: Mapping[str, Any], path: Path) -> Iterator[Offer]:
    place = place_of(path)
    for section in sections_named(path):
        if section == "rungs":
            yield from _rungs(_entries(tree.get("ladders")).get(str(path[1])))
            continue
        for offer in _named(_entries(tree.get(section))):
            yield offer
            entry = _entries(tree.get(section)).get(offer.key)
            is_unit = isinstance(entry, Mapping) and cast("Any", entry).get("holder") == "unit"
            if section == "roles" and is_unit and place not in _WHOLE_ROLES:
                yield Offer(key=f"{offer.key}{HEAD}", title=f"{offer.title}负责人")
    if place in _TOLD:
        yield Offer(key=HOLDER, title="承办人")
        yield Offer(key=f"{HOLDER}{HEAD}", title="承办单位负责人")


def _entries(value: Any, key: str = "") -> Mapping[str, Any]:
    found = _entries(value).get(key) if key else value
    return cast("Mapping[str, Any]", found) if isinstance(found, Mapping) else {}


def _named(entries: Mapping[str, Any]) -> Iterator[Offer]:
    for key, entry in entries.items():
        yield Offer(key=key, title=words_of(entry) or _title(entry) or key)


def _title(value: Any) -> str:
    """Give a title that stands alone, in the languages it has."""
    found = cast("Mapping[str, Any]", value).get("zh") if isinstance(value, Mapping) else ""
    return found if isinstance(found, str) else ""


def _rungs(ladder: Any) -> Iterator[Offer]:
    rungs = _entries(ladder).get("rungs")
    for rung in rungs if isinstance(rungs, list) else []:
        key = _entries(rung).get("rung")
        if isinstance(key, str):
            yield Offer(key=key, title=words_of(rung) or key)
