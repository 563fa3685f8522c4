"""How a flow is drawn while its text may still be wrong: its stages in order, and the ways between.

It is read from the YAML alone, so that a flow with faults has a picture too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..definitions.findings import Findings
from ..definitions.tree import read_tree
from ..errors import Language

WIDE, HIGH, GAP, EDGE = 208, 46, 30, 12
LANE: Final = 26
"""Sizes in pixels: a box, what is between boxes, the margin, and a lane for ways beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A stage or an end, with its place in the picture and the line it stands at in the text."""

    key: str
    title: str
    about: str
    line: int
    top: int
    is_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A transition: its path in the picture, and ``to_title`` for the outline."""

    title: str
    source: str
    target: str
    to_title: str
    needs: int
    path: str
    is_lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A flow as boxes and ways."""

    title: str
    boxes: Sequence[Box]
    ways: Sequence[Way]
    width: int
    height: int

    @property
    def left(self) -> int:
        """Where boxes begin."""
        return self.width - EDGE - LANE * 3 - WIDE


def drawing_of(source: str, language: Language) -> Drawing | None:
    """Draw what a text says so far; None when it can't be read as YAML or names no stage."""
    findings = Findings("")
    tree = read_tree(source, findings)
    if tree is None:
        return None
    boxes: list[Box] = []
    for section in ("stages", "terminals"):
        for key, part in _parts(tree, section).items():
            spot = findings.places.get((section, key))
            boxes.append(
                Box(
                    key=key,
                    title=_title(part, key, language),
                    about=_limit(part.get("limit")),
                    line=spot[0][0] if spot else 1,
                    top=EDGE + len(boxes) * (HIGH + GAP),
                    is_end=section == "terminals",
                )
            )
    if not boxes:
        return None
    ways = _ways(tree, boxes, language)
    return Drawing(
        title=_title(tree, "", language),
        boxes=boxes,
        ways=ways,
        width=2 * EDGE + 6 * LANE + WIDE,
        height=2 * EDGE + len(boxes) * (HIGH + GAP) - GAP,
    )


def _ways(tree: Mapping[str, Any], boxes: Sequence[Box], language: Language) -> Sequence[Way]:
    order = {box.key: at for at, box in enumerate(boxes)}
    left = EDGE + LANE * 3
    ways: list[Way] = []
    for key, part in _parts(tree, "transitions").items():
        target = str(part.get("to", ""))
        starts = part.get("from")
        if starts == "any":
            starts = [box.key for box in boxes if not box.is_end]
        for source in map(str, starts if isinstance(starts, list) else [starts]):
            if source not in order:
                continue
            is_lost = target not in order
            here, there = order[source], order.get(target, order[source])
            needs = part.get("requires")
            ways.append(
                Way(
                    title=_title(part, key, language),
                    source=source,
                    target=target,
                    to_title=target if is_lost else boxes[there].title,
                    needs=len(needs) if isinstance(needs, list) else 0,
                    path=_path(left, boxes[here], boxes[there], there - here, is_lost=is_lost),
                    is_lost=is_lost,
                )
            )
    return ways


def _path(left: int, here: Box, there: Box, apart: int, *, is_lost: bool) -> str:
    """Lead straight down to the next box, right of the boxes onward, and left of them back."""
    right, middle = left + WIDE, HIGH // 2
    if is_lost:
        return f"M{right} {here.top + middle}h{LANE * 2}"
    if apart == 1:
        return f"M{left + WIDE // 2} {here.top + HIGH}V{there.top - 2}"
    out = min(LANE * 3 - 6, 12 + 9 * abs(apart))
    side, away = (right, out) if apart > 1 else (left, -out)
    begin, end = here.top + middle + 8, there.top + middle - 8
    return f"M{side} {begin}C{side + away} {begin} {side + away} {end} {side} {end}"


def _parts(tree: Mapping[str, Any], section: str) -> dict[str, Mapping[str, Any]]:
    found = tree.get(section)
    if not isinstance(found, Mapping):
        return {}
    return {str(key): part for key, part in found.items() if isinstance(part, Mapping)}


def _title(part: Mapping[str, Any], key: str, language: Language) -> str:
    title = part.get("title")
    if isinstance(title, Mapping):
        title = title.get(language) or title.get("zh")
    return str(title or key)


def _limit(limit: object) -> str:
    if isinstance(limit, Mapping):
        return " / ".join(map(str, limit.values()))
    return "" if limit is None else str(limit)
