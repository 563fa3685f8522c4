"""Choosing who is to do something: names to pick from, and whom a name that was typed means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ..workflow.people import Directory


def holders_offered(directory: Directory, *but: str) -> Sequence[str]:
    """Give the names of every unit and every person who may be given work, but of some."""
    return [label for key, label in _labelled(directory) if key not in but]


def holder_named(directory: Directory, name: str) -> str | None:
    """Give the key of the unit or person whose name, or name and unit, or key this is.

    None for nobody, and for a name that several people have.
    """
    wanted = name.strip()
    labelled = list(_labelled(directory))
    for key, label in labelled:
        if wanted in {key, label}:
            return key
    alike = {key for key, _ in labelled if directory.name_of(key) == wanted}
    return alike.pop() if len(alike) == 1 else None


def _labelled(directory: Directory) -> Iterator[tuple[str, str]]:
    """Give every holder there may be with the words that mean him and nobody else."""
    found: list[tuple[str, str]] = []
    for unit, title in directory.units().items():
        found.append((unit, title))
        found += [
            (person.key, f"{person.name}（{title}）")
            for person in directory.members(unit)
            if "auditor" not in person.roles
        ]
    times = Counter(label for _, label in found)
    for key, label in found:
        yield key, label if times[label] == 1 else f"{label} {key}"
