"""A form that was refused comes back as it was filled in, with what was refused above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData
from starlette.responses import Response

from ..errors import GuatuError, InvalidValues, TransitionRefused
from .problems import status_of
from .visits import Guest


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What was refused: the status, the sentence, a line each for its parts, and what was typed.

    ``about`` names the form on its page, ``faulty`` the fields that do not fit, each with why.
    """

    status: int
    words: str
    lines: tuple[str, ...] = ()
    about: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    faulty: Mapping[str, str] = field(default_factory=dict)


def attempt(  # noqa: PLR0913 - keyword-only
    guest: Guest,
    do: Callable[[], object],
    *,
    form: FormData,
    then: str,
    said: str,
    again: Callable[[Refusal], Response],
    about: str = "",
) -> Response:
    """Do what a form asks for, and go on to the page ``then``, which begins with what is ``said``.

    When it is refused the page of the form is drawn ``again``.
    """
    try:
        do()
    except GuatuError as error:
        return again(refusal_of(guest, error, form, about=about))
    return guest.go(then, said=said)


def refusal_of(guest: Guest, error: GuatuError, form: FormData, *, about: str = "") -> Refusal:
    """Give the refusal of a form in the language of the page."""
    language = guest.language
    words, lines, faulty = error.sentence(language), (), {}
    if isinstance(error, TransitionRefused):
        words = guest.say(
            "暂不能“{title}”，还差 {count} 项", title=error.title, count=len(error.unmet)
        )
        lines = tuple(unmet.sentence(language) for unmet in error.unmet)
    elif isinstance(error, InvalidValues):
        words = guest.say("填写的内容不符合要求，未作任何保存")
        lines = tuple(fault.sentence(language) for fault in error.faults)
        faulty = {fault.field: fault.sentence(language) for fault in error.faults}
    return Refusal(
        status=status_of(error),
        words=words,
        lines=lines,
        about=about,
        typed={key: value for key, value in form.items() if isinstance(value, str)},
        faulty=faulty,
    )
