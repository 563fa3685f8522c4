"""Signatures of webhooks, after Standard Webhooks: any library of that name can check them.

Signed is ``ID.TIMESTAMP.BODY`` with HMAC-SHA256; the headers are ``webhook-id``,
``webhook-timestamp`` (seconds since 1970) and ``webhook-signature``: ``v1,`` and the digest in
base64, one for each secret in use, a space between.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

from ...clock import as_utc
from ...errors import UnprovenWebhook

PREFIX: Final = "whsec_"
LEAST_BYTES: Final = 24
"""The shortest secret: Standard Webhooks asks for 24 to 64 bytes."""

TOLERANCE: Final = timedelta(minutes=5)
_TEXT = "utf-8"


def secret_bytes(secret: str) -> bytes:
    """Read a secret, ``whsec_`` and base64; raise ValueError for one that is none or too short."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret is whsec_ and base64") from error
    if not secret.startswith(PREFIX) or len(key) < LEAST_BYTES:
        raise ValueError(f"a secret is whsec_ and base64 of at least {LEAST_BYTES} bytes")
    return key


def sign(key: str, body: bytes, secrets: Sequence[str], *, now: datetime) -> dict[str, str]:
    """Give the three headers of a webhook about the outgoing item with this key."""
    # Without a full stop in it, nothing of the rest can be taken for a part of the id.
    message = quote(key, safe="/:", errors="replace").replace(".", "%2E")
    at = str(int(as_utc(now).timestamp()))
    proofs = [_proof(secret, message, at, body) for secret in secrets]
    return {
        "webhook-id": message,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(proofs),
    }


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    secrets: Sequence[str],
    *,
    now: datetime,
    tolerance: timedelta = TOLERANCE,
) -> Mapping[str, Any]:
    """Prove that a webhook comes from who has one of the secrets, and is fresh; give its event.

    ``body`` are the bytes as they came, ``headers`` may be in any case. Raises UnprovenWebhook.
    A repeat proves itself too: remember the event's ``id`` to do nothing twice.
    """
    found = {name.lower(): value for name, value in headers.items()}
    message, at = found.get("webhook-id", ""), found.get("webhook-timestamp", "")
    given = [proof.encode(_TEXT, "replace") for proof in found.get("webhook-signature", "").split()]
    if not message or not (at.isascii() and at.isdecimal()) or not given:
        raise UnprovenWebhook(
            why="it lacks webhook-id, webhook-timestamp or webhook-signature",
            why_zh="缺少 webhook-id、webhook-timestamp 或 webhook-signature",
        )
    if abs(_moment(at) - as_utc(now)) > tolerance:
        raise UnprovenWebhook(
            why="its time is too far from now; it may be an old one sent again, or a clock is wrong",
            why_zh="时间与当前相差过大，可能是旧消息被重放，或时钟不准",
        )
    wanted = [_proof(secret, message, at, body).encode() for secret in secrets]
    matches = [hmac.compare_digest(mine, theirs) for mine in wanted for theirs in given]
    if not any(matches):
        raise UnprovenWebhook(
            why="its signature fits none of the secrets", why_zh="签名与任何密钥都不符"
        )
    try:
        event = json.loads(body)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        raise UnprovenWebhook(why="its body is no JSON object", why_zh="内容不是 JSON 对象")
    return event


def _proof(secret: str, message: str, at: str, body: bytes) -> str:
    signed = b".".join((message.encode(_TEXT, "replace"), at.encode(), body))
    digest = hmac.new(secret_bytes(secret), signed, sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _moment(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.min.replace(tzinfo=UTC)
