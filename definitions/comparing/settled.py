"""What follows from something else, and is not a difference of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..fields import Field
from ..figures import Indicator
from ..flow import Flow
from ..model import ANY_GRADE, Requirement, Stage


def settled(old: Any, new: Any, flows: tuple[Flow, Flow]) -> tuple[Any, Any]:
    """Give two parts, alike in what only follows from something that differs elsewhere."""
    if isinstance(old, Stage) and isinstance(new, Stage):
        return _by_grade(old, new, flows)
    if isinstance(old, Requirement) and isinstance(new, Requirement):
        return _requirement(old, new, flows), new
    if isinstance(old, Field) and isinstance(new, Field):
        keepers = [_keeper(part, flow) for part, flow in zip((old, new), flows, strict=True)]
        return (replace(old, kept_by=new.kept_by) if keepers[0] == keepers[1] else old), new
    if isinstance(old, Indicator) and isinstance(new, Indicator):
        return _indicator(old, new), new
    return old, new


def _by_grade(old: Stage, new: Stage, flows: tuple[Flow, Flow]) -> tuple[Stage, Stage]:
    """Say the limit of each grade where any has one of its own; else the one for all."""
    own = {grade for stage in (old, new) for grade in stage.limits if grade != ANY_GRADE}
    if not own or not old.limits or not new.limits:
        return old, new
    tables = [flow.decisions.get(flow.grade) for flow in reversed(flows)]
    known = [grade for table in tables if table for grade in table.outcomes]
    grades = dict.fromkeys([*known, *sorted(own - {*known})])
    before, after = [
        {grade: span for grade in grades if (span := stage.limit_for(grade))}
        for stage in (old, new)
    ]
    if all(len({*limits.values()}) == 1 and [*limits] == [*grades] for limits in (before, after)):
        before, after = [{ANY_GRADE: next(iter(limits.values()))} for limits in (before, after)]
    return replace(old, limits=before), replace(new, limits=after)


def _requirement(old: Requirement, new: Requirement, flows: tuple[Flow, Flow]) -> Requirement:
    """Take the newer title where both only name a thing, and a mend that differs by it alone."""
    before, after = old.title.zh, new.title.zh
    there, back = old.mend.replace(before, after), new.mend.replace(after, before)
    if (there, back) == (new.mend, old.mend):
        old = replace(old, mend=new.mend)
    if all(_is_named(part, flow) for part, flow in zip((old, new), flows, strict=True)):
        old = replace(old, title=new.title)
    return old


def _is_named(part: Requirement, flow: Flow) -> bool:
    section = "rounds" if part.kind == "conditions" else f"{part.kind}s"
    named: Mapping[str, Any] = getattr(flow, section, {})
    return part.key in named and named[part.key].title == part.title


def _keeper(part: Field, flow: Flow) -> str:
    """Give the key of the series that keeps a field; its title is said where the series stands."""
    keys = [s.key for s in flow.series.values() if s.total_to == part.key]
    return keys[0] if keys and flow.series[keys[0]].title.zh == part.kept_by else part.kept_by


def _indicator(old: Indicator, new: Indicator) -> Indicator:
    """Say another formula in words rather than its parts; without other parts it is no other."""
    if (old.numerator, old.denominator) == (new.numerator, new.denominator):
        return replace(old, formula=new.formula)
    if old.formula == new.formula:
        return old
    return replace(old, numerator=new.numerator, denominator=new.denominator)
