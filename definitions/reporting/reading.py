"""Reading a report file: text to a checked definition, or every fault at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from typing import Any, Final

from ...errors import DefinitionFaults
from ..findings import Findings, Path, near
from ..people_compiler import title_of
from ..shape import BROKEN, check_key, read_as
from ..tree import read_tree
from .model import Appraised, Band, ReportSpec, Shown, ShownIndicator, TableSpec, Target
from .parts import AppraisedPart, IndicatorColumnPart, ReportDocument, TablePart
from .sentences import REPORT_SENTENCES

_NAME: Final = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")
_FACT: Final = re.compile(r"[^\s.]+\.[^\s.]+")
_FULL: Final = 100.0
_BLANK: Final[dict[str, Any]] = {
    "report": BROKEN,
    "title": BROKEN,
    "every": "month",
    "role": BROKEN,
    "office": BROKEN,
    "tables": {},
}
_WANTS: Final[dict[Shown, str]] = {"indicators": "indicators", "cases": "lights", "scores": "items"}
_MEANT: Final = ("indicators", "lights", "items", "grades")
STANDING: Final = ("running", "due", "on_time", "yellow", "red", "on_time_rate")
"""The columns of figures of a table that shows how units stand."""

STAGES: Final = ("reached", "present", "late")
"""The columns of figures of a table that shows the stages."""


def report_schema() -> dict[str, Any]:
    """Give the JSON Schema of a report file, for editors that complete and check while typing."""
    schema = ReportDocument.model_json_schema(by_alias=True, mode="validation")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "guatu report"
    return schema


def read_report(source: str, *, file: str, templates: Collection[str]) -> ReportSpec:
    """Read a report from its YAML text; raise DefinitionFaults with every fault found.

    ``file`` is the name shown in faults, ``templates`` are the letter templates there are.
    Whether the flows have what it names is seen when it is made: they change without it.
    """
    findings = Findings(file, REPORT_SENTENCES)
    tree = read_tree(source, findings)
    if tree is None:
        raise DefinitionFaults(faults=findings.in_order())
    doc = read_as(ReportDocument, tree, findings, blank=_BLANK)
    check_key(findings, doc.report, ("report",))
    template = f"{doc.letter}.txt.j2"
    if doc.letter and doc.letter != BROKEN and template not in templates:
        names = (name.removesuffix(".txt.j2") for name in templates)
        findings.add("unknown-template", ("letter",), name=doc.letter, **near(doc.letter, names))
    for name in doc.facts:
        if not _FACT.fullmatch(name):
            findings.add("fact-form", ("facts", name), on="key", name=name)
    if not doc.tables and findings.is_sound(("tables",)):
        findings.add("empty-section", ("tables",), on="key", name="tables")
    for key, table in doc.tables.items():
        check_key(findings, key, ("tables", key))
        _check_table(findings, table, ("tables", key))
    if findings.faults:
        raise DefinitionFaults(faults=findings.in_order())
    return _spec(doc, hashlib.sha256(source.encode()).hexdigest())


def _check_table(findings: Findings, table: TablePart, path: Path) -> None:
    if not findings.is_sound((*path, "shows")):
        return
    wanted = _WANTS.get(table.shows)
    if wanted and not getattr(table, wanted):
        findings.add("table-needs", path, on="key", shows=table.shows, name=wanted)
    for name in _MEANT:
        is_meant = name == wanted or (name == "grades" and table.shows == "scores")
        if getattr(table, name) and not is_meant:
            why, why_zh = f"the table shows {table.shows}", f"本表 shows 为 {table.shows}"
            findings.add("needless", (*path, name), on="key", name=name, why=why, why_zh=why_zh)
    for n, column in enumerate(table.indicators):
        _check_column(findings, column, (*path, "indicators", n))
    for key, item in table.items.items():
        check_key(findings, key, (*path, "items", key))
        _check_item(findings, key, item, (*path, "items", key))
    total = sum(item.weight for item in table.items.values())
    if table.items and findings.is_sound((*path, "items")) and round(total, 6) != _FULL:
        findings.add("weights-sum", (*path, "items"), on="key", total=f"{total:g}")
    _check_bands(findings, table, (*path, "grades"))
    charted = _figures_of(table)
    for n, name in enumerate(table.chart or ()):
        if name not in charted:
            findings.add("chart-column", (*path, "chart", n), name=name, **near(name, charted))


def _check_column(findings: Findings, column: IndicatorColumnPart, path: Path) -> None:
    _check_name(findings, column.indicator, path)
    if column.growth and column.over == "all":
        findings.add("growth-over", path, on="key")


def _check_name(findings: Findings, name: str, path: Path) -> None:
    if name != BROKEN and not _NAME.fullmatch(name):
        findings.add("indicator-name", path, name=name)


def _check_item(findings: Findings, key: str, item: AppraisedPart, path: Path) -> None:
    _check_name(findings, item.indicator, (*path, "indicator"))
    if not findings.is_sound(path):
        return
    if item.better == "less" and item.target is not None:
        findings.add("less-needs-full", path, on="key", name=key)
    elif (item.full is None) == (item.target is None):
        findings.add("full-or-target", path, on="key", name=key)


def _check_bands(findings: Findings, table: TablePart, path: Path) -> None:
    before = float("inf")
    for key, band in table.grades.items():
        check_key(findings, key, (*path, key))
        if band.least >= before:
            findings.add("bands-order", (*path, key), on="key", name=key)
        before = band.least
    if table.grades and before > 0 and findings.is_sound(path):
        findings.add("bands-order", path, on="key", name=next(reversed(table.grades)))


def _figures_of(table: TablePart) -> list[str]:
    """Name the columns of a table that hold figures."""
    if table.shows == "standing":
        return list(STANDING)
    if table.shows == "stages":
        return list(STAGES)
    if table.shows == "scores":
        return [*table.items, "score"]
    return [column_key(column) for column in table.indicators]


def column_key(part: IndicatorColumnPart) -> str:
    """Name the column of an indicator: its own key, and the time it is over unless that is all."""
    parts = [part.indicator.rpartition(".")[2]]
    parts += [part.over] if part.over != "all" else []
    parts += ["growth"] if part.growth else []
    return "_".join(parts)


def _spec(doc: ReportDocument, digest: str) -> ReportSpec:
    return ReportSpec(
        key=doc.report,
        title=title_of(doc.title),
        every=doc.every,
        role=doc.role,
        office=doc.office,
        tables={key: _table(key, table) for key, table in doc.tables.items()},
        hash=digest,
        flows=tuple(doc.flows),
        units=tuple(doc.units),
        grades=tuple(doc.grades),
        letter=doc.letter,
        to=tuple(doc.to),
        note=doc.note,
        caliber=doc.caliber,
        facts=dict(doc.facts),
    )


def _table(key: str, part: TablePart) -> TableSpec:
    return TableSpec(
        key=key,
        title=title_of(part.title),
        shows=part.shows,
        indicators=tuple(_indicator(column) for column in part.indicators),
        lights=tuple(part.lights),
        items=tuple(_item(name, item) for name, item in part.items.items()),
        bands=tuple(
            Band(key=name, title=title_of(band.title), least=band.least)
            for name, band in part.grades.items()
        ),
        chart=tuple(part.chart or ()),
    )


def _indicator(part: IndicatorColumnPart) -> ShownIndicator:
    flow, _, name = part.indicator.partition(".")
    return ShownIndicator(
        key=column_key(part),
        flow=flow,
        indicator=name,
        over=part.over,
        title=title_of(part.title) if part.title else None,
        is_growth=part.growth,
    )


def _item(key: str, part: AppraisedPart) -> Appraised:
    target = part.target
    return Appraised(
        key=key,
        title=title_of(part.title),
        weight=part.weight,
        value=_indicator(IndicatorColumnPart(indicator=part.indicator, over=part.over)),
        full=part.full,
        target=Target(flow=target.flow, field=target.field, role=target.role, year=target.year)
        if target
        else None,
        is_less_better=part.better == "less",
    )
