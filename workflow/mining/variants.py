"""The ways cases went from end to end: the same stages in the same order are one variant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...definitions.model import Title
from ...errors import Language
from .spreads import Spread, share

LONGEST_LOOP = 6
"""How many stages a loop may have that is told as one that was gone round several times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A way that ended cases went, end included.

    ``share`` is of all ended cases, ``time`` the working days in all stages together.
    ``on_time`` are the cases that left every stage with a deadline on time, of ``judged`` that
    had one at all. ``example`` is the number of the first such case.
    """

    stages: tuple[str, ...]
    path: Title
    cases: int
    share: float
    time: Spread
    on_time: int
    judged: int
    example: int

    @property
    def on_time_share(self) -> float | None:
        """The share of cases that were on time everywhere, None where no stage had a deadline."""
        return share(self.on_time, self.judged) if self.judged else None

    def sentence(self, language: Language = "zh") -> str:
        """Say which way, how often, how long and how punctual."""
        on_time = self.on_time_share
        if language == "zh":
            said = f"{self.path.zh}：{self.cases} 件（{self.share:.0%}）"
            said += f"，全程中位 {self.time.median} 个工作日，九成在 {self.time.p90} 个以内"
            return said + ("" if on_time is None else f"，各环节都按期的占 {on_time:.0%}")
        said = f"{self.path.en}: {self.cases} {_cases(self.cases)} ({self.share:.0%})"
        said += f", {self.time.median} working days in the middle"
        said += f", nine in ten within {self.time.p90}"
        return said + ("" if on_time is None else f", {on_time:.0%} on time in every stage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The rarer variants taken together: how many there are, and how many cases went them."""

    variants: int = 0
    cases: int = 0
    share: float = 0.0

    def sentence(self, language: Language = "zh") -> str:
        """Say how many there are."""
        if language == "zh":
            return f"其余 {self.variants} 种走法：{self.cases} 件（{self.share:.0%}）"
        which = "other variant" if self.variants == 1 else "other variants"
        return f"{self.variants} {which}: {self.cases} {_cases(self.cases)} ({self.share:.0%})"


def _cases(number: int) -> str:
    return "case" if number == 1 else "cases"


def path_of(titles: Sequence[Title]) -> Title:
    """Write a sequence of stages to be read aloud; loops are told once, with how often."""
    zh, en = [], []
    for block, times in _folded(titles):
        zh.append(_block([t.zh for t in block], times))
        en.append(_block([t.en or t.zh for t in block], times))
    return Title(" → ".join(zh), " → ".join(en))


def _block(names: Sequence[str], times: int) -> str:
    said = " → ".join(names)
    return said if times == 1 else f"（{said}）×{times}"


def _folded(titles: Sequence[Title]) -> Iterator[tuple[Sequence[Title], int]]:
    """Give a sequence in blocks, each with how many times it comes in a row."""
    at = 0
    while at < len(titles):
        length, times = 1, 1
        for size in range(1, LONGEST_LOOP + 1):
            found = _repeats(titles, at, size)
            if found > 1 and found * size > length * times:
                length, times = size, found
        yield titles[at : at + length], times
        at += length * times


def _repeats(titles: Sequence[Title], at: int, size: int) -> int:
    block, times = titles[at : at + size], 1
    while titles[at + times * size : at + (times + 1) * size] == block:
        times += 1
    return times
