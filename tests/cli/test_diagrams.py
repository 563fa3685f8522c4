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


def test_a_flow_goes_out_as_bpmn_and_comes_in_as_a_flow_again(guatu, tmp_path) -> None:
    process, flow = tmp_path / "flow.bpmn", tmp_path / "flow.yaml"
    guatu("diagram", str(FLOWS / "visitors.yaml"), "--format", "bpmn", "--out", str(process))

    said = guatu("bpmn", str(process), "--out", str(flow))

    assert said.code == 0
    assert flow.read_text(encoding="utf-8").count("owner:") >= 3


def test_a_flow_goes_out_as_mermaid(guatu) -> None:
    said = guatu("diagram", str(FLOWS / "visitors.yaml"), "--format", "mermaid")

    assert (said.code, "-->" in said.out) == (0, True)


def test_what_is_no_bpmn_is_refused(guatu, tmp_path) -> None:
    file = tmp_path / "x.bpmn"
    file.write_text("<html/>", encoding="utf-8")

    assert guatu("bpmn", str(file)).code != 0
