"""One look at a case: what is so, beside what was expected, both in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ...definitions import Flow
from ...definitions.model import Title
from ...workflow.explain import Explanation
from ...workflow.steps.facts import facts_of
from ..language.model import Hope
from ..results import Words
from .house import House

NOBODY: Final = Words(en="nobody", zh="无")
NOTHING: Final = Words(en="nothing", zh="无")

LABELS: Final[Mapping[str, Words]] = {
    "stage": Words(en="stage", zh="阶段"),
    "status": Words(en="status", zh="状态"),
    "light": Words(en="light", zh="亮灯"),
    "due": Words(en="due", zh="期限"),
    "grade": Words(en="grade", zh="分级"),
    "holders": Words(en="holder of", zh="承担"),
    "tasks": Words(en="open task", zh="待办"),
    "inbox": Words(en="inbox of", zh="收件箱："),
    "letters": Words(en="letter", zh="函件"),
    "rungs": Words(en="rungs fired", zh="已发督办"),
    "escalations": Words(en="open escalations", zh="未销号督办"),
    "blocked": Words(en="unmet for", zh="尚缺条件："),
    "fields": Words(en="field", zh="字段"),
    "decisions": Words(en="decision", zh="判定"),
    "history": Words(en="history", zh="动态"),
    "refused": Words(en="refused", zh="被拒"),
    "done": Words(en="done", zh="办理"),
}
"""What each kind of expectation is called."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was expected and what is so, in words, and whether they agree."""

    expected: Words
    got: Words
    ok: bool


@dataclass(slots=True)
class Look:
    """One look at a case for what is expected of it."""

    house: House
    hope: Hope
    case: int

    @property
    def explained(self) -> Explanation:
        """The case explained."""
        return self.house.explain(self.case)

    @property
    def flow(self) -> Flow:
        """The flow it runs on."""
        return self.house.flow_of(self.explained)

    def facts(self) -> Mapping[str, Any]:
        """Give what the flow's expressions see of the case."""
        explained, house = self.explained, self.house
        return facts_of(
            self.flow,
            fields={field.key: field.value for field in explained.fields},
            materials=[m.key for m in explained.files if m.versions],
            stage=explained.stage,
            today=house.clock.now().astimezone(house.zone).date(),
            zone=house.zone,
        )


def whoever_is(at: Look, names: Iterable[str]) -> list[str]:
    """Give the keys of whoever is meant by some names."""
    explained = at.explained
    return [key for name in names for key in at.house.who.holders(name, explained) or [name]]


def named(at: Look, keys: Sequence[str]) -> Words:
    """Name people and units by their keys."""
    if not keys:
        return NOBODY
    return Words(en=", ".join(keys), zh=at.house.who.listed(keys))


def listed(names: Sequence[str], titles: Sequence[str] = ()) -> Words:
    """List names, each with its title where there are titles."""
    if not names:
        return NOTHING
    if not titles:
        return Words(en=", ".join(names), zh="、".join(names))
    pairs = zip(names, titles, strict=True)
    return Words(en=", ".join(names), zh="、".join(titled(k, t).zh for k, t in pairs))


def titled(key: str, title: Title | str | None) -> Words:
    """Name something by its key, for people by its title."""
    return Words(en=key, zh=f"{title}（{key}）" if title and str(title) != key else key)


def contained(wanted: Sequence[str], got: Sequence[str]) -> Seen:
    """Compare texts: each wanted one is part of one that is there; none is wanted where it is empty."""
    ok = all(any(text in line for line in got) for text in wanted) if wanted else not got
    return Seen(listed(wanted), listed(got), ok)
