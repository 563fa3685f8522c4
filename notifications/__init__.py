"""What is said to people: letters, channels and their dispatch."""

from __future__ import annotations

from .sending.channels import Channel, FileChannel
from .sending.dispatch import RETRIES, Dispatcher, DispatchResult
from .sending.mail import Security, SmtpChannel
from .writing.catalogue import CatalogueEntry, catalogue
from .writing.checker import LetterChecker
from .writing.facts import LETTER_FACTS, sample_facts
from .writing.lettercheck import check_source, check_template
from .writing.letters import OfficialLetter
from .writing.scribe import JinjaScribe
from .writing.shipped import office_letters, shipped_templates
from .writing.sourcetext import read_source
from .writing.sourcewriter import as_source
from .writing.unfilled import unfilled

__all__ = [
    "LETTER_FACTS",
    "RETRIES",
    "CatalogueEntry",
    "Channel",
    "DispatchResult",
    "Dispatcher",
    "FileChannel",
    "JinjaScribe",
    "LetterChecker",
    "OfficialLetter",
    "Security",
    "SmtpChannel",
    "as_source",
    "catalogue",
    "check_source",
    "check_template",
    "office_letters",
    "read_source",
    "sample_facts",
    "shipped_templates",
    "unfilled",
]
