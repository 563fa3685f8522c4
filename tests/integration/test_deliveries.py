"""Letters and notices leave the database once their transaction is committed, once each."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from guatu import Settings, Smtp
from guatu.errors import TransitionRefused
from testkit.offices import complete, move, open_case, row_count, to_review


class Mailbox:
    """An SMTP server's behaviour: keeps what it gets, refuses as many as it is told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusals = 0

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 try again later"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[Controller]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def mailing_office(offices, server):
    smtp = Smtp(host=server.hostname, port=server.port, sender="guatu@example.org", security="none")
    return offices(settings=Settings(smtp=smtp))


@pytest.fixture
def filing_office(offices, letters_folder):
    return offices(settings=Settings(letters_folder=letters_folder))


def test_a_letter_becomes_a_text_a_web_page_and_paper_in_the_folder(
    filing_office, letters_folder
) -> None:
    case = to_review(filing_office)

    tick = filing_office.tick()

    files = {"".join(file.suffixes): file for file in letters_folder.iterdir()}
    text, html, paper = files[".txt"], files[".html"], files[".pdf"]
    manifest = files[".manifest.json"]
    (letter,) = filing_office.views.letters(case_id=case.id)
    assert tick.dispatched.sent == 1
    assert text.name == f"2026-03-02_{letter.key}_交办单.txt"
    assert text.read_text(encoding="utf-8") == letter.text
    assert html.read_text(encoding="utf-8") == letter.html
    assert paper.read_bytes() == filing_office.letters.print(letter.key, "pdf").content
    assert json.loads(manifest.read_text(encoding="utf-8"))["letter"] == letter.key


def test_a_letter_is_delivered_once_however_often_the_office_ticks(
    filing_office, letters_folder
) -> None:
    to_review(filing_office)

    sent = [filing_office.tick().dispatched.sent for _ in range(3)]

    assert sent == [1, 0, 0]
    assert len(list(letters_folder.iterdir())) == 4


def test_a_refused_command_delivers_nothing(filing_office, letters_folder) -> None:
    case = open_case(filing_office)
    with pytest.raises(TransitionRefused):
        filing_office.engine.advance(case.id, "accept", by="lin")

    filing_office.tick()

    assert not letters_folder.exists()
    assert row_count(filing_office, "outbox") == 0


def test_a_folder_that_refuses_is_tried_again(filing_office, letters_folder, clock) -> None:
    letters_folder.write_text("在此建文件夹会失败", encoding="utf-8")
    to_review(filing_office)
    first = filing_office.tick().dispatched
    letters_folder.unlink()
    clock.move_to(clock.now() + timedelta(minutes=1))

    second = filing_office.tick().dispatched

    assert (first.sent, first.failed, second.sent) == (0, 1, 1)
    assert len(list(letters_folder.iterdir())) == 4


def test_everybody_with_an_address_gets_one_mail_about_a_rung(
    mailing_office, mailbox, clock
) -> None:
    case = open_case(mailing_office)
    move(clock, "2026-03-10 08:30")

    tick = mailing_office.tick()
    mailing_office.tick()

    assert tick.dispatched.sent == 3
    warnings = [m for m in mailbox.mails if m["Subject"] == f"【黄灯预警】{case.title}：受理"]
    assert sorted(mail["To"] for mail in warnings) == ["lin@example.org", "ma@example.org"]
    (other,) = [mail for mail in mailbox.mails if mail not in warnings]
    assert other["Subject"].startswith("【分派】")
    mail = warnings[0]
    assert "请于2026-03-13前书面答复" in mail.get_content()


def test_a_mail_that_is_put_off_comes_later_under_the_same_name(
    mailing_office, mailbox, clock
) -> None:
    mailbox.refusals = 1
    open_case(mailing_office)
    move(clock, "2026-03-10 08:30")
    first = mailing_office.tick().dispatched
    clock.move_to(clock.now() + timedelta(minutes=1))

    second = mailing_office.tick().dispatched

    assert (first.sent, first.failed, second.sent) == (2, 1, 1)
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 3


def test_a_mail_server_that_is_down_never_holds_up_the_office(offices, clock) -> None:
    nobody = Smtp(host="127.0.0.1", port=9, sender="guatu@example.org", security="none")
    office = offices(settings=Settings(smtp=nobody))
    case = open_case(office)
    move(clock, "2026-03-10 08:30")

    tick = office.tick()

    assert (tick.swept.fired, tick.dispatched.failed) == (1, 3)
    assert [n.case for n in office.views.inbox("ma") if n.topic == "yellow"] == [case.id]


def test_without_channels_nothing_waits_to_be_delivered(office, clock) -> None:
    case = open_case(office)
    complete(office, case.id)
    office.engine.advance(case.id, "accept", by="lin")

    office.tick()

    assert row_count(office, "outbox") == 0
    assert len(office.views.letters()) == 1
