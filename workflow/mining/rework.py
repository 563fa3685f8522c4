"""What is done again: which steps cases took back, and the working days that cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from .mined import REWORKS, Rework, ReworkKind
from .places import Places

_AWAY: Final[frozenset[ReworkKind]] = frozenset({"take_back", "returns"})

_BY_WAY: Final[Mapping[str, ReworkKind]] = {
    "send_back": "send_back",
    "take_back": "take_back",
    "jump": "jump",
}

Step = tuple[str, str, int, bool]


class StepBack(NamedTuple):
    """A step back: of which kind, from where, to where."""

    kind: ReworkKind
    source: str
    target: str


class ReworkTally:
    """Counts the steps back of cases.

    A case steps back when it comes to a stage it knew before it first knew the one it leaves.
    Time is counted once: for the last step back that has not been made good.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._counts: Counter[StepBack] = Counter()
        self._days: Counter[StepBack] = Counter()
        self._cases: Counter[StepBack] = Counter()
        self.cases = 0

    @property
    def days(self) -> int:
        """The working days all steps back cost."""
        return self._days.total()

    def take(self, steps: Sequence[Step]) -> None:
        """Count a case by its steps: each the stage, the way there, its days, whether it is an end."""
        known: dict[str, int] = {}
        for number, (stage, *_) in enumerate(steps):
            known.setdefault(stage, number)
        if len(known) == len(steps):
            return  # no place twice, so no step back
        open_: list[StepBack] = []
        is_counted = [False] * len(steps)
        backs: set[StepBack] = set()
        for number in range(1, len(steps)):
            stage, _, days, is_end = steps[number]
            _make_good(open_, stage)
            kind = self._kind(steps[number - 1], steps[number], known)
            if kind is not None:
                back = StepBack(kind, steps[number - 1][0], stage)
                backs.add(back)
                self._counts[back] += 1
                if kind in _AWAY:
                    self._days[back] += _away(steps, number, is_counted)
                elif kind != "reopened":
                    open_.append(back)
            if is_end:
                open_.clear()
            elif open_:
                self._days[open_[-1]] += days
                is_counted[number] = True
        self._cases.update(backs)
        self.cases += bool(backs)

    def done(self) -> tuple[Rework, ...]:
        """Give the steps back, the most frequent first."""
        order = list(REWORKS)
        found = sorted(
            self._counts.items(),
            key=lambda item: (-item[1], order.index(item[0].kind), item[0].source, item[0].target),
        )
        return tuple(
            Rework(
                kind=back.kind,
                source=back.source,
                target=back.target,
                source_title=self._places.place(back.source).title,
                target_title=self._places.place(back.target).title,
                count=count,
                days=self._days[back],
                cases=self._cases[back],
            )
            for back, count in found
        )

    def _kind(self, before: Step, step: Step, known: Mapping[str, int]) -> ReworkKind | None:
        stage, via, _, is_end = step
        if is_end:
            return None
        if before[3]:
            return "reopened"
        transition = self._places.transition(via)
        named = _BY_WAY.get(via) if transition is None else None
        if named is not None and named != "jump":
            return named
        if known[stage] >= known[before[0]]:
            return None
        if named is not None:
            return named
        return "returns" if transition is not None and transition.returns else "loop"


def _make_good(open_: list[StepBack], stage: str) -> None:
    """Close the steps back that are made good by coming to where they were taken from."""
    for place, back in enumerate(open_):
        if back.source == stage:
            del open_[place:]
            return


def _away(steps: Sequence[Step], number: int, is_counted: list[bool]) -> int:
    """Add up the days since the last stay in the same stage, those counted before left out."""
    days = 0
    for before in range(number - 1, -1, -1):
        if steps[before][0] == steps[number][0]:
            break
        if not is_counted[before] and not steps[before][3]:
            days += steps[before][2]
            is_counted[before] = True
    return days
