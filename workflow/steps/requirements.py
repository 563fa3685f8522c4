"""Checking what a transition needs: every requirement, met or not, with its owner and mend."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...definitions.model import Requirement, Transition
from ...errors import Unmet
from .facts import facts_on
from .sheet import Sheet
from .staffing.parts import holding, names, recipient
from .working import WORK

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One requirement as it stands: needed or not here, met or not, owed by whom, how to mend it."""

    kind: str
    key: str
    title: str
    is_needed: bool
    is_met: bool
    owner: str
    mend: str

    def unmet(self) -> Unmet:
        """Give the requirement as an entry of a refusal."""
        return Unmet(
            kind=self.kind, key=self.key, title=self.title, owner=self.owner, mend=self.mend
        )


def checks(sheet: Sheet, transition: Transition) -> list[Check]:
    """Check every requirement of a transition, in the order of the file."""
    facts = facts_on(sheet)
    return [_check(sheet, requirement, facts) for requirement in transition.requirements]


def unmet(sheet: Sheet, transition: Transition) -> list[Unmet]:
    """List the requirements that are needed and not met."""
    return [c.unmet() for c in checks(sheet, transition) if c.is_needed and not c.is_met]


def _check(sheet: Sheet, requirement: Requirement, facts: Mapping[str, Any]) -> Check:
    is_needed, problem = _is_needed(requirement, facts)
    is_met, mend = (False, problem) if problem else _is_met(sheet, requirement, facts)
    owner = names(sheet, [recipient(requirement.owner)]) if requirement.owner else []
    return Check(
        kind=requirement.kind,
        key=requirement.key,
        title=str(requirement.title),
        is_needed=is_needed,
        is_met=is_met,
        owner="、".join(owner),
        mend="" if is_met else mend or requirement.mend,
    )


def _is_needed(requirement: Requirement, facts: Mapping[str, Any]) -> tuple[bool, str]:
    """Say whether the requirement applies; when that can't be computed it does, with the reason."""
    if requirement.when is None:
        return True, ""
    outcome = requirement.when.evaluate(facts)
    if outcome.error:
        return True, f"无法判断是否需要：{outcome.error}"
    return outcome.value is True, ""


def _is_met(sheet: Sheet, requirement: Requirement, facts: Mapping[str, Any]) -> tuple[bool, str]:
    match requirement.kind:
        case "material":
            return requirement.key in facts["materials"], ""
        case "field":
            return requirement.key in facts["filled"], ""
        case "fact":
            return _fact(requirement, facts)
        case "rule":
            return _rule(sheet, requirement, facts)
        case "role":
            return bool(holding(sheet, requirement.key)), ""
        case _:
            return WORK[requirement.kind](sheet, requirement.key)


def _fact(requirement: Requirement, facts: Mapping[str, Any]) -> tuple[bool, str]:
    if requirement.fact is None:
        return False, ""
    outcome = requirement.fact.evaluate(facts)
    return outcome.value is True and not outcome.error, outcome.error


def _rule(sheet: Sheet, requirement: Requirement, facts: Mapping[str, Any]) -> tuple[bool, str]:
    try:
        return sheet.means.rules.is_met(requirement.key, facts), ""
    except Exception as error:  # a host's rule may raise anything; it must never pass the gate
        log.exception("rule %s raised on case %s", requirement.key, sheet.case.id)
        return False, f"规则“{requirement.key}”运行出错：{type(error).__name__}: {error}"
