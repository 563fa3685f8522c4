"""Webhooks: each item is told to another system as a signed CloudEvent."""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from ...clock import Clock, as_utc
from ...errors import DeliveryFailed
from ...workflow.delivery import Enclosure, Outgoing, Receipt
from ..writing.inert import cleaned
from .signing import sign
from .wire import BROKEN, Answer, Bounds, PlaceRefused, post

SOURCE: Final = "urn:guatu:office"
_LATER: Final = {408, 425, 429}
_MOVED_FOR_NOW: Final = {302, 303, 307}
_RECEIPTS: Final = ("receipt", "receipt_id", "id")
_SAID: Final = 200


class WebhookChannel:
    """Posts each item to one address as a CloudEvent 1.0 in structured JSON.

    The event's ``id`` is the item's key, the same at every repeat; ``type`` is
    ``cn.guatu.EVENT.v1``. It is signed with every secret (:mod:`.signing`), so that a receiver can
    change from one to the next. A 2xx answer is a receipt; 408, 425, 429, 5xx and a line that
    breaks are tried again; anything else is refused for good. Redirects are not followed.
    """

    def __init__(  # noqa: PLR0913 - the settings of one receiver, by keyword
        self,
        url: str,
        *,
        name: str,
        secrets: Sequence[str],
        clock: Clock,
        source: str = SOURCE,
        may_be_local: bool = False,
        bounds: Bounds | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._url = url
        self._name = name
        self._secrets = tuple(secrets)
        self._clock = clock
        self._source = source
        self._may_be_local = may_be_local
        self._bounds = bounds or Bounds()
        self._context = context or ssl.create_default_context()

    @property
    def name(self) -> str:
        """The channel's name."""
        return self._name

    def deliver(self, outgoing: Outgoing, enclosures: Sequence[Enclosure]) -> Receipt | None:
        """Post one event and give the receiver's answer; raise DeliveryFailed."""
        event = cloud_event(outgoing, enclosures, source=self._source)
        body = json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")
        headers = {
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "User-Agent": "guatu",
            **sign(outgoing.key, body, self._secrets, now=self._clock.now()),
        }
        try:
            answer = post(
                self._url,
                body,
                headers,
                bounds=self._bounds,
                context=self._context,
                may_be_local=self._may_be_local,
            )
        except PlaceRefused as refused:
            raise self._failed(
                outgoing, str(refused), f"目标地址不允许（{refused}）", is_permanent=True
            ) from refused
        except BROKEN as broken:
            why = cleaned(str(broken)) or type(broken).__name__
            raise self._failed(outgoing, why, f"连接失败（{why}）") from broken
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise self._refused(outgoing, answer)
        return Receipt(status=str(answer.status), number=_receipt_number(answer))

    def _refused(self, outgoing: Outgoing, answer: Answer) -> DeliveryFailed:
        words = cleaned(answer.body.decode("utf-8", "replace"))[:_SAID]
        if moved := answer.headers.get("location", ""):
            words = f"moved to {cleaned(moved)[:_SAID]}; redirects are not followed"
        why = f"{answer.status} {words}".strip()
        is_temporary = (
            answer.status in _LATER
            or answer.status in _MOVED_FOR_NOW
            or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        )
        return self._failed(
            outgoing,
            why,
            f"对方系统答复“{why}”",
            is_permanent=not is_temporary,
            retry_after=_wish(answer.headers.get("retry-after", ""), self._clock.now()),
        )

    def _failed(
        self,
        outgoing: Outgoing,
        why: str,
        why_zh: str,
        *,
        is_permanent: bool = False,
        retry_after: timedelta | None = None,
    ) -> DeliveryFailed:
        return DeliveryFailed(
            channel=self._name,
            address=outgoing.address,
            why=why,
            why_zh=why_zh,
            is_permanent=is_permanent,
            retry_after=retry_after,
        )


def cloud_event(
    outgoing: Outgoing, enclosures: Sequence[Enclosure], *, source: str
) -> dict[str, Any]:
    """Write an item as a CloudEvent 1.0: the same at every repeat."""
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": outgoing.key,
        "source": source,
        "type": f"cn.guatu.{outgoing.event or 'outgoing'}.v1",
        "time": as_utc(outgoing.created_at).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {
            **outgoing.facts,
            "subject": outgoing.subject,
            "text": outgoing.text,
            "html": outgoing.html,
            "letter": outgoing.letter,
            "enclosures": [_enclosed(paper) for paper in enclosures],
        },
    }
    if case := outgoing.facts.get("case"):
        event["subject"] = f"case/{case}"
    return event


def _enclosed(paper: Enclosure) -> Mapping[str, Any]:
    return {
        "name": paper.name,
        "media_type": paper.media_type,
        "size": len(paper.content),
        "sha256": sha256(paper.content).hexdigest(),
        "content": base64.b64encode(paper.content).decode(),
    }


def _receipt_number(answer: Answer) -> str:
    """Read the number a receiver gave: the header ``receipt-id``, or a member of a JSON object."""
    if said := answer.headers.get("receipt-id", ""):
        return cleaned(said)[:_SAID]
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    if isinstance(told, dict):
        for name in _RECEIPTS:
            if isinstance(found := told.get(name), str | int) and not isinstance(found, bool):
                return cleaned(str(found))[:_SAID]
    return ""


def _wish(text: str, now: datetime) -> timedelta | None:
    """Read a Retry-After: seconds, or a date of the web; None for anything else."""
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(at - as_utc(now), timedelta())
