"""A flow is drawn, cold or warmed by its history."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from guatu.definitions.files import FLOWS


def test_a_flow_is_drawn_with_every_stage(guatu, tmp_path) -> None:
    drawn = tmp_path / "flow.svg"

    said = guatu("diagram", str(FLOWS / "complaints.yaml"), "--out", str(drawn))

    assert said.code == 0
    text = drawn.read_text(encoding="utf-8")
    assert ET.fromstring(text).tag.endswith("svg")
    assert len(set(re.findall(r'data-path="(stages\.\w+)"', text))) >= 3
