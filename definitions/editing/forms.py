"""A flow's text as a form: sections in the order of the file, entries, fields, and their faults.

The form follows from the document's models: a key they know has a field, whatever has no field of
its own kind is offered as a piece of YAML, so that everything in the language can be edited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ...errors import Fault
from ..document import Document
from ..findings import Findings, Path
from ..model import Title
from ..shape import bare
from ..tree import read_tree
from .kinds import Kind, kind_of, snippet_of
from .labels import label_of
from .offering import Offer, choices_at, words_of
from .outline import Outline, outline_of
from .references import is_expression

_HEADING = Title(zh="基本信息", en="Basics")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One value of an entry.

    ``kind`` says what it is filled in with; ``value`` is the plain value, None where nothing is
    written (``is_there``). ``offers`` are what there is to choose from. A ``group`` has ``fields``,
    a ``list`` has ``entries``; ``snippet`` is the YAML of a ``raw`` one. ``line`` is 0 for one that
    is not written. ``faults`` are those at it or inside it, but for those its own parts show.
    """

    key: str
    path: Path
    label: Title
    kind: Kind
    value: Any
    line: int
    is_there: bool
    is_required: bool
    offers: tuple[Offer, ...] = ()
    fields: tuple[FormField, ...] = ()
    entries: tuple[FormEntry, ...] = ()
    snippet: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormEntry:
    """One thing a section or a list holds, by its key or its place; ``title`` is what it is called."""

    key: str
    path: Path
    title: str
    line: int
    fields: tuple[FormField, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection:
    """A part of the file: the ``heading`` (no path), entries by key, or a single thing.

    A section whose entries have no key, such as extension, has one entry, which is the section.
    ``is_keyed`` says whether entries can be added under a key. ``line`` is 0 for one not written.
    """

    key: str
    path: Path
    label: Title
    line: int
    is_there: bool
    is_keyed: bool
    entries: tuple[FormEntry, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole text as a form; without sections where the text can't be read as YAML at all.

    Sections that are written come first, in the order of the file, then those that could be.
    ``faults`` are all there are, in the order of the file.
    """

    sections: tuple[FormSection, ...]
    faults: tuple[Fault, ...]
    is_readable: bool

    def section(self, key: str) -> FormSection | None:
        """Give a section by its key, the heading by the empty one; None for none."""
        return next((s for s in self.sections if s.key == key), None)


def form_of(text: str, faults: Sequence[Fault] = ()) -> Form:
    """Give the form of a text, sound or faulty; ``faults`` are those found in it."""
    findings = Findings("")
    body = text.removeprefix("\ufeff")
    tree = read_tree(body, findings)
    if tree is None or findings.faults:
        return Form(sections=(), faults=tuple(faults) or findings.in_order(), is_readable=False)
    return _Maker(tree, findings, outline_of(body), tuple(faults)).form()


@dataclass(slots=True)
class _Maker:
    tree: dict[str, Any]
    findings: Findings
    outline: Outline
    faults: tuple[Fault, ...]

    def form(self) -> Form:
        parts = {info.alias or name: info for name, info in Document.model_fields.items()}
        heading = [k for k, info in parts.items() if not _is_section(info)]
        sections = [k for k in parts if k not in heading]
        written = [k for k in self.tree if k in sections]
        order = [*written, *(k for k in sections if k not in written)]
        first = FormEntry(
            key="",
            path=(),
            title=words_of(self.tree),
            line=1,
            fields=tuple(self.field(parts[k], (k,)) for k in heading) + self.strays((), parts),
        )
        top = FormSection(
            key="",
            path=(),
            label=_HEADING,
            line=1,
            is_there=True,
            is_keyed=False,
            entries=(first,),
            faults=self._own((), [*parts, *self.tree]),
        )
        made = tuple(self.section(k, parts[k]) for k in order)
        return Form(sections=(top, *made), faults=self.faults, is_readable=True)

    def section(self, key: str, info: FieldInfo) -> FormSection:
        path, annotation = (key,), bare(info.annotation)
        value = self.tree.get(key)
        is_keyed = _holds(annotation) is dict
        if is_keyed and isinstance(value, Mapping):
            entries = self.entries(annotation, path, value)
        elif key in self.tree:
            entries = (self.whole(info, path),)
        else:
            entries = ()
        return FormSection(
            key=key,
            path=path,
            label=label_of(key),
            line=self.line(path),
            is_there=key in self.tree,
            is_keyed=is_keyed,
            entries=entries,
            faults=self._own(path, [] if not is_keyed else [*cast("Any", value or ())]),
        )

    def whole(self, info: FieldInfo, path: Path) -> FormEntry:
        """Give the one entry of a section without keys."""
        field = self.field(info, path)
        fields = field.fields or (field,)
        return FormEntry(
            key="", path=path, title=label_of(str(path[0])).zh, line=field.line, fields=fields
        )

    def entries(self, annotation: Any, path: Path, value: Any) -> tuple[FormEntry, ...]:
        part = bare(annotation.__args__[-1])
        steps = list(value) if isinstance(value, Mapping) else list(range(len(value)))
        return tuple(self.entry(part, (*path, step), value[step]) for step in steps)

    def entry(self, part: Any, path: Path, value: Any) -> FormEntry:
        is_part = _is_part(part) and part.__name__ != "TitlePart" and isinstance(value, Mapping)
        alone = () if is_part else (self.plain(part, path, is_required=True),)
        fields = alone or self.parts(part, path)
        known = [f.key for f in fields]
        return FormEntry(
            key=str(path[-1]),
            path=path,
            title=words_of(value) or str(path[-1]),
            line=self.line(path),
            fields=fields,
            faults=self._own(path, known) if is_part else (),
        )

    def parts(self, part: type[BaseModel], path: Path) -> tuple[FormField, ...]:
        known = {info.alias or name: info for name, info in part.model_fields.items()}
        fields = tuple(self.field(info, (*path, key)) for key, info in known.items())
        return fields + self.strays(path, known)

    def strays(self, path: Path, known: Mapping[str, Any]) -> tuple[FormField, ...]:
        """Give what is written under keys the language does not know, to be mended or removed."""
        written: Any = self.value(path)
        strays = [k for k in written if k not in known] if isinstance(written, Mapping) else []
        return tuple(self.plain(None, (*path, k), is_required=False) for k in strays)

    def field(self, info: FieldInfo, path: Path) -> FormField:
        return self.plain(bare(info.annotation), path, is_required=info.is_required())

    def plain(self, annotation: Any, path: Path, *, is_required: bool) -> FormField:
        value, is_there = self.value(path), self.is_there(path)
        kind = kind_of(annotation, value, path, is_there=is_there)
        fields: tuple[FormField, ...] = ()
        entries: tuple[FormEntry, ...] = ()
        if kind == "group" and isinstance(value, Mapping):
            is_list = _holds(annotation) is list
            fields = self.parts(bare(annotation.__args__[-1]) if is_list else annotation, path)
        elif kind == "list" and value:
            entries = self.entries(annotation, path, value)
        inner: list[Any] = [f.key for f in fields] or [e.path[-1] for e in entries]
        return FormField(
            key=str(path[-1]),
            path=path,
            label=label_of(str(path[-1])),
            kind=kind,
            value=value,
            line=self.line(path),
            is_there=is_there,
            is_required=is_required,
            offers=() if is_expression(path) else choices_at(self.tree, annotation, path),
            fields=fields,
            entries=entries,
            snippet=snippet_of(self.outline, path) if kind == "raw" and is_there else "",
            faults=self._own(path, inner),
        )

    def value(self, path: Path) -> Any:
        found: Any = self.tree
        for step in path:
            if isinstance(found, Mapping):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int):
                found = found[step]
            else:
                return None
        return found

    def is_there(self, path: Path) -> bool:
        return path in self.findings.places

    def line(self, path: Path) -> int:
        return self.findings.places[path][0][0] if self.is_there(path) else 0

    def _own(self, path: Path, inner: Sequence[Any]) -> tuple[Fault, ...]:
        """Give the faults at a path that none of the parts inside it shows."""
        here = ".".join(map(str, path))
        shown = [".".join(map(str, (*path, step))) for step in inner]
        return tuple(
            fault
            for fault in self.faults
            if _is_at(fault.path, here) and not any(_is_at(fault.path, s) for s in shown)
        )


def _is_at(path: str, here: str) -> bool:
    return not here or path == here or path.startswith(f"{here}.")


def _holds(annotation: Any) -> Any:
    return getattr(annotation, "__origin__", None)


def _is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_section(info: FieldInfo) -> bool:
    annotation = bare(info.annotation)
    if _holds(annotation) in {dict, list}:
        return _holds(annotation) is dict or _is_part(bare(annotation.__args__[-1]))
    return _is_part(annotation) and annotation.__name__ != "TitlePart"
