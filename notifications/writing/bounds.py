"""How much a letter template may use before it is stopped."""

from __future__ import annotations

from typing import Final

SOURCE_CHARACTERS: Final = 65_536
"""Longest template source, in characters."""

OUTPUT_CHARACTERS: Final = 65_536
"""Longest letter source a template may write, its values included, in characters."""

VALUE_CHARACTERS: Final = 4_000
"""Longest single value; the rest is cut off and said to be, so that no text stops a letter."""

LOOP_TURNS: Final = 10_000
"""Turns of all loops of one letter together."""

MADE_CHARACTERS: Final = 1_000_000
"""Characters that the filters of one letter may make together, whether they are written or not."""

SECONDS: Final = 3.0
"""Longest time one letter may take to write, by the monotonic clock."""

FAULTS: Final = 50
"""Faults of one template that are told; who mends those sees the rest."""

TREE_DEPTH: Final = 60
"""Deepest nesting of a template's syntax."""

NUMBER_SIZE: Final = 1_000_000_000
"""Largest number a template may compute with."""
