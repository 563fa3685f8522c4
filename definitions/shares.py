"""A share of those who are asked, as people write it: ``2/3`` or ``60%``."""

from __future__ import annotations

import re
from fractions import Fraction

_FRACTION = re.compile(r"\s*(?P<top>\d{1,3})\s*/\s*(?P<bottom>\d{1,3})\s*")
_PERCENT = re.compile(r"\s*(?P<amount>\d{1,3}(\.\d{1,3})?)\s*(%|percent)\s*")


def read_share(text: str) -> Fraction | None:
    """Read a share above nothing and up to the whole; None for what is none."""
    share = None
    if (found := _FRACTION.fullmatch(text)) and int(found["bottom"]):
        share = Fraction(int(found["top"]), int(found["bottom"]))
    elif found := _PERCENT.fullmatch(text):
        share = Fraction(found["amount"]) / 100
    return share if share is not None and 0 < share <= 1 else None
