"""What a history comes to: where the time goes, which ways are taken, what is done again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from ...definitions.model import TerminalKind, Title
from ...errors import Language
from .spreads import NOTHING, Spread, share
from .variants import Tail, Variant

ReworkKind = Literal["send_back", "take_back", "returns", "loop", "jump", "reopened"]
Standing = Literal["flow", "every_flow", "gone"]

REWORKS: Final[dict[ReworkKind, Title]] = {
    "send_back": Title("退回", "sent back"),
    "take_back": Title("拿回", "taken back"),
    "returns": Title("返回续办", "returned to go on"),
    "loop": Title("走回", "went back by a transition"),
    "jump": Title("跳回", "moved back by an administrator"),
    "reopened": Title("重新启动", "taken up again"),
}


def named(title: Title, language: Language) -> str:
    """Give a title in a language, in Chinese where it has no other."""
    return title.zh if language == "zh" else title.en or title.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTime:
    """How long cases stay in a stage.

    ``time`` and ``late`` (of ``judged``, those with a deadline) are of the stays that are over;
    ``present`` last now, ``present_late`` of them overdue. ``cases`` were ever there, ``again`` are
    the stays beyond the first of a case. ``paused`` working days in ``pauses`` pauses count nowhere
    else. ``is_gone`` when the flow as it is now has no such stage.
    """

    key: str
    title: Title
    cases: int
    time: Spread
    judged: int
    late: int
    again: int
    present: int
    present_late: int
    pauses: int
    paused: int
    is_gone: bool = False

    @property
    def late_share(self) -> float | None:
        """The share of stays left late, None where none had a deadline."""
        return share(self.late, self.judged) if self.judged else None

    def sentence(self, language: Language = "zh") -> str:
        """Say how long, and how often too long."""
        late, time = self.late_share, self.time
        if not time.n:
            return named(self.title, language) + (
                "：还没有走完的" if language == "zh" else ": none is over yet"
            )
        if language == "zh":
            said = f"{self.title}：中位 {time.median} 个工作日，九成在 {time.p90} 个以内"
            said += f"，最长 {time.most} 个"
            return said + ("" if late is None else f"，超期 {late:.0%}")
        said = f"{named(self.title, language)}: {time.median} working days in the middle"
        said += f", nine in ten within {time.p90}, at most {time.most}"
        return said + ("" if late is None else f", {late:.0%} overdue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way from a stage to another place: by a transition, or as every flow lets cases go.

    ``share`` is of all that left the stage. ``standing`` is ``gone`` for a way the flow as it is
    now no longer has; ``count`` is 0 for one it has and nobody took.
    """

    source: str
    via: str
    target: str
    source_title: Title
    title: Title
    target_title: Title
    standing: Standing
    count: int = 0
    share: float = 0.0

    def sentence(self, language: Language = "zh") -> str:
        """Say from where to where."""
        source, target = named(self.source_title, language), named(self.target_title, language)
        if language == "zh":
            return f"{source}→{target}（{self.title}）"
        return f"{source} → {target} ({named(self.title, language)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rework:
    """Steps back of one kind from one place to another, and the working days they cost.

    ``cases`` are how many cases took such a step, ``count`` how often they did.
    A step back costs what passes until the case is again where it stepped back from, or ends, or
    up to now; one that was taken back, or that returned, costs the time it was away.
    """

    kind: ReworkKind
    source: str
    target: str
    source_title: Title
    target_title: Title
    count: int
    days: int
    cases: int = 0

    @property
    def each(self) -> float:
        """The working days one such step back costs, on average."""
        return share(self.days, self.count)

    def sentence(self, language: Language = "zh") -> str:
        """Say what went back, how often, and what it cost."""
        kind = named(REWORKS[self.kind], language)
        source, target = named(self.source_title, language), named(self.target_title, language)
        if language == "zh":
            return f"{kind} {source}→{target} {self.count} 次，费时 {self.days} 个工作日"
        return f"{kind} {source} → {target} {self.count} times, {self.days} working days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """Cases that ended from a stage without being completed; ``share`` is of all that left it."""

    source: str
    end: str
    source_title: Title
    end_title: Title
    kind: TerminalKind
    count: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Who moves cases on: a unit, or the office by itself; ``share`` is of all moves."""

    name: str
    moves: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mined:
    """What the history of a flow's cases comes to, as of ``at``; working days throughout.

    Variants are those of the ended cases, the most frequent first, the rarest grouped in ``tail``;
    everything else is of all ``cases``. Stages come in the flow's order, then those it no longer
    has. ``first_opened`` and ``last_opened`` are when the first and the last case was opened, None
    without any. ``ways`` were taken, ``unused`` nobody took. ``days`` were spent in stages altogether,
    ``rework_days`` of them on the ``reworks`` of ``reworked`` cases. ``first_move`` is the time
    from opening to the first move, ``unmoved`` are still where they were opened;
    ``ends`` maps ends to how often a case came there.
    """

    flow: str
    title: Title
    at: datetime
    cases: int
    ended: int
    stays: int
    moves: int
    days: int
    first_opened: datetime | None = None
    last_opened: datetime | None = None
    through: Spread = NOTHING
    variants: tuple[Variant, ...] = ()
    tail: Tail = field(default_factory=Tail)
    stages: tuple[StageTime, ...] = ()
    ways: tuple[Way, ...] = ()
    unused: tuple[Way, ...] = ()
    reworks: tuple[Rework, ...] = ()
    reworked: int = 0
    rework_days: int = 0
    exits: tuple[Exit, ...] = ()
    first_move: Spread = NOTHING
    unmoved: int = 0
    movers: tuple[Mover, ...] = ()
    ends: Mapping[str, int] = field(default_factory=dict)

    @property
    def running(self) -> int:
        """How many cases have not ended."""
        return self.cases - self.ended

    @property
    def gone(self) -> tuple[Way, ...]:
        """The ways that were taken and the flow as it is now no longer has."""
        return tuple(way for way in self.ways if way.standing == "gone")

    @property
    def slowest(self) -> StageTime | None:
        """The stage cases stay in longest: by the middle, then by nine in ten."""
        timed = [stage for stage in self.stages if stage.time.n and stage.time.total]
        return max(timed, key=lambda s: (s.time.median, s.time.p90, s.time.total), default=None)

    @property
    def latest(self) -> StageTime | None:
        """The stage that is most often left late, None where none ever was."""
        late = [stage for stage in self.stages if stage.late]
        return max(late, key=lambda s: (s.late_share or 0, s.late), default=None)
