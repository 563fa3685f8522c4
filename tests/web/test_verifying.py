"""The public page that says whether a letter is genuine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from guatu.accounts import AddressPace
from guatu.store.layout import tables
from guatu.web.pages import verify
from testkit.offices import open_case, open_office
from testkit.visitors import Visitor, web_app


@pytest.fixture
def office(sqlite_url, clock):
    with open_office(sqlite_url, clock) as office:
        yield office


@pytest.fixture
def app(office):
    return web_app(office)


@pytest.fixture
def letter(office, clock):
    """A letter that is signed, numbered and sealed."""
    open_case(office, name="沿河三号厂房")
    while not (drafted := office.views.letters()):
        clock.move_to(clock.now() + timedelta(days=1))
        office.tick()
    key, letters = drafted[0].key, office.engine.letters
    letters.review(key, by="lin")
    letters.sign(key, by="ma")
    letters.number(key, by="lin")
    return letters.seal(key, by="lin")


@pytest.fixture
def nobody(app):
    return Visitor(app, "")


def shown(visitor):
    """Give what the page says of a letter."""
    return visitor.texts(".verdict dd")


def compared(visitor, code, content):
    """Show a file for a code."""
    return visitor.submit("/verify", {"code": code}, files={"file": ("letter.txt", content)})


def test_whoever_has_the_code_sees_whose_letter_it_is(nobody, letter, office, clock):
    answer = nobody.get(f"/verify/{letter.code}")

    day = clock.now().astimezone(office.zone).date().isoformat()
    assert (answer.status_code, nobody.text("h2")) == (200, "此件由本机关签发，有效")
    assert shown(nobody) == [
        letter.title,
        letter.number,
        "东城区政务服务中心",
        "、".join(letter.recipients),
        day,
        letter.code,
    ]


def test_nothing_of_what_the_letter_says_is_shown(nobody, letter, office):
    answer = nobody.get(f"/verify/{letter.code}")

    body = [
        block.text for block in office.letters.paper(letter.key).blocks if hasattr(block, "text")
    ]
    assert len(body) > 3
    assert [text for text in body if text in answer.text] == []


def test_a_code_is_read_however_it_is_typed(nobody, letter):
    typed = letter.code.replace("-", " ").lower()

    answer = nobody.get(f"/verify?code={typed}")

    assert answer.status_code == 200
    assert shown(nobody)[0] == letter.title


def test_a_void_letter_is_told_as_void(nobody, letter, office):
    office.engine.letters.void(letter.key, by="lin", why="收文单位有误")

    nobody.get(f"/verify/{letter.code}")

    assert nobody.text("h2") == "此件由本机关签发，但已作废"


def test_a_letter_changed_in_the_database_is_not_to_be_relied_on(nobody, letter, office):
    with office.store.writing() as connection:
        connection.execute(tables.letter.update().values(body='{"title": ["假的"], "blocks": []}'))

    nobody.get(f"/verify/{letter.code}")

    assert nobody.text("h2") == "内容与签发时不一致，请勿采信"


@pytest.mark.parametrize("code", ["AAAA-BBBB-CCCC", "1-1-yellow", "%3Cb%3E"])
def test_an_unknown_code_is_told_so_and_nothing_more(nobody, letter, code):
    answer = nobody.get(f"/verify/{code}")

    assert answer.status_code == 404
    assert nobody.text("[role=alert] strong") == "没有这个核验码。"
    assert letter.title not in answer.text
    assert shown(nobody) == []


def test_the_very_file_is_told_from_one_that_was_touched(nobody, letter, office):
    printed = office.letters.print(letter.key, "txt").content

    compared(nobody, letter.code, printed)
    same = nobody.text(".file-verdict")
    compared(nobody, letter.code, printed + b" ")
    touched = nobody.text(".file-verdict")

    assert same.startswith("您给的文件就是本机关印出的那一份")
    assert touched.startswith("您给的文件不是本机关印出的那一份")


def test_without_a_file_only_the_code_is_verified(nobody, letter):
    answer = nobody.submit("/verify", {"code": letter.code})

    assert (answer.status_code, nobody.texts(".file-verdict")) == (200, [])


def test_a_file_that_is_too_large_is_not_read_to_its_end(nobody, letter, monkeypatch):
    monkeypatch.setattr(verify, "LARGEST", 1000)
    monkeypatch.setattr(verify, "REST", 1000)

    statuses = [
        compared(nobody, letter.code, b"x" * 1200).status_code,
        compared(nobody, letter.code, b"x" * 5000).status_code,
    ]

    assert statuses == [413, 413]
    assert "没有核对" in nobody.text("[role=alert]")


def test_a_body_that_lies_about_its_length_is_cut_off(nobody, letter, monkeypatch):
    monkeypatch.setattr(verify, "LARGEST", 1000)
    monkeypatch.setattr(verify, "REST", 1000)

    def endless():
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
        for _ in range(50):
            yield b"x" * 100

    kind = {"content-type": "multipart/form-data; boundary=b"}
    answer = nobody.client.post("/verify", content=endless(), headers=kind)

    assert answer.status_code == 413


def test_codes_cant_be_tried_through(app, nobody, letter):
    app.state.site = replace(app.state.site, verifying=AddressPace(burst=3, monotonic=lambda: 0.0))

    tried = [nobody.get(f"/verify/AAAA-BBBB-000{n}").status_code for n in range(4)]
    answer = nobody.get(f"/verify/{letter.code}")

    assert tried == [404, 404, 404, 429]
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "15")
    assert letter.title not in answer.text


def test_right_codes_use_up_nothing(app, nobody, letter):
    app.state.site = replace(app.state.site, verifying=AddressPace(burst=3, monotonic=lambda: 0.0))

    statuses = {nobody.get(f"/verify/{letter.code}").status_code for _ in range(6)}

    assert statuses == {200}


def test_a_form_of_another_site_is_refused(nobody, letter):
    nobody.get("/verify")

    answer = nobody.client.post("/verify", data={"code": letter.code})

    assert answer.status_code == 403


def test_it_speaks_english_and_works_under_a_prefix(office, letter):
    visitor = Visitor(web_app(office, prefix="/zs/flow"), "", language="en")

    visitor.get(f"/zs/flow/verify/{letter.code}")

    assert visitor.text("h2") == "This letter was signed here and is valid"
    assert visitor.page.cssselect("form[enctype]")[0].get("action") == "/zs/flow/verify"
