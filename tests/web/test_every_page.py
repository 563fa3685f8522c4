"""Every page asks who it is: walked as each role and as nobody, none left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from guatu import ManualClock
from guatu.web import create_app
from guatu.web.pages import ROUTERS
from testkit.callers import api_office
from testkit.offices import all_rows
from testkit.visitors import Visitor, web_app

PUBLIC = {
    "GET /static/{name:path}",
    "GET /verify",
    "GET /verify/{code}",
    "POST /verify",
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-out",
}
"""What anybody may ask for."""

ELSEWHERE = {"GET /", "GET /password", "POST /password", "POST /reports/{name}/publish"}
"""Pages that show no case, or that lead on to one that is walked itself."""

KNOWN = {
    "case": "2",
    "entry": "2",
    "topic": "task:joint",
    "flow": "permit",
    "approval": "chief",
    "key": "joint",
    "action": "pause",
    "material": "drawings",
    "number": "1",
    "paper": "txt",
    "name": "month",
    "ending": "csv",
    "code": "0000-0000-0000",
    "draft": "1",
    "run": "1",
    "flow_hash": "0" * 64,
}
LETTER = "2-1-handover"
CASES = "轴承"
"""A word of every case's fields: whoever sees none of them never reads it."""


def _addresses() -> Iterator[str]:
    for router in ROUTERS:
        for route in router.routes:
            for method in sorted(route.methods - {"HEAD"}):
                yield f"{method} {route.path}"


ADDRESSES = sorted({*_addresses()})
PRIVATE = [address for address in ADDRESSES if address not in PUBLIC]
LOOKS = [address for address in PRIVATE if address.startswith("GET")]
ACTS = [address for address in PRIVATE if address.startswith("POST")]


def path_of(address: str) -> str:
    """Give the path of an address with something that is there in its places."""
    path = address.split()[1]
    places = {**KNOWN, "key": LETTER} if path.startswith("/letters/") else KNOWN
    return re.sub(r"\{(\w+)(:path)?\}", lambda found: places[found[1]], path)


@pytest.fixture(scope="module")
def office(test_room, tmp_path_factory):
    """One office for the whole walk: nothing on it is allowed to change it."""
    folder = tmp_path_factory.mktemp("walk")
    clock = ManualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    with (
        test_room.sqlite(folder, "tables") as url,
        api_office(url, clock, folder) as office,
    ):
        yield office


@pytest.fixture(scope="module")
def app(office):
    return web_app(office)


def send(visitor, address):
    """Ask for an address as a browser would, forms with their token."""
    path = path_of(address)
    if address.startswith("GET"):
        return visitor.get(path)
    if "guatu_form" not in visitor.client.cookies:
        visitor.client.get("/board")
    fields = {"transition": "accept", "why": "试试", "task": "joint", "verdict": "agree"}
    return visitor.submit(path, {**fields, "do": "receive", "text": "试试", "step": "review"})


def test_the_walk_finds_the_pages() -> None:
    assert {"GET /board", "POST /cases/{case}/advance", "GET /letters/{key:path}"} <= {*PRIVATE}
    assert PUBLIC - {*ADDRESSES} == set()


@pytest.mark.parametrize("address", LOOKS)
def test_nobody_sees_no_page(app, address) -> None:
    answer = Visitor(app, "").get(path_of(address))

    assert (answer.status_code, CASES in answer.text) == (401, False)


@pytest.mark.parametrize("address", ACTS)
def test_nobody_does_nothing(office, app, address) -> None:
    before = all_rows(office)

    answer = send(Visitor(app, ""), address)

    assert answer.status_code in {401, 403}
    assert all_rows(office) == before


@pytest.mark.parametrize("address", LOOKS)
def test_where_people_sign_in_nobody_is_led_to_the_door(office, address) -> None:
    answer = Visitor(create_app(office), "").get(path_of(address))

    assert (answer.url.path, CASES in answer.text) == ("/sign-in", False)


@pytest.mark.parametrize("address", [a for a in LOOKS if a not in ELSEWHERE])
def test_somebody_who_sees_no_case_reads_of_none(app, address) -> None:
    answer = Visitor(app, "kong").get(path_of(address))

    assert answer.status_code in {200, 403, 404, 422}
    assert CASES not in answer.text
    if "{case}" in address or ("/letters/" in address and "{key" in address):
        assert answer.status_code == 404


@pytest.mark.parametrize("address", [a for a in ACTS if a not in ELSEWHERE])
@pytest.mark.parametrize("who", ["kong", "aud"])
def test_neither_an_outsider_nor_an_auditor_changes_a_case(office, app, address, who) -> None:
    before = all_rows(office)

    answer = send(Visitor(app, who), address)

    after = all_rows(office)
    changed = {name for name in before if after[name] != before[name]}
    assert answer.status_code < 500
    assert changed <= {"guatu_meta"}


@pytest.mark.parametrize("address", LOOKS)
@pytest.mark.parametrize("who", ["lin", "huo", "ma", "adm", "aud"])
def test_looking_at_a_page_breaks_nothing_and_changes_no_case(office, app, address, who) -> None:
    before = all_rows(office)

    answer = Visitor(app, who).get(path_of(address))

    after = all_rows(office)
    changed = {name for name in before if after[name] != before[name]}
    assert answer.status_code in {200, 403, 404, 409, 422}
    assert changed <= {"guatu_letter_print"}


@pytest.mark.parametrize("address", [a for a in LOOKS if a.startswith("GET /operations")])
def test_the_machinery_is_shown_to_those_who_oversee_it(app, address) -> None:
    statuses = {who: Visitor(app, who).get(path_of(address)).status_code for who in ("ma", "lin")}

    assert set(statuses.values()) == {403}
    assert Visitor(app, "adm").get(path_of(address)).status_code in {200, 404, 422}
