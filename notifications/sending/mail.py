"""E-mail through an SMTP server."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from typing import Final, Literal, get_args

from ...clock import as_utc
from ...errors import DeliveryFailed
from ...workflow.delivery import Enclosure, Outgoing, Receipt
from ..writing.inert import cleaned
from .folder import safe_paper_name

Security = Literal["none", "starttls", "tls"]

_ADDRESS: Final = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+")
_PERMANENT: Final = 500
_DIGITS: Final = 40


class SmtpChannel:
    """Sends each item as one e-mail, text and HTML side by side, its papers attached.

    ``sender`` is an address, with or without a name: ``投促办 <office@example.org>``.
    The Message-ID is made from the item's key, so a repeat can be recognised as one.
    ``security`` is ``starttls``, ``tls`` (from the first byte) or ``none``; certificates are
    checked against ``context`` or the machine's own. ``timeout`` is in seconds.
    """

    def __init__(  # noqa: PLR0913 - the settings of one server, by keyword
        self,
        host: str,
        port: int = 587,
        *,
        sender: str,
        name: str = "smtp",
        security: Security = "starttls",
        username: str = "",
        password: str = "",
        timeout: float = 30.0,
        context: ssl.SSLContext | None = None,
        local_hostname: str = "localhost.localdomain",
    ) -> None:
        if security not in get_args(Security):
            # A misspelt word must not send passwords in the clear.
            raise ValueError(f"security is one of {get_args(Security)}, not {security!r}")
        display, address = parseaddr(sender)
        self._sender = Address(cleaned(display), addr_spec=address)
        self._host, self._port = host, port
        self._name = name
        self._security = security
        self._username, self._password = username, password
        self._timeout = timeout
        self._context = context
        self._local_hostname = local_hostname

    @property
    def name(self) -> str:
        """The channel's name."""
        return self._name

    def deliver(self, outgoing: Outgoing, enclosures: Sequence[Enclosure]) -> Receipt | None:
        """Send one e-mail.

        Raise DeliveryFailed: permanent for an address that is none, a refused recipient or any
        other 5xx answer about this message; temporary for 4xx, a server that is down or slow, and
        a refused login, which the message can't help.
        """
        message = self._message(outgoing, enclosures)
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise self._failed(outgoing, code, said) from error
        except (smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError) as error:
            raise self._failed(outgoing, 0, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise self._failed(outgoing, error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise self._failed(outgoing, 0, str(error) or type(error).__name__) from error
        return None

    def _connected(self) -> smtplib.SMTP:
        server: smtplib.SMTP
        if self._security == "tls":
            server = smtplib.SMTP_SSL(
                self._host,
                self._port,
                local_hostname=self._local_hostname,
                timeout=self._timeout,
                context=self._context or ssl.create_default_context(),
            )
        else:
            server = smtplib.SMTP(
                self._host,
                self._port,
                local_hostname=self._local_hostname,
                timeout=self._timeout,
            )
        try:
            if self._security == "starttls":
                server.starttls(context=self._context or ssl.create_default_context())
            if self._username:
                server.login(self._username, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _message(self, outgoing: Outgoing, enclosures: Sequence[Enclosure]) -> EmailMessage:
        digits = sha256(outgoing.key.encode("utf-8", "replace")).hexdigest()[:_DIGITS]
        message = EmailMessage(policy=SMTP)
        message["From"] = self._sender
        message["To"] = self._recipient(outgoing)
        message["Subject"] = cleaned(outgoing.subject)
        message["Date"] = format_datetime(as_utc(outgoing.created_at))
        message["Message-ID"] = f"<{digits}@{self._sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_sendable(outgoing.text), charset="utf-8", cte="base64")
        if outgoing.html:
            message.add_alternative(
                _sendable(outgoing.html), subtype="html", charset="utf-8", cte="base64"
            )
        for paper in enclosures:
            kind, _, subtype = paper.media_type.partition("/")
            message.add_attachment(
                paper.content, maintype=kind, subtype=subtype, filename=safe_paper_name(paper.name)
            )
        return message

    def _recipient(self, outgoing: Outgoing) -> Address:
        if not _ADDRESS.fullmatch(outgoing.address):
            raise self._failed(outgoing, _PERMANENT, "not an e-mail address", "不是电子邮件地址")
        user, _, domain = outgoing.address.rpartition("@")
        try:
            return Address("", user, domain.encode("idna").decode("ascii"))
        except (ValueError, UnicodeError) as error:
            raise self._failed(
                outgoing, _PERMANENT, "not an e-mail address", "不是电子邮件地址"
            ) from error

    def _failed(
        self, outgoing: Outgoing, code: int, said: bytes | str, said_zh: str = ""
    ) -> DeliveryFailed:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        why = cleaned(f"{code} {words}" if code and not said_zh else words)
        return DeliveryFailed(
            channel=self._name,
            address=outgoing.address,
            why=why,
            why_zh=said_zh or f"邮件服务器答复“{why}”",
            is_permanent=code >= _PERMANENT,
        )


def _sendable(text: str) -> str:
    """Give text as UTF-8 can carry it: lone surrogates become a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
