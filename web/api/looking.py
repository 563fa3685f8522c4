"""What may be asked of a list: its filters, each described once."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

from .bodies import LONGEST_NAME

CaseName = Annotated[
    str,
    Path(
        max_length=LONGEST_NAME,
        description="The number of a case, or its reference (编号); `#7` is surely the number.",
        examples=["7"],
    ),
]
Key = Annotated[str, Path(max_length=LONGEST_NAME, description="Its key.")]
Filter = Annotated[str | None, Query(max_length=LONGEST_NAME)]
Wanted = Annotated[str, Query(min_length=1, max_length=LONGEST_NAME)]
Flag = Annotated[bool, Query()]
