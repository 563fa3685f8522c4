"""What becomes of a project in the demonstration: how long each stage takes, and how it ends."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

Fate = Literal["steady", "slow", "stalling", "declined", "in_breach", "exiting"]

FATES: tuple[tuple[Fate, int], ...] = (
    ("steady", 46),
    ("slow", 26),
    ("stalling", 10),
    ("declined", 6),
    ("in_breach", 8),
    ("exiting", 4),
)

# The ordinary way onward from each stage, and the working days it takes a steady project.
ONWARD: dict[str, tuple[str, float]] = {
    "lead": ("register", 1),
    "assess": ("establish", 2.6),
    "negotiation": ("consult", 42),
    "opinions": ("submit", 4.4),
    "review": ("pass_review", 8.5),
    "contract": ("sign", 13),
    "registration": ("found_company", 19),
    "preparation": ("ready", 58),
    "start": ("begin", 30),
    "construction": ("finish", 60),
    "production": ("produce", 20),
    "evaluation": ("complete", 150),
    "rectify": ("back_to_registration", 8),
    "disposal": ("seal", 9),
}
PACE: dict[Fate, float] = {
    "steady": 0.9,
    "slow": 1.6,
    "stalling": 1.2,
    "declined": 1.0,
    "in_breach": 1.1,
    "exiting": 1.2,
}
STALL_DAYS = 150


@dataclass(slots=True)
class Plan:
    """The course one project takes; drawn once, from the seed."""

    fate: Fate
    pace: float
    random: random.Random
    was_rectified: bool = False
    tries: int = 0

    def way(self, stage: str) -> str:
        """Choose the transition to try from a stage."""
        onward = ONWARD[stage][0]
        if self.fate == "declined" and stage == "assess":
            return "decline"
        if self.fate == "stalling" and stage == "negotiation":
            return "propose_disposal"
        if self.fate in {"in_breach", "exiting"} and stage == "registration":
            return onward if self.was_rectified else "order_rectification"
        if self.fate == "exiting" and stage == "rectify":
            return "propose_disposal"
        if stage == "disposal":
            return "quit" if self.fate == "exiting" else "seal"
        return onward

    def workdays(self, stage: str) -> int:
        """Draw how many working days the next step from a stage takes."""
        if self.fate == "stalling" and stage == "negotiation":
            return STALL_DAYS
        drawn = ONWARD[stage][1] * self.pace * self.random.lognormvariate(-0.05, 0.35)
        return max(1, round(drawn))


def draw(seed: int, case: int) -> Plan:
    """Draw the course of a case; the same seed draws the same course."""
    chance = random.Random(f"{seed}:{case}")
    kinds: list[Fate] = [fate for fate, _ in FATES]
    (fate,) = chance.choices(kinds, weights=[weight for _, weight in FATES])
    return Plan(fate=fate, pace=PACE[fate], random=chance)


def value_for(field: str, today: date, plan: Plan, fallback: Any) -> Any:
    """Give a lifelike value for a field of the default flow, ``fallback`` for the rest."""
    later = today + timedelta(days=plan.random.randint(150, 230))
    values: dict[str, Any] = {
        "contact_name": "对接联系人",
        "contacted_on": today,
        "signed_on": today,
        "planned_start": later,
        "planned_completion": later + timedelta(days=270),
        "planned_production": later + timedelta(days=330),
        "started_on": today,
        "produced_on": today,
        "exit_clause": f"第{plan.random.randint(9, 16)}条",
        "licence_no": f"91XX{plan.random.randint(10**9, 10**10 - 1)}DEMO",
        "site": plan.random.choice(["land", "plant", "existing"]),
        "disposal": "exit" if plan.fate == "exiting" else "seal",
    }
    return values.get(field, fallback)
