"""A case is opened whole or not at all, and everybody's part in it has a reason."""

from __future__ import annotations

import pytest

from guatu.errors import InvalidValues, NotAllowed, UnknownFlow, UnknownPerson
from testkit.offices import all_rows, china_time, fields, kinds, open_case, reviewer_of, row_count


def test_a_case_begins_in_the_first_stage_with_its_grade_and_deadline(office) -> None:
    case = open_case(office, name="轴承厂", floor_area="12,000")

    (row,) = office.views.board(office.clock.now())
    assert (case.stage, case.status, case.version, case.entry) == ("intake", "running", 1, 1)
    assert (case.title, case.grade, case.territory) == ("轴承厂", "large", "east")
    assert case.fields["floor_area"] == 12_000.0
    assert (row.id, row.light, row.due_at) == (case.id, "green", china_time("2026-03-16 17:30"))


def test_what_is_read_back_is_what_was_given(office) -> None:
    case = open_case(office, planned_start="2026年5月6日", use="厂房")

    with office.store.begin() as uow:
        read = uow.case_file(case.id).case

    assert read == case


def test_all_faults_of_the_fields_come_at_once_and_nothing_is_written(office) -> None:
    before = all_rows(office)

    with pytest.raises(InvalidValues) as refused:
        office.engine.open(
            "permit",
            by="lin",
            fields={"name": "", "district": "月球", "floor_area": -1, "use": "castle", "colour": 1},
        )

    faulty = {fault.field for fault in refused.value.faults}
    assert faulty == {"name", "applicant", "district", "floor_area", "use", "colour"}
    assert all_rows(office) == before


def test_a_duplicate_is_refused_and_says_of_which_case(office) -> None:
    first = open_case(office, name="轴承厂")

    with pytest.raises(InvalidValues) as refused:
        open_case(office, name=" 轴承厂 ")

    (fault,) = refused.value.faults
    assert fault.sentence("zh") == f"工程名称、建设单位（name）：与已有记录重复：项目 {first.id}"
    assert fault.sentence("en") == f"name: case {first.id} is the same by name, applicant"
    assert row_count(office, "case") == 1


def test_the_same_project_may_come_again_once_the_first_has_ended(office) -> None:
    first = open_case(office, name="轴承厂")
    office.engine.withdraw(first.id, by="lin", why="建设单位撤回")

    again = open_case(office, name="轴承厂")

    assert again.id != first.id


def test_a_reference_is_used_once(office) -> None:
    office.engine.open("permit", fields=fields(), by="lin", ref="2026-001")

    with pytest.raises(InvalidValues) as refused:
        office.engine.open("permit", fields=fields(), by="lin", ref="2026-001")

    assert [fault.field for fault in refused.value.faults] == ["ref"]


def test_a_case_is_found_by_its_reference(office) -> None:
    case = office.engine.open("permit", fields=fields(), by="lin", ref="2026-001")

    assert office.engine.explain("2026-001").case == case.id


@pytest.mark.parametrize("person", ["nobody", "gone", "system", ""])
def test_a_person_the_roster_does_not_have_opens_nothing(office, person) -> None:
    with pytest.raises(UnknownPerson):
        open_case(office, by=person)

    assert row_count(office, "case") == 0


def test_a_person_without_the_part_opens_nothing(office) -> None:
    with pytest.raises(NotAllowed, match="受理窗口"):
        open_case(office, by="hua")

    assert row_count(office, "case") == 0


def test_an_unknown_flow_is_refused_with_the_flows_there_are(office) -> None:
    with pytest.raises(UnknownFlow, match="permit"):
        office.engine.open("permits", fields=fields(), by="lin")


def test_every_role_is_given_with_a_reason(office) -> None:
    case = open_case(office)

    held = {h.role: (h.holder, h.rule, h.why) for h in office.engine.explain(case.id).people}

    assert held["desk"] == ("desk_east", "duty:permit_desk", "东城区承担该职责的单位")
    assert held["reviewer"][:2] == ("wen", "least_open:reviewer")
    assert "在办最少：0件（候选2人）" in held["reviewer"][2]


def test_a_place_without_a_desk_of_its_own_goes_to_the_one_above(office) -> None:
    case = open_case(office, district="西城区", by="zhou")

    held = {h.role: h.holder for h in office.engine.explain(case.id).people}

    assert held["desk"] == "desk_city"


def test_a_role_nobody_fits_stays_open_and_history_says_so_once(office) -> None:
    case = open_case(office, district="west", by="zhou")
    office.engine.record(case.id, by="zhou", note="已电话联系")
    office.engine.record(case.id, by="zhou", note="再次联系")

    assert "reviewer" not in {h.role for h in office.engine.explain(case.id).people}
    assert kinds(office, case.id).count("role_unassigned") == 1


def test_work_goes_to_whoever_has_least(office) -> None:
    cases = [open_case(office) for _ in range(4)]

    given = [reviewer_of(office, case.id) for case in cases]

    assert given == ["wen", "wu", "wen", "wu"]


def test_those_who_are_given_a_role_are_told_once(office) -> None:
    case = open_case(office)

    told = [n for n in office.views.inbox("wen") if n.case == case.id]

    assert [n.subject for n in told] == [f"【分派】{case.title}：文审查为审查员"]
