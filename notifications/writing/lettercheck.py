"""Checks a letter standing alone: a template without its flow, or a finished source text."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from jinja2 import nodes

from ...definitions import TemplateProblem
from ...definitions.letters import TO_FILL
from ...errors import LetterFailed
from .bounds import FAULTS
from .checker import LetterChecker
from .grammar import problem, walk
from .inert import cleaned_source, unseen_in
from .sandbox import Sandbox
from .sourcetext import read_source

_UNFILLED: Final = re.compile(rf"{TO_FILL}[^】\n]*】?")


def check_template(
    source: str,
    *,
    fields: Collection[str] | None = None,
    roles: Collection[str] | None = None,
) -> Sequence[TemplateProblem]:
    """Give everything wrong with a template, in the order of its lines; empty when sound.

    ``fields`` and ``roles`` are those of its flow; without them any name of one passes.
    """
    try:
        tree = Sandbox().tree(source)
    except LetterFailed:
        tree = nodes.Template([])  # what can't be read the checker says
    return LetterChecker().problems(
        source,
        fields=_named(tree, "字段") if fields is None else fields,
        roles=_named(tree, "角色") if roles is None else roles,
    )


def check_source(text: str) -> Sequence[TemplateProblem]:
    """Give everything wrong with a finished source text: what can't be read, or is to be filled in."""
    found = [*_unreadable(text), *_unfilled(text)]
    if unseen := unseen_in(text.removeprefix("\ufeff")):
        line, column, code = unseen
        what, what_zh = f"it holds the unseen character {code}", f"含有不可见字符 {code}，请删去"
        found.append(problem(line, what, what_zh, column))
    return tuple(sorted(found, key=lambda one: (one.line, one.column)))


def _unreadable(text: str) -> list[TemplateProblem]:
    """Read a text again without each line that can't be read, until it can or nothing more helps."""
    lines = cleaned_source(text).split("\n")
    found: list[TemplateProblem] = []
    while len(found) < FAULTS:
        try:
            read_source("\n".join(lines))
        except LetterFailed as failed:
            facts = failed.facts
            line = int(facts["line"])
            # A field that could not be read is not missing as well.
            if line or not found:
                what, what_zh = str(facts["what"]), str(facts["what_zh"])
                found.append(problem(line, what, what_zh, int(facts["column"])))
            if not line:
                break
            lines[line - 1] = ""
        else:
            break
    return found


def _unfilled(text: str) -> list[TemplateProblem]:
    return [
        problem(
            number,
            f"“{place[0]}” is to be filled in",
            f"“{place[0]}”尚未填写",
            place.start() + 1,
        )
        for number, line in enumerate(text.split("\n"), start=1)
        for place in _UNFILLED.finditer(line)
    ]


def _named(tree: nodes.Template, group: str) -> set[str]:
    """Give the entries of a group that a template names."""
    named: set[str] = set()
    for node, _ in walk(tree):
        if not isinstance(node, nodes.Getattr | nodes.Getitem):
            continue
        if not isinstance(node.node, nodes.Name) or node.node.name != group:
            continue
        if isinstance(node, nodes.Getattr):
            named.add(node.attr)
        elif isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            named.add(node.arg.value)
    return named
