"""What differs between two flows, in sentences about what people feel, and in lines."""

from .comparison import compare
from .values import GROUPS, OTHER, WEIGHTS, Comparison, Difference, Kind, Weight

__all__ = [
    "GROUPS",
    "OTHER",
    "WEIGHTS",
    "Comparison",
    "Difference",
    "Kind",
    "Weight",
    "compare",
]
