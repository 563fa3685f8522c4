"""What people hold and do on a case: assignments, tasks, and rounds of opinions under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from ..definitions.model import HolderKind

TaskKind = Literal[
    "approval",
    "opinion",
    "extension",
    "duty",
    "claim",
    "advice",
    "condition",
    "item",
    "reading",
]
Verdict = Literal["agree", "conditional", "disagree", "abstain"]
PollOutcome = Literal["", "passed", "refused", "void"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work for a person or unit; what belongs to no entry stands under entry 0.

    ``kind``: an approval or opinion of one entry; a request for more time; a recurring duty; an
    invitation to claim a role; advice asked by somebody who goes on owing his own task; a condition
    somebody tied his consent to; an item set by hand; something to take note of (抄送).
    ``terms`` are what else is known of it, by kind: docs/embedding.md lists them.
    """

    case: int
    entry: int
    kind: TaskKind
    key: str
    holder: str
    holder_kind: HolderKind
    title: str
    opened_at: datetime
    due_at: datetime | None = None
    verdict: Verdict | None = None
    text: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    terms: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """The key without the number or period behind it: what the flow calls it."""
        return self.key.partition("/")[0]

    def done(self, verdict: Verdict, text: str, *, by: str, at: datetime) -> Task:
        """Give the task as it is once somebody has said or done what it asks for."""
        return replace(
            self,
            verdict=verdict,
            text=text,
            decided_by=by,
            decided_at=at,
            closed_at=at,
        )

    def undone(self) -> Task:
        """Give the task as it is once what was said has been taken back."""
        return replace(self, verdict=None, text="", decided_by="", decided_at=None, closed_at=None)

    def term(self, name: str, default: Any = None) -> Any:
        """Give one of the terms."""
        return (self.terms or {}).get(name, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One run of an opinion round: begun once, ended once.

    Its opinions are the tasks of kind ``opinion`` under the same key; ``queue`` holds who is asked
    later, in a round that asks one after the other, each as ``KIND:HOLDER:ASKED_AS``.
    ``outcome`` is empty while it runs, ``void`` when the case left the stage first.
    """

    case: int
    entry: int
    key: str
    opened_at: datetime
    opened_by: str
    queue: tuple[str, ...] = ()
    outcome: PollOutcome = ""
    why: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who holds a role on a case, since when, chosen by which rule and why.

    ``load`` is what the case counts for in its holder's open work, 0 when it has ended.
    """

    case: int
    role: str
    holder: str
    holder_kind: HolderKind
    since: datetime
    by: str
    rule: str
    why: str
    until: datetime | None = None
    load: int = 0
