"""A chosen placing as a layout: corners of lines, labels, and everything moved onto the paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .lanes import Chosen, Placing
from .paper import Box, Label, Layout, Link, Point, Port


def layout_of(placing: Placing, chosen: Chosen) -> Layout:
    """Give the places of a choice, from the upper left corner of the paper."""
    boxes = dict(chosen.boxes)
    for block in placing.aside:
        boxes[block.key] = replace(boxes[block.key], x=chosen.beside)
    routes = {link.key: _straight(boxes, link) for link in placing.down.values()}
    for number, trunk in enumerate(placing.trunks):
        for link in trunk.links:
            routes[link.key] = _route(placing, chosen, number, link)
    labels = (*_down_labels(placing, boxes), *_port_labels(placing, chosen))
    return _moved(placing.measure.margin, boxes, routes, labels)


def _straight(boxes: dict[str, Box], link: Link) -> tuple[Point, ...]:
    return (0.0, boxes[link.source].bottom), (0.0, boxes[link.target].y)


def _route(placing: Placing, chosen: Chosen, number: int, link: Link) -> tuple[Point, ...]:
    start, end = Port(number, link.source, is_in=False), Port(number, link.target, is_in=True)
    y1, y2 = chosen.ports[start], chosen.ports[end]
    first, last = (placing.edge_x(chosen, start), y1), (placing.edge_x(chosen, end), y2)
    if y1 == y2 and first[0] != last[0]:
        return first, last
    x = placing.lane_x(chosen, number)
    return first, (x, y1), (x, y2), last


def _down_labels(placing: Placing, boxes: dict[str, Box]) -> Iterator[Label]:
    for link in placing.down.values():
        if link.label:
            high = len(link.label) * placing.measure.leading
            middle = (boxes[link.source].bottom + boxes[link.target].y - 6) / 2
            yield Label(
                links=(link.key,),
                x=8,
                y=middle + high / 2 - 2.5,
                anchor="start",
                lines=link.label,
                width=link.width,
            )


def _port_labels(placing: Placing, chosen: Chosen) -> Iterator[Label]:
    for port, labelled in placing.spots:
        if labelled is None or not labelled.label:
            continue
        trunk, x = placing.trunks[port.trunk], placing.edge_x(chosen, port)
        side = placing.side(chosen.order, port)
        told = trunk.links if trunk.is_told_once else trunk.at((port.block, port.is_in))
        off = 10 if port.is_in else 6
        yield Label(
            links=tuple(link.key for link in told),
            x=x - off if side == "left" else x + off,
            y=chosen.ports[port] - 5,
            anchor="end" if side == "left" else "start",
            lines=labelled.label,
            width=labelled.width,
        )


def _moved(
    margin: float,
    boxes: dict[str, Box],
    routes: dict[str, tuple[Point, ...]],
    labels: tuple[Label, ...],
) -> Layout:
    """Move everything so that it begins at the margin."""
    spans = [_span(label) for label in labels]
    spans += [(box.x, box.right) for box in boxes.values()]
    spans += [(x, x) for route in routes.values() for x, _y in route]
    heights = [y for box in boxes.values() for y in (box.y, box.bottom)]
    heights += [y for route in routes.values() for _x, y in route]
    heights += [label.y - 13 * len(label.lines) for label in labels]
    left = min((start for start, _end in spans), default=0) - margin
    top = min(heights, default=0) - margin
    return Layout(
        width=round(max((end for _start, end in spans), default=0) - left + margin, 1),
        height=round(max(heights, default=0) - top + margin, 1),
        boxes={k: replace(box, x=box.x - left, y=box.y - top) for k, box in boxes.items()},
        routes={k: tuple((x - left, y - top) for x, y in route) for k, route in routes.items()},
        labels=tuple(replace(each, x=each.x - left, y=each.y - top) for each in labels),
    )


def _span(label: Label) -> tuple[float, float]:
    if label.anchor == "start":
        return label.x, label.x + label.width
    return label.x - label.width, label.x
