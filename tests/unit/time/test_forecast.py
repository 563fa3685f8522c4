"""Looking ahead: the main line of a flow, and when its stages to come would be done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from guatu import read_flow
from guatu.definitions import Flow
from guatu.definitions.files import FLOWS
from guatu.notifications import shipped_templates
from guatu.workflow.forecast import END, main_line, outlook
from testkit.invest import INVEST
from testkit.offices import FOLDER, china_time

OPENED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
SIGNED = "signed: {title: 签约, owner: desk, limit: 20 workdays}"
BUILDING = "building: {title: 开工, owner: desk, limit: 20 workdays}"
SHORT = (
    (SIGNED, "signed: {title: 签约, owner: desk, limit: 3 workdays}"),
    (BUILDING, "building: {title: 开工, owner: desk, limit: 5 workdays}"),
)


def flow_of(file: Path, *changes: tuple[str, str]) -> Flow:
    source = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    return read_flow(source, file=file.name, templates=shipped_templates())


def planned(worktime, flow: Flow, now: str, due: str | None, **stands) -> dict[str, object]:
    """Plan the stages to come; tell the day of each, with a question mark when it is provisional."""
    given = {"stage": flow.initial, "grade": "small", "fields": {}, "opened_at": OPENED, **stands}
    found = outlook(
        flow,
        main_line(flow),
        now=china_time(now),
        due_at=china_time(due) if due else None,
        is_provisional=False,
        worktime=worktime,
        **given,
    )
    return {
        key: ahead.day and f"{ahead.day}{'?' if ahead.is_provisional else ''}"
        for key, ahead in found.items()
    }


def test_the_main_line_leads_forward_to_the_good_end() -> None:
    line = main_line(flow_of(INVEST))

    assert line.stages == ("talks", "signed", "building")
    assert line.onward == {"talks": ("signed",), "signed": ("building",), "building": (END,)}


def test_what_only_leads_back_or_to_a_bad_end_stands_beside_the_line() -> None:
    flow = flow_of(FLOWS / "full_service.yaml")

    line = main_line(flow)

    assert [key for key in flow.stages if key not in line.stages] == ["rectify", "disposal"]


def test_a_flow_without_a_good_end_leads_to_any() -> None:
    flow = flow_of(
        INVEST, ("done: {title: 投产, kind: completed}", "done: {title: 投产, kind: exited}")
    )

    assert main_line(flow).stages == ("talks", "signed", "building")


def test_a_stage_to_come_is_planned_from_the_due_moment_of_the_one_before(worktime) -> None:
    flow = flow_of(INVEST, *SHORT)

    ahead = planned(worktime, flow, "2026-02-10 10:00", "2026-02-12 17:30")

    # The 14th and the 28th of February, Saturdays, are worked for the Spring Festival.
    assert ahead == {"signed": "2026-02-24", "building": "2026-03-02"}


def test_once_that_moment_has_passed_it_is_planned_from_now(worktime) -> None:
    flow = flow_of(INVEST, *SHORT)

    ahead = planned(worktime, flow, "2026-02-26 10:00", "2026-02-12 17:30")

    assert ahead == {"signed": "2026-03-02", "building": "2026-03-09"}


def test_what_leans_on_a_year_nobody_has_published_is_provisional_from_there_on(worktime) -> None:
    flow = flow_of(INVEST, *SHORT)

    ahead = planned(worktime, flow, "2026-12-24 10:00", "2026-12-25 17:30")

    assert ahead == {"signed": "2026-12-30", "building": "2027-01-06?"}


@pytest.mark.parametrize(
    ("changes", "ahead"),
    [
        pytest.param(
            ((SIGNED, "signed: {title: 签约, owner: desk}"),),
            {"signed": None, "building": None},
            id="a stage without a limit",
        ),
        pytest.param(
            ((BUILDING, "building: {title: 开工, owner: desk}"), SHORT[0]),
            {"signed": "2026-02-24", "building": None},
            id="the last without a limit",
        ),
    ],
)
def test_nothing_is_planned_from_a_stage_without_a_limit_on(worktime, changes, ahead) -> None:
    flow = flow_of(INVEST, *changes)

    assert planned(worktime, flow, "2026-02-10 10:00", "2026-02-12 17:30") == ahead


def test_nothing_is_planned_without_a_due_moment_to_count_from(worktime) -> None:
    ahead = planned(worktime, flow_of(INVEST), "2026-02-10 10:00", None)

    assert ahead == {"signed": None, "building": None}


def test_nothing_is_planned_behind_a_branch(worktime) -> None:
    flow = flow_of(FOLDER / "works.yaml")
    now, due = "2026-03-02 10:00", "2026-03-03 17:30"

    found = {
        stage: planned(worktime, flow, now, due, stage=stage) for stage in ("building", "talks")
    }

    assert found == {
        "building": {"talks": None, "checking": None},
        "talks": {"checking": "2026-03-17"},
    }


def test_nothing_is_planned_from_beside_the_line(worktime) -> None:
    flow = flow_of(FLOWS / "full_service.yaml")

    ahead = planned(worktime, flow, "2026-03-02 10:00", "2026-03-03 17:30", stage="rectify")

    assert {*ahead.values()} == {None}


@pytest.mark.parametrize(
    ("day", "ahead"),
    [
        pytest.param(date(2026, 3, 9), "2026-03-16", id="a date still to come"),
        pytest.param(date(2026, 2, 1), "2026-03-02", id="a date that is past"),
        pytest.param(None, None, id="no date"),
    ],
)
def test_a_stage_that_starts_from_a_date_is_planned_from_it(worktime, day, ahead) -> None:
    flow = flow_of(
        INVEST,
        SHORT[0],
        (
            BUILDING,
            "building: {title: 开工, owner: desk, limit: 5 workdays, clock: {field: signed_on}}",
        ),
    )

    found = planned(
        worktime, flow, "2026-02-10 10:00", "2026-02-12 17:30", fields={"signed_on": day}
    )

    assert found == {"signed": "2026-02-24", "building": ahead}
