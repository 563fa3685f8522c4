"""The inbox over HTTP: whose notices show, signing for them, answering, and what is refused."""

from __future__ import annotations

import pytest

from guatu.store import NoticeFilter
from testkit.offices import kinds, move, open_case, open_office, to_review
from testkit.visitors import Visitor, web_app
from testkit.works import WORKS, open_works, tick_at

YELLOW = "2026-03-11 09:00"
RED = "2026-04-10 09:00"


@pytest.fixture
def office(database_url, clock):
    with open_office(database_url, clock) as office:
        yield office


@pytest.fixture
def app(office):
    return web_app(office)


@pytest.fixture
def lin(app):
    return Visitor(app, "lin")


@pytest.fixture
def warned(office, clock):
    """Three cases of the eastern desk, all shown yellow, so that the desk was warned of each."""
    found = [open_case(office, name=f"第{number}号工地") for number in (1, 2, 3)]
    move(clock, YELLOW)
    office.tick()
    return found


def named(office, person, case, topic="yellow"):
    """Name a notice as a button of the page does."""
    (row,) = [
        row
        for row in office.desk(person).notices().rows
        if (row.notice.case, row.notice.topic) == (case.id, topic)
    ]
    return f"{row.notice.case}:{row.notice.entry}:{row.notice.topic}"


def signed(office):
    """Tell who signed for the yellow warning of each case."""
    return [e.received_by for e in office.views.escalations()]


def test_nobody_gets_no_inbox(app) -> None:
    assert Visitor(app, "").get("/inbox").status_code == 401


def test_an_inbox_without_notices_says_so(app) -> None:
    visitor = Visitor(app, "zhou")

    visitor.get("/inbox")

    assert visitor.texts(".empty p") == ["没有通知。"]


def test_a_filter_that_finds_nothing_leads_to_everything(lin, warned) -> None:
    lin.get("/inbox?state=read")

    assert "查看全部" in lin.text(".empty")
    assert [a.get("aria-current") for a in lin.page.cssselect("#tab-read")] == ["true"]


def test_nothing_that_waits_to_be_signed_is_said(app, office, warned) -> None:
    visitor = Visitor(app, "ma")
    for case in warned:
        office.engine.escalations.receive(case.id, "yellow", by="ma")

    visitor.get("/inbox?state=sign")

    assert "没有待确认通知。" in visitor.text(".empty")


def test_unread_notices_come_first(lin, office, warned) -> None:
    lin.get("/inbox")
    newest = lin.texts(".notice h2")[0]
    lin.submit("/inbox", {"do": "read " + lin.page.cssselect("[name=pick]")[0].get("value")})
    lin.get("/inbox")

    assert newest == lin.texts(".notice h2")[-1]
    assert len(lin.page.cssselect(".is-unread")) == len(lin.page.cssselect(".notice")) - 1


def test_a_notice_says_light_case_and_why_it_came(lin, warned) -> None:
    lin.get("/inbox?level=1")

    assert "黄灯" in lin.texts(".notice-marks")[0]
    assert "按“一般督办阶梯”第1级“黄灯预警”：亮黄灯" in lin.texts(".notice details")[0]
    assert f"/cases/{warned[0].id}" in [a.get("href") for a in lin.page.cssselect(".notice a")]


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 6), ("?state=unread", 6), ("?state=sign", 3), ("?level=0", 3), ("?level=1", 3)],
)
def test_filters_stand_in_the_address(lin, warned, query, count) -> None:
    lin.get(f"/inbox{query}")

    assert len(lin.page.cssselect(".notice")) == count


def test_signing_is_recorded_once_and_marks_the_notice_read(lin, office, warned) -> None:
    asked = {"do": "receive " + named(office, "lin", warned[0]), "key": "one"}

    lin.submit("/inbox", asked)
    lin.submit("/inbox", asked)

    assert kinds(office, warned[0].id).count("escalation_received") == 1
    assert signed(office) == ["lin", "", ""]
    assert office.desk("lin").notices(NoticeFilter(state="read")).total == 1


def test_who_signed_and_when_is_shown(lin, office, warned) -> None:
    lin.submit("/inbox", {"do": "receive " + named(office, "lin", warned[0])})

    lin.get("/inbox?state=read")

    assert "林窗口 已签收 · 2026-03-11 09:00" in lin.text(".notice-marks")


def test_the_focus_goes_to_the_next_notice(lin, office, warned) -> None:
    lin.get("/inbox?state=sign")
    first, second, _ = lin.page.cssselect(".notice")
    box = first.cssselect("[name=pick]")[0].get("value")

    lin.submit("/inbox", {"do": f"receive {box}", "state": "sign"})

    assert [row.get("id") for row in lin.page.cssselect("[data-focus]")] == [second.get("id")]
    assert "已签收 1 项。" in lin.text("#said")


def test_many_are_signed_for_at_once(lin, office, warned) -> None:
    picked = [named(office, "lin", case) for case in warned[:2]]

    lin.submit("/inbox", {"do": "receive", "pick": picked})

    assert signed(office) == ["lin", "lin", ""]
    assert "已签收 2 项。" in lin.text("#said")


def test_many_are_marked_read_at_once(lin, office, warned) -> None:
    picked = [named(office, "lin", case) for case in warned]

    lin.submit("/inbox", {"do": "read", "pick": picked})

    assert office.desk("lin").notices(NoticeFilter(state="read")).total == 3
    assert signed(office) == ["", "", ""]


def test_picking_nothing_is_refused(lin, warned) -> None:
    answer = lin.submit("/inbox", {"do": "receive"})

    assert answer.status_code == 422
    assert "请先勾选要办理的通知" in lin.text("#refusal")


def test_a_notice_of_another_is_neither_seen_nor_signed_for(app, office, warned) -> None:
    visitor, name = Visitor(app, "huo"), named(office, "lin", warned[0])

    seen = visitor.get("/inbox/" + name.replace(":", "/", 2))
    sent = visitor.submit("/inbox", {"do": f"receive {name}"})
    read = visitor.submit("/inbox", {"do": f"read {name}"})

    assert (seen.status_code, sent.status_code, read.status_code) == (404, 404, 200)
    assert signed(office) == ["", "", ""]
    assert office.desk("lin").unread() == 6


def test_a_form_from_elsewhere_signs_for_nothing(lin, office, warned) -> None:
    answer = lin.client.post("/inbox", data={"do": "receive " + named(office, "lin", warned[0])})

    assert (answer.status_code, signed(office)) == (403, ["", "", ""])


def test_an_answer_is_given_once(lin, office, warned) -> None:
    path = "/inbox/" + named(office, "lin", warned[0]).replace(":", "/", 2)
    lin.get(path)

    for _ in range(2):
        lin.submit(path, {"do": "answer", "text": "已约请建设单位补正。", "key": "k"})

    (raised,) = office.views.escalations(case_id=warned[0].id)
    assert (raised.answer, raised.answered_by, raised.received_by) == (
        "已约请建设单位补正。",
        "lin",
        "lin",
    )
    assert kinds(office, warned[0].id).count("escalation_answered") == 1


def test_an_escalation_is_closed_with_a_reason(lin, office, warned) -> None:
    path = "/inbox/" + named(office, "lin", warned[0]).replace(":", "/", 2)

    lin.submit(path, {"do": "close", "text": "已补正受理。"})

    (raised,) = office.views.escalations(case_id=warned[0].id)
    assert raised.closed_why == "已补正受理。"


def test_an_empty_answer_is_refused(lin, office, warned) -> None:
    path = "/inbox/" + named(office, "lin", warned[0]).replace(":", "/", 2)

    answer = lin.submit(path, {"do": "answer", "text": "  "})

    assert answer.status_code == 422
    assert lin.page.cssselect("#answer #refusal")


def test_what_was_typed_stays_when_an_answer_is_refused(lin, office, warned) -> None:
    path = "/inbox/" + named(office, "lin", warned[0]).replace(":", "/", 2)
    lin.submit(path, {"do": "close", "text": "已补正。", "key": "k-close"})

    answer = lin.submit(path, {"do": "answer", "text": "写了很久的答复", "key": "k-answer"})

    assert answer.status_code == 404
    assert "写了很久的答复" in answer.text


def test_the_warning_of_an_earlier_spell_is_the_one_signed_for(database_url, clock) -> None:
    with open_office(database_url, clock, flow=WORKS) as office:
        case = open_works(office)
        office.engine.advance(case.id, "inspect", by="wen")
        office.engine.extend(case.id, "5 workdays", by="wen", why="待补报告")
        tick_at(office, "2026-03-18 10:00")
        office.engine.decide(case.id, "extension", "agree", by="ma")
        tick_at(office, "2026-03-26 10:00")
        wen = Visitor(web_app(office), "wen")

        wen.submit("/inbox", {"do": "receive " + named(office, "wen", case, "yellow")})

        raised = {e.rung: e.received_by for e in office.views.escalations() if "low" in e.rung}
    assert raised == {"yellow": "wen", "yellow@2": ""}


def test_a_warning_told_again_is_signed_for_as_the_warning_itself(database_url, clock) -> None:
    with open_office(database_url, clock, flow=WORKS) as office:
        case = open_works(office)
        office.engine.advance(case.id, "inspect", by="wen")
        for day in ("2026-03-18", "2026-03-24"):
            tick_at(office, f"{day} 10:00")
        (again,) = [
            row.notice.topic
            for row in office.desk("wen").notices().rows
            if row.notice.topic.startswith("yellow#")
        ][:1]

        Visitor(web_app(office), "wen").submit(
            "/inbox", {"do": "receive " + named(office, "wen", case, again)}
        )

        raised = {e.rung: e.received_by for e in office.views.escalations() if "low" in e.rung}
    assert raised == {"yellow": "wen"}


def test_the_inbox_is_drawn_anew_only_when_something_changed(lin, office, warned) -> None:
    part = {"Guatu-Part": "true"}
    tag = lin.get("/inbox", **part).headers["etag"]

    same = lin.get("/inbox", **part, **{"If-None-Match": tag})
    office.engine.escalations.receive(warned[0].id, "yellow", by="ma")
    changed = lin.get("/inbox", **part, **{"If-None-Match": tag})

    assert (same.status_code, changed.status_code) == (304, 200)


def test_a_long_inbox_has_pages(office, lin) -> None:
    for _ in range(51):
        open_case(office)

    lin.get("/inbox?offset=50")

    assert len(lin.page.cssselect(".notice")) == 1
    assert "第 51–51 项，共 51 项" in lin.text(".pager")


def test_the_menu_counts_what_is_unread(lin, warned) -> None:
    lin.get("/inbox")

    assert "6" in lin.text('.menu [href="/inbox"] .count')


def test_the_inbox_speaks_english(app, warned) -> None:
    visitor = Visitor(app, "lin", language="en")
    visitor.get("/inbox")

    assert visitor.text("h1") == "Inbox"
    assert "Sign for selected" in visitor.text(".bulk")


def test_the_inbox_works_under_a_prefix(office, warned) -> None:
    visitor = Visitor(web_app(office, prefix="/zs/flow"), "lin")
    visitor.get("/zs/flow/inbox")
    links = {a.get("href") for a in visitor.page.cssselect("#inbox a")}
    links = {link for link in links if "/letters/" not in link}

    assert all(link.startswith("/zs/flow/") for link in links)
    assert {visitor.get(link).status_code for link in sorted(links)} == {200}


def test_a_notice_about_a_task_says_so_and_leads_to_it(app, office) -> None:
    to_review(office)
    visitor = Visitor(app, "hua")

    visitor.get("/inbox")

    assert any("有任务交给您或您的单位" in why for why in visitor.texts(".notice details"))
    assert "去办理" in " ".join(visitor.texts(".notice-acts a"))
