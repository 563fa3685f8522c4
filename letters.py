"""The office's letters: to read, to edit, to print, and to prove genuine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from .clock import Clock
from .definitions import TemplateProblem
from .notifications import (
    MEDIA_TYPES,
    OfficialLetter,
    PaperFormat,
    Press,
    Printed,
    check_source,
    letter_from,
    safe_name,
)
from .store import LetterArchive, LetterLife, NumberLine
from .workflow.correspondence import Letter, LetterPrint, LetterState, digest_of
from .workflow.delivery import Enclosure
from .workflow.letter_ports import Scribe

READY: Final[frozenset[LetterState]] = frozenset(
    {"sealed", "delivered", "received", "archived", "void"}
)
"""States in which nothing of a letter changes any more."""

DRAFTS: Final[frozenset[LetterState]] = frozenset({"draft", "reviewed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterProof:
    """What the office says of a letter by its code (核验).

    ``is_genuine`` tells whether the content kept is what was signed; ``is_this_file`` whether a
    file that was shown is the very one that was printed, None when none was shown.
    A void letter is genuine, and void.
    """

    key: str
    code: str
    number: str
    title: str
    issuer: str
    recipients: tuple[str, ...]
    signed_at: datetime
    state: LetterState
    digest: str
    is_genuine: bool
    is_this_file: bool | None = None


class Letters:
    """The letters of one office; ``engine.letters`` is where things are done to them."""

    def __init__(
        self, archive: LetterArchive, *, scribe: Scribe, press: Press, clock: Clock
    ) -> None:
        self._archive = archive
        self._scribe = scribe
        self._press = press
        self._clock = clock

    def life(self, key: str) -> LetterLife:
        """Give a letter with everything that was done to it; raise UnknownLetter."""
        return self._archive.life(key)

    def source(self, key: str) -> str:
        """Give the text of a letter as people edit it (核稿); raise UnknownLetter."""
        return self._scribe.source(self._archive.letter(key).body)

    def unfilled(self, key: str) -> Sequence[str]:
        """Give the places of a letter that are still to be filled in; raise UnknownLetter."""
        return self._scribe.unfilled(self._archive.letter(key).body)

    def paper(self, key: str) -> OfficialLetter:
        """Give a letter itself, free of how it is shown; raise UnknownLetter."""
        return letter_from(self._archive.letter(key).body)

    def faults(self, source: str) -> Sequence[TemplateProblem]:
        """Give everything wrong with an edited text, by line and column; empty when sound."""
        return check_source(source)

    def print(self, key: str, paper: PaperFormat) -> Printed:
        """Print a letter; raises UnknownLetter, PrintingFailed.

        Once it is ready to go out, the first print of each format is kept and is the one that
        counts: whoever prints it again, on whatever machine, gets the same bytes. Before, it is
        printed as a draft, and nothing is kept.
        """
        return self._print(self._archive.letter(key), paper)

    def _print(self, letter: Letter, paper: PaperFormat) -> Printed:
        is_ready = letter.state in READY
        if is_ready and (kept := self._archive.print_of(letter.key, paper)) is not None:
            return _printed(kept)
        printed = self._press.print(
            letter.body,
            paper,
            seals=self._archive.seals(letter.seals),
            moment=letter.signed_at or letter.drafted_at,
            is_draft=letter.state in DRAFTS,
        )
        if not is_ready:
            return printed
        made = LetterPrint(
            letter=letter.key,
            format=paper,
            content=printed.content,
            faces=printed.faces,
            substituted=printed.substituted,
            at=self._clock.now(),
        )
        return _printed(self._archive.keep_print(made))

    def of(self, letter: str) -> Sequence[Enclosure]:
        """Give the papers that go out with a letter: the Enclosures port."""
        shown = self._archive.letter(letter)
        printed = self._print(shown, "pdf")
        name = safe_name(f"{shown.number}{shown.title}" if shown.number else shown.title)
        return [
            Enclosure(name=f"{name}.pdf", media_type=MEDIA_TYPES["pdf"], content=printed.content)
        ]

    def numbers(self, *, year: int | None = None) -> Sequence[NumberLine]:
        """List the register of numbers (发文登记), void ones included."""
        return self._archive.numbers(year=year)

    def proof(
        self, code: str, file: bytes | None = None, *, file_digest: str | None = None
    ) -> LetterProof:
        """Say whether the letter with this code is genuine; raise UnknownLetter for no such code.

        Spaces, dashes and the case of letters in the code do not matter. A file too large to be
        held is shown by its SHA-256, ``file_digest``, instead.
        """
        letter = self._archive.by_code(_code(code))
        assert letter.signed_at is not None  # noqa: S101 - a code is given when a letter is signed
        shown = None
        if file is not None:
            file_digest = hashlib.sha256(file).hexdigest()
        if file_digest is not None:
            shown = file_digest in self._archive.prints(letter.key)
        life = self._archive.life(letter.key)
        return LetterProof(
            key=letter.key,
            code=letter.code or "",
            number=letter.number,
            title=letter.title,
            issuer=life.issuer_name,
            recipients=letter.recipients,
            signed_at=letter.signed_at,
            state=letter.state,
            digest=letter.digest,
            is_genuine=digest_of(letter.body) == letter.digest,
            is_this_file=shown,
        )


def _printed(kept: LetterPrint) -> Printed:
    return Printed(
        format=cast("PaperFormat", kept.format),
        content=kept.content,
        faces=kept.faces,
        substituted=kept.substituted,
    )


def _code(text: str) -> str:
    """Write a code the one way it is kept, whatever way it was typed."""
    plain = re.sub(r"[\s\-—]", "", text).upper().translate(str.maketrans("OIL", "011"))
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
