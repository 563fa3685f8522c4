"""The clock of an entry through a migration: kept under its old rules, computed anew, begun anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ...definitions.flow import Flow
from ...definitions.migration import TimerPolicy
from ..steps.projecting import began_on
from ..steps.sheet import Sheet
from ..values import Deadline, Extension


def set_terms(sheet: Sheet, policy: TimerPolicy, *, old: Flow, stage: str, began: datetime) -> None:
    """Set what the open deadline is computed from, by a policy; the case runs on the new flow.

    ``stage`` is where it stood under the ``old`` flow, ``began`` when its clock began there.
    """
    terms = sheet.deadline
    match policy:
        case "keep":
            terms = replace(terms, rules=terms.rules or f"{old.hash}/{stage}")
        case "recompute":
            terms = replace(terms, rules="")
        case "restart":
            began = sheet.now
            terms = replace(terms, rules="", extensions=())
    sheet.deadline = terms
    if began_on(sheet) != began:
        sheet.deadline = replace(terms, began_at=began)
    sheet.deadlines.put(sheet.deadline)


def terms_of(deadline: Deadline) -> dict[str, Any]:
    """Write what a migration may change of a deadline, for history to hold."""
    return {
        "span": deadline.span,
        "starts_at": deadline.starts_at,
        "rules": deadline.rules,
        "began_at": deadline.began_at,
        "extensions": [
            {
                "span": e.span,
                "reason": e.reason,
                "asked_by": e.asked_by,
                "asked_at": e.asked_at.isoformat(),
                "by": e.by,
                "at": e.at.isoformat(),
            }
            for e in deadline.extensions
        ],
    }


def with_terms(deadline: Deadline, kept: Mapping[str, Any]) -> Deadline:
    """Give a deadline the terms history holds again; what was granted since stays granted."""
    before = tuple(
        Extension(
            span=e["span"],
            reason=e["reason"],
            asked_by=e["asked_by"],
            asked_at=datetime.fromisoformat(e["asked_at"]),
            by=e["by"],
            at=datetime.fromisoformat(e["at"]),
        )
        for e in kept["extensions"]
    )
    began = kept["began_at"]
    return replace(
        deadline,
        span=kept["span"],
        starts_at=datetime.fromisoformat(kept["starts_at"]),
        rules=kept["rules"],
        began_at=datetime.fromisoformat(began) if began else None,
        extensions=(*before, *(e for e in deadline.extensions if e not in before)),
    )
