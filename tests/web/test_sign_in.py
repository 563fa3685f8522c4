"""Signing in with an account of the office, staying in, and going out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from guatu.accounts import TrustedHeader
from guatu.web import create_app
from guatu.web.doorkeeping import by_header
from testkit.offices import open_case, open_office
from testkit.visitors import Visitor

PASSWORD = "东海岸的三只海鸥 2026"


@pytest.fixture
def office(sqlite_url, clock):
    with open_office(sqlite_url, clock) as office:
        office.accounts.create("lin@haizhou", "lin", PASSWORD, by="system")
        yield office


@pytest.fixture
def visitor(office):
    return Visitor(create_app(office), "")


def sign_in(visitor, *, password=PASSWORD, target=""):
    visitor.get("/sign-in")
    fields = {"login": "lin@haizhou", "password": password, "next": target}
    return visitor.submit("/sign-in", fields)


def test_nobody_is_led_to_the_door_and_from_there_to_where_he_wanted(office, visitor) -> None:
    case = open_case(office)

    asked = visitor.get(f"/cases/{case.id}?history=people")
    target = visitor.page.cssselect("input[name=next]")[0].get("value")
    answer = sign_in(visitor, target=target)

    assert asked.url.path == "/sign-in"
    assert (answer.url.path, answer.url.params["history"]) == (f"/cases/{case.id}", "people")
    assert visitor.text("h1") == case.title


def test_a_wrong_password_is_refused_in_the_same_words_as_a_wrong_login(visitor) -> None:
    wrong = sign_in(visitor, password="不对的密码啊啊啊")
    first = visitor.text("[role=alert]")
    unknown = visitor.submit("/sign-in", {"login": "nobody", "password": PASSWORD})

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert visitor.text("[role=alert]") == first


def test_a_password_is_never_written_back_into_the_page(visitor) -> None:
    answer = sign_in(visitor, password="不对的密码啊啊啊")

    assert "不对的密码啊啊啊" not in answer.text


@pytest.mark.parametrize(
    "target", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "javascript:1"]
)
def test_signing_in_never_leads_to_another_site(visitor, target) -> None:
    answer = sign_in(visitor, target=target)

    assert (answer.url.host, answer.url.path) == ("testserver", "/board")


def test_the_session_is_kept_from_scripts_and_other_sites(visitor) -> None:
    visitor.get("/sign-in")
    token = visitor.client.cookies["guatu_form"]
    answer = visitor.client.post(
        "/sign-in", data={"_token": token, "login": "lin@haizhou", "password": PASSWORD}
    )

    (cookie,) = [x for x in answer.headers.get_list("set-cookie") if x.startswith("guatu_session")]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_over_https_the_session_never_goes_out_in_the_clear(office) -> None:
    client = TestClient(create_app(office), base_url="https://testserver", follow_redirects=False)
    client.get("/sign-in")
    token = client.cookies["guatu_form"]
    answer = client.post(
        "/sign-in", data={"_token": token, "login": "lin@haizhou", "password": PASSWORD}
    )

    assert [x for x in answer.headers.get_list("set-cookie") if "Secure" not in x] == []


def test_signing_out_ends_the_session_itself(visitor) -> None:
    sign_in(visitor)
    kept = visitor.client.cookies["guatu_session"]

    visitor.submit("/sign-out")
    visitor.client.cookies.set("guatu_session", kept)

    assert visitor.get("/board").url.path == "/sign-in"


def test_a_session_ends_by_itself(visitor, office, clock) -> None:
    sign_in(visitor)
    clock.move_to(clock.now() + office.settings.session_idle + timedelta(minutes=1))

    assert visitor.get("/board").url.path == "/sign-in"


def test_a_form_sent_after_the_session_ended_is_told_so_and_does_nothing(
    visitor, office, clock
) -> None:
    case = open_case(office)
    sign_in(visitor)
    clock.move_to(clock.now() + office.settings.session_longest + timedelta(minutes=1))

    answer = visitor.submit(f"/cases/{case.id}/record", {"note": "来电"})

    assert answer.status_code == 401
    assert office.engine.explain(case.id).version == case.version


def test_whoever_was_given_a_password_chooses_his_own_first(office, visitor) -> None:
    office.accounts.reset_password("lin@haizhou", PASSWORD, by="system")

    first = sign_in(visitor)
    elsewhere = visitor.get("/board")
    differing = visitor.submit(
        "/password", {"old": PASSWORD, "new": "新的一句话 三只猫在屋顶", "again": "别的"}
    )
    changed = visitor.submit(
        "/password",
        {"old": PASSWORD, "new": "新的一句话 三只猫在屋顶", "again": "新的一句话 三只猫在屋顶"},
    )

    assert (first.url.path, elsewhere.url.path) == ("/password", "/password")
    assert (differing.status_code, changed.url.path) == (422, "/board")


def test_somebody_who_left_is_out_at_once(office, visitor) -> None:
    sign_in(visitor)
    office.people.leave("lin", by="system", why="调离")

    assert visitor.get("/board").url.path == "/sign-in"


def test_a_proxys_header_lets_in_from_the_proxy_alone(office) -> None:
    header = TrustedHeader(name="Remote-User", proxies=("10.0.0.5/32",))
    app = create_app(office, identify=by_header(header))
    told = {"remote-user": "lin"}

    by_proxy = TestClient(app, client=("10.0.0.5", 1)).get("/board", headers=told)
    by_other = TestClient(app, client=("10.0.0.6", 1)).get("/board", headers=told)

    assert (by_proxy.status_code, by_other.status_code) == (200, 401)


def test_where_a_host_lets_people_in_there_is_no_door_here(office) -> None:
    app = create_app(office, identify=lambda request: "lin")

    assert TestClient(app).get("/sign-in").status_code == 404
