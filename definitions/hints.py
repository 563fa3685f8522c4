"""What a flow declares and never uses: nothing that keeps it from working, but a likely oversight."""

from __future__ import annotations

from ..errors import Fault
from .findings import Findings, kind_words
from .flow import Flow
from .sentences import Sentence
from .tree import read_tree

_HINTS = {
    "never-asked": Sentence(
        "no transition ever asks for the {kind} “{name}”",
        "name it in `requires` of a transition, or remove it",
        "没有任何转段要求{kind}“{name}”，它永远不会发起",
        "请写进某个转段的 requires，或删去",
    )
}


def hints_of(flow: Flow, file: str) -> tuple[Fault, ...]:
    """Give the approvals and opinion rounds that no transition requires, as they stand in the file.

    ``file`` is the name shown. Only a requirement opens them, so nobody would ever be asked.
    """
    required = {
        (requirement.kind, requirement.key)
        for transition in flow.transitions.values()
        for requirement in transition.requirements
    }
    declared = [("approval", "approvals", key) for key in flow.approvals]
    declared += [("round", "rounds", key) for key in flow.rounds]
    # Conditions are tied to consents in a round, and do not open it.
    unasked = [each for each in declared if (each[0], each[2]) not in required]
    if not unasked:
        return ()  # without a second reading of the text
    findings = Findings(file, sentences=_HINTS)
    read_tree(flow.source, findings)
    for kind, section, key in unasked:
        findings.add("never-asked", (section, key), on="key", name=key, **kind_words(kind))
    return findings.in_order()
