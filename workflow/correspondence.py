"""Letters and their lives, as frozen values: who did what to a letter, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

from ..clock import as_utc
from ..definitions.correspondence import Written
from ..definitions.lamps import FIELD
from .history import GENESIS, canonical, hash_of

LetterState = Literal[
    "draft",
    "reviewed",
    "signed",
    "numbered",
    "sealed",
    "delivered",
    "received",
    "archived",
    "void",
]
"""How far a letter is: 拟稿, 核稿, 签发, 编号, 用印, 送达, 签收, 归档, and 作废."""

ADDED_LATER: Final = frozenset({"number", "print_date", "code"})
"""What a letter gets after it was signed; its content hash covers everything else."""

_CODE_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none looks like another
_CODE_LENGTH: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An official document drafted by the engine; people release it.

    ``case`` is None for one about several cases, such as the handing over of a leaver's work.
    ``body`` is the letter as plain data, ``text`` and ``html`` show it as it is now; once signed
    its content is frozen and ``digest`` is its hash.
    ``issuer`` is the unit that issues it, ``addressees`` and ``copies`` the units it goes to, by
    key; ``recipients`` names the addressees for people, in the same order. An addressee outside the
    roster is known by the field that names it, as ``field:KEY``.
    ``rung`` is the escalation it belongs to.
    ``barred`` says why it may not be issued as it is; ``seals`` are the hashes of seal images.
    """

    key: str
    case: int | None
    entry: int
    spec: str
    title: str
    text: str
    html: str
    facts: Mapping[str, Any]
    recipients: tuple[str, ...]
    drafted_at: datetime
    state: LetterState = "draft"
    body: Mapping[str, Any] = field(default_factory=dict)
    genre: Written = ""
    issuer: str = ""
    addressees: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    rung: str = ""
    barred: str = ""
    number: str = ""
    code: str | None = None
    digest: str = ""
    reviewed_by: str = ""
    signed_by: str = ""
    signed_at: datetime | None = None
    delivered_at: datetime | None = None
    seals: tuple[str, ...] = ()
    version: int = 1
    head_seq: int = 0
    head_hash: str = ""

    @property
    def outsiders(self) -> Mapping[str, str]:
        """The addressees outside the roster, each by its key with its name."""
        named = zip(self.addressees, self.recipients, strict=False)
        return {key: name for key, name in named if key.startswith(FIELD)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterStep:
    """One step of a letter's life: what, by whom, when and why.

    Each is chained to the one before it by ``hash``; ``data`` is canonical JSON.
    """

    letter: str
    seq: int
    at: datetime
    kind: str
    by: str
    data: str
    why: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A unit has signed for a letter (签收): who did, and how it was told when he is not of it."""

    letter: str
    unit: str
    at: datetime
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealImage:
    """The picture of a seal, kept under its SHA-256."""

    digest: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPrint:
    """The paper that was made of a letter in one format, and what became of its faces."""

    letter: str
    format: str
    content: bytes
    faces: Mapping[str, str]
    substituted: Mapping[str, str]
    at: datetime

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    """A letter as a command reads it, with who has signed for it."""

    letter: Letter
    receipts: tuple[Receipt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterChange:
    """All that one command writes about a letter; ``before`` is the version it read."""

    letter: Letter
    before: int
    steps: tuple[LetterStep, ...]
    receipts: tuple[Receipt, ...] = ()
    images: tuple[SealImage, ...] = ()


def stepped(  # noqa: PLR0913 - a step has these parts
    letter: Letter, *, at: datetime, kind: str, by: str, data: Mapping[str, Any], why: str = ""
) -> tuple[Letter, LetterStep]:
    """Give a letter with its next step taken, and the step."""
    bare = LetterStep(
        letter=letter.key,
        seq=letter.head_seq + 1,
        at=as_utc(at),
        kind=kind,
        by=by,
        data=canonical(data),
        why=why,
        previous=letter.head_hash or GENESIS,
        hash="",
    )
    step = replace(bare, hash=sealed(bare))
    return replace(letter, head_seq=step.seq, head_hash=step.hash), step


def sealed(step: LetterStep) -> str:
    """Compute the hash of a step from its content and the hash of the one before."""
    line = {name: getattr(step, name) for name in LetterStep.__dataclass_fields__ if name != "hash"}
    return hash_of(line)


def digest_of(body: Mapping[str, Any]) -> str:
    """Compute the content hash of a letter, without what it gets after it was signed."""
    content = {name: value for name, value in body.items() if name not in ADDED_LATER}
    return hash_of(content)


def code_of(letter: str, digest: str) -> str:
    """Give the code by which a signed letter is verified, such as ``7K3M-9QXT-2BZ1``.

    It follows from key and content, 60 bits of a hash: whoever has not read the letter can't guess
    it, and verifying looks it up.
    """
    found = int.from_bytes(hashlib.sha256(f"{letter}\n{digest}".encode()).digest())
    signs = [_CODE_SIGNS[found >> (5 * place) & 31] for place in range(_CODE_LENGTH)]
    return "-".join("".join(signs[start : start + 4]) for start in range(0, _CODE_LENGTH, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterBreak:
    """A place where a letter's life is not what was written."""

    letter: str
    seq: int
    what: str
    what_zh: str


def breaks_in(letter: Letter, steps: Sequence[LetterStep]) -> list[LetterBreak]:
    """Walk a letter's steps in order and tell every place where they, or its content, don't hold."""
    found: list[LetterBreak] = []

    def broken(seq: int, what: str, what_zh: str) -> None:
        found.append(LetterBreak(letter=letter.key, seq=seq, what=what, what_zh=what_zh))

    previous = GENESIS
    for expected, step in enumerate(steps, start=1):
        if (step.seq, step.previous) != (expected, previous):
            broken(step.seq, "does not follow the step before it", "与上一步不衔接")
        if sealed(step) != step.hash:
            broken(step.seq, "was changed after it was written", "写入后被改动")
        previous = step.hash
    if (len(steps), previous) != (letter.head_seq, letter.head_hash or GENESIS):
        broken(
            letter.head_seq,
            f"its life ends at step {len(steps)}, the letter says {letter.head_seq}",
            f"办理过程止于第 {len(steps)} 步，函件记载为第 {letter.head_seq} 步",
        )
    if letter.digest and digest_of(letter.body) != letter.digest:
        broken(letter.head_seq, "the content differs from what was signed", "内容与签发时不符")
    return found
