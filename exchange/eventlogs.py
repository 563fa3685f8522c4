"""Writes event logs for process mining programs, case by case, so that a long history needs little memory.

XES is that of IEEE 1849-2016: the extensions Concept, Time, Lifecycle and Organizational, and
``stage``, ``via`` and ``on_time`` as attributes of no extension. The CSV file has the same names.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from ..definitions.diagrams.markup import tag
from ..errors import UnwritableFile
from ..workflow.mining import Event, Trace
from .quoting import guarded

XES_SUFFIXES: Final = (".xes", ".xes.gz")
CSV_COLUMNS: Final = (
    "case:concept:name",
    "concept:name",
    "lifecycle:transition",
    "time:timestamp",
    "concept:instance",
    "org:resource",
    "org:group",
    "stage",
    "via",
    "on_time",
)
_EXTENSIONS: Final = {
    "Concept": "concept",
    "Time": "time",
    "Lifecycle": "lifecycle",
    "Organizational": "org",
}
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
)
_GLOBALS: Final = (
    '<global scope="trace"><string key="concept:name" value=""/></global>\n'
    '<global scope="event"><string key="concept:name" value=""/>'
    '<string key="lifecycle:transition" value="complete"/>'
    '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>'
    '<string key="stage" value=""/></global>\n'
    '<classifier name="Activity" scope="event" keys="concept:name"/>\n'
    '<classifier name="Stage" scope="event" keys="stage lifecycle:transition"/>\n'
)


def write_xes(path: Path, traces: Iterable[Trace], *, zone: tzinfo) -> int:
    """Write an event log as ``.xes`` or ``.xes.gz``; give how many cases it holds.

    The same history gives the same file. Raises UnwritableFile for another ending, and OSError.
    """
    if not path.name.lower().endswith(XES_SUFFIXES):
        raise _refused(path, "XES", XES_SUFFIXES)
    cases = 0
    with path.open("wb") as file:
        is_packed = path.suffix.lower() == ".gz"
        packed = gzip.GzipFile("", "wb", fileobj=file, mtime=0) if is_packed else None
        into = packed or file
        into.write(_head().encode())
        for trace in traces:
            into.write(_trace(trace, zone).encode())
            cases += 1
        into.write(b"</log>\n")
        if packed is not None:
            packed.close()
    return cases


def write_event_csv(path: Path, traces: Iterable[Trace], *, zone: tzinfo) -> int:
    """Write an event log as ``.csv``, a line for each event; give how many cases it holds.

    UTF-8 with BOM; text a spreadsheet would compute is led by an apostrophe. Raises UnwritableFile
    for another ending, and OSError.
    """
    if path.suffix.lower() != ".csv":
        raise _refused(path, "CSV", (".csv",))
    cases = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(CSV_COLUMNS)
        for trace in traces:
            for event in trace.events:
                found = {key: value for _, key, value in _attributes(event, zone)}
                writer.writerow(
                    (trace.case, *(guarded(found.get(key, "")) for key in CSV_COLUMNS[1:]))
                )
            cases += 1
    return cases


def _refused(path: Path, form: str, endings: Sequence[str]) -> UnwritableFile:
    return UnwritableFile(
        file=str(path),
        why=f"its name is not one of an event log in {form}",
        mend=f"Give a name that ends in {' or '.join(endings)}.",
        why_zh=f"文件名不是 {form} 事件日志的",
        mend_zh=f"请使用以 {' 或 '.join(endings)} 结尾的文件名",
    )


def _head() -> str:
    extensions = (
        f'<extension name="{name}" prefix="{prefix}"'
        f' uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
        for name, prefix in _EXTENSIONS.items()
    )
    return _HEAD + "".join(extensions) + _GLOBALS


def _trace(trace: Trace, zone: tzinfo) -> str:
    events = "".join(
        "<event>"
        + "".join(tag(kind, key=key, value=value) for kind, key, value in _attributes(event, zone))
        + "</event>\n"
        for event in trace.events
    )
    return f'<trace><string key="concept:name" value="{trace.case}"/>\n{events}</trace>\n'


def _attributes(event: Event, zone: tzinfo) -> Iterator[tuple[str, str, str]]:
    """Give what is said of an event: of which sort, under which key, what."""
    yield "string", "concept:name", event.title
    yield "string", "concept:instance", str(event.stay)
    yield "string", "lifecycle:transition", event.lifecycle
    yield "date", "time:timestamp", _moment(event.at, zone)
    yield "string", "stage", event.stage
    for key, value in (
        ("org:resource", event.by),
        ("org:group", event.group),
        ("via", event.via),
    ):
        if value:
            yield "string", key, value
    if event.on_time is not None:
        yield "boolean", "on_time", "true" if event.on_time else "false"


def _moment(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="milliseconds")
