"""What differs between two flows, in sentences about what people feel, and in lines."""

from .comparison import FLOW, SCENARIOS, compare, texts_of
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
    "compare",
    "texts_of",
]
