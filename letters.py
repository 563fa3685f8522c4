"""The office's letters: to read, to edit, to print, and to prove genuine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .store import LetterArchive, LetterLife, NumberLine
from .workflow.correspondence import LetterState, digest_of
from .workflow.ports import Scribe


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

    def __init__(self, archive: LetterArchive, *, scribe: Scribe) -> None:
        self._archive = archive
        self._scribe = scribe

    def life(self, key: str) -> LetterLife:
        """Give a letter with everything that was done to it; raise UnknownLetter."""
        return self._archive.life(key)

    def source(self, key: str) -> str:
        """Give the text of a letter as people edit it (核稿); raise UnknownLetter."""
        return self._scribe.source(self._archive.letter(key).body)

    def numbers(self, *, year: int | None = None) -> Sequence[NumberLine]:
        """List the register of numbers (发文登记), void ones included."""
        return self._archive.numbers(year=year)

    def proof(self, code: str, file: bytes | None = None) -> LetterProof:
        """Say whether the letter with this code is genuine; raise UnknownLetter for no such code.

        Spaces, dashes and the case of letters in the code do not matter.
        """
        letter = self._archive.by_code(_code(code))
        assert letter.signed_at is not None  # noqa: S101 - a code is given when a letter is signed
        shown = None
        if file is not None:
            printed = {digest for _, digest, _, _ in self._archive.prints(letter.key)}
            shown = hashlib.sha256(file).hexdigest() in printed
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


def _code(text: str) -> str:
    """Write a code the one way it is kept, whatever way it was typed."""
    plain = re.sub(r"[\s\-—]", "", text).upper().translate(str.maketrans("OIL", "011"))
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
