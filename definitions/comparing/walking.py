"""The walk over two flows, attribute by attribute, along the table of what a flow says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..flow import Flow
from ..lamps import LightStep, Title
from ..model import ANY_GRADE
from .attributes import TITLE, Attribute
from .matching import Renames, pairs, rungs_of
from .settled import settled
from .speaking import PHRASED, is_nothing, say
from .table import TABLE, THINGS
from .terms import Both
from .values import Difference, Kind, Weight
from .wording import (
    CHANGED,
    LESS,
    MORE,
    MOVED,
    REKEYED,
    RETITLED,
    SET,
    UNSET,
    Owner,
    Spot,
    Wording,
    name_of,
    told_of,
)

Values = tuple[Any, Any]
"""A value before and after."""


@dataclass(slots=True)
class Walk:
    """Compares two flows and collects what differs.

    ``old`` stands under the keys of ``new``; what was found under another key is told apart.
    """

    old: Flow
    new: Flow
    found: list[Difference] = field(default_factory=list)

    @property
    def wording(self) -> Wording:
        """How the differences are worded."""
        return Wording(self.old, self.new)

    def rekeyed(self, found: Renames) -> None:
        """Tell what stands under another key than it did."""
        for section, attribute in TABLE[Flow].items():
            for before, after in found.get(section, {}).items():
                part = getattr(self.new, section)[after]
                spot = Spot((*attribute.steps, after), (Owner(part, part),))
                self._rekeyed(before, after, spot)
        for key, ladder in self.new.ladders.items():
            back = {new: old for old, new in found.get(rungs_of(key), {}).items()}
            for n, rung in enumerate(ladder.rungs):
                if rung.key in back:
                    owners = Owner(ladder, ladder), Owner(rung, rung)
                    spot = Spot(("ladders", key, "rungs", n), owners)
                    self._rekeyed(back[rung.key], rung.key, spot)

    def _rekeyed(self, old: str, new: str, spot: Spot) -> None:
        owner = spot.owners[-1]
        weight = THINGS[type(owner.new)].gone if isinstance(owner, Owner) else "felt"
        self._add("renamed", weight, REKEYED, spot, old=(old, old), new=(new, new))

    def part(self, old: Any, new: Any, spot: Spot) -> None:
        """Compare two parts of one type, attribute by attribute."""
        before, after = settled(old, new, (self.old, self.new))
        for name, attribute in TABLE[type(new)].items():
            at = Spot((*spot.path, *attribute.steps), spot.owners)
            self._values(getattr(before, name), getattr(after, name), attribute, at)

    def _values(self, old: Any, new: Any, attribute: Attribute, spot: Spot) -> None:
        some = old if is_nothing(new) else new
        if _is_same(old, new):
            return
        if isinstance(some, Mapping):
            self._mapping(old or {}, new or {}, attribute, spot)
        elif isinstance(some, tuple) and type(some[0]) in THINGS:
            self._list(old, new, attribute, spot)
        elif isinstance(some, tuple) and not attribute.is_whole:
            self._set(old or (), new or (), attribute, spot)
        elif type(old) is type(new) and type(new) in TABLE and type(new) not in PHRASED:
            owners = (*spot.owners, attribute) if attribute.is_named else spot.owners
            self.part(old, new, Spot(spot.path, owners))
        else:
            self._value(old, new, attribute, spot)

    def _mapping(
        self, old: Mapping[str, Any], new: Mapping[str, Any], attribute: Attribute, spot: Spot
    ) -> None:
        some = next(iter({**old, **new}.values()))
        for key in (*new, *(key for key in old if key not in new)):
            inner = spot.at(*(() if key == ANY_GRADE else (key,)))
            values = old.get(key), new.get(key)
            if type(some) in THINGS:
                self._thing(*values, inner, is_only=len(old) == len(new) == 1)
            elif isinstance(some, Title):
                self._title(*values, attribute, inner)
            else:
                self._values(*values, attribute, Spot(inner.path, spot.owners, key))
        before, after = [k for k in old if k in new], [k for k in new if k in old]
        if before != after:
            named = type(some) in THINGS or isinstance(some, Title)
            self._moved([new[k] for k in after] if named else after, attribute, spot)

    def _list(
        self, old: Sequence[Any], new: Sequence[Any], attribute: Attribute, spot: Spot
    ) -> None:
        both = pairs(old, new)
        for before, after in both:
            part = new[after] if after is not None else old[before or 0]
            step = part.color if isinstance(part, LightStep) else after
            self._thing(
                None if before is None else old[before],
                None if after is None else new[after],
                spot.at(before or 0 if step is None else step),
            )
        order = [before for before, after in both if before is not None and after is not None]
        if order != sorted(order):
            self._moved(new, attribute, spot)

    def _thing(self, old: Any, new: Any, spot: Spot, *, is_only: bool = False) -> None:
        """Compare a part with a key: a new one, one that is gone, or one in both flows."""
        some = old if new is None else new
        thing = THINGS[type(some)]
        if old is not None and new is not None:
            owner = Owner(old, new, goes_unsaid=is_only and thing.may_stand_alone)
            inner = Spot(spot.path, (*spot.owners, owner))
            self.part(old, new, inner)
            return
        kind: Kind = "removed" if new is None else "added"
        both, is_old = self.wording.both, new is None
        self._add(
            kind,
            thing.gone if is_old else "felt",
            thing.removed if is_old else thing.added,
            spot,
            thing=(thing.zh, thing.en),
            name=both(lambda names: name_of(names, some), is_old=is_old),
            told=both(lambda names: told_of(names, some), is_old=is_old),
        )

    def _set(
        self, old: tuple[Any, ...], new: tuple[Any, ...], attribute: Attribute, spot: Spot
    ) -> None:
        gone = tuple(item for item in old if item not in new)
        come = tuple(item for item in new if item not in old)
        if len(gone) == len(come) == 1:
            self._value(gone, come, attribute, spot)
        else:
            if come:
                self._say("added", MORE, (gone, come), attribute, spot)
            if gone:
                self._say("removed", LESS, (gone, come), attribute, spot)
        if [item for item in old if item in new] != [item for item in new if item in old]:
            self._moved(new, attribute, spot)

    def _title(
        self, old: Title | None, new: Title | None, attribute: Attribute, spot: Spot
    ) -> None:
        if old is None:
            self._say("added", MORE, (old, new), attribute, spot)
        elif new is None:
            gone = replace(attribute, weight=attribute.gone or attribute.weight)
            self._say("removed", LESS, (old, new), gone, spot)
        elif old != new:
            worded = replace(attribute, weight="wording")
            self._say("changed", RETITLED, (old, new), worded, spot)

    def _value(self, old: Any, new: Any, attribute: Attribute, spot: Spot) -> None:
        if is_nothing(old):
            self._say("added", SET, (old, new), attribute, spot)
        elif is_nothing(new):
            self._say("removed", UNSET, (old, new), attribute, spot)
        else:
            self._say("changed", attribute.changed or CHANGED, (old, new), attribute, spot)

    def _moved(self, parts: Sequence[Any], attribute: Attribute, spot: Spot) -> None:
        said = self.wording.both(
            lambda names: names.join(
                [
                    name_of(names, part) if type(part) in THINGS else say(names, part, attribute)
                    for part in parts
                ]
            )
        )
        about = self.wording.about(attribute, spot)
        self._add("moved", attribute.weight, MOVED, spot, attribute=about, new=said)

    def _say(
        self, kind: Kind, template: Both, values: Values, attribute: Attribute, spot: Spot
    ) -> None:
        before, after = self.wording.values(*values, attribute)
        self._add(
            kind,
            attribute.weight,
            template,
            spot,
            is_old=attribute is TITLE,
            attribute=self.wording.about(attribute, spot),
            entry=self.wording.entry(attribute, spot),
            old=before,
            new=after,
        )

    def _add(
        self,
        kind: Kind,
        weight: Weight,
        template: Both,
        spot: Spot,
        *,
        is_old: bool = False,
        **facts: Both,
    ) -> None:
        zh, en = self.wording.sentence(template, spot, is_old=is_old, **facts)
        self.found.append(
            Difference(kind=kind, place=spot.path, what_zh=zh, what_en=en, weight=weight)
        )


def _is_same(old: Any, new: Any) -> bool:
    """Say whether two values are equal, the order of what they hold as well."""
    if old != new:
        return False
    if isinstance(old, Mapping):
        return [*old] == [*new] and all(_is_same(old[key], new[key]) for key in old)
    if isinstance(old, tuple):
        return all(map(_is_same, old, new))
    names = TABLE.get(type(old), ())
    return all(_is_same(getattr(old, name), getattr(new, name)) for name in names)
