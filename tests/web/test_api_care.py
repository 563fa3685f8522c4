"""What no database can keep and no program should send is refused with a sentence, and kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from guatu import ManualClock, Office
from testkit.callers import api_app, api_office, caller
from testkit.offices import all_rows

HUGE = "9" * 5000
BODIES = {
    "a NUL": '{"note": "a\\u0000b"}',
    "half a character": '{"note": "a\\ud800b"}',
    "half a character in a key": '{"\\ud800": "a"}',
    "a NUL in a key of fields": '{"fields": {"na\\u0000me": "a"}}',
    "half a character deep in fields": '{"fields": {"name": [{"x": ["\\udfff"]}]}}',
    "an integer beyond 64 bits": '{"fields": {"floor_area": 9223372036854775808}}',
    "an integer of 5000 digits": f'{{"fields": {{"floor_area": {HUGE}}}}}',
    "a number beyond all": '{"fields": {"floor_area": 1e999}}',
    "NaN": '{"fields": {"floor_area": NaN}}',
    "nested 100 deep": '{"fields": {"x": ' + "[" * 100 + "]" * 100 + "}}",
    "nested 100,000 deep": "[" * 100_000,
    "no JSON": "{",
    "nothing": "",
    "a list": "[]",
    "a text": '"note"',
    "null": "null",
    "a key too many": '{"note": "a", "by": "ma"}',
    "a text for a mapping": '{"fields": "name"}',
    "a number for a text": '{"note": 7}',
    "a text without end": json.dumps({"note": "甲" * 20_001}),
    "a name without end": json.dumps({"materials": {"drawings": "图" * 201}}),
    "too many materials": json.dumps({"materials": {f"m{n}": "a" for n in range(501)}}),
    "another encoding": '{"note": "甲"}'.encode("gb18030"),
}
ADDRESSES = [
    "cases/%00",
    "cases/1%00/history",
    "cases/9223372036854775808",
    "cases/99999999999999999999999999",
    "cases/-1",
    "cases/" + "9" * 201,
    "cases/%FF",
    "cases/%ED%A0%80",
    "letters/%00",
    "letters/..%2F..%2Fetc",
    "flows/permit%00",
    "people/%07/history",
    "proofs/%00",
    "board?flow=%00",
    "board?stage=a%00",
    "deliveries?letter=%00",
    "people?unit=%00",
    "numbers?year=99999999999999999999",
    "board?limit=99999999999999999999",
    "board?light=purple",
    "flows/permit/indicators?since=0000-00-00",
    "openings?flow=%00",
    "reports/month?period=%00",
]


@pytest.fixture
def office(database_url: str, clock: ManualClock, tmp_path: Path) -> Iterator[Office]:
    with api_office(database_url, clock, tmp_path) as office:
        yield office


@pytest.fixture
def lin(office: Office) -> TestClient:
    return caller(api_app(office), "lin")


def test_a_body_nothing_can_be_made_of_is_refused(office, lin) -> None:
    before = all_rows(office)
    heads = {"content-type": "application/json"}

    for what, body in BODIES.items():
        answer = lin.post("cases/1/record", content=body, headers=heads)

        assert (what, 422) == (what, answer.status_code)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["faults"]
    assert before == all_rows(office)


def test_an_address_nothing_can_be_at_is_refused(office) -> None:
    adm = caller(api_app(office), "adm")

    statuses = {address: adm.get(address).status_code for address in ADDRESSES}

    assert {a: s for a, s in statuses.items() if s not in {404, 422}} == {}


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/json-seq", ""])
def test_a_body_that_is_no_json_is_not_read(lin, kind) -> None:
    answer = lin.post("cases/1/record", content=b'{"note": "a"}', headers={"content-type": kind})

    assert answer.status_code == 415


def test_a_body_of_more_than_a_megabyte_is_not_read(lin) -> None:
    body = json.dumps({"note": "a" * 1024 * 1024}).encode()
    heads = {"content-type": "application/json"}

    def in_pieces() -> Iterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    whole = lin.post("cases/1/record", content=body, headers=heads)
    pieces = lin.post("cases/1/record", content=in_pieces(), headers=heads)

    assert [whole.status_code, pieces.status_code] == [413, 413]


def test_texts_of_every_script_are_kept(office, lin) -> None:
    said = "第一行\n\t第二行 “引号” {{ 模板 }} <b>标签</b> 𠮷 🏗 '; DROP TABLE guatu_case; --"

    answer = lin.post("cases/1/record", json={"note": said})

    assert answer.status_code == 200
    assert said == lin.get("cases/1/history").json()["items"][-1]["why"]


def test_days_beyond_all_calendars_are_refused(office, lin) -> None:
    adm = caller(api_app(office), "adm")
    for moment in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-03-02T09:00:00"):
        away = adm.post("people/wen/away", json={"since": moment, "why": "外出"})
        assert away.status_code == 422
    item = {"series": "funds", "amount": 1, "on": "9999-12-31"}

    assert lin.post("cases/3/figures/enter", json=item).status_code == 422
    assert (
        lin.post("cases/1/extend", json={"span": "9" * 30 + " days", "why": "缓"}).status_code
        == 422
    )


def test_another_site_can_not_let_a_browser_command(lin) -> None:
    heads = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    answer = lin.post("cases/1/record", json={"note": "甲"}, headers=heads)

    assert answer.status_code == 403
    assert answer.json()["type"].endswith("/foreign")
