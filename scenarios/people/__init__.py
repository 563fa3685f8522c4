"""Whom scenarios are played with, and whom they mean by a name."""

from .casting import cast
from .naming import HEAD, Who
from .rosters import roster_of

__all__ = ["HEAD", "Who", "cast", "roster_of"]
