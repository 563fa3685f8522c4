"""More time: asked with a reason before the deadline, granted by somebody else."""

from __future__ import annotations

import pytest

from guatu import Office
from guatu.errors import ExtensionRefused, InvalidSpan, NotAllowed, OwnRequest, ReasonMissing
from testkit.offices import all_rows, kinds, move, open_case
from testkit.works import WORKS, light, open_works, tick_at, topics


@pytest.fixture
def office(offices) -> Office:
    return offices(flow=WORKS)


@pytest.fixture
def case(office) -> int:
    """A case in checking: ten working days from 2 March, due on the 16th."""
    number = open_works(office).id
    office.engine.advance(number, "inspect", by="wen")
    return number


def due(office: Office, case: int) -> str:
    return office.engine.explain(case).light.due_at.astimezone(office.zone).date().isoformat()


def test_granted_time_counts_from_the_day_it_was_due(office, case) -> None:
    office.engine.extend(case, "5 workdays", by="wen", why="待补勘察报告")
    assert due(office, case) == "2026-03-16"

    office.engine.decide(case, "extension", "agree", by="ma", text="同意")

    assert due(office, case) == "2026-03-23"
    reason = office.engine.explain(case).light
    assert "已批准延期1次：5个工作日" in reason.zh
    assert [line.why for line in office.views.history(case, office.zone)][-2:] == ["同意", ""]


def test_time_asked_before_and_granted_after_the_due_day_turns_the_light_green(
    office, case
) -> None:
    office.engine.extend(case, "5 workdays", by="wen", why="待补报告")
    tick_at(office, "2026-03-18 10:00")
    assert light(office, case) == "yellow"

    office.engine.decide(case, "extension", "agree", by="ma")
    back = light(office, case)
    tick_at(office, "2026-03-24 10:00")

    assert (back, light(office, case)) == ("blue", "yellow")
    assert topics(office, "wen").count("yellow") == 1
    assert topics(office, "wen").count("yellow@2") == 1


def test_both_extensions_add_up_with_a_pause_between(office, case) -> None:
    office.engine.extend(case, "2 workdays", by="wen", why="一")
    office.engine.decide(case, "extension", "agree", by="ma")
    move(office.clock, "2026-03-05 09:00")
    office.engine.pause(case, by="wen", why="停工")
    move(office.clock, "2026-03-10 09:00")
    office.engine.resume(case, by="wen")  # three working days later
    office.engine.extend(case, "1 week", by="wen", why="二")
    office.engine.decide(case, "extension/2", "agree", by="ma")

    assert due(office, case) == "2026-03-30"  # 16 + 2 + 3 workdays is the 23rd, and a week


def test_refused_time_changes_nothing_but_is_told(office, case) -> None:
    office.engine.extend(case, "5 workdays", by="wen", why="待补报告")

    office.engine.decide(case, "extension", "disagree", by="ma", text="理由不足")

    assert due(office, case) == "2026-03-16"
    assert "extension_refused" in kinds(office, case)
    assert "extension/1:disagree" in topics(office, "wen")


@pytest.mark.parametrize(
    ("at", "span", "why"),
    [
        ("2026-03-16 09:00", "5 workdays", "最迟应于2026-03-13"),
        ("2026-03-17 09:00", "5 workdays", "最迟应于2026-03-13"),
        ("2026-03-03 09:00", "11 workdays", "每次最多延期10个工作日"),
        ("2026-03-03 09:00", "3 weeks", "每次最多延期10个工作日"),
    ],
)
def test_what_comes_too_late_or_asks_too_much_is_refused_and_nothing_is_written(
    office, case, at, span, why
) -> None:
    move(office.clock, at)
    before = all_rows(office)

    with pytest.raises(ExtensionRefused) as refused:
        office.engine.extend(case, span, by="wen", why="待补报告")

    assert why in refused.value.sentence("zh")
    assert all_rows(office) == before


def test_a_second_request_waits_for_the_first_and_a_third_grant_is_too_many(office, case) -> None:
    office.engine.extend(case, "1 workday", by="wen", why="一")
    with pytest.raises(ExtensionRefused, match="waits"):
        office.engine.extend(case, "1 workday", by="wen", why="一")
    office.engine.decide(case, "extension", "agree", by="ma")
    office.engine.extend(case, "1 workday", by="wen", why="二")
    office.engine.decide(case, "extension", "agree", by="ma")

    with pytest.raises(ExtensionRefused, match="2 time"):
        office.engine.extend(case, "1 workday", by="wen", why="三")


def test_a_reason_and_a_right_are_needed(office, case) -> None:
    with pytest.raises(ReasonMissing):
        office.engine.extend(case, "1 workday", by="wen", why=" ")
    with pytest.raises(NotAllowed):
        office.engine.extend(case, "1 workday", by="hua", why="外人")
    with pytest.raises(InvalidSpan):
        office.engine.extend(case, "0 workdays", by="wen", why="零")


def test_nobody_is_asked_to_grant_what_he_asked_for_himself(office, case) -> None:
    office.engine.assign(case, "reviewer", "ma", by="wen", why="代理")

    with pytest.raises(ExtensionRefused) as refused:
        office.engine.extend(case, "1 workday", by="ma", why="自己申请")

    assert "除申请人外，暂无人可以批准延期" in refused.value.sentence("zh")


def test_nobody_grants_what_he_asked_for_himself_though_his_unit_was_asked(
    offices, tmp_path
) -> None:
    flow = tmp_path / "works.yaml"
    text = WORKS.read_text(encoding="utf-8")
    flow.write_text(text.replace("by: [desk.head], times", "by: [desk], times"), encoding="utf-8")
    office = offices(flow=flow)
    case = open_works(office).id
    office.engine.extend(case, "1 workday", by="wen", why="自己申请")

    with pytest.raises(OwnRequest, match="文审查"):
        office.engine.decide(case, "extension", "agree", by="wen")
    assert office.engine.decide(case, "extension", "agree", by="lin").status == "running"


def test_a_stage_without_a_limit_has_nothing_to_extend(office) -> None:
    case = open_works(office).id
    office.engine.advance(case, "talk", by="wen")

    with pytest.raises(ExtensionRefused, match="no limit"):
        office.engine.extend(case, "1 workday", by="wen", why="不限时")


def test_a_flow_that_allows_none_says_so(offices) -> None:
    office = offices()
    case = open_case(office).id

    with pytest.raises(ExtensionRefused, match="allows none"):
        office.engine.extend(case, "1 workday", by="lin", why="延")


def test_a_request_dies_with_its_stage_and_the_next_stage_starts_afresh(office) -> None:
    case = open_works(office).id
    office.engine.extend(case, "5 workdays", by="wen", why="待补")
    office.engine.advance(case, "inspect", by="wen")

    assert due(office, case) == "2026-03-16"
    assert [t.kind for t in office.views.tasks(case_id=case) if t.kind == "extension"] == []
