"""What stages and transitions are called, those of older versions of a flow, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from ...definitions.flow import Flow
from ...definitions.model import TerminalKind, Title, Transition

SPECIAL: Final = {
    "open": Title("立项", "opened"),
    "send_back": Title("退回", "sent back"),
    "take_back": Title("拿回", "taken back"),
    "jump": Title("跳转", "moved by an administrator"),
    "withdraw": Title("撤回", "withdrawn"),
}
"""The ways between stages that every flow has, though none defines them."""


class Place(NamedTuple):
    """A stage, or an end of that ``kind``."""

    key: str
    title: Title
    kind: TerminalKind | None = None

    @property
    def is_end(self) -> bool:
        """Whether it is an end."""
        return self.kind is not None


class Places:
    """The stages, ends and transitions of a flow; of each the newest version that has it.

    ``older`` are its other versions, the newest first; they are read only as far as is needed.
    """

    def __init__(self, flow: Flow, older: Iterable[Flow] = ()) -> None:
        self.flow = flow
        self._older = iter(older)
        self._places: dict[str, Place] = {}
        self._transitions: dict[str, Transition] = {}
        self._take(flow)

    def place(self, key: str) -> Place:
        """Give a stage or an end; one that no version has is a stage called by its key."""
        while key not in self._places and self._read_on():
            pass
        return self._places.setdefault(key, Place(key, Title(key)))

    def transition(self, key: str) -> Transition | None:
        """Give a transition, None for one that no version has."""
        if key in SPECIAL and key not in self._transitions:
            return None
        while key not in self._transitions and self._read_on():
            pass
        return self._transitions.get(key)

    def way(self, key: str) -> Title:
        """Say how a way between two stages is called."""
        found = self.transition(key)
        return found.title if found else SPECIAL.get(key, Title(key))

    def _read_on(self) -> bool:
        flow = next(self._older, None)
        if flow is not None:
            self._take(flow)
        return flow is not None

    def _take(self, flow: Flow) -> None:
        for stage in flow.stages.values():
            self._places.setdefault(stage.key, Place(stage.key, stage.title))
        for end in flow.terminals.values():
            self._places.setdefault(end.key, Place(end.key, end.title, end.kind))
        for transition in flow.transitions.values():
            self._transitions.setdefault(transition.key, transition)
