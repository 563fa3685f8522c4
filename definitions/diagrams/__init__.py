"""Pictures of flows: one layout, drawn as SVG, said as an outline, written as Mermaid and BPMN."""

from .bpmn import Imported, Remark, read_bpmn, write_bpmn
from .chart import Chart, Edge, Node, Way
from .charting import chart_of, chart_of_flow, chart_of_source
from .mermaid import mermaid
from .outline import Place, outline, outline_text
from .svg import svg
from .warmth import Warmth

__all__ = [
    "Chart",
    "Edge",
    "Imported",
    "Node",
    "Place",
    "Remark",
    "Warmth",
    "Way",
    "chart_of",
    "chart_of_flow",
    "chart_of_source",
    "mermaid",
    "outline",
    "outline_text",
    "read_bpmn",
    "svg",
    "write_bpmn",
]
