"""Which elements of a process become stages and ends, who owns them, and by when they are due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast, get_args

from ...model import ANY_GRADE, TerminalKind
from ...spans import Unit
from .durations import read_duration
from .export import GUATU
from .found import Found, Keys, Stage, Terminal, key_in, kind_of_end
from .parsing import Tag
from .remarks import KINDS, remark

_PLAIN: Final = frozenset({"task", "userTask", "manualTask"})
_AUTOMATIC: Final = frozenset(
    {"serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask", "callActivity"}
)
_INSIDE: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
_LOOPS: Final = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_WIRING: Final = frozenset(
    {
        *("sequenceFlow", "laneSet", "documentation", "extensionElements", "association", "group"),
        *("startEvent", "boundaryEvent", "exclusiveGateway", "property", "ioSpecification"),
        *("auditing", "monitoring", "category", "correlationSubscription", "resourceRole"),
    }
)
_PASSED: Final = frozenset({"intermediateCatchEvent", "intermediateThrowEvent"})
_CHOICES: Final = frozenset(
    {"parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway"}
)
_OWNERS: Final = ("potentialOwner", "humanPerformer", "performer", "resourceRole")
_VENDORS: Final = ("assignee", "candidateGroups", "candidateUsers")
_BROKEN_OFF: Final = ("terminateEventDefinition", "errorEventDefinition", "cancelEventDefinition")


@dataclass(slots=True)
class Nodes:
    """Reads the flow nodes of one process into a flow in the making.

    ``places`` maps ids of elements to keys of places.
    """

    root: Tag
    process: Tag
    found: Found
    keys: Keys = field(default_factory=Keys)
    places: dict[str, str] = field(default_factory=dict)
    _roles: dict[str, str] = field(default_factory=dict)
    _role_keys: Keys = field(default_factory=Keys)

    def read(self) -> None:
        """Read all elements in the order of the file."""
        lanes = dict(self._lanes(self.process))
        for tag in self.process.all():
            is_timer = tag.first("timerEventDefinition") is not None
            if next(tag.extensions(GUATU, "terminal"), None) or tag.name == "endEvent":
                self._terminal(tag)
            elif tag.name in _PLAIN | _AUTOMATIC | _INSIDE:
                self._stage(tag, lanes)
            elif tag.name == "intermediateCatchEvent" and is_timer:
                self._stage(tag, lanes)
                self._limit_by(tag, self.places[tag.id])
            elif tag.name in _CHOICES:
                self._say("as-choice", tag)
            elif tag.name in _PASSED:
                self._say("passed", tag)
            elif tag.name not in _WIRING:
                self._say("not-understood", tag)
        for tag in self.process.all("boundaryEvent"):
            self._boundary(tag)

    def _say(self, code: str, tag: Tag, **facts: str) -> None:
        name = tag.title or (text.text.strip()[:60] if (text := tag.first("text")) else "")
        self.found.remarks.append(remark(code, tag.id, name, kind=tag.name, **facts))

    # --- places --------------------------------------------------------------------------------

    def _stage(self, tag: Tag, lanes: Mapping[str, str]) -> None:
        ours = next(tag.extensions(GUATU, "stage"), None)
        wishes = (tag.title, tag.id) if ours is None else (ours.attributes.get("key", ""),)
        key = (ours and self.keys.exactly(wishes[0])) or self.keys.new(wishes, "stage")
        self.places[tag.id] = key
        waiting = tag.name == "intermediateCatchEvent"
        stage = Stage(
            key=key,
            title=tag.title or ("等待" if waiting else key),
            owner=self._owner(tag, lanes),
        )
        for limit in tag.extensions(GUATU, "limit"):
            stage.limits[limit.attributes.get("grade", ANY_GRADE)] = limit.attributes.get(
                "span", ""
            )
        self.found.stages[key] = stage
        if stage.is_graded:
            self._say("graded", tag)
        if tag.name in _AUTOMATIC:
            self._say("as-stage", tag)
        elif tag.name in _INSIDE:
            self._say("collapsed", tag)
        elif waiting:
            self._say("waiting", tag)
        for loop in tag.all(*_LOOPS):
            self.found.remarks.append(remark("not-understood", tag.id, tag.title, kind=loop.name))

    def _terminal(self, tag: Tag) -> None:
        ours = next(tag.extensions(GUATU, "terminal"), None)
        said = ours.attributes if ours else {}
        kind = said.get("kind", "")
        key = self.keys.exactly(said.get("key", "")) or self.keys.new((tag.title, tag.id), "end")
        is_broken_off = any(tag.first(name) for name in _BROKEN_OFF)
        self.places[tag.id] = key
        self.found.terminals[key] = Terminal(
            key=key,
            title=tag.title or ("终止" if is_broken_off else "办结"),
            kind=cast("TerminalKind", kind)
            if kind in get_args(TerminalKind)
            else kind_of_end(tag.title or key, is_broken_off=is_broken_off),
        )

    # --- limits --------------------------------------------------------------------------------

    def _boundary(self, tag: Tag) -> None:
        host = self.places.get(tag.attributes.get("attachedToRef", ""))
        if tag.first("timerEventDefinition") is None or host not in self.found.stages:
            self._say("passed", tag)
            return
        if next(tag.extensions(GUATU, "limit"), None) is None or not self.found.stages[host].limits:
            self._limit_by(tag, host)
        if tag.first("outgoing") or any(
            flow.attributes.get("sourceRef") == tag.id for flow in self.process.all("sequenceFlow")
        ):
            self._say("no-automatic-way", tag)

    def _limit_by(self, tag: Tag, key: str) -> None:
        timer = tag.first("timerEventDefinition")
        told = next(timer.all("timeDuration", "timeDate", "timeCycle"), None) if timer else None
        said = " ".join(told.text.split())[:60] if told else ""
        read = read_duration(said) if told and told.name == "timeDuration" else None
        stage = self.found.stages[key]
        if read is None:
            self._say("bad-duration", tag, said=said)
        elif stage.limits:
            self._say("limit-twice", tag, said=said)
        else:
            stage.limits[ANY_GRADE] = str(read.span)
            stage.notes.append(f"原为 {said}")
            if not read.is_exact or read.span.unit is Unit.WORKHOURS:
                self._say("rounded", tag, said=said, span=str(read.span), span_zh=read.span.zh)

    # --- owners --------------------------------------------------------------------------------

    def _lanes(self, tag: Tag) -> Iterator[tuple[str, str]]:
        """Give the name of the lane of every element; an inner lane goes before an outer one."""
        for lanes in (*tag.all("laneSet"), *tag.all("childLaneSet")):
            for lane in lanes.all("lane"):
                if lane.title:
                    yield from ((ref.text.strip(), lane.title) for ref in lane.all("flowNodeRef"))
                yield from self._lanes(lane)

    def _owner(self, tag: Tag, lanes: Mapping[str, str]) -> str:
        """Give the role that owns a stage: who is named at it, else its lane, else one to be named."""
        for owner in tag.all(*_OWNERS):
            ref = owner.first("resourceRef")
            if ref is not None:
                resource = self._resource(ref.text.strip().rpartition(":")[2])
                if resource:
                    return resource
            said = " ".join(x.text.strip() for y in owner.all() for x in y.all())[:60]
            if said:
                return self._role(said)
        named = lanes.get(tag.id) or next(
            (tag.attributes[name] for name in _VENDORS if tag.attributes.get(name)), ""
        )
        return self._role(named.strip()[:60]) if named.strip() else self._role("承办人", "owner")

    def _resource(self, element: str) -> str:
        for tag in self.root.all("resource"):
            if tag.id == element:
                ours = next(tag.extensions(GUATU, "role"), None)
                key = ours.attributes.get("key", "") if ours else ""
                return self._role(tag.title or element, key)
        return ""

    def _role(self, title: str, key: str = "") -> str:
        """Give the key of a role, made when it is met first."""
        name = f"{key}\n{title}"
        if name not in self._roles:
            made = self._role_keys.exactly(key) or self._role_keys.new((title,), "role")
            self._roles[name] = made
            self.found.roles[made] = title
        return self._roles[name]


def said_by(process: Tag) -> str:
    """Give the key a process asks for: the one it had before, else one from its name or id."""
    ours = next(process.extensions(GUATU, "flow"), None)
    known = ours.attributes.get("key", "") if ours else ""
    return Keys().exactly(known) or key_in(process.title) or key_in(process.id) or "imported"


assert set(KINDS) >= _CHOICES | _AUTOMATIC | _PASSED  # noqa: S101 - every kind has its words
