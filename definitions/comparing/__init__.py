"""What differs between two flows, in sentences about what people feel, and in lines."""

from .comparison import compare
from .lines import FLOW, SCENARIOS, changed_lines, texts_of
from .values import GROUPS, OTHER, WEIGHTS, Comparison, Difference, Kind, Weight

__all__ = [
    "FLOW",
    "GROUPS",
    "OTHER",
    "SCENARIOS",
    "WEIGHTS",
    "Comparison",
    "Difference",
    "Kind",
    "Weight",
    "changed_lines",
    "compare",
    "texts_of",
]
