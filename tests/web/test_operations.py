"""Operations over HTTP: who sees them, the verdict, what gave up, history, and the alarm."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from starlette.testclient import TestClient

from guatu import ManualClock, Office
from guatu.store.layout import tables
from guatu.web import create_app
from guatu.workflow import sweep as sweeping
from testkit.offices import history, move, open_case, open_office
from testkit.overseers import with_overseers

PATHS = (
    "/operations",
    "/operations/dead",
    "/operations/dead/confirm?do=retry&letter=timer/1/1/yellow",
    "/operations/history",
    "/operations/provisional",
)
DEAD = "timer/1/1/yellow"


def broken(_sheet, _only=None) -> None:
    raise RuntimeError("笔断了")


@pytest.fixture
def office(sqlite_url: str, clock: ManualClock, tmp_path) -> Iterator[Office]:
    """An office with a case, looked after by an administrator and an auditor."""
    with open_office(sqlite_url, clock) as office:
        with_overseers(office, tmp_path)
        open_case(office)
        yield office


@pytest.fixture
def with_dead(office: Office, clock: ManualClock, monkeypatch) -> Office:
    """The same office after the yellow rung of its case has given up."""
    move(clock, "2026-03-10 08:30")
    with monkeypatch.context() as broken_pen:
        broken_pen.setattr(sweeping, "fire_due", broken)
        for _ in range(4):
            office.tick()
            clock.move_to(clock.now() + timedelta(hours=7))
    office.tick()
    return office


@pytest.fixture
def app(office: Office) -> FastAPI:
    return create_app(office, identify=lambda request: request.headers.get("x-login"))


@pytest.fixture
def as_(visit: Callable[..., TestClient], app: FastAPI) -> Callable[[str], TestClient]:
    """``as_("guan")`` gives a browser in which somebody is signed in."""

    def begin(who: str) -> TestClient:
        client = visit(app)
        client.headers["x-login"] = who
        return client

    return begin


def send(client: TestClient, path: str, **fields: str) -> object:
    """Send a form with the token of a page its browser was on."""
    page = client.get("/operations/history").text
    token = re.search(r'name="_token" value="([^"]+)"', page)
    return client.post(path, data={"_token": token[1] if token else "", **fields})


@pytest.mark.parametrize("path", PATHS)
def test_nobody_sees_no_operations(visit, app, path) -> None:
    assert visit(app).get(path).status_code == 401


@pytest.mark.parametrize(
    ("who", "status"), [("guan", 200), ("lin", 403), ("ma", 403), ("shen", 200), ("shui", 403)]
)
@pytest.mark.parametrize("path", PATHS)
def test_administrators_and_auditors_see_operations(as_, path, who, status) -> None:
    assert as_(who).get(path).status_code == status


def test_the_verdict_comes_first(as_, office, clock) -> None:
    office.tick()
    clock.move_to(clock.now() + timedelta(seconds=12))
    page = as_("guan").get("/operations").text

    assert re.search(r'<p class="verdict fine" role="status">.*调度正常，12 秒前。', page)
    assert page.index("verdict") < page.index("调度延迟")


def test_the_part_that_keeps_itself_fresh_is_not_sent_twice(as_, office) -> None:
    office.tick()
    client = as_("guan")
    tag = client.get("/operations").headers["etag"]
    asked = {"Guatu-Part": "true", "If-None-Match": tag}

    before = client.get("/operations", headers=asked).status_code
    office.clock.move_to(office.clock.now() + timedelta(seconds=20))
    office.tick()
    after = client.get("/operations", headers=asked).status_code

    assert (before, after) == (304, 200)


def test_what_gave_up_is_listed_with_its_error(as_, with_dead) -> None:
    page = as_("guan").get("/operations/dead").text

    (letter,) = [each for each in with_dead.dead.letters() if each.id == DEAD]
    assert (letter.title in page, "RuntimeError: 笔断了" in page) == (True, True)
    assert 'href="/cases/1"' in page


def test_auditors_are_offered_nothing_to_do(as_, with_dead) -> None:
    page = as_("shen").get("/operations/dead").text

    assert ("重试" in page.split("<table")[1], "checkbox" in page) == (False, False)


def test_what_is_retried_is_tried_again_and_history_names_who(as_, with_dead) -> None:
    client = as_("guan")
    asked = client.get(f"/operations/dead/confirm?do=retry&letter={DEAD}").text

    answer = send(client, "/operations/dead", do="retry", letter=DEAD)

    assert "确认重试" in asked
    assert (answer.status_code, answer.headers["location"]) == (303, "/operations/dead")
    assert DEAD not in {each.id for each in with_dead.dead.letters()}
    assert [x.by for x in history(with_dead, 1) if x.kind == "dead_retried"] == ["guan"]
    assert "已重新排队 1 件" in client.get("/operations/dead").text


def test_what_is_discarded_wants_a_reason_that_history_keeps(as_, with_dead) -> None:
    client = as_("guan")

    refused = send(client, "/operations/dead", do="discard", letter=DEAD, why=" ")
    still = {each.id for each in with_dead.dead.letters()}
    done = send(client, "/operations/dead", do="discard", letter=DEAD, why="已当面处理")

    assert (refused.status_code, DEAD in still, done.status_code) == (422, True, 303)
    (line,) = [x for x in history(with_dead, 1) if x.kind == "dead_discarded"]
    assert (line.by, line.why) == ("guan", "已当面处理")


def test_all_are_settled_at_once(as_, with_dead) -> None:
    client = as_("guan")
    page = client.get("/operations/dead/confirm?do=discard&everything=true").text
    letters = re.findall(r'name="letter" value="([^"]+)"', page)

    assert letters == [each.id for each in with_dead.dead.letters()]
    page = client.get("/operations/history").text
    token = re.search(r'name="_token" value="([^"]+)"', page)
    sent = {"_token": token[1] if token else "", "do": "discard", "why": "停用"}
    answer = client.post("/operations/dead", data={**sent, "letter": letters})
    assert (answer.status_code, with_dead.dead.letters()) == (303, [])


def test_one_that_is_settled_already_is_told_and_stops_no_other(as_, with_dead) -> None:
    client = as_("guan")
    page = client.get("/operations/history").text
    token = re.search(r'name="_token" value="([^"]+)"', page)
    sent = {"_token": token[1] if token else "", "do": "retry", "letter": ["job/gone", DEAD]}

    answer = client.post("/operations/dead", data=sent)

    assert answer.status_code == 409
    assert "办成 1 件，1 件没有办成" in answer.text
    assert DEAD not in {each.id for each in with_dead.dead.letters()}


@pytest.mark.parametrize("who", ["lin", "shen", "shui"])
def test_whoever_may_not_settle_is_refused(as_, with_dead, who) -> None:
    client = as_(who)
    client.get("/board")
    answer = client.post(
        "/operations/dead",
        data={"_token": client.cookies.get("guatu_form", ""), "do": "retry", "letter": DEAD},
    )

    assert answer.status_code == 403
    assert DEAD in {each.id for each in with_dead.dead.letters()}


def test_a_form_of_another_site_settles_nothing(as_, with_dead) -> None:
    answer = as_("guan").post("/operations/dead", data={"do": "retry", "letter": DEAD})

    assert answer.status_code == 403
    assert DEAD in {each.id for each in with_dead.dead.letters()}


def test_history_is_proven_when_asked(as_, office) -> None:
    client = as_("shen")
    before = client.get("/operations/history").text

    page = send(client, "/operations/history").text

    assert ("现在核验" in before, "历史记录完整" in before) == (True, False)
    assert "历史记录完整" in page


def test_a_change_to_history_is_found(as_, office) -> None:
    with office.store.writing() as connection:
        connection.execute(update(tables.event).values(why="改过"))

    assert "历史记录被改动或缺失" in send(as_("guan"), "/operations/history").text


def test_history_is_proven_by_one_at_a_time(as_, app) -> None:
    client = as_("guan")
    with app.state.site.proving:
        answer = send(client, "/operations/history")

    assert (answer.status_code, "正在核验" in answer.text) == (409, True)


def test_provisional_deadlines_lead_to_their_cases(as_, office, clock) -> None:
    move(clock, "2026-12-31 16:00")
    case = open_case(office).id
    client = as_("guan")

    page, listed = client.get("/operations").text, client.get("/operations/provisional").text

    assert "1 个项目的期限为暂定" in page
    assert re.findall(r'href="/cases/(\d+)"', listed) == [str(case)]


@pytest.mark.parametrize(
    ("who", "sees"), [("guan", True), ("lin", False), ("shen", True), ("shui", False)]
)
def test_a_heartbeat_missed_twice_is_an_alarm_on_every_page(as_, office, clock, who, sees) -> None:
    office.tick()
    client = as_(who)
    quiet = client.get("/reports").text
    clock.move_to(clock.now() + 2 * office.settings.tick_every + timedelta(seconds=1))
    alarmed = client.get("/reports").text
    office.tick()
    clock.move_to(clock.now() + timedelta(seconds=6))
    again = client.get("/reports").text

    shown = [('class="alarm"' in page) for page in (quiet, alarmed, again)]
    assert shown == [False, sees, False]
    assert ("调度已停止" in alarmed) is sees


def test_an_alarm_costs_one_question_for_some_seconds(as_, office, clock, monkeypatch) -> None:
    office.tick()
    asked: list[int] = []
    real = office.alarm
    monkeypatch.setattr(office, "alarm", lambda: asked.append(1) or real())
    client = as_("guan")

    for _ in range(3):
        client.get("/reports")
    clock.move_to(clock.now() + timedelta(seconds=6))
    client.get("/reports")

    assert len(asked) == 2


def test_operations_speak_english(as_, office) -> None:
    office.tick()
    page = as_("guan").get("/operations?lang=en").text

    assert "The scheduler works" in page
    assert "调度" not in page.split("<main")[1]


def test_operations_have_no_style_and_stay_below_a_prefix(visit, office) -> None:
    host = FastAPI()
    host.mount("/zs/flow", create_app(office, identify=lambda _: "guan"))
    pages = [visit(host).get(f"/zs/flow{path}").text for path in PATHS]

    links = {link for page in pages for link in re.findall(r'(?:href|action)="(/[^"]*)"', page)}
    assert {link.startswith("/zs/flow/") for link in links} == {True}
    assert not any("style=" in page for page in pages)
