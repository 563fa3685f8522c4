"""How a difference is worded: where it is, what it is about, and the values before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ...errors import Language
from ..cycles import OpeningRule
from ..findings import Path
from ..flow import Flow
from ..lamps import LightStep
from .attributes import Attribute
from .naming import Names
from .speaking import raw, say
from .table import TABLE, THINGS
from .terms import Both

CHANGED: Final[Both] = ("{of}{attribute} {old} → {new}", "{of}{attribute} {old} → {new}")
SET: Final[Both] = ("{of}新设{attribute} {new}", "{of}{attribute} now {new}")
UNSET: Final[Both] = ("{of}不再设{attribute}（原为 {old}）", "{of}no more {attribute} (was {old})")
MORE: Final[Both] = ("{of}{attribute}增加 {new}", "{of}{attribute}: added {new}")
LESS: Final[Both] = ("{of}{attribute}去掉 {old}", "{of}{attribute}: removed {old}")
MOVED: Final[Both] = (
    "{of}{attribute}的顺序改为 {new}",
    "{of}the order of {attribute} is now {new}",
)
RETITLED: Final[Both] = (
    "{of}{attribute}“{old}”改名为“{new}”",
    "{of}{attribute} “{old}” is now called “{new}”",
)
REKEYED: Final[Both] = ("{of}编号由 {old} 改为 {new}", "{of}its key {old} is now {new}")
LANGUAGES: Final[tuple[Language, Language]] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Owner:
    """A part within which something differs, as it was and as it is.

    One that ``goes_unsaid`` is named only where the difference is about itself.
    """

    old: Any
    new: Any
    goes_unsaid: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something differs: in the file, within which parts, at which entry of a mapping."""

    path: Path
    owners: tuple[Owner | Attribute, ...] = ()
    entry: str = ""

    def at(self, *steps: str | int) -> Spot:
        """Give a place further inside the same part."""
        return Spot((*self.path, *steps), self.owners, self.entry)


def name_of(names: Names, part: Any) -> str:
    """Give what a part is called: its title, a light by its color, an opening by its period."""
    if isinstance(part, LightStep):
        return names.name(part.color, "color")
    if isinstance(part, OpeningRule):
        return names.name(part.cycle.every, "every")
    return names.title(part.title)


@dataclass(frozen=True, slots=True)
class Wording:
    """Words differences between two flows, old names by the old flow, new ones by the new."""

    old: Flow
    new: Flow

    def both(self, say_it: Callable[[Names], str], *, is_old: bool = False) -> Both:
        """Say something in both languages, by the names of the old or the new flow."""
        flow = self.old if is_old else self.new
        zh, en = (say_it(Names(flow, language)) for language in LANGUAGES)
        return zh, en

    def sentence(self, template: Both, spot: Spot, *, is_old: bool = False, **facts: Both) -> Both:
        """Fill a sentence with its facts, and with what it is about."""
        of = self.both(lambda names: _of(names, spot, is_old=is_old), is_old=is_old)
        zh, en = (
            template[n].format(of=of[n], **{name: words[n] for name, words in facts.items()})
            for n in range(len(LANGUAGES))
        )
        return zh, en

    def about(self, attribute: Attribute, spot: Spot) -> Both:
        """Name an attribute, with the entry of it that is meant."""
        entry = self.both(lambda names: names.name(spot.entry, attribute.keys))
        zh = f"{attribute.zh}（{entry[0]}）" if entry[0] else attribute.zh
        return zh, f"{attribute.en} ({entry[1]})" if entry[1] else attribute.en

    def entry(self, attribute: Attribute, spot: Spot) -> Both:
        """Name the entry alone, with a space behind it."""
        zh, en = self.both(lambda names: names.name(spot.entry, attribute.keys))
        return (f"{zh} " if zh else ""), (f"{en}: " if en else "")

    def values(self, old: Any, new: Any, attribute: Attribute) -> tuple[Both, Both]:
        """Say a value before and after, with what is written where both would read the same."""
        before = self.both(lambda names: say(names, old, attribute), is_old=True)
        after = self.both(lambda names: say(names, new, attribute))
        if old is None or new is None or before[0] != after[0]:
            return before, after
        written = [f"（{raw(value)}）" for value in (old, new)]
        zh = before[0] + written[0], after[0] + written[1]
        en = before[1] + f" ({raw(old)})", after[1] + f" ({raw(new)})"
        return (zh[0], en[0]), (zh[1], en[1])


def told_of(names: Names, part: Any) -> str:
    """Say in brackets what people want to know of a new part, empty for nothing."""
    told = [
        f"{attribute.words(names.language)} {said}"
        for name, attribute in TABLE[type(part)].items()
        if attribute.is_told and (said := _told(names, getattr(part, name), attribute))
    ]
    return names.pick(("（{}）", " ({})")).format(names.join(told, ("，", ", "))) if told else ""


def _told(names: Names, value: Any, attribute: Attribute) -> str:
    return say(names, value, attribute) if value else ""


def _of(names: Names, spot: Spot, *, is_old: bool) -> str:
    """Name the parts around a difference, the outermost first, with a colon behind."""
    said = []
    for owner in spot.owners:
        if isinstance(owner, Attribute):
            said.append(owner.words(names.language))
        elif not owner.goes_unsaid or owner is spot.owners[-1]:
            said.append(_owner(names, owner.old if is_old else owner.new))
    return names.join(said, ("的", ", ")) + names.pick(("：", ": ")) if said else ""


def _owner(names: Names, part: Any) -> str:
    thing = THINGS[type(part)]
    title = name_of(names, part)
    if thing.is_plain:
        return title
    return names.pick((f"{thing.zh}“{title}”", f"{thing.en} “{title}”"))
