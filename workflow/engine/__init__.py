"""The engine: every command is one method, and one method is one transaction."""

from .cases import Engine
from .owed import Duties, Escalations

__all__ = ["Duties", "Engine", "Escalations"]
