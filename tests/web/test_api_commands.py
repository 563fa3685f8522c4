"""Commands over HTTP: all of them are there, done by who is signed in, once, on what was seen."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from guatu import ManualClock, Office
from guatu.web.api.commands import ENGINE, LEFT_OUT, LOOKED_AT
from testkit.callers import api_app, api_office, caller
from testkit.offices import fields, kinds

NEW = {"flow": "permit", "fields": fields(name="一号仓库")}


@pytest.fixture
def office(database_url: str, clock: ManualClock, tmp_path: Path) -> Iterator[Office]:
    with api_office(database_url, clock, tmp_path) as office:
        yield office


@pytest.fixture
def app(office: Office) -> ASGIApp:
    return api_app(office)


@pytest.fixture
def lin(app: ASGIApp) -> TestClient:
    return caller(app, "lin")


def _methods(kind: type) -> Iterator[Callable[..., object]]:
    for name, method in vars(kind).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            yield method


def _rooms(office: Office) -> Iterator[type]:
    yield type(office.engine)
    for room in vars(office.engine).values():
        if type(room).__module__.startswith("guatu.workflow.engine"):
            yield type(room)


def test_every_method_of_the_engine_is_over_http_or_said_why_not(office) -> None:
    here = {command.do for command in ENGINE}
    said = {*LOOKED_AT, *LEFT_OUT}

    missing = [
        method.__qualname__
        for room in _rooms(office)
        for method in _methods(room)
        if method not in here and method.__qualname__ not in said
    ]

    assert missing == []
    assert len(here) > 40


def test_every_command_has_a_name_of_its_own() -> None:
    names = [command.name for command in ENGINE]

    assert sorted(set(names)) == sorted(names)


def test_a_case_is_opened_moved_and_decided_by_who_is_signed_in(office, app, lin) -> None:
    opened = lin.post("cases", json=NEW)
    where = opened.headers["location"]
    material = {"materials": {"drawings": "图.pdf"}, "fields": {"planned_start": "2026-05-06"}}
    lin.post(f"cases/{opened.json()['id']}/record", json=material)
    moved = lin.post(f"cases/{opened.json()['id']}/advance", json={"transition": "accept"})
    agreed = caller(app, "huo").post(
        f"cases/{moved.json()['id']}/decide", json={"task": "joint", "verdict": "agree"}
    )

    assert (opened.status_code, where) == (201, "/api/v1/cases/4")
    assert [moved.json()["stage"], agreed.status_code] == ["review", 200]
    assert office.views.history(4, office.zone)[-1].by == "huo"
    assert f'"{agreed.json()["version"]}"' == agreed.headers["etag"]


def test_a_case_can_be_named_by_its_reference(lin) -> None:
    lin.post("cases", json={**NEW, "ref": "东许2026-7"})

    assert lin.get("cases/东许2026-7").json()["title"] == "一号仓库"


def test_what_was_seen_is_not_overwritten(lin) -> None:
    tag = lin.get("cases/1").headers["etag"]
    first = lin.post("cases/1/record", json={"note": "甲"}, headers={"If-Match": tag})
    second = lin.post("cases/1/record", json={"note": "乙"}, headers={"If-Match": tag})
    third = lin.post(
        "cases/1/record", json={"note": "乙"}, headers={"If-Match": first.headers["etag"]}
    )

    assert [first.status_code, second.status_code, third.status_code] == [200, 412, 200]
    problem = second.json()
    assert [problem["expected"], problem["actual"]] == [2, 3]
    assert problem["type"].endswith("/StaleCase")


@pytest.mark.parametrize("tag", ["*", '"2"', '"2-00ff"'])
def test_the_version_alone_is_compared(lin, tag) -> None:
    answer = lin.post("cases/1/record", json={"note": "甲"}, headers={"If-Match": tag})

    assert answer.status_code == 200


@pytest.mark.parametrize("tag", ["2", 'W/"2"', '"two"', '"1", "2"', '"-1"', '"9999999999999999"'])
def test_a_tag_of_none_of_ours_is_refused(office, lin, tag) -> None:
    answer = lin.post("cases/1/record", json={"note": "甲"}, headers={"If-Match": tag})

    assert answer.status_code == 422
    assert answer.json()["faults"][0]["at"] == "header/If-Match"
    assert "recorded" not in kinds(office, 1)


def test_a_command_that_takes_no_condition_is_not_done_without_it(office, lin) -> None:
    asked = lin.post("cases/1/take-back", json={"why": "误操作"}, headers={"If-Match": '"2"'})
    handed = caller(api_app(office), "adm").post(
        "people/wen/hand-over", json={"why": "离岗"}, headers={"Idempotency-Key": "k1"}
    )

    assert [asked.status_code, handed.status_code] == [422, 422]


def test_a_letter_is_worked_on_as_it_was_seen(lin) -> None:
    seen = lin.get("letters/1-1-yellow")
    stale = lin.post("letters/1-1-yellow/review", headers={"If-Match": '"7"'})
    done = lin.post("letters/1-1-yellow/review", headers={"If-Match": seen.headers["etag"]})

    assert [stale.status_code, done.status_code] == [412, 200]
    assert done.json()["state"] == "reviewed"


def test_the_same_command_under_the_same_key_is_done_once(office, lin) -> None:
    head = {"Idempotency-Key": "8f14e45f-ceea-467f-a9d1-2f1c1d1e1a11"}
    answers = [lin.post("cases", json=NEW, headers=head) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert [answer.json()["id"] for answer in answers] == [4, 4, 4]


def test_another_command_under_the_same_key_is_refused(lin) -> None:
    head = {"Idempotency-Key": "k1"}
    lin.post("cases/1/record", json={"note": "甲"}, headers=head)
    other = lin.post("cases/1/record", json={"note": "乙"}, headers=head)

    assert other.status_code == 409
    assert other.json()["type"].endswith("/KeyReused")


@pytest.mark.parametrize("key", ["", "两", "a b", "k" * 201])
def test_a_key_that_is_none_is_refused(lin, key) -> None:
    head = {"Idempotency-Key": key.encode()}
    answer = lin.post("cases/1/record", json={"note": "甲"}, headers=head)

    assert answer.status_code == 422


def test_many_at_once_under_one_key_do_it_once(office, app) -> None:
    def record(_: int) -> int:
        client = caller(app, "lin")
        head = {"Idempotency-Key": "k1"}
        return client.post("cases/1/record", json={"note": "甲"}, headers=head).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(record, range(8)))

    assert statuses == [200] * 8
    assert kinds(office, 1).count("noted") + kinds(office, 1).count("recorded") == 1


def test_several_cases_are_decided_as_they_were_seen(lin) -> None:
    body = {"cases": [1, "2"], "approval": "chief", "verdict": "agree", "expect": {"1": 9}}
    answer = lin.post("tasks/decide-all", json=body)

    assert answer.status_code == 422
    assert [refused["case"] for refused in answer.json()["refusals"]] == [1, 2]


def test_figures_are_entered_exactly(lin) -> None:
    entered = {"series": "funds", "amount": "1200.5", "on": "2026-03-02"}
    lin.post("cases/3/figures/enter", json=entered)

    rows = lin.get("cases/3/figures").json()["items"]
    assert [rows[-1]["amount"], rows[-1]["day"]] == ["1200.5", "2026-03-02"]


def test_an_administrator_takes_people_off_and_on(app) -> None:
    adm = caller(app, "adm")
    left = adm.post("people/wen/leave", json={"why": "调离"})
    missing = adm.post("people/wen/leave", json={})
    back = adm.post("people/wen/rejoin", json={"why": "调回"})

    assert [left.json()["is_active"], back.json()["is_active"]] == [False, True]
    assert missing.status_code == 422


def test_a_flow_is_checked_and_published_as_text(app) -> None:
    adm = caller(app, "adm")
    source = adm.get("flows/invest/source").json()["source"]
    changed = source.replace("title: 投资项目", "title: 投资项目（新）")
    faulty = adm.post("flows/check", json={"name": "invest.yaml", "source": "flow: invest"})
    refused = adm.post("flows", json={"name": "invest.yaml", "source": "flow: invest"})
    published = adm.post("flows", json={"name": "invest.yaml", "source": changed})

    assert {"invest.yaml"} == {fault["file"] for fault in faulty.json()}
    assert [refused.status_code, published.status_code] == [422, 201]
    assert {"at", "code", "line", "column", "what", "mend"} == set(refused.json()["faults"][0])
    assert "/tmp" not in refused.text
    assert published.json()["version"] == 2
    assert adm.get("flows/invest").json()["title"] == "投资项目（新）"
