"""What is answered: tags to ask again by, problems in both languages, papers, under any prefix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from guatu import ManualClock, Office
from guatu.web.languages import preferred, translators
from guatu.web.problems import ELSE_WRONG, FAULTY, SAID, WRONG
from testkit.callers import api_app, api_office, caller
from testkit.offices import china_time, move

PREFIX = "/zs/flow"
PROBLEM = {"type", "title", "status", "detail", "instance"}


@pytest.fixture
def office(sqlite_url: str, clock: ManualClock, tmp_path: Path) -> Iterator[Office]:
    with api_office(sqlite_url, clock, tmp_path) as office:
        yield office


@pytest.fixture
def app(office: Office) -> ASGIApp:
    return api_app(office)


@pytest.fixture
def lin(app: ASGIApp) -> TestClient:
    return caller(app, "lin")


# --- tags -------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(lin) -> None:
    first = lin.get("cases/1")
    again = lin.get("cases/1", headers={"If-None-Match": first.headers["etag"]})

    assert [first.status_code, again.status_code, again.content] == [200, 304, b""]
    assert first.headers["etag"] == again.headers["etag"]
    assert first.headers["etag"].startswith('"2-')


@pytest.mark.parametrize("known", ["*", "W/{}", '"other", {}'])
def test_a_tag_may_be_weak_and_one_of_several(lin, known) -> None:
    tag = lin.get("cases/1").headers["etag"]

    assert lin.get("cases/1", headers={"If-None-Match": known.format(tag)}).status_code == 304


def test_a_case_has_another_tag_when_it_changed(office, lin) -> None:
    before = lin.get("cases/1").headers["etag"]
    office.engine.record(1, by="lin", note="已联系")
    after = lin.get("cases/1", headers={"If-None-Match": before})

    assert after.status_code == 200
    assert after.headers["etag"].startswith('"3-')


def test_a_case_has_another_tag_when_only_time_has_passed(office, clock, lin) -> None:
    before = lin.get("cases/1").headers["etag"]
    move(clock, "2026-03-12 09:00")
    after = lin.get("cases/1", headers={"If-None-Match": before})

    assert after.status_code == 200
    assert after.headers["etag"].startswith('"2-')


def test_lists_and_papers_have_tags_too(lin) -> None:
    for path in ("board", "lights", "letters/1-1-yellow/papers/txt"):
        tag = lin.get(path).headers["etag"]
        assert lin.get(path, headers={"If-None-Match": tag}).status_code == 304


# --- problems ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-CN,zh;q=0.9", "没有项目“77”"),
        ("en", "There is no case “77”"),
        ("de, en;q=0.5, zh;q=0.4", "There is no case “77”"),
        ("", "没有项目“77”"),
        ("en;q=0, zh", "没有项目“77”"),
        ("x" * 4000, "没有项目“77”"),
    ],
)
def test_a_problem_is_said_in_the_language_asked_for(app, language, said) -> None:
    answer = caller(app, "lin", language=language).get("cases/77")

    assert set(answer.json()) == PROBLEM
    assert said in answer.json()["detail"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Accept-Language" in answer.headers["vary"]


def test_the_language_in_the_address_goes_before(lin) -> None:
    assert "没有项目" in lin.get("cases/77?lang=zh").json()["detail"]


def test_an_accept_language_without_sense_is_chinese() -> None:
    assert [preferred(header) for header in (";;q=,,", "fr", "EN-us;q=0.1, fr", "en;q=x")] == [
        "zh",
        "zh",
        "en",
        "zh",
    ]


def test_every_sentence_of_the_api_has_english() -> None:
    english = translators()["en"]

    assert [said for said in (*SAID.values(), FAULTY) if english(said) == said] == []
    assert all(not word.isascii() for word in (*WRONG.values(), ELSE_WRONG))


def test_a_refused_transition_lists_what_is_unmet(lin) -> None:
    problem = lin.post("cases/1/advance", json={"transition": "accept"}).json()

    assert [problem["status"], problem["type"].endswith("/TransitionRefused")] == [422, True]
    assert [unmet["kind"] for unmet in problem["unmet"]] == ["material", "field"]
    assert {"kind", "key", "title", "owner", "mend"} == set(problem["unmet"][0])


def test_values_that_do_not_fit_name_their_fields(app) -> None:
    body = {"flow": "permit", "fields": {"name": "厂房", "district": "moon", "floor_area": -1}}
    en = caller(app, "lin").post("cases", json=body).json()
    zh = caller(app, "lin", language="zh").post("cases", json=body).json()

    assert {"applicant", "district", "floor_area"} == {fault["at"] for fault in en["faults"]}
    assert all(fault["what"].isascii() for fault in en["faults"] if fault["at"] != "district")
    assert not any(fault["what"].isascii() for fault in zh["faults"])


def test_a_request_that_does_not_fit_names_its_places(app) -> None:
    body = {"noet": "x", "fields": 3}
    en = caller(app, "lin").post("cases/1/record", json=body).json()
    zh = caller(app, "lin", language="zh").post("cases/1/record", json=body).json()

    assert [fault["at"] for fault in en["faults"]] == ["body/fields", "body/noet"]
    assert zh["faults"][1]["what"] == "没有这一项"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "nowhere", 404),
        ("DELETE", "cases/1", 405),
        ("GET", "cases/1/advance", 405),
        ("GET", "numbers", 403),
        ("GET", "letters/nothing", 404),
        ("GET", "proofs/0000", 404),
        ("GET", "reports/nothing", 404),
        ("GET", "flows/nothing", 404),
    ],
)
def test_every_refusal_is_a_problem(lin, method, path, status) -> None:
    answer = lin.request(method, path)

    assert [status, status] == [answer.status_code, answer.json()["status"]]
    assert answer.headers["x-request-id"] == answer.json()["instance"]


def test_a_letter_tells_which_steps_the_caller_may_take(app, lin) -> None:
    steps = [way["step"] for way in lin.get("letters/1-1-yellow/ways").json()]

    assert "review" in steps
    assert caller(app, "aud").get("letters/1-1-yellow/ways").json() == []


# --- papers and proofs --------------------------------------------------------------------------


@pytest.mark.parametrize("paper", ["pdf", "docx", "html", "txt"])
def test_a_letter_is_downloaded_and_never_shown_inline(lin, paper) -> None:
    answer = lin.get(f"letters/1-1-yellow/papers/{paper}")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["content-disposition"].endswith(f".{paper}")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.content


def test_anybody_with_the_code_proves_a_letter(office, app, lin) -> None:
    for step, by in (("review", "lin"), ("sign", "ma")):
        getattr(office.engine.letters, step)("1-1-yellow", by=by)
    code = lin.get("letters/1-1-yellow").json()["letter"]["code"]

    proof = caller(app).get(f"proofs/{code.lower().replace('-', ' ')}")
    assert [proof.status_code, proof.json()["is_genuine"]] == [200, True]


# --- values ---------------------------------------------------------------------------------------


def test_moments_carry_their_offset_and_fields_their_types(office, lin) -> None:
    office.engine.record(1, by="lin", fields={"planned_start": "2026-05-06"})
    shown = lin.get("cases/1").json()
    values = {field["key"]: field["value"] for field in shown["fields"]}

    due = shown["light"]["due_at"]
    assert china_time("2026-03-09 17:30").isoformat() != due
    assert due.endswith("Z")
    assert [values["floor_area"], values["planned_start"]] == [800.0, "2026-05-06"]
    assert [
        len([c for c in way["checks"] if not c["is_met"]]) + 1 for way in shown["ways"][:1]
    ] == [2]


def test_a_rate_over_nothing_is_null(lin) -> None:
    rates = {row["key"]: row["value"] for row in lin.get("flows/permit/indicators").json()}

    assert rates["issue_rate"] == 0
    assert None in {
        row["value"] for row in lin.get("flows/permit/indicators?until=2020-01-01").json()
    }


# --- prefix and document -----------------------------------------------------------------------


def test_everything_works_under_a_prefix(office) -> None:
    lin = caller(api_app(office, prefix=PREFIX), "lin", prefix=PREFIX)
    opened = lin.post(
        "cases",
        json={
            "flow": "permit",
            "fields": {"name": "新", "applicant": "某", "district": "east", "floor_area": 1},
        },
    )
    listed = lin.get("board?limit=1")

    assert opened.headers["location"] == f"{PREFIX}/api/v1/cases/4"
    assert listed.headers["link"].startswith(f"<{PREFIX}/api/v1/board?")
    assert set(lin.get("cases/77").json()) >= PROBLEM


def test_the_document_names_where_it_is_mounted(office, app) -> None:
    mounted = caller(api_app(office, prefix=PREFIX), prefix=PREFIX).get("openapi.json").json()
    alone = caller(app).get("openapi.json").json()

    assert mounted["servers"] == [{"url": PREFIX}]
    assert "servers" not in alone
    assert alone["openapi"] == "3.1.0"


def test_the_document_says_of_every_address_who_what_and_which_refusals(app) -> None:
    document = caller(app).get("openapi.json").json()
    operations = [o for methods in document["paths"].values() for o in methods.values()]
    names = [operation["operationId"] for operation in operations]

    assert len(set(names)) == len(names)
    assert all(operation["summary"] and operation["description"] for operation in operations)
    assert {tag["name"] for tag in document["tags"]} == {t for o in operations for t in o["tags"]}
    assert all({"404", "422", "503"} <= set(operation["responses"]) for operation in operations)
    assert not any("HTTPValidationError" in str(operation) for operation in operations)
    assert {"session", "host"} == set(document["components"]["securitySchemes"])


# --- the wall, files, health ----------------------------------------------------------------------


def test_the_wall_comes_in_pages_with_all_its_counts(lin) -> None:
    first = lin.get("wall?flow=permit&limit=1&missing=true").json()
    second = lin.get(f"wall?flow=permit&limit=1&missing=true&cursor={first['next']}").json()

    assert [first["total"], second["total"]] == [2, 2]
    assert [[row["id"] for row in page["rows"]] for page in (first, second)] == [[1], [2]]
    assert [first["rows"][0]["missing"], second["next"]] == [2, None]
    assert first["columns"] == ["intake", "review"]
    assert lin.get("wall?due_within=month").status_code == 422


def test_materials_are_listed_and_those_known_by_name_alone_have_no_file(lin) -> None:
    listed = lin.get("cases/2/materials").json()
    lost = lin.get("cases/2/materials/drawings/1")

    assert [version["name"] for version in listed[0]["versions"]] == ["图.pdf"]
    assert [lost.status_code, lin.get("cases/2/materials/drawings/9").status_code] == [422, 404]


def test_a_file_is_handed_in_once_and_given_out_as_it_came(office, app, lin) -> None:
    head = {"Idempotency-Key": "k1", "If-Match": lin.get("cases/1").headers["etag"]}
    asked = {"params": {"name": "施工图.pdf"}, "headers": head}
    sent = [
        lin.post("cases/1/materials/drawings", content=b"%PDF-1.7\n1", **asked) for _ in range(2)
    ]
    got = lin.get("cases/1/materials/drawings/1")

    assert [answer.status_code for answer in sent] == [200, 200]
    assert sent[0].json()["version"] == sent[1].json()["version"]
    assert got.content == b"%PDF-1.7\n1"
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]
    assert caller(app, "kong").get("cases/1/materials/drawings/1").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("图.exe", b"MZ", 422),
        ("图.pdf", b"<html>", 422),
        ("图.pdf", b"", 422),
        ("图.pdf", b"%PDF-1.7\n" + b"1" * 70_000, 413),
    ],
)
def test_a_file_the_office_does_not_take_is_refused(lin, name, content, status) -> None:
    answer = lin.post("cases/1/materials/drawings", params={"name": name}, content=content)

    assert status == answer.status_code
    assert lin.get("cases/1/materials").json()[0]["versions"] == []


def test_no_body_makes_up_a_file_that_was_never_received(app) -> None:
    document = caller(app).get("openapi.json").json()
    filed = document["components"]["schemas"]["RecordBody"]["properties"]["materials"]

    assert "Received" not in str(filed)
    made_up = {"drawings": {"name": "a.pdf", "digest": "0" * 64, "size": 1, "media_type": ""}}
    assert caller(app, "lin").post("cases/1/record", json={"materials": made_up}).status_code == 422


def test_overseers_hear_whether_the_machinery_works(app) -> None:
    health = caller(app, "aud").get("health").json()

    assert [health["is_fine"], health["verdict"]] == [True, "fine"]
    assert "The scheduler works" in health["said"]
