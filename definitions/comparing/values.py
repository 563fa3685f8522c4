"""What differs between two flows, as frozen values that say themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ...errors import Language
from ..findings import Path
from .lines import changed_lines

Kind = Literal["added", "removed", "renamed", "changed", "moved"]
Weight = Literal["breaking", "felt", "wording"]

WEIGHTS: Final[Mapping[Weight, tuple[str, str]]] = {
    "breaking": ("影响在办", "breaking"),
    "felt": ("有感", "felt"),
    "wording": ("文字", "wording"),
}
"""What the weights are called, in Chinese and English."""

GROUPS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("阶段与时限", "stages and time limits"): frozenset(
        ("stages", "terminals", "initial", "calendar", "calendar_of", "extension")
    ),
    ("亮灯", "lights"): frozenset(("lights", "plans", "publication")),
    ("督办", "escalation"): frozenset(("ladders",)),
    ("转段与推进条件", "transitions and what they require"): frozenset(
        ("transitions", "materials")
    ),
    ("审批、会签与交办", "approvals, rounds and items"): frozenset(
        ("approvals", "rounds", "items", "subcases")
    ),
    ("填报与判定", "fields and decisions"): frozenset(
        ("fields", "decisions", "grade", "title_field", "territory_field", "identity", "series")
    ),
    ("人员与权限", "people and rights"): frozenset(("roles", "teams", "may")),
    ("定期任务与按期开办", "duties and openings"): frozenset(("recurring", "opening")),
    ("函件", "letters"): frozenset(("letters", "issuer")),
    ("指标", "indicators"): frozenset(("indicators",)),
}
"""What people feel together: the words for it, and the sections of a file that are about it."""

OTHER: Final = ("其他", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is otherwise for people, as a sentence in Chinese and English.

    ``place`` is where it stands in the file, such as ``("stages", "agreement", "limit")``: in the
    old one for what was removed, else in the new one.
    ``weight``: ``breaking`` takes away what running cases hold on to; ``felt`` changes what people
    must do or see; ``wording`` changes only how it is said.
    """

    kind: Kind
    place: Path
    what_zh: str
    what_en: str
    weight: Weight

    def sentence(self, language: Language = "zh") -> str:
        """Say the difference."""
        return self.what_zh if language == "zh" else self.what_en

    @property
    def group(self) -> tuple[str, str]:
        """What it is about, in Chinese and English."""
        section = str(self.place[0])
        return next((words for words, about in GROUPS.items() if section in about), OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that differs between two flows, in the order of what people feel.

    ``before`` and ``after`` are their texts by name, letter templates and scenarios too.
    """

    differences: tuple[Difference, ...]
    before: Mapping[str, str]
    after: Mapping[str, str]

    @property
    def lines(self) -> tuple[str, ...]:
        """The unified diff of their texts, one after the other."""
        changed = changed_lines(self.before, self.after)
        return tuple(
            line for name, found in changed for line in (f"--- {name}", f"+++ {name}", *found)
        )

    @property
    def is_same(self) -> bool:
        """Whether not even a comment differs."""
        return not self.differences and not self.lines

    def sentences(self, language: Language = "zh") -> list[str]:
        """Say every difference, a line each."""
        return [difference.sentence(language) for difference in self.differences]

    def grouped(self, language: Language = "zh") -> dict[str, list[Difference]]:
        """Give the differences by what people feel, under its words."""
        groups: dict[str, list[Difference]] = {}
        for difference in self.differences:
            words = difference.group[0 if language == "zh" else 1]
            groups.setdefault(words, []).append(difference)
        return groups
