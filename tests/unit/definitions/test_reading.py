"""The documentation's own example is a flow, and says what the model says."""

import json
from collections.abc import Mapping

import pytest

from guatu.definitions import Flow, flow_schema, read_flow
from guatu.definitions.model import Recipient, Title
from guatu.definitions.spans import Span, Unit
from guatu.errors import DefinitionFaults

SPARE = {"handover.txt.j2": "a", "yellow_warning.txt.j2": "b", "red_supervision.txt.j2": "c"}


def again(source: str, templates: Mapping[str, str] = SPARE, file: str = "f.yaml") -> Flow:
    return read_flow(source, file=file, templates=templates, rules={"fee_paid"})


def test_the_example_of_the_documentation_reads_without_faults(flow: Flow) -> None:
    assert flow.key == "permit"
    assert flow.initial == "intake"
    assert flow.stages["intake"].limits == {"*": Span(5, Unit.WORKDAYS)}
    assert flow.transitions["refuse"].sources == ("intake", "review")
    assert flow.letters["handover"].is_slip
    assert flow.letters["handover"].source == "收文：handover.txt.j2\n"


def test_every_flow_has_a_terminal_for_withdrawal(flow: Flow) -> None:
    assert flow.terminals["withdrawn"].kind == "withdrawn"
    assert flow.terminals["withdrawn"].title == Title("撤回", "Withdrawn")


def test_standard_rules_are_those_of_a_stage_that_names_none(flow: Flow) -> None:
    assert flow.stages["intake"].lights == "standard"
    assert flow.stages["intake"].ladder == "standard"


def test_none_switches_lights_and_ladder_off(example: str) -> None:
    source = example.replace("lights: standard", "lights: none", 1)
    source = source.replace("ladder: standard", "ladder: none", 1)

    stage = again(source).stages["review"]

    assert (stage.lights, stage.ladder) == ("", "")


def test_several_keys_of_a_rung_are_several_triggers(flow: Flow) -> None:
    triggers = flow.ladders["standard"].rungs[2].when

    assert [(t.kind, t.color, t.rung) for t in triggers] == [
        ("light", "red", ""),
        ("unanswered", None, "yellow"),
    ]


def test_a_head_is_a_recipient_of_its_role(flow: Flow) -> None:
    assert flow.ladders["standard"].rungs[1].copy == (Recipient(role="desk", is_head=True),)


def test_requirements_take_their_words_from_what_they_name(flow: Flow) -> None:
    material, field, role, fact = flow.transitions["accept"].requirements

    assert (material.title.zh, material.mend) == ("施工图", "提交材料“施工图”")
    assert field.mend == "填写“计划开工日期”"
    assert role.mend == "请窗口指定审查员"
    assert (fact.key, fact.owner) == ("accept_4", "desk")


def test_an_explicit_withdrawal_takes_the_place_of_the_implicit_one(example: str) -> None:
    source = example.replace(
        "terminals: ", "terminals:\n  recalled: {title: 取回, kind: withdrawn} "
    )

    kinds = {k: t.kind for k, t in again(source).terminals.items()}

    assert kinds["recalled"] == "withdrawn"
    assert "withdrawn" not in kinds


def test_the_hash_covers_the_text_and_the_templates_used(example: str) -> None:
    first = again(example)

    assert again(example).hash == first.hash
    assert again(example, file="other.yaml").hash == first.hash
    assert again(example, {**SPARE, "unused.j2": "z"}).hash == first.hash
    assert again(example, {**SPARE, "handover.txt.j2": "z"}).hash != first.hash
    assert again(example + "# a remark\n").hash != first.hash


def test_two_readings_of_one_file_are_equal(example: str) -> None:
    assert again(example) == again(example)


def test_a_byte_order_mark_is_not_a_fault(example: str) -> None:
    assert again("\ufeff" + example).key == "permit"


def test_windows_line_ends_are_not_a_fault(example: str) -> None:
    assert again(example.replace("\n", "\r\n")).key == "permit"


def test_a_broken_section_brings_no_faults_about_the_names_in_it(example: str) -> None:
    with pytest.raises(DefinitionFaults) as caught:
        again(example.replace("rounds:", "roundz:").replace("fields:", "fieldz:"))

    assert [f.code for f in caught.value.faults] == ["unknown-key", "unknown-key"]


def test_one_broken_stage_leaves_the_others_checked(example: str) -> None:
    source = example.replace(
        "  intake:\n    title: 受理\n", "  intake: 受理\n  late:\n    title: 晚\n"
    )

    with pytest.raises(DefinitionFaults) as caught:
        again(source)

    assert [f.code for f in caught.value.faults] == ["wrong-type", "unreachable"]


def test_the_schema_for_editors_is_json_and_knows_the_shorthands() -> None:
    schema = json.loads(json.dumps(flow_schema()))

    assert set(schema["required"]) >= {"flow", "title", "stages", "transitions"}
    assert {"type": "string"} in schema["$defs"]["StagePart"]["properties"]["title"]["anyOf"]
    assert "from" in schema["$defs"]["TransitionPart"]["properties"]
