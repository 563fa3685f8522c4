"""The ways of a process: from stage to stage through whatever stands between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .export import GUATU
from .found import Found, Keys, Transition
from .parsing import Tag
from .remarks import remark

_TITLE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """How far a way was followed: to which element, under which names and conditions."""

    at: str
    names: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    key: str = ""


@dataclass(slots=True)
class Ways:
    """Reads the sequence flows of a process; ``places`` maps ids of elements to keys of places."""

    process: Tag
    places: dict[str, str]
    found: Found
    _keys: Keys = field(default_factory=Keys)
    _nodes: dict[str, Tag] = field(init=False)
    _leaving: dict[str, list[Tag]] = field(init=False)

    def __post_init__(self) -> None:
        self._nodes = {tag.id: tag for tag in self.process.all() if tag.id}
        self._leaving = {}
        for flow in self.process.all("sequenceFlow"):
            source, target = (flow.attributes.get(x, "") for x in ("sourceRef", "targetRef"))
            if source in self._nodes and target in self._nodes:
                self._leaving.setdefault(source, []).append(flow)
            else:
                self.found.remarks.append(remark("lost-flow", flow.id, flow.title))

    def read(self) -> None:
        """Read the start, then the ways from every place."""
        self._start()
        for element, key in self.places.items():
            for step in self._follow(element):
                self._transition(key, step)
        for tag in self.process.all("boundaryEvent"):
            host = self.places.get(tag.attributes.get("attachedToRef", ""))
            if host in self.found.stages:
                for step in self._follow(tag.id, (tag.title,) if tag.title else ()):
                    self._transition(host, step)

    def _start(self) -> None:
        for tag in self.process.all("startEvent"):
            if any(child.name.endswith("EventDefinition") for child in tag.all()):
                self.found.remarks.append(remark("passed", tag.id, tag.title, kind=tag.name))
            reached = [self.places[step.at] for step in self._follow(tag.id)]
            stages = [key for key in reached if key in self.found.stages]
            if not self.found.initial and stages:
                self.found.initial = stages[0]
            elif self.found.initial not in stages:
                self.found.remarks.append(remark("several-starts", tag.id, tag.title))
        if not self.found.initial:
            entered = {self.places[s.at] for element in self.places for s in self._follow(element)}
            free = [key for key in self.found.stages if key not in entered]
            self.found.initial = next(iter(free or self.found.stages), "")

    def _follow(self, element: str, names: tuple[str, ...] = ()) -> Iterator[_Step]:
        """Follow the flows from an element to the next places, once through each thing between."""
        waiting = [_Step(at=element, names=names)]
        passed = {element}
        while waiting:
            step = waiting.pop(0)
            here = self._nodes[step.at]
            for flow in self._leaving.get(step.at, ()):
                further = self._along(step, here, flow)
                if further.at in self.places:
                    yield further
                elif further.at not in passed:
                    passed.add(further.at)
                    waiting.append(further)

    def _along(self, step: _Step, here: Tag, flow: Tag) -> _Step:
        ours = next(flow.extensions(GUATU, "transition"), None)
        names = step.names
        if flow.title:
            # A gateway asks, the flow behind it answers: “通过？”, “是”.
            asked = here.title if here.name.endswith("Gateway") and ours is None else ""
            names = (*names, *filter(None, (asked, flow.title)))
        told = flow.first("conditionExpression")
        condition = " ".join(told.text.split())[:120] if told else ""
        if condition:
            said = remark("condition", flow.id, flow.title, said=condition)
            if said not in self.found.remarks:
                self.found.remarks.append(said)
        return _Step(
            at=flow.attributes["targetRef"],
            names=tuple(dict.fromkeys(names)),
            conditions=(*step.conditions, *filter(None, (condition,))),
            key=ours.attributes.get("key", "") if ours else step.key,
        )

    def _transition(self, source: str, step: _Step) -> None:
        target = self.places[step.at]
        place = self.found.stages.get(target) or self.found.terminals[target]
        title = "：".join(step.names)[:_TITLE] or f"转{place.title}"[:_TITLE]
        for known in self.found.transitions:
            is_same = known.key == step.key if step.key else known.title == title
            if is_same and known.target == target:
                if source not in known.sources:
                    known.sources.append(source)
                    known.notes += [x for x in step.conditions if x not in known.notes]
                    return
                if step.key or not step.names:
                    return
        wishes = (title, f"to_{target}")
        self.found.transitions.append(
            Transition(
                key=self._keys.exactly(step.key) or self._keys.new(wishes, "way"),
                title=title,
                sources=[source],
                target=target,
                notes=list(step.conditions),
            )
        )
