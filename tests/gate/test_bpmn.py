"""What goes out as BPMN is read by the parser of the common modellers without a warning."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from guatu.definitions.diagrams import chart_of_source, write_bpmn
from guatu.definitions.files import read_text, shipped_flows
from guatu.errors import Language
from testkit.moddle import read

CASES = [(path, language) for path in shipped_flows() for language in get_args(Language)]
WRONG = """\
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">
  <bpmn:process id="p">
    <bpmn:userTask id="a" /><bpmn:userTask id="a" />
    <bpmn:sequenceFlow id="f" sourceRef="a" targetRef="nowhere" />
  </bpmn:process>
</bpmn:definitions>
"""


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[Path, str], dict[str, Any]]:
    """What the parser makes of every shipped flow, in both languages."""
    folder = tmp_path_factory.mktemp("bpmn")
    files = {case: folder / f"{case[0].stem}.{case[1]}.bpmn" for case in CASES}
    for (path, language), file in files.items():
        written = write_bpmn(chart_of_source(read_text(path)), language)
        file.write_text(written, encoding="utf-8")
    return dict(zip(files, read([*files.values()]), strict=True))


def test_no_shipped_flow_makes_the_parser_warn(parsed) -> None:
    warnings = {
        f"{path.stem} {language}": each["warnings"] for (path, language), each in parsed.items()
    }

    assert {name: said for name, said in warnings.items() if said} == {}


def test_everything_in_a_process_is_drawn_and_every_flow_leads_somewhere(parsed) -> None:
    assert [(path.stem, each["undrawn"], each["loose"]) for (path, _), each in parsed.items()] == [
        (path.stem, [], []) for path, _ in CASES
    ]


def test_a_process_has_a_task_for_every_stage_and_a_way_for_every_transition(parsed) -> None:
    for (path, _), each in parsed.items():
        chart = chart_of_source(read_text(path))
        kinds = Counter(each["kinds"])
        ways = sum(len(edge.ways) for edge in chart.edges)

        assert kinds["bpmn:UserTask"] == sum(node.is_stage for node in chart.nodes)
        assert kinds["bpmn:StartEvent"] == 1
        # one flow in from the start, and one from each task to the gateway behind it
        assert kinds["bpmn:SequenceFlow"] == ways + 1 + kinds["bpmn:ExclusiveGateway"]


def test_the_parser_warns_of_what_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "wrong.bpmn"
    file.write_text(WRONG, encoding="utf-8")

    (found,) = read([file])

    assert (len(found["warnings"]), found["loose"], "a" in found["undrawn"]) == (2, ["f"], True)
