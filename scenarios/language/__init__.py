"""What a file of scenarios may say: its written form, its checking, and what comes of it."""

from .forms import FORMS
from .model import MAIN, Day, Deed, Hope, Opens, Scenario, Scenarios
from .reading import beside, read_scenarios

__all__ = [
    "FORMS",
    "MAIN",
    "Day",
    "Deed",
    "Hope",
    "Opens",
    "Scenario",
    "Scenarios",
    "beside",
    "read_scenarios",
]
