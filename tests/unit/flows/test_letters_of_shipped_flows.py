"""What the letters of the shipped flows leave to be filled in by hand once every field is filled."""

from __future__ import annotations

from typing import Any

from guatu.definitions import Flow
from guatu.definitions.model import LetterSpec
from guatu.notifications import JinjaScribe, sample_facts
from guatu.notifications.writing.occasions import no_occasion, sample_occasions

SUMMONED = "约谈由督办引起，时间和地点由签发约谈的人当时确定，项目上没有"
LEFT_BY_HAND = {
    "summons": {"【待填：约谈时间】": SUMMONED, "【待填：约谈地点】": SUMMONED},
}
"""For each template: a place that no field of a case fills → why not."""


def facts_of(flow: Flow, letter: LetterSpec) -> dict[str, Any]:
    """Give facts of a case with every field filled: of an occasion, what the letter takes from fields."""
    groups, samples = no_occasion(), sample_occasions()
    for fact in letter.facts:
        group, _, name = fact.partition(".")
        groups[group] = {**groups[group], name: samples[group][name]}
    return {**sample_facts(list(flow.fields), list(flow.roles)), **groups}


def left(flow: Flow, letter: LetterSpec) -> list[str]:
    scribe = JinjaScribe()
    return list(scribe.unfilled(scribe.draft(letter, facts_of(flow, letter)).body))


def template(letter: LetterSpec) -> str:
    return letter.template.partition(".")[0]


def test_of_a_case_with_every_field_filled_only_known_places_are_left(any_flow) -> None:
    found = {key: left(any_flow, letter) for key, letter in any_flow.letters.items()}

    assert found == {
        key: list(LEFT_BY_HAND.get(template(letter), {}))
        for key, letter in any_flow.letters.items()
    }


def test_every_place_that_is_left_is_in_some_letter_and_has_its_reason(flows) -> None:
    used = {template(letter) for flow in flows.values() for letter in flow.letters.values()}

    assert set(LEFT_BY_HAND) <= used
    assert all(why for places in LEFT_BY_HAND.values() for why in places.values())


def test_the_minutes_of_a_meeting_are_called_by_it_and_those_of_a_consultation_are_not(
    flows,
) -> None:
    titles = {
        name: JinjaScribe().draft(
            flows[name].letters["minutes"], facts_of(flows[name], flows[name].letters["minutes"])
        )
        for name in ("meetings", "joint_consultation")
    }

    assert {name: draft.title for name, draft in titles.items()} == {
        "meetings": "重点项目推进会议纪要",
        "joint_consultation": "临江轴承精密制造基地项目会商纪要",
    }
