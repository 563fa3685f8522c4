"""Everything that can be done in a scenario, in one table: what each is done to and may say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

What = Literal[
    "transition",
    "stage",
    "task",
    "round",
    "role",
    "part",
    "item",
    "material",
    "letter",
    "rung",
    "series",
    "flow",
    "fields",
    "field",
    "who",
    "case",
    "text",
    "texts",
    "span",
    "date",
    "due",
    "amount",
    "count",
    "options",
    "everything",
    "yes",
    "then",
    "step",
    "requirements",
]
"""What kind of thing a key says; ``part`` is a role or a task."""

_EVERY: Final[Mapping[str, What]] = {"by": "who", "case": "case", "why": "text"}
EVERYWHERE: Final = (*_EVERY, "refused")
"""What any deed may say besides."""

STEPS: Final = ("review", "sign", "number", "seal", "deliver", "receive", "archive", "void")
"""The steps of a letter's life; ``deliver`` takes every step before it too where it is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a deed is done to, what else it must say and what else it may say."""

    what: What
    needs: Mapping[str, What]
    may: Mapping[str, What]

    def kind_of(self, key: str) -> What | None:
        """Say what kind of thing a key of the deed says, None for a key it has not."""
        return self.needs.get(key) or self.may.get(key) or _EVERY.get(key)

    def keys(self) -> list[str]:
        """Give every key the deed may have besides its own."""
        return [*self.needs, *self.may, *EVERYWHERE]


def _form(
    what: What, needs: Mapping[str, What] | None = None, may: Mapping[str, What] | None = None
) -> Form:
    return Form(what=what, needs=needs or {}, may=may or {})


FORMS: Final[Mapping[str, Form]] = {
    # the way of a case
    "advance": _form(
        "transition",
        may={"with": "everything", "without": "requirements", "fields": "fields"},
    ),
    "meet": _form("transition", may={"without": "requirements", "fields": "fields"}),
    "send_back": _form("stage", may={"then": "then"}),
    "take_back": _form("text"),
    "jump": _form("stage"),
    "pause": _form("text"),
    "resume": _form("yes"),
    "withdraw": _form("text"),
    "extend": _form("span"),
    "open": _form("flow", may={"as": "text", "under": "case", "fields": "fields"}),
    # what is filed
    "record": _form("fields", may={"note": "text"}),
    "file": _form("material"),
    "note": _form("text"),
    "enter": _form("series", {"amount": "amount"}, {"on": "date", "parts": "options"}),
    "correct": _form("series", {"number": "count", "amount": "amount"}),
    # what is asked
    "agree": _form("task", may={"conditions": "texts"}),
    "disagree": _form("task", may={"ground": "text"}),
    "abstain": _form("task"),
    "recall": _form("round", {"by": "who"}),
    "add": _form("round", {"to": "who"}),
    "remove": _form("round", {"to": "who"}),
    "ask_again": _form("round"),
    "delegate": _form("task", {"to": "who"}),
    "advise": _form("task"),
    "urge": _form("task", may={"to": "who"}),
    "set": _form("item", {"to": "who"}, {"due": "due"}),
    "complete": _form("task"),
    "copy": _form("who"),
    "read": _form("yes"),
    # who plays which part
    "assign": _form("role", {"to": "who"}),
    "claim": _form("role"),
    "pass_on": _form("part", {"to": "who"}),
    "hand_over": _form("who", may={"to": "who"}),
    "away": _form("who", may={"until": "date", "deputy": "who"}),
    "back": _form("who"),
    "leave": _form("who"),
    # escalations and letters
    "receive": _form("rung"),
    "answer": _form("rung"),
    "close": _form("rung"),
    "letter": _form("letter", {"step": "step"}),
}
"""Every deed by its key."""
