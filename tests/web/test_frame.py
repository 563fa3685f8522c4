"""What every answer of the web app carries, and whose forms it takes."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

from guatu.web import create_app
from guatu.web.guarding import CONTENT_POLICY
from testkit.offices import open_case, open_office
from testkit.visitors import LOGIN, Visitor, web_app

WANTED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
ELSEWHERE = {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}


@pytest.fixture
def office(sqlite_url, clock):
    with open_office(sqlite_url, clock) as office:
        yield office


@pytest.fixture
def lin(office):
    return Visitor(web_app(office), "lin")


def noted(office, case):
    return [line for line in office.views.history(case, office.zone) if line.kind == "noted"]


@pytest.mark.parametrize("path", ["/board", "/static/app.css", "/nowhere", "/"])
def test_every_answer_carries_the_policy_exactly_as_written(lin, path) -> None:
    answer = lin.client.get(path)

    assert answer.headers["content-security-policy"] == WANTED_POLICY == CONTENT_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(answer.headers["x-request-id"]) == 16


def test_pages_are_never_kept_by_a_cache_and_static_files_forever(lin) -> None:
    page = lin.get("/board")
    (style, *_) = lin.page.xpath("//link[@rel='stylesheet']/@href")

    assert page.headers["cache-control"] == "no-store"
    assert "immutable" in lin.client.get(style).headers["cache-control"]


@pytest.mark.parametrize("name", ["../app.py", "app.py", "%2e%2e/app.py", "vendor", ""])
def test_nothing_but_static_files_is_given_out(lin, name) -> None:
    assert lin.client.get(f"/static/{name}").status_code == 404


def test_a_form_without_its_token_is_refused_and_nothing_is_done(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")

    answer = lin.client.post(f"/cases/{case.id}/record", data={"note": "偷偷登记"})

    assert (answer.status_code, noted(office, case.id)) == (403, [])


def test_the_token_of_another_browser_is_refused(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")
    other = Visitor(web_app(office), "ma")
    other.get("/board")

    theirs = other.client.cookies["guatu_form"]
    answer = lin.client.post(f"/cases/{case.id}/record", data={"note": "x", "_token": theirs})

    assert (answer.status_code, noted(office, case.id)) == (403, [])


def test_a_form_sent_by_another_site_is_refused_even_with_the_token(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")

    answer = lin.submit(f"/cases/{case.id}/record", {"note": "x"}, **ELSEWHERE)

    assert (answer.status_code, noted(office, case.id)) == (403, [])


def test_a_trusted_site_may_send_forms(office) -> None:
    case = open_case(office)
    app = web_app(office, trusted_origins=["https://elsewhere.example"])
    lin = Visitor(app, "lin")
    lin.get(f"/cases/{case.id}")

    answer = lin.submit(f"/cases/{case.id}/record", {"note": "来电"}, **ELSEWHERE)

    assert (answer.status_code, len(noted(office, case.id))) == (200, 1)


def test_nobody_is_told_to_sign_in_and_sees_nothing(office) -> None:
    case = open_case(office)
    nobody = Visitor(web_app(office), "")

    answer = nobody.get(f"/cases/{case.id}")

    assert answer.status_code == 401
    assert case.title not in answer.text


def test_somebody_the_office_does_not_know_is_told_so(office) -> None:
    answer = Visitor(web_app(office), "stranger").get("/board")

    assert (answer.status_code, "stranger" in answer.text) == (404, True)


def test_a_fault_of_ours_has_a_number_a_sentence_and_a_line_in_the_log(
    office, lin, caplog, monkeypatch
) -> None:
    def fails(*_args, **_more):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(type(office), "desk", fails)
    with caplog.at_level(logging.ERROR, logger="guatu.web.guarding"):
        answer = lin.get("/board")

    number = answer.headers["x-request-id"]
    assert (answer.status_code, number in answer.text, "secret" in answer.text) == (
        500,
        True,
        False,
    )
    assert number in caplog.text


def test_a_page_that_is_not_there_says_so_in_the_language_asked_for(lin) -> None:
    chinese = lin.get("/nowhere")
    english = lin.get("/nowhere?lang=en")

    assert (chinese.status_code, "没有这个页面" in chinese.text) == (404, True)
    assert (english.status_code, "No such page" in english.text) == (404, True)


def test_a_chosen_language_stays_chosen(lin) -> None:
    lin.get("/board?lang=en")
    lin.get("/board")

    assert lin.page.get("lang") == "en"
    assert lin.text("h1") == "Board"


def test_under_a_prefix_every_link_leads_below_it(office) -> None:
    case = open_case(office)
    lin = Visitor(web_app(office, prefix="/zs/flow"), "lin")
    for path in ("/zs/flow/board", f"/zs/flow/cases/{case.id}"):
        lin.get(path)

        links = lin.page.xpath(
            "//@href | //@src | //@action | //@*[starts-with(name(), 'hx-post')]"
        )
        assert [x for x in links if not x.startswith(("/zs/flow/", "#"))] == []


def test_under_a_prefix_a_form_works_and_leads_back(office) -> None:
    case = open_case(office)
    lin = Visitor(web_app(office, prefix="/zs/flow"), "lin")
    lin.get(f"/zs/flow/cases/{case.id}")

    answer = lin.submit(f"/zs/flow/cases/{case.id}/record", {"note": "来电"})

    assert (answer.status_code, answer.url.path) == (200, f"/zs/flow/cases/{case.id}")
    assert lin.text("#said") == "已登记。"


def test_embedded_pages_have_neither_menu_nor_header(office) -> None:
    lin = Visitor(web_app(office, is_embedded=True), "lin")
    lin.get("/board")

    assert (lin.texts(".menu"), lin.texts(".top"), lin.text("h1")) == ([], [], "挂图作战")


def test_a_host_puts_its_own_frame_around_pages(office, tmp_path) -> None:
    (tmp_path / "base.html").write_text(
        "<!doctype html><title>OA</title><header>海州 OA</header>"
        "{% block styles %}{% endblock %}{% block main %}{% endblock %}",
        encoding="utf-8",
    )
    app = create_app(office, identify=lambda request: "lin", templates=[tmp_path])

    answer = TestClient(app, headers={LOGIN: "lin"}).get("/board")

    assert ("海州 OA" in answer.text, "挂图作战" in answer.text) == (True, True)


def test_a_form_that_is_too_large_is_refused_before_it_is_read(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")

    answer = lin.submit(f"/cases/{case.id}/record", {"note": "长" * 400_000})

    assert (answer.status_code, noted(office, case.id)) == (413, [])
    assert "1,024 KB" in answer.text


def test_a_form_that_says_less_than_it_sends_is_refused_too(office, lin) -> None:
    case = open_case(office)
    lin.get(f"/cases/{case.id}")

    def pieces():
        yield b"_token=" + lin.client.cookies["guatu_form"].encode() + b"&note="
        for _ in range(20):
            yield b"x" * 100_000

    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = lin.client.post(f"/cases/{case.id}/record", content=pieces(), headers=kind)

    assert (answer.status_code, noted(office, case.id)) == (413, [])
