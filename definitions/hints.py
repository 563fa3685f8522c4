"""What keeps no flow from working and is a likely oversight all the same: told, and never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from ..errors import Fault
from .fields import Field
from .findings import Findings, Path, kind_words
from .flow import Flow
from .lamps import Title
from .model import Decision
from .possible import OTHER
from .sentences import Sentence
from .tree import read_tree
from .ways import edges_in, holes_in, idle_in

_HINTS = {
    "never-asked": Sentence(
        "no transition ever asks for the {kind} “{name}”",
        "name it in `requires` of a transition, or remove it",
        "没有任何转段要求{kind}“{name}”，它永远不会发起",
        "请写进某个转段的 requires，或删去",
    ),
    "no-way": Sentence(
        "where {variable} is {value}, no way leads out of “{stage}”",
        "let a transition take it, or add one for it",
        "{variable}为{value}时，“{stage}”没有出路",
        "请让某个转段把它包括进去，或为它另设一个转段",
    ),
    "ways-meet": Sentence(
        "where {variable} is exactly {value}, both “{first}” and “{second}” are open",
        "if only one is meant to be, write `<` or `>` in the other",
        "{variable}恰为{value}时，“{first}”和“{second}”都可以走",
        "如只应走一个，请把另一个的 `<=` 或 `>=` 改为 `<` 或 `>`",
    ),
    "always-holds": Sentence(
        "`{name}` holds for whatever can be filled in",
        "write the bound that is meant; to ask only that something is filled in, `field: KEY`",
        "无论填什么，`{name}` 都成立",
        "请写明要求的界限；如只要求填写，请改用 `field: 键名`",
    ),
}


class _Hint(NamedTuple):
    code: str
    path: Path
    on: Literal["key", "value"]
    facts: dict[str, Any]


def hints_of(flow: Flow, file: str) -> tuple[Fault, ...]:
    """Give what is likely an oversight, as it stands in the file; ``file`` is the name shown.

    Approvals and opinion rounds that no transition requires, for only a requirement opens them;
    values that no way out of a stage takes, numbers that two ways take by an edge, and conditions
    that always hold (see `definitions.ways`).
    """
    hints = [*_unasked(flow), *_ways(flow)]
    if not hints:
        return ()  # without a second reading of the text
    findings = Findings(file, sentences=_HINTS)
    read_tree(flow.source, findings)
    for hint in hints:
        findings.add(hint.code, hint.path, on=hint.on, **hint.facts)
    return findings.in_order()


def _unasked(flow: Flow) -> Iterator[_Hint]:
    required = {
        (requirement.kind, requirement.key)
        for transition in flow.transitions.values()
        for requirement in transition.requirements
    }
    declared = [("approval", "approvals", key) for key in flow.approvals]
    declared += [("round", "rounds", key) for key in flow.rounds]
    # Conditions are tied to consents in a round, and do not open it.
    for kind, section, key in declared:
        if (kind, key) not in required:
            yield _Hint("never-asked", (section, key), "key", {"name": key, **kind_words(kind)})


def _ways(flow: Flow) -> Iterator[_Hint]:
    for hole in holes_in(flow):
        facts = _titled("stage", hole.stage.title) | _valued(hole.variable, hole.value)
        yield _Hint("no-way", ("stages", hole.stage.key), "key", facts)
    for edge in edges_in(flow):
        facts = _titled("first", edge.first.title) | _titled("second", edge.second.title)
        facts |= _valued(edge.variable, edge.value)
        yield _Hint("ways-meet", ("transitions", edge.second.key), "key", facts)
    for idle in idle_in(flow):
        path = ("transitions", idle.transition.key, "requires", idle.place, idle.key)
        yield _Hint("always-holds", path, "value", {"name": idle.expression.source})


def _titled(what: str, title: Title) -> dict[str, str]:
    return {what: title.en or title.zh, f"{what}_zh": title.zh}


def _valued(variable: Field | Decision, value: Any) -> dict[str, str]:
    """Name a variable and its value as people know them."""
    options = variable.options if isinstance(variable, Field) else variable.outcomes
    unit = variable.unit if isinstance(variable, Field) else ""
    said = {True: Title("是", "yes"), False: Title("否", "no"), OTHER: Title("其他", "another")}
    if isinstance(value, bool | str):
        title = options.get(str(value)) or said.get(value) or Title(str(value))
    else:
        title = Title(f"{value:.15g}{unit}", f"{value:.15g} {unit}".strip())
    return _titled("variable", variable.title) | _titled("value", title)
