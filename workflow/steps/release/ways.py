"""Which steps somebody may take with a letter now, by the rules the steps themselves hold to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from ....errors import AuditorsOnlyLook, LetterRefused, NotEntitled, UnknownLetter
from ...correspondence import LetterState
from .acts import SEALED_LAYOUTS, VOIDABLE, require_issuable, require_issuing_code
from .delivering import before_delivery
from .page import Page
from .standing import represented, require_clerk, require_signer

LetterStepName = Literal[
    "revise",
    "review",
    "send_back",
    "sign",
    "number",
    "seal",
    "deliver",
    "receive",
    "archive",
    "void",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWay:
    """A step somebody may take with a letter as it is.

    ``obstacle`` says what must be mended first, None for nothing; ``units`` are the receivers he
    may sign for, by key.
    """

    step: LetterStepName
    obstacle: LetterRefused | None = None
    units: tuple[str, ...] = ()


def ways(page: Page) -> tuple[LetterWay, ...]:
    """Give the steps whoever looks may take, in the order of a letter's life; nothing is done.

    Raises UnknownPerson.
    """
    try:
        return tuple(_ways(page))
    except AuditorsOnlyLook:
        return ()


def _ways(page: Page) -> Iterator[LetterWay]:
    for step in get_args(LetterStepName):
        if not _is_time(page, step):
            continue
        if step == "receive":
            if units := _receivers(page):
                yield LetterWay(step=step, units=units)
            continue
        obstacle = None
        try:
            require_signer(page) if step == "sign" else require_clerk(page, "", "")
            _HINDER.get(step, _nothing)(page)
        except (NotEntitled, UnknownLetter):
            continue
        except LetterRefused as refused:
            obstacle = refused
        yield LetterWay(step=step, obstacle=obstacle)


def _is_time(page: Page, step: LetterStepName) -> bool:
    if step == "seal" and page.letter.body.get("layout", "文件") not in SEALED_LAYOUTS:
        return False
    states = (before_delivery(page),) if step == "deliver" else _STATES[step]
    return page.letter.state in states


def _receivers(page: Page) -> tuple[str, ...]:
    """Give the receivers that have not signed and that he may sign for."""
    letter, units = page.letter, {who.unit for who in represented(page)}
    waiting = [u for u in (*letter.addressees, *letter.copies) if u not in page.receipts]
    if letter.issuer and letter.issuer in units:
        return tuple(waiting)
    return tuple(unit for unit in waiting if unit in units)


_STATES: Final[Mapping[LetterStepName, tuple[LetterState, ...]]] = {
    "revise": ("draft", "reviewed"),
    "review": ("draft",),
    "send_back": ("reviewed",),
    "sign": ("reviewed",),
    "number": ("signed",),
    "seal": ("numbered",),
    "receive": ("delivered", "received"),
    "archive": ("delivered", "received"),
    "void": VOIDABLE,
}


def _nothing(page: Page) -> None:
    """Hinder nothing."""


_HINDER: Final[Mapping[LetterStepName, Callable[[Page], object]]] = {
    "review": lambda page: require_issuable(page, "reviewed", "核稿"),
    "sign": lambda page: require_issuable(page, "signed", "签发"),
    "number": require_issuing_code,
}
