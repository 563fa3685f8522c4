"""What a flow is: the definition language, its checking, and the typed values of a case.

``read_flow`` turns a YAML file into a frozen ``Flow`` or names every fault in it at once;
``coerce_values`` brings the values people give for a case into the types of its fields.
"""

from .document import flow_schema
from .flow import Flow
from .letters import TemplateChecker, TemplateProblem
from .reading import read_flow
from .values import coerce_values

__all__ = [
    "Flow",
    "TemplateChecker",
    "TemplateProblem",
    "coerce_values",
    "flow_schema",
    "read_flow",
]
