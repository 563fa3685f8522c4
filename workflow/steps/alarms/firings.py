"""The key of one firing: which rung, of which task, in which spell, for the how manieth time.

It is a timer's key within its entry, and so the key of what the firing leaves behind; that is
what makes “exactly once” true. ``yellow`` is the stage's rung, ``yellow@2`` the same after the case
came back from an alarm, ``yellow#2`` its first repetition, ``round:joint:fire/late`` a task's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PUBLISH, OPEN, CYCLES = "=publish", "=open", "="

_SHAPE = re.compile(r"((?P<subject>.*)/)?(?P<rung>[^/@#]+)(@(?P<spell>\d+))?(#(?P<turn>\d+))?")


@dataclass(frozen=True, slots=True)
class Firing:
    """One firing of a rung; ``subject`` names the task, empty for the stage."""

    rung: str
    subject: str = ""
    spell: int = 1
    turn: int = 1

    def __str__(self) -> str:
        """Write the key."""
        subject = f"{self.subject}/" if self.subject else ""
        spell = f"@{self.spell}" if self.spell > 1 else ""
        turn = f"#{self.turn}" if self.turn > 1 else ""
        return f"{subject}{self.rung}{spell}{turn}"

    @classmethod
    def parse(cls, text: str) -> Firing:
        """Read a key; what is no firing is taken for a rung of that name."""
        shape = _SHAPE.fullmatch(text)
        if shape is None:
            return cls(text)
        return cls(
            rung=shape["rung"],
            subject=shape["subject"] or "",
            spell=int(shape["spell"] or 1),
            turn=int(shape["turn"] or 1),
        )
