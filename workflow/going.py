"""Going on: what long work asks between two pieces, so that it can be ended after either."""

from __future__ import annotations

from collections.abc import Callable

GoesOn = Callable[[], bool]
"""Says whether to go on with the next piece."""


def always() -> bool:
    """Say yes."""
    return True
