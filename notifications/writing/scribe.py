"""Writes letters: from a template and facts to plain text and HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from ...definitions.model import LetterSpec
from ...workflow.letter_ports import Draft
from ..papers.plaintext import as_plain_text
from ..papers.webpage import as_html
from .facts import completed
from .letters import OfficialLetter, from_data, to_data
from .sandbox import Sandbox
from .sourcetext import SourceReader, read_source
from .sourcewriter import as_source
from .unfilled import unfilled

_SANDBOX: Final = Sandbox()
"""Every office of a process renders in it: a template is compiled once."""


class JinjaScribe:
    """The Scribe port; safe to share between threads.

    A draft has no number and no signing date: unless the template states them, the number is
    left blank as ``〔2026〕　号`` and the date as ``年　月　日``.
    A slip never shows a number, whatever its template says.
    """

    def draft(self, letter: LetterSpec, facts: Mapping[str, Any]) -> Draft:
        """Render a letter from its facts; raise LetterFailed when that can't be done."""
        written = self.letter(letter, facts)
        return _draft(written, is_draft=not letter.is_slip)

    def rewrite(
        self,
        body: Mapping[str, Any],
        *,
        is_draft: bool,
        **values: Any,
    ) -> Draft:
        """Write a letter anew with other values in its head, such as its number or date.

        Unless ``is_draft``, it is a released letter, and nothing in it says 草稿.
        """
        return _draft(from_data({**body, **values}), is_draft=is_draft)

    def source(self, body: Mapping[str, Any]) -> str:
        """Give a letter as the text that people edit; ``read`` reads it back."""
        return as_source(from_data(body))

    def unfilled(self, body: Mapping[str, Any]) -> Sequence[str]:
        """Give the places of a letter that are still to be filled in by hand, each once."""
        return unfilled(from_data(body))

    def read(self, source: str, *, letter: str) -> Draft:
        """Read a letter from text that people edited; raise LetterFailed with the line."""
        return _draft(read_source(source, letter=letter))

    def letter(self, letter: LetterSpec, facts: Mapping[str, Any]) -> OfficialLetter:
        """Give the neutral letter a draft is shown from; raise LetterFailed like ``draft``."""
        source = _SANDBOX.render(letter.source, completed(facts), letter=letter.key)
        reader = SourceReader(source, letter=letter.key)
        written = reader.letter(default_layout="单" if letter.is_slip else "文件")
        if letter.is_slip:
            return replace(written, number="")
        return replace(written, number=written.number or _blank_number(facts))


def _draft(written: OfficialLetter, *, is_draft: bool = True) -> Draft:
    return Draft(
        title=written.full_title,
        text=as_plain_text(written, is_draft=is_draft),
        html=as_html(written, is_draft=is_draft),
        body=to_data(written),
    )


def _blank_number(facts: Mapping[str, Any]) -> str:
    today = facts.get("今天")
    year = str(today.year) if isinstance(today, date) else "　　"
    return f"〔{year}〕　号"
