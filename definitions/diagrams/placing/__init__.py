"""Where things stand on paper: blocks in a column, lines beside it, labels where no line is."""

from .layout import lay_out
from .lettering import width_of, wrap
from .paper import Block, Box, Label, Layout, Link, Measure, Point

__all__ = [
    "Block",
    "Box",
    "Label",
    "Layout",
    "Link",
    "Measure",
    "Point",
    "lay_out",
    "width_of",
    "wrap",
]
