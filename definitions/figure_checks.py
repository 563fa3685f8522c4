"""Checks of dated entries and indicators."""

from __future__ import annotations

from .draft import Draft
from .expressions import Scope
from .figure_parts import IndicatorPart, MeasurePart, SeriesPart
from .findings import Path, near

MOVING = frozenset({"today", "stage", "materials"})
"""What an expression over all cases can't read: it changes while nothing is filed to a case."""

NUMERIC = ("number", "integer")


def check_figures(draft: Draft, scope: Scope | None) -> None:
    """Check what a flow counts; ``scope`` is what expressions may read, None if it can't be told."""
    kept: dict[str, str] = {}
    for key, series in draft.doc.series.items():
        _check_series(draft, key, series, kept)
    lasting = lasting_scope(draft, scope) if scope is not None else None
    for key, indicator in draft.doc.indicators.items():
        _check_indicator(draft, indicator, ("indicators", key), lasting)


def lasting_scope(draft: Draft, scope: Scope) -> Scope:
    """Give what an expression over all cases may read: fields, decisions from them, the grade."""
    moving = set(MOVING)
    for key, decision in draft.doc.decisions.items():
        for n, _ in enumerate(decision.rules):
            when = draft.expressions.get(("decisions", key, "rules", n, "when"))
            if when is not None and when.names & moving:
                moving.add(key)
    types = {name: kind for name, kind in scope.types.items() if name not in moving}
    return Scope(types, scope.titles)


def _check_series(draft: Draft, key: str, part: SeriesPart, kept: dict[str, str]) -> None:
    path: Path = ("series", key)
    add = draft.findings.add
    draft.refer_roles(part.by or (), (*path, "by"))
    if part.min is not None and part.max is not None and part.min > part.max:
        add("min-over-max", (*path, "min"))
    for name, choice in part.parts.items():
        at: Path = (*path, "parts", name)
        if not choice.options and draft.findings.is_sound((*at, "options")):
            add("no-options", at, on="key")
    if part.total_to and _check_numeric(draft, part.total_to, (*path, "total_to")):
        _check_kept(draft, key, part.total_to, kept)


def _check_kept(draft: Draft, key: str, name: str, kept: dict[str, str]) -> None:
    """Check that nothing else than the series has to fill a field it keeps."""
    at: Path = ("series", key, "total_to")
    if draft.doc.fields[name].required:
        why, why_zh = "it is required when a case is opened", "它在立项时必填"
        draft.findings.add("kept-field", at, name=name, why=why, why_zh=why_zh)
    if name in draft.doc.identity:
        why, why_zh = "it tells one case from a duplicate", "它用于判断重复"
        draft.findings.add("kept-field", at, name=name, why=why, why_zh=why_zh)
    if name in kept:
        other = kept[name]
        why = f"the series “{other}” keeps it already"
        why_zh = f"它已由分次登记“{other}”汇总"
        draft.findings.add("kept-field", at, name=name, why=why, why_zh=why_zh)
    kept.setdefault(name, key)


def _check_numeric(draft: Draft, name: str, path: Path) -> bool:
    """Check that a name is a field with numbers; say whether it is one."""
    if not draft.refer("field", name, path):
        return False
    field = draft.doc.fields.get(name)
    if field is None or not draft.findings.is_sound(("fields", name, "type")):
        return False
    if field.type not in NUMERIC:
        wanted, wanted_zh = "number or integer", "数值"
        draft.findings.add(
            "field-type", path, name=name, wanted=wanted, wanted_zh=wanted_zh, found=field.type
        )
    return field.type in NUMERIC


def _check_indicator(draft: Draft, part: IndicatorPart, path: Path, scope: Scope | None) -> None:
    sides = [side for side in ("numerator", "denominator") if getattr(part, side) is not None]
    own = [name for name in ("count", "sum") if getattr(part, name) is not None]
    is_sound = draft.findings.is_sound(path)
    if is_sound and not (len(sides) == 2 and not own) and not (own and not sides):  # noqa: PLR2004
        draft.findings.add("indicator-form", path, on="key")
        return
    if not sides:
        _check_measure(draft, part, path, scope)
        return
    for name in ("at", "of", "when"):
        if getattr(part, name):
            _needless(
                draft, (*path, name), "a rate has it in its measures", "比率应写在分子、分母里"
            )
    for side in sides:
        _check_measure(draft, getattr(part, side), (*path, side), scope)


def _check_measure(draft: Draft, part: MeasurePart, path: Path, scope: Scope | None) -> None:
    if (part.count is None) == (part.sum is None):
        if draft.findings.is_sound(path):
            draft.findings.add("measure-form", path, on="key")
        return
    written: Path = (*path, "count")
    shorthand = written not in draft.findings.places
    draft.refer_all("place", part.count or (), path if shorthand else written)
    draft.refer_all("place", part.at or (), (*path, "at"))
    is_series = part.sum in draft.doc.series
    if part.sum is not None and draft.refer("measured", part.sum, (*path, "sum")) and not is_series:
        _check_numeric(draft, part.sum, (*path, "sum"))
    if part.at and part.sum not in draft.doc.fields:
        _needless(draft, (*path, "at"), "only a field is summed at a place", "只有字段求和才写 at")
    if part.of and not is_series:
        if part.sum is None or part.sum in draft.doc.fields:
            _needless(draft, (*path, "of"), "only a series has parts", "只有分次登记才分项")
    elif part.of and part.sum is not None:
        _check_parts(draft, part, draft.doc.series[part.sum], path)
    if part.when:
        draft.compile(part.when, scope, (*path, "when"))


def _check_parts(draft: Draft, part: MeasurePart, series: SeriesPart, path: Path) -> None:
    for name, options in part.of.items():
        at: Path = (*path, "of", name)
        choice = series.parts.get(name)
        if choice is None:
            if draft.findings.is_sound(("series", str(part.sum))):
                draft.findings.add(
                    "unknown-part", at, on="key", name=name, **near(name, series.parts)
                )
            continue
        for n, option in enumerate(options):
            if option not in choice.options:
                facts = near(option, choice.options)
                draft.findings.add("unknown-option", (*at, n), name=option, **facts)


def _needless(draft: Draft, path: Path, why: str, why_zh: str) -> None:
    draft.findings.add("needless", path, on="key", name=path[-1], why=why, why_zh=why_zh)
