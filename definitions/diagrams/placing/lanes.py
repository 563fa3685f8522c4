"""Where blocks, lanes and ports are for one choice of sides and order, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from .paper import Block, Box, Link, Measure, Order, Port, Side, Trunk

_CROSSING: Final = 1000.0
_FLIPPED: Final = 40.0
"""What a crossing and a way on the unexpected side weigh beside a pixel of line."""
_NEAR: Final = 7.0
"""How near to a corner of its block a line may end."""

Reach = tuple[float, float]


@dataclass(slots=True)
class Chosen:
    """One choice worked out: x counts from the middle of the column, y from the top of it.

    ``reaches`` are the heights between which each trunk runs, ``beside`` is where blocks beside
    the column begin.
    """

    order: Order
    boxes: dict[str, Box]
    gutters: Mapping[Side, float]
    entry: float
    ports: dict[Port, float] = field(default_factory=dict)
    reaches: list[Reach] = field(default_factory=list)
    lanes: dict[int, int] = field(default_factory=dict)
    beside: float = 0


@dataclass(slots=True)
class Placing:
    """The blocks and links of one drawing; ``down`` holds the links to the next block, by source.

    ``spots`` are the places where trunks touch blocks, with the link whose label stands there.
    """

    column: tuple[Block, ...]
    aside: tuple[Block, ...]
    down: Mapping[str, Link]
    trunks: tuple[Trunk, ...]
    measure: Measure
    spots: tuple[tuple[Port, Link | None], ...] = field(init=False)
    half: float = field(init=False)
    aside_keys: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.spots = tuple(
            (Port(number, *end), trunk.label(end))
            for number, trunk in enumerate(self.trunks)
            for end in trunk.ends
        )
        self.half = max((block.width for block in self.column), default=0) / 2
        self.aside_keys = frozenset(block.key for block in self.aside)

    def cost(self, order: Order) -> float:
        """Weigh a choice: crossings first, then the length of the lines."""
        chosen = self.choose(order)
        uprights = [
            (n, self.lane_x(chosen, n), top, bottom)
            for n, (top, bottom) in enumerate(chosen.reaches)
            if top != bottom
        ]
        crossings = 0
        for port, y in chosen.ports.items():
            start, end = self._level(chosen, port)
            crossings += sum(
                n != port.trunk and top < y < bottom and start < x < end
                for n, x, top, bottom in uprights
            )
        length = sum(bottom - top for _n, _x, top, bottom in uprights)
        flipped = sum(s != t.side for s, t in zip(order.sides, self.trunks, strict=True))
        width = max(chosen.lanes.values(), default=0) * self.measure.lane
        return crossings * _CROSSING + flipped * _FLIPPED + width + length / 100

    def choose(self, order: Order) -> Chosen:
        """Work a choice out."""
        chosen = Chosen(order, self._stack(order), *self._gutters(order))
        self._stand_aside(chosen)
        for _turn in range(2):
            # The lines' ends depend on where the blocks aside stand, and those on the lines' ends.
            self._run(chosen)
            chosen.ports = self._ports(chosen)
            self._stand_aside(chosen)
        chosen.ports = self._ports(chosen)
        self._align(chosen)
        self._run(chosen)
        return chosen

    def side(self, order: Order, port: Port) -> Side:
        """Give the side of its block that a port is on."""
        return "left" if port.block in self.aside_keys else order.sides[port.trunk]

    def _room(self, labelled: Link | None) -> float:
        lines = len(labelled.label) if labelled else 0
        return lines * self.measure.leading + 6 if lines else self.measure.room

    # --- blocks --------------------------------------------------------------------------------

    def _gutters(self, order: Order) -> tuple[Mapping[Side, float], float]:
        """Say how much the labels beside the column need on each side, and those of the rest."""
        widths: dict[Side, float] = {"left": 0, "right": 0}
        entry = self.measure.entry
        for port, labelled in self.spots:
            width = labelled.width + 16 if labelled else 0
            if port.block in self.aside_keys:
                entry = max(entry, width)
            else:
                side = order.sides[port.trunk]
                widths[side] = max(widths[side], width, self.measure.entry)
        told = max((link.width for link in self.down.values()), default=0)
        widths["right"] = max(widths["right"], told + 14 - self.half)
        return widths, entry

    def _stack(self, order: Order) -> dict[str, Box]:
        """Stand the column from top to bottom; every block is as high as its lines need."""
        needed: dict[tuple[str, Side], float] = {}
        for port, labelled in self.spots:
            place = (port.block, self.side(order, port))
            needed[place] = needed.get(place, 10) + self._room(labelled)
        boxes: dict[str, Box] = {}
        top = 0.0
        for block in (*self.column, *self.aside):
            sides = (needed.get((block.key, "left"), 0.0), needed.get((block.key, "right"), 0.0))
            high = max(block.height, *sides)
            left = 0 if block.key in self.aside_keys else -block.width / 2
            boxes[block.key] = Box(x=left, y=top, width=block.width, height=high)
            link = self.down.get(block.key)
            told = len(link.label) * self.measure.leading + 16 if link else 0
            top += high + (max(self.measure.gap, told) if link else self.measure.rest)
        return boxes

    def _stand_aside(self, chosen: Chosen) -> None:
        """Give each block aside the height its lines come from, without overlap."""
        wishes: list[tuple[float, int, Block]] = []
        for number, block in enumerate(self.aside):
            at = [
                chosen.ports.get(Port(n, other, is_in), chosen.boxes[other].middle)
                for n, trunk in enumerate(self.trunks)
                for link in trunk.links
                for other, is_in, own in (
                    (link.source, False, link.target),
                    (link.target, True, link.source),
                )
                if own == block.key != other
            ]
            wishes.append((sum(at) / len(at) if at else float(number), number, block))
        floor = -1e9
        for wish, _number, block in sorted(wishes, key=lambda each: each[:2]):
            box = chosen.boxes[block.key]
            top = max(wish - box.height / 2, floor)
            chosen.boxes[block.key] = Box(x=box.x, y=top, width=box.width, height=box.height)
            floor = top + box.height + self.measure.beside_gap

    # --- lanes and ports -----------------------------------------------------------------------

    def _run(self, chosen: Chosen) -> None:
        """Give every trunk the nearest lane that is free over its whole height, by rank."""
        heights: list[list[float]] = [[] for _trunk in self.trunks]
        for port, _labelled in self.spots:
            y = chosen.ports.get(port)
            heights[port.trunk].append(chosen.boxes[port.block].middle if y is None else y)
        chosen.reaches = [(min(ys), max(ys)) for ys in heights]
        taken: dict[Side, list[list[Reach]]] = {"left": [], "right": []}
        for number in chosen.order.ranks:
            top, bottom = chosen.reaches[number]
            side = taken[chosen.order.sides[number]]
            lane = 0
            while lane < len(side) and any(
                top < end + _NEAR and start < bottom + _NEAR for start, end in side[lane]
            ):
                lane += 1
            chosen.lanes[number] = lane
            if top != bottom:
                if lane == len(side):
                    side.append([])
                side[lane].append((top, bottom))
        room = self.measure.lane * len(taken["right"])
        chosen.beside = self.half + chosen.gutters["right"] + room + chosen.entry

    def _ports(self, chosen: Chosen) -> dict[Port, float]:
        """Stack the ports of every side so that lines of one block don't cross each other."""
        turns = self._turns(chosen)
        sides: dict[tuple[str, Side], list[tuple[int, int, float, Port]]] = {}
        for port, labelled in self.spots:
            lane = chosen.lanes[port.trunk]
            outward = -lane if port.block in self.aside_keys else lane
            turn = turns[port]
            place = (port.block, self.side(chosen.order, port))
            nearness = -outward if turn > 0 else outward
            sides.setdefault(place, []).append((turn, nearness, self._room(labelled), port))
        ports: dict[Port, float] = {}
        for (block, _side), found in sides.items():
            y = chosen.boxes[block].middle - sum(each[2] for each in found) / 2
            for _turn, _nearness, room, port in sorted(found, key=lambda each: each[:2]):
                y += room
                ports[port] = y - (room / 2 if room == self.measure.room else 3)
        return ports

    def _turns(self, chosen: Chosen) -> Mapping[Port, int]:
        """Say whether each trunk goes up (-1), down (1) or both ways (0) from its ports."""
        turns: dict[Port, int] = {}
        for number, trunk in enumerate(self.trunks):
            heights = {block: chosen.boxes[block].middle for block, _is_in in trunk.ends}
            top, bottom = min(heights.values()), max(heights.values())
            for block, is_in in trunk.ends:
                y = heights[block]
                turn = 0 if top == bottom else 1 if y == top else -1 if y == bottom else 0
                turns[Port(number, block, is_in)] = turn
        return turns

    def _align(self, chosen: Chosen) -> None:
        """Let a line end straight ahead where the block aside is high enough for it."""
        held = [port.block for port, _labelled in self.spots]
        for number, trunk in enumerate(self.trunks):
            if len(trunk.links) != 1:
                continue
            (link,) = trunk.links
            ends = (Port(number, link.source, is_in=False), Port(number, link.target, is_in=True))
            for port, other in (ends, ends[::-1]):
                box, y = chosen.boxes[port.block], chosen.ports[other]
                is_free = port.block in self.aside_keys and other.block not in self.aside_keys
                if (
                    is_free
                    and held.count(port.block) == 1
                    and box.y + _NEAR < y < box.bottom - _NEAR
                ):
                    chosen.ports[port] = y

    # --- places --------------------------------------------------------------------------------

    def lane_x(self, chosen: Chosen, trunk: int) -> float:
        """Give the x of the line of a trunk."""
        side = chosen.order.sides[trunk]
        out = self.half + chosen.gutters[side] + self.measure.lane * (chosen.lanes[trunk] + 0.5)
        return -out if side == "left" else out

    def edge_x(self, chosen: Chosen, port: Port) -> float:
        """Give the x of the block's side that a port is on."""
        if port.block in self.aside_keys:
            return chosen.beside
        half = chosen.boxes[port.block].width / 2
        return -half if chosen.order.sides[port.trunk] == "left" else half

    def _level(self, chosen: Chosen, port: Port) -> Reach:
        """Give the x between which the level part of a line at a port runs."""
        start = self.edge_x(chosen, port)
        top, bottom = chosen.reaches[port.trunk]
        end = chosen.beside if top == bottom else self.lane_x(chosen, port.trunk)
        return (start, end) if start < end else (end, start)
