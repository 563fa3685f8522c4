"""What of a letter is still to be filled in by hand."""

from __future__ import annotations

import re
from typing import Final

from ...definitions.letters import TO_FILL
from .letters import OfficialLetter
from .sourcewriter import as_source

_PLACE: Final = re.compile(rf"{TO_FILL}[^】\n]*】?")


def unfilled(letter: OfficialLetter) -> tuple[str, ...]:
    """Give the places marked 【待填：…】 in a letter, in its order, each once; empty when complete.

    A letter with such a place is not to be signed.
    """
    return tuple(dict.fromkeys(_PLACE.findall(as_source(letter))))
