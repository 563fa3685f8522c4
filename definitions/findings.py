"""What is wrong with a definition file, collected while the reading goes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from ..errors import Fault
from .kinds import KINDS
from .sentences import SENTENCES, Sentence

Path = tuple[str | int, ...]
Spot = tuple[int, int]
Places = dict[Path, tuple[Spot, Spot]]

_START: tuple[Spot, Spot] = ((1, 1), (1, 1))
# Steps of full forms that their shorthands leave out.
_UNWRITTEN = frozenset({"*", "zh", "starts"})
_SHOWN = 60
_LISTED = 8


@dataclass(slots=True)
class Findings:
    """The faults of one file and the places its keys and values stand at.

    ``broken`` holds the paths whose shape is already reported: what follows from them is not
    reported again. ``sentences`` words the faults of this kind of file.
    """

    file: str
    sentences: Mapping[str, Sentence] = field(default_factory=lambda: SENTENCES)
    places: Places = field(default_factory=dict)
    broken: set[Path] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def add(
        self,
        code: str,
        path: Path,
        *,
        on: Literal["key", "value"] = "value",
        shift: int = 0,
        **facts: Any,
    ) -> None:
        """Record a fault at the key or value of a path, unless its shape is broken anyway.

        ``shift`` moves the place by columns, for a place inside a text.
        """
        if any(path[: n + 1] in self.broken for n in range(len(path))):
            return
        spot = self.spot(path, on)
        self.at(code, (spot[0], spot[1] + shift), path, **facts)

    def at(self, code: str, spot: Spot, path: Path, **facts: Any) -> None:
        """Record a fault at a line and column, both counted from 1."""
        english, chinese = _in_languages(facts)
        words = self.sentences[code]
        self.faults.append(
            Fault(
                code=code,
                file=self.file,
                line=spot[0],
                column=spot[1],
                path=".".join(str(step) for step in path),
                what=words.what.format(**english),
                mend=words.mend.format(**english).strip(),
                what_zh=words.what_zh.format(**chinese),
                mend_zh=words.mend_zh.format(**chinese).strip(),
            )
        )

    def spot(self, path: Path, on: Literal["key", "value"] = "value") -> Spot:
        """Give the line and column of a path, or of the nearest thing around it."""
        found: Path = ()
        for step in path:
            if (*found, step) in self.places:
                found = (*found, step)
            elif isinstance(step, str) and step not in _UNWRITTEN:
                # A missing key has no place; the key of its mapping stands for it.
                return self.places.get(found, _START)[0]
        return self.places.get(found, _START)[1 if on == "value" else 0]

    def is_sound(self, path: Path) -> bool:
        """Say whether nothing at, above or below the path has a broken shape."""
        return not any(path[: len(bad)] == bad or bad[: len(path)] == path for bad in self.broken)

    def has(self, path: Path) -> bool:
        """Say whether a fault was found at the path or below it."""
        where = ".".join(str(step) for step in path)
        return any(f.path == where or f.path.startswith(f"{where}.") for f in self.faults)

    def in_order(self) -> tuple[Fault, ...]:
        """Give the faults as they stand in the file, each once."""
        unique = dict.fromkeys(self.faults)
        return tuple(sorted(unique, key=lambda f: (f.line, f.column, f.code)))


def near(name: str, known: Iterable[str]) -> dict[str, Any]:
    """Say what may have been meant by a name: the closest known one, else all there are."""
    names = list(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return {"near": f"did you mean “{close[0]}”?", "near_zh": f"是否应为“{close[0]}”？"}
    if not names:
        return {"near": "declare it first", "near_zh": "请先定义"}
    more, more_zh = (", …", "……") if len(names) > _LISTED else ("", "")
    return {
        "near": f"there are: {', '.join(names[:_LISTED])}{more}",
        "near_zh": f"可用的有：{'、'.join(names[:_LISTED])}{more_zh}",
    }


def closest(name: str, known: Iterable[str]) -> str:
    """Give the known name that was most likely meant, empty when none is close."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), "")


def kind_words(kind: str) -> dict[str, Any]:
    """Name a kind of thing in both languages."""
    return {"kind": KINDS[kind][0], "kind_zh": KINDS[kind][1]}


def shorten(value: object) -> str:
    """Give a value as people can read it in a sentence: one line, not long."""
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def start_of(text: str, offset: int) -> Spot:
    """Give the line and column, from 1, of an offset in a text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _in_languages(facts: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    english = {k: shorten(v) if k == "name" else str(v) for k, v in facts.items()}
    chinese = english | {k[:-3]: v for k, v in english.items() if k.endswith("_zh")}
    return english, chinese
