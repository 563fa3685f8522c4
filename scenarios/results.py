"""What came of trying a flow, as sentences: expected and got, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..errors import Language
from ..notifications import OfficialLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Something said in both languages."""

    en: str
    zh: str

    def sentence(self, language: Language = "zh") -> str:
        """Say it in one language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One expectation as it turned out: what was looked at, expected and got; ``line`` of the file."""

    what: Words
    expected: Words
    got: Words
    ok: bool
    line: int

    def sentence(self, language: Language = "zh") -> str:
        """Say what was expected and, where it is another, what was got."""
        what, expected, got = (w.sentence(language) for w in (self.what, self.expected, self.got))
        if language == "zh":
            end = "" if self.ok else f"，实际 {got}"
            return f"{'✓' if self.ok else '✗'} 第 {self.line} 行 {what}：应为 {expected}{end}"
        end = "" if self.ok else f", got {got}"
        return f"{'✓' if self.ok else '✗'} line {self.line} {what}: expected {expected}{end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRan:
    """One day of a scenario: what happened since the day before, and what was expected.

    ``happened`` are the lines of history, each with its moment in the office's zone.
    """

    at: datetime
    line: int
    happened: tuple[str, ...]
    checks: tuple[Checked, ...]

    @property
    def ok(self) -> bool:
        """Whether everything was as expected."""
        return all(check.ok for check in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedLetter:
    """A letter that was drafted at a moment while a scenario was played, as it stood at the end.

    ``spec`` is its key in the flow.
    """

    spec: str
    at: datetime
    paper: OfficialLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One scenario as it was played; ``taken`` are the transitions of the flow it took.

    ``letters`` are the first of each kind that was drafted.
    After a deed that was refused against expectation the days that follow are not played.
    """

    scenario: str
    line: int
    days: tuple[DayRan, ...]
    taken: frozenset[str]
    letters: tuple[PlayedLetter, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every day was as expected."""
        return all(day.ok for day in self.days)

    def sentences(self, language: Language = "zh") -> Iterator[str]:
        """Tell a scenario day by day: what happened, then expected and got."""
        yield f"{'✓' if self.ok else '✗'} {self.scenario}"
        if self.ok:
            return
        for day in self.days:
            yield f"  {day.at:%Y-%m-%d %H:%M}"
            yield from (f"    · {line}" for line in day.happened)
            yield from (f"    {check.sentence(language)}" for check in day.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A flow tried by its scenarios.

    ``file`` is that of the scenarios, ``transitions`` maps those of the flow to their titles.
    """

    flow: str
    title: str
    file: str
    runs: tuple[Ran, ...]
    transitions: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Whether every scenario came out as expected."""
        return all(ran.ok for ran in self.runs)

    @property
    def letters(self) -> Mapping[str, tuple[str, PlayedLetter]]:
        """The first letter of each kind, by its key in the flow, with the scenario it comes from."""
        found: dict[str, tuple[str, PlayedLetter]] = {}
        for ran in self.runs:
            for letter in ran.letters:
                found.setdefault(letter.spec, (ran.scenario, letter))
        return found

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The transitions that no scenario took that came out as expected, in the flow's order."""
        taken = {key for ran in self.runs if ran.ok for key in ran.taken}
        return tuple(key for key in self.transitions if key not in taken)

    def sentences(self, language: Language = "zh") -> Iterator[str]:
        """Tell every scenario, and how many came out as expected."""
        for ran in self.runs:
            yield from ran.sentences(language)
        good = sum(ran.ok for ran in self.runs)
        bad = len(self.runs) - good
        if language == "zh":
            yield f"{self.title}：{len(self.runs)} 个情景，{good} 个通过，{bad} 个不符。"
        else:
            yield f"{self.flow}: {len(self.runs)} scenario(s), {good} passed, {bad} failed."

    def coverage(self, language: Language = "zh") -> str:
        """Say which transitions no scenario takes."""
        all_, left = len(self.transitions), self.uncovered
        if language == "zh":
            names = "、".join(f"{self.transitions[key]}（{key}）" for key in left)
            rest = f"没有走到的：{names}。" if left else "全部走到。"
            return f"转段 {all_} 个，走到 {all_ - len(left)} 个；{rest}"
        rest = f"not taken: {', '.join(left)}." if left else "all are taken."
        return f"{all_ - len(left)} of {all_} transitions are taken; {rest}"
