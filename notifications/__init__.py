"""What is said to people: letters, channels and their dispatch."""

from __future__ import annotations

from .sending.channels import Channel, NoEnclosures
from .sending.dispatch import RETRIES, Dispatcher, DispatchResult
from .sending.folder import FileChannel
from .sending.mail import Security, SmtpChannel
from .sending.robots import ImChannel
from .sending.signing import secret_bytes, verify_webhook
from .sending.webhook import SOURCE, WebhookChannel
from .writing.checker import LetterChecker
from .writing.facts import LETTER_FACTS, sample_facts
from .writing.letters import OfficialLetter
from .writing.scribe import JinjaScribe
from .writing.shipped import office_letters, shipped_templates

__all__ = [
    "LETTER_FACTS",
    "RETRIES",
    "SOURCE",
    "Channel",
    "DispatchResult",
    "Dispatcher",
    "FileChannel",
    "ImChannel",
    "JinjaScribe",
    "LetterChecker",
    "NoEnclosures",
    "OfficialLetter",
    "Security",
    "SmtpChannel",
    "WebhookChannel",
    "office_letters",
    "sample_facts",
    "secret_bytes",
    "shipped_templates",
    "verify_webhook",
]
