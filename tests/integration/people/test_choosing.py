"""Who is found for a part, and why: by decision, by place, by work, by turns; kept from, or away."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from guatu.store.layout import tables
from guatu.store.marks import ROSTER, raise_mark
from testkit.offices import china_time, kinds
from testkit.tenders import (
    buy,
    changed_tender,
    holder,
    open_tenders,
    owed,
    vacancies,
    why,
)


def away(office, person: str, *, until: str | None, deputy: str = "") -> None:
    """Let somebody be away from now until a day, without asking who may say so."""
    row = {
        "person": person,
        "since": office.clock.now() - timedelta(hours=1),
        "until": china_time(f"{until} 00:00") if until else None,
        "deputy": deputy,
        "why": "休假",
        "by": "root",
        "at": office.clock.now(),
    }
    with office.store.writing() as connection:
        connection.execute(insert(tables.absence), row)
        raise_mark(connection, ROSTER)


def test_the_grade_decides_who_directs(office) -> None:
    small, large = buy(office, amount=80.0).id, buy(office, amount=800.0).id

    assert (holder(office, small, "director"), holder(office, large, "director")) == (
        "deputy",
        "chief",
    )
    assert why(office, large, "director") == "按“分管人选”为“主任”，海州市任此职者"


def test_another_grade_finds_another_director_and_says_why(office) -> None:
    case = buy(office, amount=80.0).id

    office.engine.record(case, by="clerk", fields={"amount": 900.0})

    assert holder(office, case, "director") == "chief"


def test_a_director_named_by_hand_stays_when_the_grade_changes(office) -> None:
    case = buy(office, amount=80.0).id
    office.engine.assign(case, "director", "mayor", by="clerk", why="市长挂帅")

    office.engine.record(case, by="clerk", fields={"amount": 900.0})

    assert holder(office, case, "director") == "mayor"


def test_a_choice_field_can_name_the_duty(office) -> None:
    medical, computing = buy(office).id, buy(office, kind="computing").id

    assert (holder(office, medical, "lead"), holder(office, computing, "lead")) == (
        "clinic",
        "centre",
    )
    assert why(office, computing, "lead") == "按“类别”为“信息设备”，海州市承担该职责的单位"


def test_large_purchases_weigh_twice_and_the_limit_is_said(office) -> None:
    buy(office, amount=800.0)

    given = [holder(office, buy(office).id, "officer") for _ in range(4)]

    assert given == ["bo", "cai", "bo", "cai"]
    last = buy(office).id
    assert why(office, last, "officer").startswith("东城医院在办最少：1件（折合2件），上限4件")


def test_whoever_is_full_is_passed_over_by_name(office) -> None:
    for _ in range(2):
        office.engine.assign(buy(office, amount=800.0).id, "officer", "ada", by="clerk", why="指定")

    case = buy(office).id

    assert "艾经办在办2件（折合4件），上限4件，已满" in why(office, case, "officer")


def test_nobody_free_anywhere_is_a_vacancy_with_its_reasons(office) -> None:
    for _ in range(2):
        office.engine.assign(
            buy(office, amount=800.0, kind="computing").id, "officer", "wire", by="clerk", why="指"
        )
    for person in ("ada", "bo", "cai"):
        away(office, person, until=None)

    case = buy(office, kind="computing").id

    (raised, *_) = vacancies(office, case)
    assert (raised.title, "已满" in raised.why) == ("无人承担“经办人”", True)


def test_whoever_is_on_leave_is_passed_over_until_his_last_day_and_named(office) -> None:
    away(office, "ada", until="2026-05-10")

    given = [holder(office, buy(office).id, "officer") for _ in range(3)]

    assert given == ["bo", "cai", "bo"]
    assert "艾经办请假至2026-05-09" in why(office, buy(office).id, "officer")


def test_whoever_is_away_with_a_deputy_is_still_chosen(office) -> None:
    away(office, "deputy", until="2026-05-10", deputy="chief")

    case = buy(office).id

    assert holder(office, case, "director") == "deputy"


def test_a_deputy_acts_sees_and_is_told_while_the_other_is_away(office) -> None:
    away(office, "clerk", until="2026-05-10", deputy="penny")
    case = buy(office, by="penny").id

    moved = office.engine.advance(case, "submit", by="penny")

    assert moved.stage == "review"
    assert office.desk("penny").board()[0].id == case


def test_nobody_is_both_officer_and_checker_of_one_case(office) -> None:
    pairs = {
        (holder(office, case, "officer"), holder(office, case, "checker"))
        for case in (buy(office).id for _ in range(6))
    }

    assert all(officer != checker for officer, checker in pairs)
    assert len({checker for _, checker in pairs}) > 1


def test_turns_go_round(office) -> None:
    turns = [holder(office, buy(office).id, "checker") for _ in range(2)]

    assert len(set(turns)) == 2


def test_a_subtree_is_one_pool(database_url, clock, tmp_path) -> None:
    flow = changed_tender(
        tmp_path,
        (
            "assign: {post: officer, near: lead}\n",
            "assign: {post: officer, search: below}\n",
        ),
    )
    with open_tenders(database_url, clock, flow=flow) as office:
        given = {holder(office, buy(office, district="city").id, "officer") for _ in range(4)}

        assert given == {"ada", "bo", "cai", "wire"}


def test_only_here_means_only_here(database_url, clock, tmp_path) -> None:
    flow = changed_tender(
        tmp_path,
        (
            "assign: {post: officer, near: lead}\n",
            "assign: {post: officer, search: here}\n",
        ),
    )
    with open_tenders(database_url, clock, flow=flow) as office:
        case = buy(office, district="west", kind="computing").id

        assert (holder(office, case, "officer"), len(vacancies(office, case))) == ("", 1)


def test_a_choice_is_explained_before_it_is_made(office) -> None:
    away(office, "bo", until="2026-05-10")
    case = buy(office).id

    (look,) = office.engine.staff.candidates(case, "officer")

    seen = {c.holder: (c.work.open, c.passed_over) for c in look.considered}
    assert seen["bo"] == (0, "请假至2026-05-09")
    assert seen[holder(office, case, "checker")][1] == "已任本项目复核人，须回避"
    assert look.rule == "officer，就近于“需求单位”，逐级向上"


def test_looking_at_candidates_writes_nothing(office) -> None:
    case = buy(office).id
    before = kinds(office, case)

    office.engine.staff.candidates(case, "officer")

    assert kinds(office, case) == before


def test_a_unit_is_found_for_every_rule_of_a_role_of_several(office) -> None:
    case = buy(office).id

    assert holder(office, case, "experts") == "books,law,money"


def test_work_that_has_ended_is_not_counted(office) -> None:
    first = buy(office).id
    officer = holder(office, first, "officer")
    office.engine.advance(first, "stop", by="clerk")

    case = buy(office).id

    seen = {
        c.holder: c.work.open for c in office.engine.staff.candidates(case, "officer")[0].considered
    }
    assert seen[officer] == (1 if holder(office, case, "officer") == officer else 0)


def test_what_somebody_owed_in_a_part_is_owed_by_who_plays_it_now(office) -> None:
    case = buy(office, amount=80.0).id
    for step in ("submit", "conclude"):
        office.engine.advance(case, step, by="clerk")
    due = {t.key: t.due_at for t in office.views.tasks(case_id=case)}["final"]

    office.engine.assign(case, "director", "chief", by="clerk", why="调整分工")

    owes = [(case, "final") in owed(office, person) for person in ("deputy", "chief")]
    assert owes == [False, True]
    (task,) = [t for t in office.views.tasks(case_id=case) if t.key == "final"]
    assert task.due_at == due
