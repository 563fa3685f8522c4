"""The page of a case: what it shows, and what its forms do."""

from __future__ import annotations

import pytest

from guatu import Settings
from testkit.offices import (
    agree_jointly,
    complete,
    move,
    open_case,
    open_office,
    reviewer_of,
    to_review,
)
from testkit.visitors import Visitor, web_app

PDF = b"%PDF-1.7\n%a drawing\n"


@pytest.fixture
def office(sqlite_url, clock, tmp_path):
    settings = Settings(files_folder=tmp_path / "files")
    with open_office(sqlite_url, clock, settings=settings) as office:
        yield office


@pytest.fixture
def lin(office):
    return Visitor(web_app(office), "lin")


def stage(office, case):
    return office.engine.explain(case).stage


def kinds(office, case):
    return [line.kind for line in office.views.history(case, office.zone)]


def test_it_shows_light_stage_due_and_why(office, lin, clock) -> None:
    case = open_case(office)
    move(clock, "2026-03-11 09:00")

    lin.get(f"/cases/{case.id}")

    assert lin.text("h1") == case.title
    assert "黄灯" in lin.text(".case-light")
    assert "2026-03-09" in lin.text(".case-light")
    assert "超期满1个工作日亮黄灯" in lin.text(".why")


def test_what_is_unmet_comes_first_with_its_own_action(office, lin) -> None:
    case = open_case(office)
    office.engine.record(case.id, by="lin", materials={"drawings": "图.pdf"})

    lin.get(f"/cases/{case.id}")

    first = lin.page.cssselect("#way-accept .check")[0]
    assert "计划开工日期" in first.text_content()
    assert first.cssselect("a")[0].get("href") == "#f-planned_start"
    assert lin.page.cssselect("#way-accept .check.is-met")


def test_a_blocked_transition_says_what_is_missing_and_moves_nothing(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")

    answer = lin.submit(
        f"/cases/{case.id}/advance",
        {"transition": "accept", "why": "想先走一步", "expect": case.version},
    )

    assert (answer.status_code, stage(office, case.id)) == (422, "intake")
    refused = lin.page.cssselect("#way-accept [role=alert]")[0]
    assert "还差 2 项" in refused.text_content()
    assert refused.get("data-focus") is not None
    assert lin.page.cssselect("#way-accept input[name=why]")[0].get("value") == "想先走一步"


def test_a_transition_that_is_ready_is_taken(office, lin) -> None:
    case = open_case(office)
    complete(office, case.id)
    lin.get(f"/cases/{case.id}")

    answer = lin.submit(f"/cases/{case.id}/advance", {"transition": "accept"})

    assert (answer.status_code, stage(office, case.id)) == (200, "review")
    assert lin.text("#said") == "已推进到下一阶段。"


def test_sending_a_form_twice_does_it_once(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")
    key = lin.page.cssselect("#record input[name=key]")[0].get("value")

    for _ in range(2):
        answer = lin.submit(f"/cases/{case.id}/record", {"note": "来电", "key": key})
        assert answer.status_code == 200

    assert kinds(office, case.id).count("noted") == 1


def test_two_at_once_the_second_is_told_and_keeps_what_he_typed(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")
    office.engine.record(case.id, by="ma", note="先到一步")

    answer = lin.submit(f"/cases/{case.id}/record", {"note": "我的说明", "expect": case.version})

    assert answer.status_code == 409
    assert "马主任" in lin.text("[role=alert]")
    assert lin.text("textarea[name=note]") == "我的说明"
    assert kinds(office, case.id).count("noted") == 1


def test_only_fields_that_were_changed_are_recorded(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")
    form = {
        box.get("name"): box.get("value", "")
        for box in lin.page.cssselect("#record input[name]")
        if box.get("name") != "_token"
    }

    lin.submit(f"/cases/{case.id}/record", {**form, "field.floor_area": "12000"})

    (changed,) = [x for x in office.views.history(case.id, office.zone) if x.kind == "fields_set"]
    assert changed.data["new"] == {"floor_area": 12000.0}


def test_a_value_that_does_not_fit_stands_beside_its_field(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")

    answer = lin.submit(
        f"/cases/{case.id}/record", {"field.floor_area": "很大", "was.floor_area": "800"}
    )

    box = lin.page.cssselect("#f-floor_area")[0]
    assert (answer.status_code, box.get("value"), box.get("aria-invalid")) == (422, "很大", "true")
    assert "建筑面积" in lin.text("#w-floor_area")


def test_what_somebody_may_not_do_is_not_offered_and_refused(office) -> None:
    case = to_review(office)
    huo = Visitor(web_app(office), "huo")
    huo.get(f"/cases/{case.id}")

    answer = huo.submit(f"/cases/{case.id}/do/pause", {"why": "想停"})

    assert (answer.status_code, "pause" in kinds(office, case.id)) == (403, False)
    huo.get(f"/cases/{case.id}")
    assert huo.page.cssselect("a[href*='/do/']") == []


def test_a_case_somebody_may_not_see_is_not_there(office) -> None:
    case = open_case(office)
    answer = Visitor(web_app(office), "zhou").get(f"/cases/{case.id}")

    assert (answer.status_code, case.title in answer.text) == (404, False)


@pytest.mark.parametrize("case", ["0", "999", "99999999999999999999", "abc"])
def test_a_number_that_is_no_case_is_not_found(lin, case) -> None:
    assert lin.get(f"/cases/{case}").status_code in {404, 422}


def test_a_case_is_paused_with_a_reason_and_resumed(office, lin) -> None:
    case = open_case(office)

    refused = lin.submit(f"/cases/{case.id}/do/pause", {"why": " "})
    paused = lin.submit(f"/cases/{case.id}/do/pause", {"why": "等环评"})

    assert (refused.status_code, paused.status_code) == (422, 200)
    assert "已暂停" in lin.text(".case-light")
    assert "恢复" in lin.texts("a[href*='/do/']")
    lin.submit(f"/cases/{case.id}/do/resume")
    assert office.engine.explain(case.id).status == "running"


def test_a_case_is_sent_back_to_a_stage_it_was_in(office) -> None:
    case = to_review(office)
    reviewer = Visitor(web_app(office), reviewer_of(office, case.id))
    reviewer.get(f"/cases/{case.id}/do/send_back")

    assert reviewer.texts("select[name=stage] option") == ["受理"]
    reviewer.submit(f"/cases/{case.id}/do/send_back", {"stage": "intake", "why": "图纸不全"})
    assert stage(office, case.id) == "intake"


def test_whoever_owes_an_opinion_is_urged_and_shown_when_it_came(office) -> None:
    case = to_review(office)
    reviewer = Visitor(web_app(office), reviewer_of(office, case.id))
    reviewer.get(f"/cases/{case.id}")
    assert "0 / 2 已回复" in reviewer.text("#rounds .card-head")

    answer = reviewer.submit(f"/cases/{case.id}/urge", {"task": "joint", "holder": "fire"})

    assert answer.status_code == 200
    assert [n.recipient for n in office.views.inbox("huo") if "催办" in n.subject] == ["huo"]
    agree_jointly(office, case.id)
    reviewer.get(f"/cases/{case.id}")
    assert "同意" in reviewer.text("#rounds")


def test_a_file_is_handed_in_versioned_and_given_out_to_be_saved(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")
    for content in (PDF, PDF + b"2"):
        answer = lin.submit(
            f"/cases/{case.id}/files",
            {"material": "drawings"},
            files={"file": ("施工图.pdf", content, "application/pdf")},
        )
        assert answer.status_code == 200

    given = lin.client.get(f"/cases/{case.id}/files/drawings/2")

    assert (given.status_code, given.content) == (200, PDF + b"2")
    assert given.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in given.headers["content-security-policy"]
    assert lin.texts("#materials .versions .tag") == ["第 2 版", "第 1 版"]


def test_a_file_that_is_not_what_its_name_says_is_refused(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")

    answer = lin.submit(
        f"/cases/{case.id}/files",
        {"material": "drawings"},
        files={"file": ("施工图.pdf", b"MZ\x90\x00", "application/pdf")},
    )

    assert (answer.status_code, "施工图.pdf" in lin.text("#materials [role=alert]")) == (422, True)
    assert not office.engine.explain(case.id).materials


def test_a_file_of_a_case_somebody_may_not_see_is_not_there(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")
    lin.submit(
        f"/cases/{case.id}/files",
        {"material": "drawings"},
        files={"file": ("施工图.pdf", PDF, "application/pdf")},
    )
    zhou = Visitor(web_app(office), "zhou")

    assert zhou.client.get(f"/cases/{case.id}/files/drawings/1").status_code == 404


def test_a_file_larger_than_the_office_takes_is_refused(sqlite_url, clock, tmp_path) -> None:
    settings = Settings(files_folder=tmp_path / "files", file_limit=1024)
    with open_office(sqlite_url, clock, settings=settings) as office:
        case = open_case(office)
        lin = Visitor(web_app(office), "lin")
        lin.get(f"/cases/{case.id}")
        statuses = [
            lin.submit(
                f"/cases/{case.id}/files",
                {"material": "drawings"},
                files={"file": ("施工图.pdf", PDF + b"x" * size, "application/pdf")},
            ).status_code
            for size in (2_000, 200_000)
        ]

        assert statuses == [422, 413]
        assert not office.engine.explain(case.id).materials


def test_a_form_without_a_file_is_answered_with_what_to_do(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")

    answer = lin.submit(f"/cases/{case.id}/files", {"material": "drawings"})

    assert answer.status_code == 422
    assert lin.text("#materials [role=alert]")


def test_history_is_told_by_side_and_the_rest_on_demand(office, lin) -> None:
    case = open_case(office)
    for number in range(60):
        office.engine.record(case.id, by="lin", note=f"第{number}次")

    lin.get(f"/cases/{case.id}")
    shown = len(lin.page.cssselect(".event"))
    lin.get(f"/cases/{case.id}?whole=true")

    assert (shown, len(lin.page.cssselect(".event"))) == (40, len(kinds(office, case.id)))
    lin.get(f"/cases/{case.id}?history=letters")
    assert lin.page.cssselect(".event-people") == []


def test_an_administrator_moves_a_case_and_nobody_else_is_offered_it(office, lin) -> None:
    case = open_case(office)

    lin.get(f"/cases/{case.id}")

    assert lin.page.cssselect("a[href$='/do/jump']") == []
    assert lin.get(f"/cases/{case.id}/do/dance").status_code == 404
