"""Two flows are compared in sentences about what people feel, and nothing is forgotten."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable

import pytest

from guatu.definitions import Flow, read_flow
from guatu.definitions.comparing import Comparison, compare
from guatu.definitions.comparing.table import TABLE, THINGS
from guatu.definitions.files import shipped_flows
from guatu.notifications import shipped_templates
from testkit.variations import types_within, variations

KEYED = {kind for kind in THINGS if "key" in {f.name for f in dataclasses.fields(kind)}}
SILENT = {(Flow, "hash"), (Flow, "source")}
"""What stands for the text of a flow: the lines tell."""

Edited = Callable[..., Comparison]


@pytest.fixture(scope="module")
def shipped() -> list[Flow]:
    templates = shipped_templates()
    return [
        read_flow(path.read_text(encoding="utf-8"), file=path.name, templates=templates)
        for path in shipped_flows()
    ]


@pytest.fixture(scope="module")
def edited() -> Edited:
    """Compare the largest shipped flow with what becomes of it by exchanging texts."""
    (path,) = (path for path in shipped_flows() if path.stem == "full_service")
    source, templates = path.read_text(encoding="utf-8"), shipped_templates()
    old = read_flow(source, file=path.name, templates=templates)

    def call(*exchanged: tuple[str, str]) -> Comparison:
        text = source
        for before, after in exchanged:
            assert before in text
            text = text.replace(before, after)
        return compare(old, read_flow(text, file=path.name, templates=templates))

    return call


def test_a_flow_is_the_same_as_itself(shipped) -> None:
    assert [True] * len(shipped) == [compare(flow, flow).is_same for flow in shipped]


def test_the_table_names_every_attribute_a_flow_has() -> None:
    wanted = {
        (kind, field.name)
        for kind in types_within(Flow)
        for field in dataclasses.fields(kind)
        if (kind, field.name) not in SILENT and not (kind in KEYED and field.name == "key")
    }
    told_otherwise = {(kind, name) for kind, name in wanted if name in {"kind", "color"}}

    named = {(kind, name) for kind, names in TABLE.items() for name in names}

    assert wanted - named <= told_otherwise
    assert named <= wanted


def test_nothing_that_differs_is_forgotten_and_the_way_back_says_as_much(flow, shipped) -> None:
    seen: Counter[tuple[type, str]] = Counter()
    for whole in (flow, *shipped):
        for kind, name, other in variations(whole):
            if (kind, name) in SILENT or (seen[kind, name] >= 6):
                continue
            seen[kind, name] += 1
            found, back = compare(whole, other), compare(other, whole)
            _is_sound(found, kind, name)
            _is_sound(back, kind, name)
            assert _mirrored(found) == Counter(d.kind for d in back.differences), (kind, name)

    everything = {(k, f.name) for k in types_within(Flow) for f in dataclasses.fields(k)}
    assert everything - SILENT == {*seen}


def _mirrored(found: Comparison) -> Counter[str]:
    turned = {"added": "removed", "removed": "added"}
    return Counter(turned.get(d.kind, d.kind) for d in found.differences)


def _is_sound(found: Comparison, kind: type, name: str) -> None:
    if name == "key" and kind in KEYED:
        return
    assert found.differences, (kind, name)
    for difference in found.differences:
        for sentence in (difference.what_zh, difference.what_en):
            assert not re.search(r"(?:^|[ ：:])([^→：]+) → \1$", sentence), sentence
        assert re.search("[一-鿿]", difference.what_zh)
