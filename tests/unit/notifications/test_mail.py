"""E-mail reaches a real SMTP server, and a refusal is told apart from a delay."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from guatu.errors import DeliveryFailed
from guatu.notifications import SmtpChannel
from guatu.workflow.delivery import Enclosure

NAME = "望招办函〔2026〕12号_关于轴承项目予以黄灯预警的通知_" + "附" * 20 + ".pdf"
PDF = Enclosure(name=NAME, media_type="application/pdf", content=bytes(range(256)) * 90)


class Mailbox:
    """An SMTP server's behaviour: keeps what it gets, answers what it is told to."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.to_recipient: list[str] = []
        self.to_data: list[str] = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        if self.to_data:
            return self.to_data.pop(0)
        self.raw.append(envelope.original_content)
        self.recipients.append(envelope.rcpt_tos)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(mailbox: Mailbox, port: int) -> Iterator[Controller]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def channel(port: int) -> SmtpChannel:
    return SmtpChannel(
        "127.0.0.1", port, sender="投促办 <office@example.org>", security="none", timeout=5
    )


@pytest.fixture
def failing(channel, outgoing) -> Callable[..., DeliveryFailed]:
    """Deliver and give the failure."""

    def deliver(**changes: object) -> DeliveryFailed:
        with pytest.raises(DeliveryFailed) as caught:
            channel.deliver(outgoing(**changes), ())
        return caught.value

    return deliver


def test_the_message_arrives_whole(server, mailbox, channel, outgoing) -> None:
    channel.deliver(outgoing(), ())

    (mail,) = mailbox.mails
    assert mail["Subject"] == "关于轴承项目予以黄灯预警的通知"
    assert mail["To"] == "liaison@example.org"
    assert mail["From"].addresses[0].display_name == "投促办"
    assert mail["Date"].datetime == outgoing().created_at
    assert mail.get_content_type() == "multipart/alternative"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == outgoing().text
    assert "3月10日" in mail.get_body(("html",)).get_content()


def test_a_repeat_carries_the_same_message_id(server, mailbox, channel, outgoing) -> None:
    for key in ("one", "one", "two"):
        channel.deliver(outgoing(key=key), ())

    first, again, other = (mail["Message-ID"] for mail in mailbox.mails)
    assert first == again != other
    assert first.endswith("@example.org>")


def test_an_item_without_a_page_is_plain_text(server, mailbox, channel, outgoing) -> None:
    channel.deliver(outgoing(html=""), ())

    assert mailbox.mails[0].get_content_type() == "text/plain"


def test_a_subject_can_t_smuggle_in_a_header(server, mailbox, channel, outgoing) -> None:
    channel.deliver(outgoing(subject="甲\r\nBcc: thief@example.org\r\n\r\n乙\ud800"), ())

    (mail,) = mailbox.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == "甲 Bcc: thief@example.org 乙"


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@c", "a b@example.org", "a@example.org, b@example.org", "甲 <a@example.org>",
     "a@example.org\nBcc: b@example.org", "a@example.org>", "a@" + "b" * 70 + ".org"],
)  # fmt: skip
def test_what_is_no_address_is_a_permanent_failure(server, mailbox, failing, address) -> None:
    assert failing(address=address).is_permanent is True
    assert mailbox.mails == []


def test_greylisting_is_a_delay(server, mailbox, channel, outgoing, failing) -> None:
    mailbox.to_recipient = ["451 4.7.1 Greylisted, try again"]

    failure = failing()
    channel.deliver(outgoing(), ())

    assert failure.is_permanent is False
    assert failure.why == "451 4.7.1 Greylisted, try again"
    assert len(mailbox.mails) == 1


def test_an_unknown_recipient_is_permanent(server, mailbox, failing) -> None:
    mailbox.to_recipient = ["550 5.1.1 No such user"]

    failure = failing()

    assert failure.is_permanent is True
    assert str(failure) == (
        "Delivery by smtp to liaison@example.org failed: 550 5.1.1 No such user."
    )


@pytest.mark.parametrize(
    ("answer", "is_permanent"), [("452 4.3.1 Disk full", False), ("554 5.7.1 Refused", True)]
)
def test_an_answer_to_the_message_decides(server, mailbox, failing, answer, is_permanent) -> None:
    mailbox.to_data = [answer]

    assert failing().is_permanent is is_permanent


def test_a_server_that_is_down_is_a_delay(failing) -> None:
    assert failing().is_permanent is False


def test_a_server_without_tls_is_a_delay_and_gets_nothing(server, mailbox, port, outgoing) -> None:
    channel = SmtpChannel("127.0.0.1", port, sender="office@example.org", timeout=5)

    with pytest.raises(DeliveryFailed) as caught:
        channel.deliver(outgoing(), ())

    assert caught.value.is_permanent is False
    assert mailbox.mails == []


def test_a_refused_login_is_a_delay(server, mailbox, port, outgoing) -> None:
    channel = SmtpChannel(
        "127.0.0.1", port, sender="o@example.org", security="none", username="u", password="p"
    )

    with pytest.raises(DeliveryFailed) as caught:
        channel.deliver(outgoing(), ())

    assert caught.value.is_permanent is False


def test_a_login_is_used(mailbox, port, outgoing) -> None:
    seen: list[bytes] = []

    def authenticate(server, session, envelope, mechanism, data):
        seen.append(data.password)
        return AuthResult(success=True)

    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticate,
        auth_require_tls=False,
    )
    controller.start()
    channel = SmtpChannel(
        "127.0.0.1", port, sender="o@example.org", security="none", username="u", password="pw"
    )

    channel.deliver(outgoing(), ())

    controller.stop()
    assert seen == [b"pw"]
    assert len(mailbox.mails) == 1


def test_a_misspelt_security_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="starttls"):
        SmtpChannel("127.0.0.1", sender="o@example.org", security="ssl")


# --- papers -----------------------------------------------------------------------------------


@pytest.fixture
def delivered(server, mailbox, channel, outgoing) -> Callable[..., EmailMessage]:
    """Deliver one mail with papers and give what arrived."""

    def deliver(*papers: Enclosure, **changes: object) -> EmailMessage:
        channel.deliver(outgoing(**changes), papers)
        return mailbox.mails[-1]

    return deliver


def test_a_letters_paper_is_attached_beside_text_and_page(delivered) -> None:
    mail = delivered(PDF)

    bodies, paper = mail.iter_parts()
    assert mail.get_content_type() == "multipart/mixed"
    assert bodies.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in bodies.iter_parts()] == ["text/plain", "text/html"]
    assert (paper.get_content_type(), paper.get_content_disposition()) == (
        "application/pdf",
        "attachment",
    )
    assert (paper.get_filename(), paper.get_content()) == (NAME, PDF.content)


def test_a_mail_without_a_page_carries_its_paper_too(delivered) -> None:
    mail = delivered(PDF, html="")

    assert [part.get_content_type() for part in mail.iter_parts()] == [
        "text/plain",
        "application/pdf",
    ]


def test_chinese_names_and_headers_travel_as_the_standards_say(delivered, mailbox) -> None:
    delivered(PDF, subject="关于" + "轴承项目" * 60 + "的通知")

    (raw,) = mailbox.raw
    assert raw.isascii()
    assert b"filename*0*=utf-8''" in raw  # RFC 2231, in pieces
    assert b"Subject: =?utf-8?" in raw  # RFC 2047
    assert mailbox.mails[0]["Subject"] == "关于" + "轴承项目" * 60 + "的通知"


def test_no_line_is_longer_than_mail_servers_take(delivered, mailbox) -> None:
    delivered(PDF, text="长" * 20_000, html="<p>" + "长" * 20_000, subject="长" * 2_000)

    lines = mailbox.raw[0].split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert all(b"\n" not in line and b"\r" not in line for line in lines)


@pytest.mark.parametrize(
    "name", ["a\r\nBcc: thief@example.org.pdf", 'a"; x="b.pdf', "../../甲.pdf", "", "甲\x00乙.pdf"]
)
def test_a_file_name_can_t_smuggle_in_a_header_or_a_path(delivered, mailbox, name) -> None:
    mail = delivered(replace(PDF, name=name))

    paper = list(mail.iter_parts())[-1]
    assert (mail["Bcc"], paper["Bcc"], mail.defects, paper.defects) == (None, None, [], [])
    assert "/" not in paper.get_filename()
    assert paper.get_content() == PDF.content
    assert mailbox.recipients == [["liaison@example.org"]]


def test_a_mail_goes_to_one_address_and_no_other(delivered, mailbox) -> None:
    mail = delivered(PDF, subject="甲\nTo: thief@example.org\nCc: b@example.org")

    assert mailbox.recipients == [["liaison@example.org"]]
    assert [mail.get_all(header) for header in ("To", "Cc", "Bcc")] == [
        ["liaison@example.org"],
        None,
        None,
    ]


def test_a_repeat_with_its_paper_made_anew_carries_the_same_message_id(delivered) -> None:
    first = delivered(PDF)["Message-ID"]

    assert delivered(replace(PDF, content=b"other"))["Message-ID"] == first
