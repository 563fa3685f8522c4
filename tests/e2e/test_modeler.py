"""bpmn.io's modeller opens what goes out as BPMN, and what it saves comes back as a flow."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from guatu.definitions.diagrams import chart_of_source, read_bpmn, write_bpmn
from guatu.definitions.files import read_text, shipped_flows
from guatu.errors import Language
from testkit.moddle import read
from testkit.modeler import Modeler

(SIGNING,) = (path for path in shipped_flows() if path.stem == "provincial_signing")


@pytest.fixture
def modeler(page) -> Modeler:
    return Modeler(page)


@pytest.mark.parametrize("language", get_args(Language))
def test_the_modeller_shows_all_of_every_shipped_flow(language, modeler, shoot, tmp_path) -> None:
    files = {path: tmp_path / f"{path.stem}.bpmn" for path in shipped_flows()}
    for path, file in files.items():
        file.write_text(write_bpmn(chart_of_source(read_text(path)), language), encoding="utf-8")

    faults, lost = {}, {}
    for (path, file), held in zip(files.items(), read([*files.values()]), strict=True):
        sheet = modeler.open(file.read_text(encoding="utf-8"))
        faults[path.stem] = sheet.faults
        lost[path.stem] = Counter(held["kinds"]) - Counter(sheet.kinds)
    shoot(f"modeller-{language}")

    assert {name: found for name, found in faults.items() if found} == {}
    assert {name: found for name, found in lost.items() if found} == {}


def test_what_the_modeller_saves_comes_back_as_the_same_flow(modeler) -> None:
    for path in shipped_flows():
        xml = write_bpmn(chart_of_source(read_text(path)))
        modeler.open(xml)

        assert read_bpmn(modeler.write()) == read_bpmn(xml), path.stem


def test_what_is_drawn_in_the_modeller_is_in_the_flow_that_comes_back(modeler, shoot) -> None:
    modeler.open(write_bpmn(chart_of_source(read_text(SIGNING))))

    modeler.rename("stage_works", "主体施工")
    modeler.append("stage_works", "竣工验收")
    shoot("modeller-drawn")
    came = read_bpmn(modeler.write())

    chart = chart_of_source(came.source)
    titles = {node.key: node.title.zh for node in chart.nodes}
    assert (titles["works"], titles["stage_1"]) == ("主体施工", "竣工验收")
    assert ("works", "stage_1") in {(edge.source, edge.target) for edge in chart.edges}
    assert [(each.code, each.name) for each in came.report] == [("dead-end", "竣工验收")]
