"""Every address of the API asks who it is: walked as each role and as nobody, none left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from guatu import ManualClock, Office
from guatu.web.api import ROUTERS, describe_api
from testkit.callers import api_app, api_office, caller, walked
from testkit.databases import Room

PUBLIC = {"GET proofs/{code}"}
OVERSEERS = {
    "GET numbers",
    "GET people/{person}/history",
    "GET openings/ahead",
    "GET health",
    "GET timers",
    "GET dead-letters",
    "GET flows/{flow}/source",
}
"""What administrators and auditors look at, and nobody else."""

ADMINISTRATORS = {
    "POST people/{person}/leave",
    "POST people/{person}/rejoin",
    "POST people/{person}/away",
    "POST people/{person}/back",
    "POST people/{person}/hand-over",
    "POST calendars/reproject",
    "POST calendars/{key}/remove",
    "POST dead-letters/{letter}/retry",
    "POST dead-letters/{letter}/discard",
    "POST reports/{name}/publish",
    "POST flows",
    "POST flows/check",
}
"""What is done to the office: by administrators, and by nobody who is nothing to the office."""

OWN = {"POST inbox/read"}
"""What anybody may do, to what is his own."""

KNOWN = {
    "case": "1",
    "letter": "1-1-yellow",
    "person": "wen",
    "flow": "permit",
    "approval": "chief",
    "name": "month",
    "key": "cn",
    "material": "drawings",
    "number": "1",
    "code": "0000-0000-0000",
    "paper": "txt",
}
BODIES: dict[str, Any] = {
    "POST cases": {
        "flow": "permit",
        "fields": {
            "name": "新厂房",
            "applicant": "海州轴承有限公司",
            "district": "east",
            "floor_area": 10,
        },
    },
    "POST tasks/decide-all": {"cases": ["1"], "approval": "chief", "verdict": "agree"},
    "POST flows": {"name": "permit.yaml", "source": "flow: permit"},
    "POST flows/check": {"name": "permit.yaml", "source": "flow: permit"},
    "POST people/{person}/away": {"since": "2026-03-12T08:30:00+08:00", "why": "外出"},
    "POST reports/{name}/publish": {"period": "2026-02"},
}
SAYS = {
    "transition": "accept",
    "stage": "intake",
    "why": "有此需要",
    "role": "observer",
    "holder": "wen",
    "span": "2 workdays",
    "note": "已联系",
    "task": "joint",
    "verdict": "agree",
    "rung": "yellow",
    "text": "已办",
    "to": "wen",
    "item": "todo",
    "what": "补件",
    "duty": "weekly",
    "round_": "joint",
    "series": "funds",
    "amount": 1,
    "on": "2026-03-02",
    "number": 1,
    "source": "标题",
}


def _document() -> dict[str, Any]:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    describe_api(app)
    return app.openapi()


DOCUMENT = _document()
ADDRESSES = [
    f"{method.upper()} {path.removeprefix('/api/v1/')}"
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
]
LOOKS = [address for address in ADDRESSES if address.startswith("GET")]
COMMANDS = [address for address in ADDRESSES if address.startswith("POST")]


@pytest.fixture(scope="module")
def office(test_room: Room, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for every walk: who walks here changes nothing."""
    folder = tmp_path_factory.mktemp("rights")
    clock = ManualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    with test_room.sqlite(folder, "tables") as url, api_office(url, clock, folder) as office:
        yield office


@pytest.fixture(scope="module")
def app(office: Office) -> ASGIApp:
    return api_app(office)


def _ask(client: TestClient, address: str) -> Any:
    method, _, path = address.partition(" ")
    if method == "GET":
        return client.get(path.format_map(KNOWN), params={"role": "reviewer"})
    where = path.format_map(KNOWN)
    if path.endswith("/materials/{material}"):
        return client.post(where, params={"name": "图.pdf"}, content=b"%PDF-1.7")
    return client.post(where, json=BODIES.get(address) or _body(address))


def _body(address: str) -> dict[str, Any]:
    """Say what a command needs, by what its document says it needs."""
    operation = DOCUMENT["paths"][f"/api/v1/{address.partition(' ')[2]}"]["post"]
    if "requestBody" not in operation:
        return {}
    (content,) = operation["requestBody"]["content"].values()
    name = content["schema"]["$ref"].rpartition("/")[2]
    needed = DOCUMENT["components"]["schemas"][name].get("required", [])
    body = {key: SAYS[key] for key in needed}
    return body | ({"to": ["wen"]} if address.endswith("/copy") else {})


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_gets_nothing_but_a_proof(app, address) -> None:
    answer = _ask(caller(app), address)

    assert (answer.status_code == 401) == (address not in PUBLIC)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", ADDRESSES)
def test_somebody_the_roster_does_not_know_is_told_so(app, address) -> None:
    answer = _ask(caller(app, "gone"), address)

    assert (answer.status_code == 403) == (address not in PUBLIC)


@pytest.mark.parametrize("address", LOOKS)
def test_what_oversees_the_office_is_looked_at_by_overseers_alone(app, address) -> None:
    for login in ("adm", "aud"):
        assert _ask(caller(app, login), address).status_code in {200, 404}

    assert (_ask(caller(app, "lin"), address).status_code == 403) == (address in OVERSEERS)


@pytest.mark.parametrize("address", COMMANDS)
def test_an_auditor_changes_nothing(office, app, address) -> None:
    before = _told(office)

    answer = _ask(caller(app, "aud"), address)

    assert answer.status_code in ({200} if address in OWN else {403, 404, 422})
    assert _told(office) == before


@pytest.mark.parametrize("address", COMMANDS)
def test_somebody_to_whom_nothing_was_given_changes_nothing(office, app, address) -> None:
    before = _told(office)

    answer = _ask(caller(app, "kong"), address)

    allowed = {200} if address in OWN else {403} if address in ADMINISTRATORS else {403, 404, 422}
    assert answer.status_code in allowed
    assert _told(office) == before


@pytest.mark.parametrize("address", [a for a in ADDRESSES if "{case}" in a or "{letter}" in a])
def test_what_somebody_may_not_see_is_not_there(app, address) -> None:
    answer = _ask(caller(app, "kong"), address)

    assert answer.status_code == (403 if address in ADMINISTRATORS else 404)
    assert "厂房" not in answer.text


@pytest.mark.parametrize(
    "path", ["board", "letters", "escalations", "deliveries", "tasks", "openings"]
)
def test_lists_hold_no_case_of_others(app, path) -> None:
    assert walked(caller(app, "kong"), path) == []


def test_a_case_is_seen_by_those_who_work_on_it(app) -> None:
    assert {1, 2, 3} == {row["id"] for row in walked(caller(app, "lin"), "board")}
    assert {1, 2, 3} == {row["id"] for row in walked(caller(app, "adm"), "board")}


def test_others_see_of_the_roster_who_is_of_their_own_unit(app) -> None:
    mine = walked(caller(app, "kong"), "people")
    whole = walked(caller(app, "aud"), "people")

    assert [(p["key"], p["email"]) for p in mine] == [("kong", None)]
    assert ("lin", "lin@example.org") in {(p["key"], p["email"]) for p in whole}
    assert [unit["key"] for unit in walked(caller(app, "kong"), "units")] == ["archive"]


def test_a_letter_is_read_by_those_who_see_its_case(app) -> None:
    assert caller(app, "kong").get("letters/1-1-yellow").status_code == 404
    assert caller(app, "lin").get("letters/1-1-yellow").status_code == 200
    assert caller(app, "lin").get("letters/1-1-yellow/papers/txt").status_code == 200


def _told(office: Office) -> list[str]:
    """Give everything that was recorded of cases, letters, people and flows."""
    lines = [f"{line.seq} {line.kind}" for line in office.people.history()]
    for case in (1, 2, 3):
        lines += [f"{case} {line.seq}" for line in office.views.history(case, office.zone)]
    lines += [f"{row.key} {row.version}" for row in office.views.letters()]
    return lines + [version.hash for version in office.flows.versions()]
