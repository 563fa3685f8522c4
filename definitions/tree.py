"""A YAML file as plain values, with the place of every key and value: the door to ruamel.yaml.

The file is read from the parser's events, so anchors, merges, tags and duplicate keys are seen
where they stand and nothing is ever constructed from a tag.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.reader import ReaderError

from .findings import Findings, Path, Places, Spot, start_of

SIZE_LIMIT = 1024 * 1024
DEPTH_LIMIT = 24
_KEPT = 4
"""Of how many texts the events are kept."""
_LONGEST = 256 * 1024
"""The events of a text of more signs than these are not kept."""
_WIDE_COLON = re.compile(r"[\s-]*[a-z_]+：")
_TAG = "tag:yaml.org,2002:"


class _StopReading(Exception):
    """The rest of the file can't be read; the fault has been recorded."""


@dataclass(slots=True)
class _Reader:
    """Builds plain values from parser events and records places and faults on the way."""

    events: Iterator[Any]
    findings: Findings
    places: Places = field(default_factory=dict)

    def document(self) -> Any:
        """Read the one document of the stream, None for an empty stream."""
        event = next(self.events)
        while isinstance(event, (StreamStartEvent, DocumentStartEvent)):
            event = next(self.events)
        if not hasattr(event, "anchor"):
            return None
        value = self._value(event, (), _spot(event))
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self._stop("several-documents", event)
        return value

    def _value(self, event: Any, path: Path, key: Spot) -> Any:
        if len(path) > DEPTH_LIMIT:
            self._stop("too-deep", event)
        spot = _spot(event)
        self.places[path] = (key, spot)
        if isinstance(event, AliasEvent):
            self.findings.add("anchor", path, name=f"*{event.anchor}")
            self.findings.broken.add(path)
            return None
        if event.anchor is not None:
            self.findings.add("anchor", path, name=f"&{event.anchor}")
        if event.tag is not None:
            self.findings.add("tag", path, name=str(event.tag))
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        value = self._scalar(event)
        if value is None:
            self.places[path] = (key, key)
        if isinstance(value, str) and not _is_clean(value):
            self.findings.add("control-character", path)
            self.findings.broken.add(path)
            return None
        return value

    def _mapping(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in iter(self.events.__next__, None):
            if isinstance(event, MappingEndEvent):
                return result
            if not isinstance(event, ScalarEvent):
                self._stop("key-not-text", event)
            key, at = str(event.value), _spot(event)
            inner: Path = (*path, key)
            if key == "<<":
                self.findings.at("anchor", at, inner, name=key)
            elif key in result:
                self.findings.at("duplicate-key", at, inner, name=key)
                inner = (*path, f"{key} ({at[0]}:{at[1]})")
            value = self._value(next(self.events), inner, at)
            if inner[-1] == key and key != "<<":
                result[key] = value
        return result

    def _sequence(self, path: Path) -> list[Any]:
        result: list[Any] = []
        for event in iter(self.events.__next__, None):
            if isinstance(event, SequenceEndEvent):
                break
            result.append(self._value(event, (*path, len(result)), _spot(event)))
        return result

    def _scalar(self, event: ScalarEvent) -> Any:
        text = str(event.value)
        tag = _resolver().resolve(ScalarNode, event.value, event.implicit)
        kind = str(tag).removeprefix(_TAG)
        try:
            if kind == "int":
                return int(text.replace("_", ""))
            if kind == "float":
                return float(text.replace("_", ""))
        except ValueError:
            return text
        if kind == "bool" and text.lower() in {"true", "false"}:
            return text.lower() == "true"
        return None if kind == "null" else text

    def _stop(self, code: str, event: Any) -> None:
        self.findings.at(code, _spot(event), ())
        raise _StopReading


def _spot(event: Any) -> Spot:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _is_clean(text: str) -> bool:
    return not any(unicodedata.category(c) in {"Cc", "Cs"} for c in text if c not in "\n\t")


def read_tree(source: str, findings: Findings) -> dict[str, Any] | None:
    """Read a YAML file into plain mappings, lists and scalars; None when nothing can be checked.

    The places of keys and values, and every fault of the file itself, go to ``findings``.
    """
    text = source.removeprefix("\ufeff")
    if len(text.encode(errors="replace")) > SIZE_LIMIT:
        findings.at("too-large", (1, 1), (), limit="1 MiB")
        return None
    reader = _Reader(_PARSED.events(text), findings)
    findings.places = reader.places
    try:
        value = reader.document()
    except _StopReading:
        return None
    except MarkedYAMLError as error:
        _record_syntax(error, text, findings)
        return None
    except ReaderError as error:
        findings.at("control-character", start_of(text, error.position), ())
        return None
    except Exception as error:  # noqa: BLE001 - the parser lets bare exceptions out on hostile text
        findings.at("syntax", (1, 1), (), why=type(error).__name__)
        return None
    if value is None:
        findings.at("empty-file", (1, 1), ())
    elif not isinstance(value, dict):
        findings.add("not-a-mapping", ())
    return value if isinstance(value, dict) else None


class _Parsed:
    """The parser's events of the texts read last, with what ended them too early.

    A text is read again by whoever draws it or compares it right after it was checked, and parsing
    is most of the work. What nobody read to its end is not kept.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: dict[str, tuple[list[Any], Exception | None]] = {}

    def events(self, text: str) -> Iterator[Any]:
        known = self._texts.get(text)
        if known is None:
            yield from self._parse(text)
            return
        events, error = known
        yield from events
        if error is not None:
            raise error

    def _parse(self, text: str) -> Iterator[Any]:
        """Parse a text, and keep what came once it was read to its end."""
        events: list[Any] = []
        try:
            for event in YAML(typ="safe", pure=True).parse(text):
                events.append(event)
                yield event
        except Exception as error:
            self._keep(text, (events, error.with_traceback(None)))
            raise
        self._keep(text, (events, None))

    def _keep(self, text: str, known: tuple[list[Any], Exception | None]) -> None:
        if len(text) > _LONGEST:
            return
        with self._lock:
            self._texts[text] = known
            while len(self._texts) > _KEPT:
                del self._texts[next(iter(self._texts))]


_PARSED = _Parsed()


@cache
def _resolver() -> Any:
    """Give what says of a plain scalar whether it is a number, and so on."""
    return YAML(typ="safe", pure=True).resolver


def _record_syntax(error: MarkedYAMLError, text: str, findings: Findings) -> None:
    mark = error.problem_mark or error.context_mark
    if error.context_mark and re.search("stream end|end of stream", str(error.problem)):
        # What was opened and never closed is of more help than the end of the file.
        mark = error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines() or [""]
    at = lines[min(line, len(lines)) - 1]
    if at[: column + 1].strip(" ").startswith("\t"):
        findings.at("tab", (line, column), ())
    elif any(_WIDE_COLON.match(shown) for shown in lines[max(0, line - 2) : line]):
        findings.at("wide-colon", (line, column), ())
    else:
        findings.at("syntax", (line, column), (), why=str(error.problem or error.context))
