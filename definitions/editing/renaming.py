"""Renaming a key of a flow together with everything in it that refers to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, cast

from ..document import Document
from ..draft import HEAD
from ..findings import Path
from ..lamps import FIELD
from ..shape import keys_at
from ..tokens import comparisons, tokens
from .operations import NOTHING_THERE, Rename, at, key_field, refuse
from .outline import outline_of
from .references import KEYS, is_expression, keys_in, place_of, scalars, sections_named
from .rendering import inline
from .splicing import replaced

_NO_KEY = "it has no key to change", "这一项没有可改的编号"
_MEMBERS = {"stages": "stage", "materials": "materials", "fields": "filled"}
"""The variables of expressions that hold keys of a section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One place a name stands at: as a key, or as or within a value."""

    path: Path
    is_key: bool
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Renaming:
    """What is renamed: a key of a section, an outcome or option of ``of``, a rung of a ladder."""

    section: str
    of: str
    old: str
    new: str
    is_grade: bool

    def named(self, value: str) -> str:
        """Give a name that stands somewhere after the renaming, itself if it is another."""
        if value == self.old:
            return self.new
        if self.section == "roles" and value == self.old + HEAD:
            return self.new + HEAD
        if self.section == "fields" and value.startswith(FIELD):
            name = value.removeprefix(FIELD)
            return FIELD + name.replace(self.old, self.new) if name.strip() == self.old else value
        return value

    def expression(self, source: str) -> str:
        """Give an expression after the renaming."""
        spots: list[tuple[int, int, str]] = []
        if self.section in {"fields", "decisions"}:
            before = ""
            for token in tokens(source):
                if token.kind == "name" and token.text == self.old and before != ".":
                    spots.append((token.start, len(self.old), self.new))
                before = token.text
        spots += [
            (found.start + 1, len(self.old), self.new)
            for found in comparisons(source)
            if found.value == self.old and found.name in self._variables()
        ]
        for start, length, new in sorted(spots, reverse=True):
            source = source[:start] + new + source[start + length :]
        return source

    def _variables(self) -> set[str]:
        if self.section in _MEMBERS:
            return {_MEMBERS[self.section]}
        if self.section in {"outcomes", "options"}:
            return {self.of, "grade"} if self.is_grade else {self.of}
        return set()

    def meant_at(self, path: Path) -> bool:
        """Say whether a name at a path would be one of those renamed."""
        if self.section == "outcomes" and path[:3] == ("decisions", self.of, "rules"):
            return path[-1] == "then"
        sections = sections_named(path)
        if self.section == "rungs":
            return "rungs" in sections and path[:2] == ("ladders", self.of)
        return self.section in sections

    def meant_by_key(self, path: Path) -> bool:
        """Say whether a key at a path would be one of those renamed."""
        sections = KEYS.get(place_of(path), ())
        if self.section == "outcomes":
            return "outcomes" in sections and self.is_grade
        return self.section in sections


def rename_in_values(tree: dict[str, Any], operation: Rename) -> dict[str, Any]:
    """Give the plain values after a renaming; raise UnknownPart, EditRefused."""
    result = deepcopy(tree)
    for change in _changes(tree, operation):
        holder = at(result, change.path[:-1])
        if not change.is_key:
            holder[change.path[-1]] = change.new
            continue
        pairs = [(change.new if k == change.path[-1] else k, v) for k, v in holder.items()]
        holder.clear()
        holder.update(pairs)
    return result


def rename_in_text(text: str, tree: dict[str, Any], operation: Rename) -> str:
    """Give the text after a renaming; raise UnknownPart, EditRefused."""
    outline = outline_of(text)
    spots: list[tuple[int, int, str]] = []
    folded: list[_Change] = []
    for change in _changes(tree, operation):
        member = outline.member(change.path)
        if change.is_key:
            start, end = member.start, member.key_end
        else:
            start, end = member.value.start, member.value.end
            if "\n" in text[start:end]:
                folded.append(change)
                continue
        sign = text[start] if text[start] in "'\"" else ""
        spots.append((start, end, inline(change.new, is_within=False, quote=sign)))
    if folded:
        # What goes over several lines is written anew, before the keys on the way to it change.
        for change in folded:
            text = replaced(outline_of(text), change.path, change.new)
        return rename_in_text(text, _with(tree, folded), operation)
    for start, end, new in sorted(spots, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _with(tree: dict[str, Any], changes: list[_Change]) -> dict[str, Any]:
    result = deepcopy(tree)
    for change in changes:
        at(result, change.path[:-1])[change.path[-1]] = change.new
    return result


def _changes(tree: dict[str, Any], operation: Rename) -> list[_Change]:
    """Give every place that changes, the innermost keys first, so that paths stay right."""
    renaming, own = _meant(tree, operation)
    changes: list[_Change] = [own]
    for path, value in scalars(tree):
        if not isinstance(value, str) or path == own.path:
            continue
        if is_expression(path):
            new = renaming.expression(value)
        else:
            new = renaming.named(value) if renaming.meant_at(path) else value
        if new != value:
            changes.append(_Change(path=path, is_key=False, new=new))
    changes += _keys(tree, renaming, own)
    return sorted(changes, key=lambda change: -len(change.path))


def _keys(tree: dict[str, Any], renaming: _Renaming, own: _Change) -> Iterator[_Change]:
    for path in keys_in(tree):
        key = str(path[-1])
        new = renaming.named(key)
        if new != key and path != own.path and renaming.meant_by_key(path):
            if new in at(tree, path[:-1]):
                raise refuse((*path[:-1], new), NOTHING_THERE)
            yield _Change(path=path, is_key=True, new=new)


def _meant(tree: dict[str, Any], operation: Rename) -> tuple[_Renaming, _Change]:
    path, new = operation.path, operation.key
    value = at(tree, path) if path else None
    is_item = bool(path) and isinstance(path[-1], int)
    naming = key_field(value) if is_item else ""
    # The keys of the language itself are nobody's to change; one it does not know is a slip.
    if not path or (is_item and not naming) or path[-1] in keys_at(Document, path):
        raise refuse(path, _NO_KEY)
    holder = at(tree, path[:-1])
    if naming:
        items = cast("list[Mapping[str, Any]]", holder)
        taken = [item.get(naming) for item in items]
        own = _Change(path=(*path, naming), is_key=False, new=new)
        section, of, old = "rungs", str(path[1]), str(cast("Any", value)[naming])
    else:
        taken = list(holder)
        own = _Change(path=path, is_key=True, new=new)
        above = ("", "", *path)
        section, of, old = str(above[-2]), str((*path, "")[1]), str(path[-1])
    if new != old and new in taken:
        raise refuse((*path[:-1], new), NOTHING_THERE)
    is_grade = section == "outcomes" and tree.get("grade") == of
    is_nested = len(path) != 2 and section not in {"outcomes", "options", "rungs"}  # noqa: PLR2004
    renaming = _Renaming(
        section="" if is_nested else section, of=of, old=old, new=new, is_grade=is_grade
    )
    return renaming, own
