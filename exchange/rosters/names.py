"""Finds what a cell names: by its key, or by a title only one has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...definitions.findings import near

_GUESSES = 200
"""For how many wrong names the nearest is looked for: it costs a walk over all of them."""


class Unfound(Exception):
    """A name nothing goes by, or several things do; says so in English and Chinese."""

    def __init__(self, what: str, what_zh: str) -> None:
        super().__init__(what)
        self.what, self.what_zh = what, what_zh


class Offered:
    """What there is of one kind: titles by key, and what stands in a refused row of the file."""

    def __init__(
        self,
        thing: tuple[str, str],
        titles: Mapping[str, Iterable[str]],
        refused: Mapping[str, int] | None = None,
    ) -> None:
        self._thing = thing
        self._refused = refused or {}
        self._keys: dict[str, list[str]] = {}
        self._words: list[str] = []
        self._known = dict.fromkeys(titles)
        self._guessed: dict[str, Unfound] = {}
        for key, words in titles.items():
            for word in dict.fromkeys(words):
                self._keys.setdefault(word, []).append(key)
                self._words.append(word)

    def find(self, name: str) -> str:
        """Give the key of what a cell names; raise Unfound."""
        if name in self._known:
            return name
        keys = self._keys.get(name, [])
        if len(keys) == 1:
            return keys[0]
        thing, thing_zh = self._thing
        if keys:
            raise Unfound(
                f"several are called so; write one of the keys {', '.join(keys)}",
                f"有多个同名的{thing_zh}，请填编号：{'、'.join(keys)}",
            )
        if name in self._refused:
            row = self._refused[name]
            raise Unfound(
                f"the {thing} “{name}” stands in row {row} of its table, which was refused",
                f"{thing_zh}“{name}”在{thing_zh}表第 {row} 行，该行有误，未导入",
            )
        raise self._guess(name)

    def _guess(self, name: str) -> Unfound:
        if name not in self._guessed:
            thing, thing_zh = self._thing
            words = {"near": "", "near_zh": ""}
            if len(self._guessed) < _GUESSES:
                found = near(name, [*self._words, *self._known])
                words = {"near": f"; {found['near']}", "near_zh": f"；{found['near_zh']}"}
            self._guessed[name] = Unfound(
                f"there is no {thing} “{name}”{words['near']}",
                f"没有{thing_zh}“{name}”{words['near_zh']}",
            )
        return self._guessed[name]
