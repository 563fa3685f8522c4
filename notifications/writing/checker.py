"""Checks a letter template before its flow is published."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from jinja2 import nodes

from ...definitions import TemplateProblem
from ...errors import LetterFailed
from .bounds import FAULTS
from .facts import LETTER_FACTS, sample_facts, sparse_facts
from .grammar import near, problem, walk
from .occasions import single_facts
from .places import Places
from .sandbox import Sandbox
from .sourcetext import SourceReader

_KEPT: Final = 128
"""Of how many templates, each with the names it may use, it is remembered what is wrong with them."""

_LOOP: Final = "loop"
_DATES: Final = frozenset({"今天"})


class LetterChecker:
    """The TemplateChecker protocol; safe to share between threads."""

    def __init__(self) -> None:
        self._sandbox = Sandbox()
        self._known = lru_cache(maxsize=_KEPT)(self._problems)

    def problems(
        self, source: str, *, fields: Collection[str], roles: Collection[str]
    ) -> Sequence[TemplateProblem]:
        """Give everything wrong with a template, in the order of its lines; empty when sound.

        First by reading it: syntax, refused parts, names no letter has.
        If that finds nothing, by drafting it twice on invented facts: with everything filled,
        and with everything absent that may be.
        """
        return self._known(source, tuple(fields), tuple(roles))

    def _problems(
        self, source: str, fields: tuple[str, ...], roles: tuple[str, ...]
    ) -> Sequence[TemplateProblem]:
        try:
            tree = self._sandbox.tree(source)
        except LetterFailed as error:
            return (_problem_of(error),)
        places = Places(source)
        found = set(self._sandbox.refusals(tree, source))
        refused = {(one.line, one.column) for one in found}
        unknown = islice(_unknown_names(tree, places, fields, roles), FAULTS)
        found.update(one for one in unknown if (one.line, one.column) not in refused)
        if not found:
            found.update(self._dry_run(source, fields, roles))
        return tuple(sorted(found, key=lambda one: (one.line, one.column, one.what)))

    def occasions(self) -> Mapping[str, bool]:
        """Give each fact of an occasion, False for one that no single value can fill."""
        return single_facts()

    def _dry_run(
        self, source: str, fields: Collection[str], roles: Collection[str]
    ) -> Iterator[TemplateProblem]:
        for facts in (sample_facts(fields, roles), sparse_facts(fields, roles)):
            try:
                SourceReader(self._sandbox.render(source, facts)).letter()
            except LetterFailed as error:
                yield _problem_of(error)
                return


def _problem_of(error: LetterFailed) -> TemplateProblem:
    facts = error.facts
    return problem(facts["line"], facts["what"], facts["what_zh"], facts["column"])


def _unknown_names(
    tree: nodes.Template, places: Places, fields: Collection[str], roles: Collection[str]
) -> Iterator[TemplateProblem]:
    entries: dict[str, Collection[str]] = {
        group: tuple(names) for group, names in LETTER_FACTS.items()
    }
    entries.update({"字段": fields, "角色": roles})
    own = {
        node.name for node, _ in walk(tree) if isinstance(node, nodes.Name) and node.ctx == "store"
    }
    for node, _ in walk(tree):
        if isinstance(node, nodes.Name) and node.ctx == "load":
            if node.name not in {*entries, *own, _LOOP}:
                en, zh = near(node.name, entries)
                yield problem(
                    node.lineno,
                    f"there is no “{node.name}”{en}",
                    f"没有“{node.name}”{zh}",
                    places.name(node.lineno, node.name),
                )
        elif isinstance(node, nodes.Getattr | nodes.Getitem):
            yield from _unknown_entry(node, places, entries, own)


def _unknown_entry(
    node: nodes.Getattr | nodes.Getitem,
    places: Places,
    entries: dict[str, Collection[str]],
    own: Collection[str],
) -> Iterator[TemplateProblem]:
    group = node.node
    if not isinstance(group, nodes.Name) or group.name in own or group.name not in entries:
        return
    name: object = node.attr if isinstance(node, nodes.Getattr) else None
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        name = node.arg.value
    if not isinstance(name, str) or group.name in _DATES:
        return
    known = entries[group.name]
    if name in known:
        return
    en, zh = near(name, known)
    yield problem(
        node.lineno,
        f"“{group.name}” has no entry “{name}”{en}",
        f"“{group.name}”中没有“{name}”这一项{zh}",
        places.entry(node.lineno, group.name, name),
    )
