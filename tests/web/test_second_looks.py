"""What a second reader of the web app found, and what holds since."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from guatu.web import create_app
from testkit.callers import API, LOGIN, api_office
from testkit.offices import ROSTER, all_rows, open_office
from testkit.visitors import Visitor, web_app

PASSWORD = "东海岸的三只海鸥 2026"
HALF = "\\ud800"
"""Half of a sign, as the charset unicode_escape reads it."""

LONG = "9" * 23
BOUNDARY = "x1x2x3"


@pytest.fixture
def office(database_url, clock, tmp_path):
    with api_office(database_url, clock, tmp_path) as office:
        yield office


@pytest.fixture
def app(office):
    return web_app(office)


def test_an_account_is_its_owners_whatever_key_the_roster_gives_away_later(
    sqlite_url, clock, tmp_path
) -> None:
    with open_office(sqlite_url, clock) as office:
        office.accounts.create("newbie", "lin", PASSWORD, by="system")
        newer = tmp_path / "roster.yaml"
        said = ROSTER.read_text(encoding="utf-8")
        boss = "people:\n  - {key: newbie, name: 纽主任, unit: desk_city, roles: [administrator]}\n"
        newer.write_text(said.replace("people:\n", boss), encoding="utf-8")
        office.load_roster(newer)
        visitor = Visitor(create_app(office), "")
        visitor.get("/sign-in")

        visitor.submit("/sign-in", {"login": "newbie", "password": PASSWORD})

        assert visitor.get("/operations").status_code == 403
        assert visitor.text(".me") == "林窗口"


def test_whoever_signed_in_by_a_login_of_his_own_can_change_his_password(sqlite_url, clock) -> None:
    with open_office(sqlite_url, clock) as office:
        office.accounts.create("lin@haizhou", "lin", PASSWORD, by="system")
        visitor = Visitor(create_app(office), "")
        visitor.get("/sign-in")
        visitor.submit("/sign-in", {"login": "lin@haizhou", "password": PASSWORD})
        new = "屋顶上的三只猫 2026"

        answer = visitor.submit("/password", {"old": PASSWORD, "new": new, "again": new})

        assert answer.url.path == "/board"


@pytest.mark.parametrize("origin", ["null", "http://[::", "http://][", "https://elsewhere.example"])
def test_a_command_from_nowhere_or_elsewhere_is_refused(office, app, origin) -> None:
    before = all_rows(office)
    client = TestClient(app, headers={LOGIN: "lin", "origin": origin})

    answer = client.post(f"{API}/inbox/read")

    assert (answer.status_code, all_rows(office) == before) == (403, True)
    assert "x-request-id" in answer.headers


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/sign-in", "_token"),
        ("/verify", "code"),
        ("/cases/2/do/pause", "why"),
        ("/cases/2/record", "note"),
    ],
)
def test_half_a_sign_in_a_form_is_refused(office, path, field) -> None:
    client = TestClient(create_app(office, identify=None if "sign" in path else lambda _: "lin"))
    client.get("/verify")
    token = client.cookies["guatu_form"]
    fields = {"_token": token, "login": "lin", "password": "x", field: HALF}
    parts = "".join(
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    kind = f"multipart/form-data; boundary={BOUNDARY}; charset=unicode_escape"

    answer = client.post(path, content=f"{parts}--{BOUNDARY}--\r\n", headers={"content-type": kind})

    assert answer.status_code in {403, 422}


@pytest.mark.parametrize(
    "path",
    [
        "/tasks?q=%00",
        "/board?sort=%00",
        "/letters?q=%00",
        "/verify/x%00y",
        "/tasks/2/%00",
        "/tasks/batch/%00/chief",
        "/inbox/2/2/%00",
        "/reports/month?unit=%00",
        f"/inbox?offset={LONG}",
        f"/inbox/{LONG}/2/x",
        f"/inbox/2/{LONG}/x",
        "/inbox/2/2147483648/x",
        f"/tasks/{LONG}/joint",
        f"/cases/{LONG}",
        f"/reports/month?revision={LONG}",
        "/reports/month?revision=2147483648",
        "/reports/month?period=0001-01",
        f"{API}/reports/month/made?period=0001-01",
    ],
)
def test_an_address_out_of_bounds_is_no_fault_of_ours(app, path) -> None:
    assert Visitor(app, "lin").get(path).status_code in {404, 422}


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/inbox", {"do": "read 1:1:a\0b"}),
        ("/inbox", {"do": "receive 1:2147483648:x"}),
        ("/operations/dead", {"do": "retry", "letter": "delivery/a\0b"}),
        ("/operations/dead", {"do": "retry", "letter": f"timer/{LONG * 300}/1/x"}),
        ("/operations/dead", {"do": "retry", "letter": f"timer/1/{LONG}/x"}),
        ("/tasks/batch/permit/chief", {"verdict": "agree", "pick": "²:²"}),
        ("/tasks/batch/permit/chief", {"verdict": "agree", "pick": f"{LONG * 300}:1"}),
        ("/reports/month/publish", {"period": "9" * 30}),
    ],
)
def test_a_form_out_of_bounds_is_no_fault_of_ours(office, app, path, fields) -> None:
    before = all_rows(office)
    adm = Visitor(app, "adm")
    adm.get("/board")

    assert adm.submit(path, fields).status_code < 500
    assert all_rows(office) == before


def test_a_dead_letter_out_of_bounds_is_not_there(app) -> None:
    client = TestClient(app, headers={LOGIN: "adm"})

    answer = client.post(f"{API}/dead-letters/timer/1/{LONG}/x/retry")

    assert answer.status_code == 404


def test_a_letter_of_others_is_not_told_from_one_that_is_not_there(office, app) -> None:
    key = office.views.letters()[0].key
    client = TestClient(app, headers={LOGIN: "kong", "if-match": '"999"'})

    statuses = [client.post(f"{API}/letters/{x}/review").status_code for x in (key, "no-such")]

    assert statuses == [404, 404]


def test_who_audits_changes_nothing_even_when_he_administers(office, tmp_path) -> None:
    newer = tmp_path / "both.yaml"
    said = ROSTER.read_text(encoding="utf-8")
    both = (
        "people:\n  - {key: zwei, name: 双身份, unit: desk_city, roles: [administrator, auditor]}\n"
    )
    newer.write_text(said.replace("people:\n", both), encoding="utf-8")
    office.load_roster(newer)
    client = TestClient(web_app(office), headers={LOGIN: "zwei"})

    answer = client.post(f"{API}/calendars/reproject", json={"why": "试试"})

    assert answer.status_code == 403


def test_no_page_of_ours_leads_to_another_site(app) -> None:
    visitor = Visitor(app, "lin")

    visitor.client.get("//evil.example/x")
    answer = visitor.client.get("http://testserver//evil.example/x")

    assert 'href="//evil' not in answer.text


def test_a_body_of_very_many_values_is_refused(app) -> None:
    client = TestClient(app, headers={LOGIN: "lin"})
    body = json.dumps({"note": [0] * 30_000})

    answer = client.post(
        f"{API}/cases/1/record", content=body, headers={"content-type": "application/json"}
    )

    assert answer.status_code == 422


def test_a_file_of_somebody_who_may_not_file_is_never_kept(office, app, tmp_path) -> None:
    huo = Visitor(app, "huo")
    huo.get("/cases/2")

    page = huo.submit(
        "/cases/2/files", {"material": "drawings"}, files={"file": ("a.pdf", b"%PDF-1.7 x")}
    )
    api = TestClient(app, headers={LOGIN: "huo"}).post(
        f"{API}/cases/2/materials/drawings?name=a.pdf",
        content=b"%PDF-1.7 y",
        headers={"content-type": "application/pdf"},
    )

    kept = [file for file in (tmp_path / "files").rglob("*") if file.is_file()]
    assert (page.status_code, api.status_code, kept) == (403, 403, [])


def test_asking_whether_somebody_may_file_writes_nothing(office) -> None:
    before = all_rows(office)

    office.engine.record(1, by="lin")

    assert all_rows(office) == before
