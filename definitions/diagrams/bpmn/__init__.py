"""Flows as BPMN 2.0, out and in."""

from .export import write_bpmn
from .reading import Imported, read_bpmn
from .remarks import Remark

__all__ = ["Imported", "Remark", "read_bpmn", "write_bpmn"]
