"""What a value of a flow is filled in with on a form, and how what was filled in is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import dedent
from typing import Any, Literal, cast

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
    kind = "raw" if annotation is None else _kind_in(annotation, value, path)
    return kind if not is_there or value is None or _fits(kind, value) else "raw"


def _kind_in(annotation: Any, value: Any, path: Path) -> Kind:
    origin, simple = getattr(annotation, "__origin__", None), _SIMPLE.get(annotation)
    kind: Kind = "text"
    if origin is dict:
        is_short = not isinstance(value, Mapping) and bare(annotation.__args__[-1]) is Span
        kind = "span" if is_short else "list"
    elif origin is list:
        item = bare(annotation.__args__[-1])
        # One rule may stand without the list it is the only one of.
        kind = "names" if item is str else ("group" if isinstance(value, Mapping) else "list")
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        is_short = isinstance(value, (str, list)) and bool(sections_named(path))
        is_title = annotation.__name__ == "TitlePart"
        kind = "names" if is_short else ("title" if is_title else "group")
    elif annotation is str and is_expression(path):
        kind = "expression"
    elif origin is Literal or (annotation is str and sections_named(path)):
        kind = "choice"
    return simple or kind


_SIMPLE: Mapping[Any, Kind] = {bool: "boolean", int: "number", float: "number", Span: "span"}


def _fits(kind: Kind, value: Any) -> bool:
    """Say whether a value is written in a form that its field shows whole."""
    match kind, value:
        case "title", Mapping():
            return {*cast("Mapping[str, Any]", value)} <= {"zh", "en"}
        case "names", list():
            return all(isinstance(name, str) for name in value)
        case "number", bool():
            return False
    return isinstance(value, _WRITTEN.get(kind, _SCALARS))


_WRITTEN: Mapping[Kind, tuple[type, ...]] = {
    "title": (str,),
    "names": (str,),
    "group": (Mapping,),
    "list": (Mapping, list),
    "boolean": (bool,),
    "number": (int, float),
}


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
    if kind == "names":
        return [text for text in texts if text] or None
    if kind == "title" and any(texts[1:]):
        return {"zh": first, "en": texts[1]}
    if not first:
        return None
    readers = {"raw": value_of, "boolean": _yes_or_no, "number": _number}
    return readers[kind](given[0]) if kind in readers else first


def _yes_or_no(text: str) -> Any:
    return {"true": True, "false": False}.get(text.strip(), text.strip())


def _number(text: str) -> Any:
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text.strip()
