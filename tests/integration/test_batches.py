"""One approval decided on several cases at once: on all of them with the same words, or on none."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import create_engine, event

from guatu.errors import (
    BatchRefused,
    KeyReused,
    ReasonMissing,
    StaleCase,
    UnknownCase,
    UnknownTask,
    VerdictRefused,
    WrongMoment,
)
from testkit.offices import all_rows, history, kinds, open_case, reviewer_of, to_review

LARGE = 20_000.0


@pytest.fixture
def cases(office) -> list[int]:
    """Three large projects that wait for the head of the eastern desk."""
    return [to_review(office, floor_area=LARGE).id for _ in range(3)]


def at_once(actions: list[Callable[[], object]]) -> list[object]:
    """Run actions in threads that start together; give what each gave or raised."""
    start = Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        start.wait()
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - the outcome is looked at
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return [done.result() for done in [pool.submit(run, action) for action in actions]]


def verdicts(office, cases) -> list[str | None]:
    """Tell what was said of each case by the head; None for nothing."""
    with office.store.look() as uow:
        files = [uow.case_file(case) for case in cases]
    return [next((t.verdict for t in f.tasks if t.key == "chief"), None) for f in files]


def refusals(office, cases, *, by: str = "ma", **more) -> dict[int | str, type[Exception]]:
    """Decide a batch that is refused; give why each case was, after nothing was written."""
    before = all_rows(office)
    with pytest.raises(BatchRefused) as refused:
        office.engine.tasks.decide_all(cases, "chief", "agree", by=by, **more)
    assert all_rows(office) == before
    return {r.case: type(r.error) for r in refused.value.refusals}


def test_a_batch_is_decided_with_the_same_words_on_each_case(office, cases) -> None:
    done = office.engine.tasks.decide_all(cases, "chief", "agree", by="ma", text="同意第一批")

    assert [case.id for case in done] == cases
    lines = [history(office, case)[-1] for case in cases]
    assert [(line.kind, line.by, line.why) for line in lines] == [
        ("decided", "ma", "同意第一批")
    ] * 3
    assert verdicts(office, cases) == ["agree"] * 3
    assert office.verify().is_whole


def test_the_history_of_each_case_says_with_how_many_others_it_was_decided(office, cases) -> None:
    office.engine.tasks.decide_all(cases, "chief", "agree", by="ma")

    lines = [history(office, case)[-1] for case in cases]
    assert [line.data["batch"] for line in lines] == [2] * 3
    assert {line.what for line in lines} == {"马主任对“负责人审批”同意（与另外2项一并办理）"}


def test_a_batch_of_one_is_a_decision_like_any_other(office, cases) -> None:
    office.engine.tasks.decide_all([cases[0], f"#{cases[0]}"], "chief", "agree", by="ma")

    line = history(office, cases[0])[-1]
    assert ("batch" in line.data, line.what) == (False, "马主任对“负责人审批”同意")


def test_nothing_is_decided_in_an_empty_batch(office) -> None:
    assert office.engine.tasks.decide_all([], "chief", "agree", by="ma") == ()


def test_one_case_that_does_not_wait_for_it_holds_up_all_and_every_reason_is_told(
    office, cases
) -> None:
    small, ended = to_review(office).id, to_review(office, floor_area=LARGE).id
    office.engine.withdraw(ended, by=reviewer_of(office, ended), why="撤项")

    refused = refusals(office, [*cases, small, "P-9", ended])

    assert refused == {small: UnknownTask, "P-9": UnknownCase, ended: WrongMoment}
    assert verdicts(office, cases) == [None] * 3


def test_the_refusal_names_each_case_in_both_languages(office, cases) -> None:
    small = open_case(office, name="三号仓库").id

    with pytest.raises(BatchRefused) as raised:
        office.engine.tasks.decide_all([*cases, small, "P-9"], "chief", "agree", by="ma")

    refused = pickle.loads(pickle.dumps(raised.value))
    assert "5 项中有 2 项不能办理" in refused.sentence("zh")
    assert f"\n  - {small} 三号仓库: " in refused.sentence("zh")
    assert "\n  - P-9: 没有" in refused.sentence("zh")
    assert "of 5 these 2 can't be" in refused.sentence("en")
    assert "\n  - P-9: There is no case “P-9”" in str(refused)


def test_somebody_without_the_right_decides_no_case_of_a_batch(office, cases) -> None:
    assert refusals(office, cases, by="lin") == dict.fromkeys(cases, UnknownTask)


def test_a_case_somebody_does_not_see_is_not_there_for_his_batch(office, cases) -> None:
    west = to_review_in_the_west(office)

    assert refusals(office, [*cases, west]) == {west: UnknownCase}


def to_review_in_the_west(office) -> int:
    case = open_case(office, by="zhou", district="west", floor_area=LARGE).id
    office.engine.record(
        case, by="zhou", fields={"planned_start": "2026-05-06"}, materials={"drawings": "图.pdf"}
    )
    return case


def test_a_case_that_changed_since_it_was_looked_at_holds_up_its_batch(office, cases) -> None:
    seen = {row.case: row.version for row in office.desk("ma").approvals("permit", "chief")}
    office.engine.record(cases[1], by=reviewer_of(office, cases[1]), note="补充说明")

    assert refusals(office, cases, expect=seen) == {cases[1]: StaleCase}


def test_what_was_decided_one_by_one_is_not_changed_in_a_batch(office, cases) -> None:
    office.engine.decide(cases[0], "chief", "disagree", by="ma", text="图纸不全")

    assert refusals(office, cases) == {cases[0]: VerdictRefused}
    assert verdicts(office, cases) == ["disagree", None, None]


def test_an_opinion_is_not_given_in_a_batch(office, cases) -> None:
    with pytest.raises(BatchRefused):
        office.engine.tasks.decide_all(cases, "joint", "agree", by="huo")

    assert [kinds(office, case).count("decided") for case in cases] == [0] * 3


def test_a_batch_is_refused_with_words_only(office, cases) -> None:
    with pytest.raises(ReasonMissing):
        office.engine.tasks.decide_all(cases, "chief", "disagree", by="ma", text=" ")
    office.engine.tasks.decide_all(cases, "chief", "disagree", by="ma", text="本批不予批准")

    assert verdicts(office, cases) == ["disagree"] * 3


# --- once, and at once --------------------------------------------------------------------


def test_the_same_batch_under_the_same_key_is_decided_once(office, cases) -> None:
    first = office.engine.tasks.decide_all(cases, "chief", "agree", by="ma", key="b1")
    before = all_rows(office)

    again = office.engine.tasks.decide_all(cases[::-1], "chief", "agree", by="ma", key="b1")

    assert again == first[::-1]
    assert all_rows(office) == before


def test_a_key_serves_one_batch_only(office, cases) -> None:
    office.engine.tasks.decide_all(cases[:2], "chief", "agree", by="ma", key="b1")

    with pytest.raises(KeyReused):
        office.engine.tasks.decide_all(cases, "chief", "agree", by="ma", key="b1")


def test_a_refused_batch_leaves_its_key_free(office, cases) -> None:
    small = to_review(office).id
    refusals(office, [*cases, small], key="b1")

    office.engine.tasks.decide_all(cases, "chief", "agree", by="ma", key="b1")

    assert verdicts(office, cases) == ["agree"] * 3


def test_batches_sent_at_once_under_one_key_are_decided_once(office, cases) -> None:
    outcomes = at_once(
        [
            lambda c=c: office.engine.tasks.decide_all(c, "chief", "agree", by="ma", key="b1")
            for c in (cases, cases[::-1], cases)
        ]
    )

    assert [sorted(case.id for case in outcome) for outcome in outcomes] == [cases] * 3
    assert [kinds(office, case).count("decided") for case in cases] == [1] * 3


def test_overlapping_batches_at_once_wait_for_each_other_and_the_second_is_told(
    office, cases
) -> None:
    more = [to_review(office, floor_area=LARGE).id for _ in range(3)]
    batches = [[*cases, more[0]], [more[0], *cases[::-1]], [*more, cases[0]], [cases[0], *more]]

    outcomes = at_once(
        [lambda b=b: office.engine.tasks.decide_all(b, "chief", "agree", by="ma") for b in batches]
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, BatchRefused)]
    assert len(refused) == 3
    assert {type(r.error) for each in refused for r in each.refusals} == {VerdictRefused}
    assert office.verify().is_whole


def test_cases_are_held_the_newest_first_however_they_are_named(office, cases, monkeypatch) -> None:
    held = []
    hold = type(office.engine.tasks._transactor).held
    monkeypatch.setattr(
        type(office.engine.tasks._transactor),
        "held",
        lambda self, uow, case, *, by: (held.append(case), hold(self, uow, case, by=by))[1],
    )

    office.engine.tasks.decide_all([cases[1], cases[2], cases[0]], "chief", "agree", by="ma")

    assert held == sorted(cases, reverse=True)


def test_a_batch_refused_in_the_hosts_transaction_leaves_the_rest_of_it(
    office, cases, database_url
) -> None:
    small = to_review(office).id
    host = create_engine(database_url)
    if host.dialect.name == "sqlite":
        event.listen(host, "connect", lambda c, _: setattr(c, "isolation_level", None))
        event.listen(host, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))

    with host.begin() as connection:
        engine = office.engine.within(connection)
        with pytest.raises(BatchRefused):
            engine.tasks.decide_all([*cases, small], "chief", "agree", by="ma")
        engine.tasks.decide_all(cases[:2], "chief", "agree", by="ma")
    host.dispose()

    assert verdicts(office, cases) == ["agree", "agree", None]


# --- what waits ---------------------------------------------------------------------------


def test_a_desk_lists_the_cases_that_wait_for_the_same_approval(office, cases) -> None:
    to_review(office)
    office.engine.decide(cases[0], "chief", "agree", by="ma")
    office.engine.pause(cases[1], by=reviewer_of(office, cases[1]), why="补件")

    (row,) = office.desk("ma").approvals("permit", "chief")

    assert (row.case, row.stage_title) == (cases[2], "审查")
    assert office.desk("lin").approvals("permit", "chief") == ()


def test_the_cases_that_wait_are_told_apart_by_what_is_filled_in(office) -> None:
    housing = to_review(office, floor_area=LARGE, use="housing").id
    plant = to_review(office, floor_area=LARGE, use="factory").id
    unsaid = to_review(office, floor_area=30_000.0).id

    def found(**where) -> list[int]:
        return [row.case for row in office.desk("ma").approvals("permit", "chief", where=where)]

    assert found(use="厂房") == [plant]
    assert found(floor_area="20000", planned_start="2026-05-06") == [housing, plant]
    assert found(use="") == [unsaid]


def test_an_approval_the_flow_does_not_have_names_those_it_has(office) -> None:
    with pytest.raises(UnknownTask, match="chief"):
        office.desk("ma").approvals("permit", "chef")
