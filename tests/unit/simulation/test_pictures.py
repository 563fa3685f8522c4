"""Pictures of a simulation say every figure, in words too, and are drawn inside their paper."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from guatu.simulation import Assumptions, Outcome, pictures, simulate
from guatu.simulation.pictures.sheet import scale
from testkit.offices import WORKTIME
from testkit.shipped import read_shipped

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    flow = read_shipped("full_service")
    assumed = Assumptions(arrivals=40, year=2026, seed=7, capacity={"responsible_unit": 60})
    return simulate(flow, assumed, WORKTIME)


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_picture_is_well_formed_named_and_inside_its_paper(outcome, language) -> None:
    for svg in pictures(outcome, language).values():
        root = ET.fromstring(svg)
        wide, high = (float(root.attrib[side]) for side in ("width", "height"))

        assert root.attrib["role"] == "img"
        assert root.find(f"{SVG}title").text
        assert root.find(f"{SVG}desc").text
        for each in root.iter(f"{SVG}rect"):
            x, y, width, height = (float(each.attrib[k]) for k in ("x", "y", "width", "height"))
            assert 0 <= x <= x + width <= wide
            assert 0 <= y <= y + height <= high
        for each in root.iter(f"{SVG}text"):
            assert 0 < float(each.attrib["x"]) < wide
            assert 0 < float(each.attrib["y"]) < high


def test_lights_are_counted_by_month_and_colour(outcome) -> None:
    said = words(pictures(outcome)["lights"])
    yellow = sum(by["yellow"] for by in outcome.lights.values())

    assert f"黄灯 {yellow}" in said
    for by in outcome.lights.values():
        assert not sum(by.values()) or str(sum(by.values())) in said


def test_of_many_kinds_of_letters_the_rest_are_told_together(outcome) -> None:
    svg = pictures(outcome)["letters"]
    everything = sum(sum(by.values()) for by in outcome.letters.values())
    legend = [word for word in words(svg) if " " in word and not word.startswith("招商")]

    assert f"全年 {everything} 次" in svg
    assert sum(int(word.rpartition(" ")[2]) for word in legend) == everything


def test_stages_tell_their_times_and_which_cost_most(outcome) -> None:
    said = words(pictures(outcome)["stages"])

    for stage in outcome.stages:
        assert stage.title in said
        assert any(f"中位 {stage.median:g}" in word for word in said) or not stage.ended
    assert said.count("①") == 1


def test_load_marks_a_role_that_is_used_up(outcome) -> None:
    root = ET.fromstring(pictures(outcome)["load"])
    (role,) = [role for role in outcome.roles if role.role == "responsible_unit"]
    framed = [x for x in root.iter(f"{SVG}rect") if x.attrib.get("stroke")]

    assert len(framed) == sum(used >= 0.9 for used in role.used.values()) > 0
    assert "人手 60" in words(pictures(outcome)["load"])


def test_an_empty_year_is_drawn_too() -> None:
    flow = read_shipped("visitors")
    nothing = simulate(flow, Assumptions(arrivals=0, year=2026), WORKTIME)

    assert {name: bool(ET.fromstring(svg)) for name, svg in pictures(nothing).items()} == {
        "lights": True,
        "letters": True,
        "stages": True,
        "load": True,
    }


@pytest.mark.parametrize(
    ("most", "top", "steps"),
    [(0, 1, 2), (1, 1, 2), (4.2, 5, 6), (7, 8, 5), (283, 300, 4), (1001, 1500, 4)],
)
def test_a_scale_has_round_steps_up_to_what_is_largest(most: float, top: float, steps: int) -> None:
    assert (scale(most)[-1], len(scale(most))) == (top, steps)
