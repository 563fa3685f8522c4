"""What is said to people: letters, channels and their dispatch."""

from __future__ import annotations

from .channels import Channel, FileChannel
from .checker import LetterChecker
from .dispatch import RETRIES, Dispatcher, DispatchResult
from .facts import LETTER_FACTS, sample_facts
from .letters import OfficialLetter
from .mail import Security, SmtpChannel
from .scribe import JinjaScribe
from .shipped import office_letters, shipped_templates

__all__ = [
    "LETTER_FACTS",
    "RETRIES",
    "Channel",
    "DispatchResult",
    "Dispatcher",
    "FileChannel",
    "JinjaScribe",
    "LetterChecker",
    "OfficialLetter",
    "Security",
    "SmtpChannel",
    "office_letters",
    "sample_facts",
    "shipped_templates",
]
