"""A webhook reaches another system signed and whole, and a bad system holds nobody up for long."""

from __future__ import annotations

import base64
import json
import re
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from guatu.errors import DeliveryFailed
from guatu.notifications import WebhookChannel, verify_webhook
from guatu.notifications.sending.wire import ANSWER, Bounds, is_local
from guatu.workflow.delivery import Enclosure, Receipt
from testkit.receivers import Receiver, answers, drips, floods, hangs, says

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
NEXT_SECRET = "whsec_" + base64.b64encode(b"n" * 32).decode()
PDF = Enclosure(name="黄灯预警通知.pdf", media_type="application/pdf", content=b"%PDF-1.7 \x00\xff")
BOUNDS = Bounds(connect=2, silence=1, whole=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def channel(receiver, clock) -> WebhookChannel:
    return WebhookChannel(
        receiver.url("/hook?from=guatu"),
        name="oa",
        secrets=[SECRET, NEXT_SECRET],
        clock=clock,
        may_be_local=True,
        bounds=BOUNDS,
    )


@pytest.fixture
def failing(channel, receiver, outgoing) -> Callable[..., DeliveryFailed]:
    """Deliver to a receiver that acts so, and give the failure."""

    def deliver(act) -> DeliveryFailed:
        receiver.acts = [act]
        with pytest.raises(DeliveryFailed) as caught:
            channel.deliver(outgoing(), ())
        return caught.value

    return deliver


# --- what is sent ---------------------------------------------------------------------------


def test_an_item_arrives_as_a_cloud_event(channel, receiver, outgoing) -> None:
    facts = {"case": 12, "recipient": "lin", "subject": "no fact hides the subject"}

    channel.deliver(outgoing(event="letter.drafted", letter="12-2-yellow", facts=facts), (PDF,))

    (request,) = receiver.requests
    event = json.loads(request.body)
    data = event.pop("data")
    assert request.line == "POST /hook?from=guatu HTTP/1.1"
    assert request.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert event == {
        "specversion": "1.0",
        "id": "letter:7:2:yellow",
        "source": "urn:guatu:office",
        "type": "cn.guatu.letter.drafted.v1",
        "time": "2026-03-05T01:30:00Z",
        "datacontenttype": "application/json",
        "subject": "case/12",
    }
    assert (data["subject"], data["case"], data["letter"], data["recipient"]) == (
        outgoing().subject,
        12,
        "12-2-yellow",
        "lin",
    )
    (paper,) = data["enclosures"]
    assert base64.b64decode(paper.pop("content")) == PDF.content
    assert paper == {
        "name": PDF.name,
        "media_type": "application/pdf",
        "size": len(PDF.content),
        "sha256": sha256(PDF.content).hexdigest(),
    }


def test_a_repeat_is_the_same_event(channel, receiver, outgoing) -> None:
    for _ in range(2):
        channel.deliver(outgoing(), (PDF,))

    first, again = receiver.requests
    assert first.body == again.body
    assert first.headers["webhook-id"] == again.headers["webhook-id"]


@pytest.mark.parametrize("secret", [SECRET, NEXT_SECRET])
def test_a_receiver_can_prove_it_with_either_secret(
    channel, receiver, outgoing, clock, secret
) -> None:
    channel.deliver(outgoing(key="notice/1/1/a.b/张三@oa", text="坏\ud800字"), ())

    (request,) = receiver.requests
    event = verify_webhook(request.body, request.headers, [secret], now=clock.now())
    assert event["id"] == "notice/1/1/a.b/张三@oa"
    assert "." not in request.headers["webhook-id"]
    assert request.headers["webhook-id"].isascii()


# --- what comes back ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (answers(200), Receipt(status="200")),
        (answers(202, b'{"receipt": "r-17"}'), Receipt(status="202", number="r-17")),
        (answers(201, b'{"id": 42}'), Receipt(status="201", number="42")),
        (answers(200, b'{"id": 42}', receipt_id="h-1"), Receipt(status="200", number="h-1")),
        (answers(200, b'{"id": {"a": 1}}'), Receipt(status="200")),
        (answers(200, b'["r-17"]'), Receipt(status="200")),
        (answers(204), Receipt(status="204")),
        (answers(200, b'{"id": "' + b"9" * 1000 + b'"}'), Receipt(status="200", number="9" * 200)),
        (says(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
         Receipt(status="200")),
    ],
)  # fmt: skip
def test_what_the_receiver_answered_is_the_receipt(
    channel, receiver, outgoing, act, expected
) -> None:
    receiver.acts = [act]

    assert channel.deliver(outgoing(), ()) == expected


@pytest.mark.parametrize(
    ("status", "is_permanent"),
    [(400, True), (401, True), (404, True), (410, True), (422, True), (301, True), (308, True),
     (408, False), (425, False), (429, False), (500, False), (503, False), (302, False),
     (307, False)],
)  # fmt: skip
def test_a_refusal_is_told_apart_from_a_delay(failing, status, is_permanent) -> None:
    failure = failing(answers(status, "编号\n不存在".encode()))

    assert failure.is_permanent is is_permanent
    assert str(failure).endswith(f"failed: {status} 编号 不存在.")


def test_a_receiver_that_failed_once_is_told_again(channel, receiver, outgoing) -> None:
    receiver.acts = [answers(500), answers(200, b'{"receipt": "second"}')]

    with pytest.raises(DeliveryFailed):
        channel.deliver(outgoing(), ())

    assert channel.deliver(outgoing(), ()) == Receipt(status="200", number="second")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 02 Mar 2026 01:10:00 GMT", timedelta(minutes=10)),
        ("Mon, 02 Mar 2026 00:00:00 GMT", timedelta()),
        ("soon", None),
        ("-5", None),
        ("9" * 40, timedelta(seconds=10**8)),
    ],
)
def test_a_receiver_may_ask_to_be_left_alone_for_a_while(failing, said, expected) -> None:
    assert failing(answers(429, retry_after=said)).retry_after == expected


@pytest.mark.parametrize(
    "act",
    [
        says(),
        says(b"HTTP/1.1 200 OK\r\n"),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{"),
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
        says(b"SSH-2.0-OpenSSH_9.2\r\n"),
        says(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"),
    ],
    ids=["nothing", "amid headers", "amid a body", "amid a chunk", "no http", "many headers"],
)
def test_a_line_that_is_closed_or_makes_no_sense_is_a_delay(failing, act) -> None:
    failure = failing(act)

    assert (failure.is_permanent, failure.retry_after) == (False, None)


@pytest.mark.parametrize("act", [hangs, drips], ids=["silence", "a byte now and then"])
def test_the_whole_exchange_has_an_end(failing, act) -> None:
    failure = failing(act)

    assert failure.is_permanent is False
    assert re.search(r"timed out|no whole answer within 1 s", failure.why)


def test_a_huge_answer_is_read_no_further_than_a_bound(channel, receiver, outgoing) -> None:
    receiver.acts = [floods]

    assert channel.deliver(outgoing(), ()) == Receipt(status="202")
    assert ANSWER <= 2**16


def test_nobody_there_is_a_delay(clock, outgoing) -> None:
    with Receiver() as gone:
        url = gone.url()
    channel = WebhookChannel(url, name="oa", secrets=[SECRET], clock=clock, may_be_local=True)

    with pytest.raises(DeliveryFailed, match="refused") as caught:
        channel.deliver(outgoing(), ())

    assert caught.value.is_permanent is False


# --- where it may go ------------------------------------------------------------------------


def test_a_redirect_is_not_followed(failing, receiver) -> None:
    with Receiver() as elsewhere:
        failure = failing(answers(307, location=elsewhere.url()))

        assert (elsewhere.connections, len(receiver.requests)) == (0, 1)
    assert "redirects are not followed" in failure.why


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_refused_before_anything_is_sent(receiver, clock, outgoing, host) -> None:
    url = receiver.url().replace("127.0.0.1", host)
    channel = WebhookChannel(url, name="oa", secrets=[SECRET], clock=clock)

    with pytest.raises(DeliveryFailed, match="an address of this machine") as caught:
        channel.deliver(outgoing(), ())

    assert (caught.value.is_permanent, receiver.connections) == (True, 0)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("169.254.169.254", True),
     ("fe80::1%eth0", True), ("::ffff:127.0.0.1", True), ("::ffff:169.254.169.254", True),
     ("0.0.0.0", True), ("::", True), ("224.0.0.1", True), ("240.0.0.1", True),
     ("10.1.2.3", False), ("192.168.1.9", False), ("fd00::9", False), ("203.0.113.9", False),
     ("2001:4860:4860::8888", False)],
)  # fmt: skip
def test_an_offices_own_network_is_no_local_address(address, expected) -> None:
    assert is_local(address) is expected


# --- certificates ---------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path) -> Path:
    """A certificate of an office's own authority for 127.0.0.1, and its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the program openssl is missing: certificates were not tested")
    file = tmp_path / "own.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=oa.example", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", file, "-out", tmp_path / "cert.pem"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    return file


@pytest.fixture
def secure_receiver(certificate) -> Iterator[Receiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Receiver(context=context) as receiver:
        yield receiver


def secure_channel(receiver: Receiver, clock, *, host="127.0.0.1", trusted: Path | None = None):
    return WebhookChannel(
        receiver.url().replace("127.0.0.1", host),
        name="oa",
        secrets=[SECRET],
        clock=clock,
        may_be_local=True,
        context=ssl.create_default_context(cafile=trusted),
    )


def test_a_certificate_nobody_vouches_for_is_a_delay_and_gets_nothing(
    secure_receiver, clock, outgoing
) -> None:
    with pytest.raises(DeliveryFailed, match="certificate verify failed") as caught:
        secure_channel(secure_receiver, clock).deliver(outgoing(), ())

    assert (caught.value.is_permanent, secure_receiver.requests) == (False, [])


def test_a_certificate_of_another_host_gets_nothing(
    secure_receiver, clock, outgoing, certificate
) -> None:
    channel = secure_channel(secure_receiver, clock, host="localhost", trusted=certificate)

    with pytest.raises(DeliveryFailed, match="mismatch"):
        channel.deliver(outgoing(), ())

    assert secure_receiver.requests == []


def test_an_offices_own_authority_can_be_trusted(
    secure_receiver, clock, outgoing, certificate
) -> None:
    channel = secure_channel(secure_receiver, clock, trusted=certificate)

    receipt = channel.deliver(outgoing(), (replace(PDF, content=b"x" * 2**20),))

    assert (receipt, len(secure_receiver.requests)) == (Receipt(status="200"), 1)
