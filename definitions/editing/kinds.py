"""What a value of a flow is filled in with on a form, and how what was filled in is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import dedent
from typing import Any, Literal, get_args

from pydantic import BaseModel

from ...errors import DefinitionFaults
from ..findings import Findings, Path
from ..shape import bare
from ..spans import Span
from ..tree import read_tree
from .outline import Outline
from .references import is_expression, sections_named

Kind = Literal[
    "text",
    "span",
    "choice",
    "names",
    "expression",
    "boolean",
    "number",
    "title",
    "group",
    "list",
    "raw",
]
_SCALARS = (str, int, float, bool)


def kind_of(annotation: Any, value: Any, path: Path, *, is_there: bool) -> Kind:
    """Say what a value of this type is filled in with; ``raw`` where it is not written so."""
    kind = _kind_in(annotation, value, path)
    return kind if not is_there or value is None or _fits(kind, value) else "raw"


def _kind_in(annotation: Any, value: Any, path: Path) -> Kind:
    origin = getattr(annotation, "__origin__", None)
    if origin is dict:
        is_short = not isinstance(value, Mapping) and bare(annotation.__args__[-1]) is Span
        return "span" if is_short else "list"
    if origin is list:
        item = bare(annotation.__args__[-1])
        # One rule may stand without the list it is the only one of.
        return "names" if item is str else ("group" if isinstance(value, Mapping) else "list")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if isinstance(value, (str, list)) and sections_named(path):
            return "names"
        return "title" if annotation.__name__ == "TitlePart" else "group"
    if annotation is str:
        if is_expression(path):
            return "expression"
        return "choice" if sections_named(path) else "text"
    simple: dict[Any, Kind] = {bool: "boolean", int: "number", float: "number", Span: "span"}
    if annotation in simple:
        return simple[annotation]
    if get_args(annotation) and origin is Literal:
        return "choice"
    return "text" if annotation is not None else "raw"


def _fits(kind: Kind, value: Any) -> bool:
    """Say whether a value is written in a form that its field shows whole."""
    if kind == "title":
        return isinstance(value, str) or (
            isinstance(value, Mapping) and set(value) <= {"zh", "en"}  # type: ignore[arg-type]
        )
    if kind == "names":
        return isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(v, str) for v in value)
        )
    if kind == "group":
        return isinstance(value, Mapping)
    if kind == "list":
        return isinstance(value, (Mapping, list))
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, _SCALARS)


def snippet_of(outline: Outline, path: Path) -> str:
    """Give the YAML of a value as it is written, moved to the left."""
    written = outline.find(path)
    if outline.line_start(written.start) < outline.member(path).key_end:
        return outline.text[written.start : written.end]
    return dedent(outline.text[outline.line_start(written.start) : written.end])


def value_of(snippet: str) -> Any:
    """Read a piece of YAML; raise DefinitionFaults, with places in the piece itself."""
    findings = Findings("")
    indented = "\n".join(f"  {line}" for line in snippet.splitlines())
    tree = read_tree(f"value:\n{indented}\n", findings)
    if tree is None or findings.faults:
        raise DefinitionFaults(faults=findings.in_order())
    return tree["value"]


def filled_in(kind: Kind, given: Sequence[str]) -> Any:
    """Give the plain value of what was filled in; None where a field was left empty.

    ``given`` is one text, for names one for each, for a title the Chinese and the English one. What
    is not of the kind stays a text, for the check to say so. Raises DefinitionFaults for YAML.
    """
    texts = [text.strip() for text in given]
    first = texts[0] if texts else ""
    if kind == "title" and len(texts) > 1 and texts[1]:
        return {"zh": first, "en": texts[1]}
    if kind == "names":
        return [text for text in texts if text] or None
    if not first:
        return None
    if kind == "raw":
        return value_of(given[0])
    if kind == "boolean":
        return {"true": True, "false": False}.get(first, first)
    if kind == "number":
        return _number(first)
    return first


def _number(text: str) -> Any:
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text
