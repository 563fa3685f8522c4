"""Pictures of flows: one layout, drawn as SVG, said as an outline, written as Mermaid and BPMN."""

from .chart import Chart, Edge, Node, Way
from .charting import chart_of, chart_of_flow, chart_of_source
from .outline import Place, outline, outline_text
from .svg import svg
from .warmth import Warmth

__all__ = [
    "Chart",
    "Edge",
    "Node",
    "Place",
    "Warmth",
    "Way",
    "chart_of",
    "chart_of_flow",
    "chart_of_source",
    "outline",
    "outline_text",
    "svg",
]
