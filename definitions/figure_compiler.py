"""Turns written series and indicators into the values of the model, with formulas in words."""

from __future__ import annotations

from collections.abc import Iterable

from .draft import Draft
from .fields import Field
from .figure_parts import IndicatorPart, MeasurePart, SeriesPart
from .figures import Indicator, Measure, Series
from .findings import Path
from .people_compiler import title_of
from .phrasing import say_condition

COUNTED = "项"


def compile_series(draft: Draft) -> dict[str, Series]:
    """Give the series of a flow."""
    return {key: _series(key, part) for key, part in draft.doc.series.items()}


def _series(key: str, part: SeriesPart) -> Series:
    return Series(
        key=key,
        title=title_of(part.title),
        unit=part.unit,
        by=tuple(part.by or ()),
        keeps=part.keeps,
        minimum=part.min,
        maximum=part.max,
        total_to=part.total_to,
        parts={
            name: Field(
                key=name,
                title=title_of(choice.title),
                type="choice",
                options={option: title_of(title) for option, title in choice.options.items()},
                is_required=choice.required,
            )
            for name, choice in part.parts.items()
        },
    )


def kept_by(draft: Draft) -> dict[str, str]:
    """Map each field that a series keeps in step to the series' title."""
    return {s.total_to: s.title.zh for s in draft.doc.series.values() if s.total_to}


def compile_indicators(draft: Draft) -> dict[str, Indicator]:
    """Give the indicators of a flow."""
    return {k: _indicator(draft, k, p) for k, p in draft.doc.indicators.items()}


def _indicator(draft: Draft, key: str, part: IndicatorPart) -> Indicator:
    path: Path = ("indicators", key)
    title = title_of(part.title)
    if part.numerator is None or part.denominator is None:
        measure = _measure(draft, part, path)
        words = _words(draft, part)
        formula = f"到过{words}的项目数" if measure.is_count else words
        unit = _unit(draft, measure)
        return Indicator(key=key, title=title, numerator=measure, unit=unit, formula=formula)
    return Indicator(
        key=key,
        title=title,
        numerator=_measure(draft, part.numerator, (*path, "numerator")),
        denominator=_measure(draft, part.denominator, (*path, "denominator")),
        formula=f"{_words(draft, part.numerator)}÷{_words(draft, part.denominator)}",
    )


def _measure(draft: Draft, part: MeasurePart, path: Path) -> Measure:
    is_series = part.sum in draft.doc.series
    return Measure(
        count=tuple(part.count or ()),
        series=part.sum if part.sum and is_series else "",
        sum_field=part.sum if part.sum and not is_series else "",
        at=tuple(part.at or ()),
        of={name: tuple(options) for name, options in part.of.items()},
        when=draft.expressions.get((*path, "when")),
    )


def _unit(draft: Draft, measure: Measure) -> str:
    if measure.is_count:
        return COUNTED
    doc = draft.doc
    return doc.series[measure.series].unit if measure.series else doc.fields[measure.sum_field].unit


def _words(draft: Draft, part: MeasurePart) -> str:
    """Say a measure in the words of the flow."""
    narrowed = "、".join([*_shares(draft, part), *_conditions(draft, part)])
    behind = f"〔{narrowed}〕" if narrowed else ""
    if part.sum is None:
        return f"{_places(draft, part.count or ())}{behind}"
    if (series := draft.doc.series.get(part.sum)) is not None:
        what = "合计" if series.keeps == "sum" else "最新数合计"
        return f"{series.title.zh}{what}{behind}"
    at = f"（到过{_places(draft, part.at)}）" if part.at else ""
    return f"{draft.doc.fields[part.sum].title.zh}合计{at}{behind}"


def _places(draft: Draft, keys: Iterable[str]) -> str:
    known = {key: part.title.zh for key, part in draft.doc.stages.items()}
    known |= {key: part.title.zh for key, part in draft.terminals().items()}
    titles = [known[key] for key in keys]
    return titles[0] if len(titles) == 1 else f"（{'＋'.join(titles)}）"


def _shares(draft: Draft, part: MeasurePart) -> list[str]:
    if not part.of or part.sum is None:
        return []
    choices = draft.doc.series[part.sum].parts
    return [
        f"{choices[name].title.zh}：{'、'.join(choices[name].options[o].zh for o in options)}"
        for name, options in part.of.items()
    ]


def _conditions(draft: Draft, part: MeasurePart) -> list[str]:
    if part.when is None:
        return []
    doc = draft.doc
    titles = {key: field.title.zh for key, field in doc.fields.items()}
    titles |= {key: decision.title.zh for key, decision in doc.decisions.items()}
    offered = {key: field.options for key, field in doc.fields.items()}
    offered |= {key: decision.outcomes for key, decision in doc.decisions.items()}
    if doc.grade:
        titles["grade"], offered["grade"] = titles[doc.grade], offered[doc.grade]
    options = {key: {name: t.zh for name, t in named.items()} for key, named in offered.items()}
    return [say_condition(part.when, titles, options)]
