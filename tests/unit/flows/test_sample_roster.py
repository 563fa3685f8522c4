from __future__ import annotations

import re

import pytest

from guatu.store.roster import RosterDirectory

# Places the source documents speak of: none may serve as an example of ours.
REAL = "普洱 楚雄 昆明 官渡 玉溪 大理 曲靖 红河 云南 贵州 四川 银川 三亚 武汉 江门 邯郸 甘孜 泉州".split()  # noqa: SIM905


def way_up(directory, place):
    while place:
        yield place
        place = directory.territory(place).parent


def units_for(directory, flow, rule, place):
    duties = [rule.duty] if rule.duty else list(flow.decisions[rule.duty_from].outcomes)
    return {
        duty: next(
            (u for p in way_up(directory, place) for u in directory.units_with(duty, p)), None
        )
        for duty in duties
    }


def people_for(directory, post, unit):
    yield from directory.people_with(post, unit.key)
    for place in way_up(directory, unit.territory):
        yield from directory.people_in(place, post)


@pytest.fixture(scope="module")
def directory(roster):
    return RosterDirectory(roster)


def test_every_unit_role_finds_a_unit_from_every_place(flow, roster, directory):
    missing = [
        (role.key, duty, place.key)
        for role in flow.roles.values()
        if role.holder == "unit"
        for rule in role.assign
        for place in roster.territories
        for duty, unit in units_for(directory, flow, rule, place.key).items()
        if unit is None
    ]

    assert missing == []


def test_every_person_role_finds_a_person_beside_every_unit_it_may_be_near(flow, roster, directory):
    missing = []
    for role in flow.roles.values():
        for rule in role.assign if role.holder == "person" else ():
            posts = [rule.post] if rule.post else list(flow.decisions[rule.post_from].outcomes)
            near = [
                unit
                for assign in flow.roles[rule.near].assign
                for place in roster.territories
                for unit in units_for(directory, flow, assign, place.key).values()
            ]
            missing += [
                (role.key, post, unit.key)
                for post in posts
                for unit in near
                if next(people_for(directory, post, unit), None) is None
            ]

    assert missing == []


def test_every_role_has_a_rule_so_nothing_is_left_to_be_given_by_hand(flow):
    assert [role.key for role in flow.roles.values() if not role.assign] == []


def test_every_unit_that_can_hold_a_role_has_a_head_and_somebody_to_tell(roster, directory):
    mute = [
        unit.key
        for unit in roster.units
        if unit.duties
        for post in ("head", "liaison")
        if not directory.people_with(post, unit.key)
    ]

    assert mute == []


def test_the_nearest_unit_with_a_duty_is_the_districts_own(directory, flow):
    rule = flow.roles["responsible_unit"].assign[0]
    found = units_for(directory, flow, rule, "qinghe")

    assert found["agriculture"].key == "agriculture_qinghe"
    assert found["energy"].key == "energy"
    assert found["promotion_bureau"].key == "promotion_qinghe"


def test_a_park_stands_below_its_district(directory):
    assert list(way_up(directory, "lvshi")) == ["lvshi", "luming", "yunling"]


def test_the_sample_bears_no_real_name(definitions):
    text = (definitions / "samples" / "roster.yaml").read_text(encoding="utf-8")

    assert [name for name in REAL if name in text] == []


def test_addresses_and_numbers_lead_nowhere(roster):
    astray = [
        person.key
        for person in roster.people
        if (person.email and not person.email.endswith(("@example.org", ".invalid")))
        or (person.phone and not re.fullmatch(r"0000-555\d{4}", person.phone))
    ]

    assert astray == []


def test_names_are_written_with_characters_every_office_font_has(roster):
    for person in roster.people:
        assert person.name.encode("gb2312").decode("gb2312") == person.name


def test_no_two_people_have_the_same_name(roster):
    names = [person.name for person in roster.people]

    assert len(set(names)) == len(names)
