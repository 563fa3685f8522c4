"""Scenarios: tests an administrator writes beside a flow, in days, deeds and expectations.

``try_flow`` plays the scenarios of a bundle in an office of their own and tells expected and got;
docs/scenarios.md teaches the language.
"""

from .results import Checked, DayRan, Ran, Trial, Words
from .trying import try_flow

__all__ = ["Checked", "DayRan", "Ran", "Trial", "Words", "try_flow"]
