"""What is said to people: letters, channels and their dispatch."""

from __future__ import annotations

from .papers.press import Press
from .papers.printed import MEDIA_TYPES, PaperFormat, Printed
from .papers.reports.press import REPORT_PAPERS, ReportPaper, press_report
from .sending.channels import Channel, NoEnclosures
from .sending.dispatch import RETRIES, Dispatcher, DispatchResult
from .sending.folder import FileChannel, safe_name
from .sending.mail import Security, SmtpChannel
from .sending.robots import ImChannel
from .sending.signing import secret_bytes, verify_webhook
from .sending.webhook import SOURCE, WebhookChannel
from .writing.catalogue import CatalogueEntry, catalogue
from .writing.checker import LetterChecker
from .writing.facts import LETTER_FACTS, sample_facts
from .writing.flow_templates import DraftTemplate, templates_of
from .writing.lettercheck import check_source, check_template
from .writing.letters import BLANK_DATE, OfficialLetter, draft_note
from .writing.letters import from_data as letter_from
from .writing.meanings import MEANINGS as LETTER_MEANINGS
from .writing.scribe import JinjaScribe
from .writing.shipped import office_letters, shipped_templates
from .writing.sourcetext import read_source
from .writing.sourcewriter import as_source
from .writing.unfilled import unfilled

__all__ = [
    "BLANK_DATE",
    "LETTER_FACTS",
    "LETTER_MEANINGS",
    "MEDIA_TYPES",
    "REPORT_PAPERS",
    "RETRIES",
    "SOURCE",
    "CatalogueEntry",
    "Channel",
    "DispatchResult",
    "Dispatcher",
    "DraftTemplate",
    "FileChannel",
    "ImChannel",
    "JinjaScribe",
    "LetterChecker",
    "NoEnclosures",
    "OfficialLetter",
    "PaperFormat",
    "Press",
    "Printed",
    "ReportPaper",
    "Security",
    "SmtpChannel",
    "WebhookChannel",
    "as_source",
    "catalogue",
    "check_source",
    "check_template",
    "draft_note",
    "letter_from",
    "office_letters",
    "press_report",
    "read_source",
    "safe_name",
    "sample_facts",
    "secret_bytes",
    "shipped_templates",
    "templates_of",
    "unfilled",
    "verify_webhook",
]
