"""Scenarios: tests an administrator writes beside a flow, in days, deeds and expectations.

``try_flow`` plays the scenarios of a bundle in an office of their own and tells expected and got;
docs/scenarios.md teaches the language.
"""

from .junit import junit
from .results import Checked, DayRan, Ran, Trial, Words
from .trying import check_scenarios, try_flow

__all__ = ["Checked", "DayRan", "Ran", "Trial", "Words", "check_scenarios", "junit", "try_flow"]
