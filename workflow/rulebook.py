"""Named rules that a host registers in code and a flow refers to by name, never by path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Facts = Mapping[str, Any]
Rule = Callable[[Facts], bool]


class Rulebook:
    """A host's registered rules: each takes the case's facts and says whether it is met."""

    def __init__(self, rules: Mapping[str, Rule] | None = None) -> None:
        self._rules: dict[str, Rule] = dict(rules or {})

    def register(self, name: str, rule: Rule) -> None:
        """Add a rule under a name that flows may use; ValueError when the name is taken."""
        if name in self._rules:
            raise ValueError(f"a rule named {name!r} is already registered")
        self._rules[name] = rule

    def is_met(self, name: str, facts: Facts) -> bool:
        """Ask a rule; KeyError when there is none, and whatever the rule itself raises."""
        return self._rules[name](facts) is True

    def __iter__(self) -> Iterator[str]:
        """Iterate over the registered names."""
        return iter(self._rules)

    def __len__(self) -> int:
        """Count the registered rules."""
        return len(self._rules)

    def __contains__(self, name: object) -> bool:
        """Say whether a rule is registered."""
        return name in self._rules
