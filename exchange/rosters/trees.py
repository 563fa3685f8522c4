"""What stands above what, in a file laid over what there is: rows that can't stand are told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping


def circles(parents: Mapping[str, str]) -> set[str]:
    """Give every key that is above itself."""
    found: set[str] = set()
    done: set[str] = set()
    for start in parents:
        path: dict[str, None] = {}
        at = start
        while at in parents and at not in done and at not in path:
            path[at] = None
            at = parents[at]
        if at in path:
            keys = [*path]
            found.update(keys[keys.index(at) :])
        done.update(path)
    return found


def below(
    keys: Iterable[str], parents: Mapping[str, str], standing: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Walk what falls with some keys, all that is below them; give each with what it stood under.

    What is in ``standing`` stands by itself: nothing falls with it.
    """
    children: dict[str, list[str]] = {}
    for key, parent in parents.items():
        children.setdefault(parent, []).append(key)
    waiting = [*keys]
    seen = set(waiting)
    while waiting:
        parent = waiting.pop()
        for key in children.get(parent, ()):
            if key in seen:
                continue
            seen.add(key)
            yield key, parent
            if key not in standing:
                waiting.append(key)
