"""A receiver takes nothing that is not proven: forged, changed, or sent again later."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.errors import UnprovenWebhook
from guatu.notifications import secret_bytes, verify_webhook
from guatu.notifications.sending.signing import sign

SECRET = "whsec_" + base64.b64encode(b"k" * 24).decode()
BODY = '{"id": "notice/1/1/yellow/lin@oa", "data": {"subject": "黄灯"}}'.encode()


@pytest.fixture
def headers(clock) -> dict[str, str]:
    return sign("notice/1/1/yellow/lin@oa", BODY, [SECRET], now=clock.now())


def why(body: bytes, headers, secrets=(SECRET,), *, now) -> str:
    with pytest.raises(UnprovenWebhook) as caught:
        verify_webhook(body, headers, secrets, now=now)
    return caught.value.why


def test_the_signature_is_that_of_the_standard() -> None:
    headers = sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        now=datetime.fromtimestamp(1614265330, UTC),
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_what_was_signed_is_proven_whatever_the_case_of_header_names(headers, clock) -> None:
    shouted = {name.upper(): value for name, value in headers.items()}

    event = verify_webhook(BODY, shouted, [SECRET], now=clock.now())

    assert event["data"]["subject"] == "黄灯"


def test_a_changed_body_is_refused(headers, clock) -> None:
    changed = BODY.replace("黄".encode(), "红".encode())

    assert why(changed, headers, now=clock.now()) == "its signature fits none of the secrets"


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
def test_a_changed_header_is_refused(headers, clock, name) -> None:
    headers[name] += "0" if name == "webhook-id" else ""
    headers[name] = headers[name][:-1] + ("1" if headers[name][-1] != "1" else "2")

    assert why(BODY, headers, now=clock.now()) == "its signature fits none of the secrets"


def test_another_secret_is_refused(headers, clock) -> None:
    other = "whsec_" + base64.b64encode(b"x" * 24).decode()

    assert why(BODY, headers, [other], now=clock.now()) == "its signature fits none of the secrets"
    assert why(BODY, headers, [], now=clock.now()) == "its signature fits none of the secrets"


@pytest.mark.parametrize("minutes", [6, -6, 60 * 24 * 365])
def test_what_is_sent_again_later_is_refused(headers, clock, minutes) -> None:
    assert why(BODY, headers, now=clock.now() + timedelta(minutes=minutes)).startswith(
        "its time is too far from now"
    )


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1e9", "９", "9" * 30])
def test_a_time_that_is_none_is_refused(headers, clock, stamp) -> None:
    headers["webhook-timestamp"] = stamp

    assert why(BODY, headers, now=clock.now())


@pytest.mark.parametrize("signature", ["", "v1,", "v1", "v2,abc", "v1,£ß\x00"])
def test_a_signature_that_is_none_is_refused(headers, clock, signature) -> None:
    headers["webhook-signature"] = signature

    assert why(BODY, headers, now=clock.now())


def test_while_a_secret_is_changed_both_prove_it(clock) -> None:
    new = "whsec_" + base64.b64encode(b"n" * 24).decode()
    headers = sign("k", BODY, [SECRET, new], now=clock.now())

    for known in ([SECRET], [new], ["whsec_" + base64.b64encode(b"z" * 24).decode(), new]):
        assert verify_webhook(BODY, headers, known, now=clock.now())


def test_nothing_can_move_from_the_body_into_the_id(clock) -> None:
    headers = sign("a", b'1.{"x": 1}', [SECRET], now=clock.now())
    moved = {**headers, "webhook-id": f"a.{headers['webhook-timestamp']}", "webhook-timestamp": "1"}

    assert why(b'{"x": 1}', moved, now=clock.now())
    assert sign("a.b", b"", [SECRET], now=clock.now())["webhook-id"] == "a%2Eb"


@given(st.text(max_size=60), st.binary(max_size=60))
def test_any_key_makes_a_header_and_any_body_a_signature(key, body) -> None:
    headers = sign(key, body, [SECRET], now=datetime(2026, 3, 2, tzinfo=UTC))

    assert all(value.isascii() and value.isprintable() for value in headers.values())


@pytest.mark.parametrize("secret", ["", "secret", "whsec_", "whsec_!!", "whsec_c2hvcnQ=", "k" * 40])
def test_a_secret_that_is_none_or_too_short_is_refused(secret) -> None:
    with pytest.raises(ValueError, match="whsec_"):
        secret_bytes(secret)
