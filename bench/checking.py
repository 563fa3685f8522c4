"""How long an administrator waits for the check of the largest shipped flow."""

from __future__ import annotations

from statistics import quantiles
from time import perf_counter

from guatu.definitions import read_flow
from guatu.definitions.files import shipped_flows
from guatu.notifications import LetterChecker, shipped_templates

from .figures import Goal, say

TIMES = 100
GOAL = Goal(at_most=200)


def largest() -> None:
    """Check texts that all differ by a comment, letter templates too, and give percentiles in ms."""
    path = max(shipped_flows(), key=lambda path: path.stat().st_size)
    source, templates, checker = (
        path.read_text(encoding="utf-8"),
        shipped_templates(),
        LetterChecker(),
    )
    taken = []
    for number in range(TIMES):
        text = f"{source}# {number}\n"
        start = perf_counter()
        read_flow(text, file=path.name, templates=templates, template_checker=checker)
        taken.append((perf_counter() - start) * 1000)
    cuts = quantiles(taken, n=20)
    p50, p95 = (f"check of {path.stem}, {name}, ms" for name in ("p50", "p95"))
    say("checking", {p50: cuts[9], p95: cuts[18]}, {p95: GOAL})
