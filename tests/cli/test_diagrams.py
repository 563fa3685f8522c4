"""A flow is drawn, cold or warmed by its history."""

from __future__ import annotations

import json
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


def test_a_flow_is_told_in_words(guatu) -> None:
    said = guatu("diagram", str(FLOWS / "visitors.yaml"), "--format", "outline")

    assert (said.code, said.out.splitlines()[0]) == (0, "线索和来访企业分办")
    assert "登记分办" in said.out
    assert "1个工作日" in said.out


def test_of_a_flow_with_faults_what_can_be_read_is_drawn(guatu, tmp_path) -> None:
    file = tmp_path / "visitors.yaml"
    text = (FLOWS / "visitors.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace("to: contact", "to: contcat", 1), encoding="utf-8")

    said = guatu("diagram", str(file), "--format", "outline")

    assert (said.code, "登记分办" in said.out) == (0, True)
    assert "guatu check 逐处说明" in said.err


def test_what_was_not_understood_is_data_too(guatu, tmp_path) -> None:
    process, flow = tmp_path / "flow.bpmn", tmp_path / "flow.yaml"
    guatu("diagram", str(FLOWS / "factor_ticket.yaml"), "--format", "bpmn", "--out", str(process))

    said = guatu("bpmn", str(process), "--out", str(flow), "--json")

    found = json.loads(said.out)
    assert found["source"] == flow.read_text(encoding="utf-8")
    assert {each["code"] for each in found["report"]} == {"graded"}


def test_what_is_no_bpmn_is_refused(guatu, tmp_path) -> None:
    file = tmp_path / "x.bpmn"
    file.write_text("<html/>", encoding="utf-8")

    assert guatu("bpmn", str(file)).code != 0
