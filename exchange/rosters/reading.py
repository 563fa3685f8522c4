"""Reads the sections of a roster file row by row, all faults at once, each with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any, Literal

from ...definitions.findings import Findings, near
from ...errors import Language
from ...workflow.people import OFFICE_ROLES, SCOPES
from ...workflow.people.words import KIND_WORDS
from ..faults import shown
from .tables import KEY
from .trees import circles

SECTIONS: Mapping[str, tuple[set[str], set[str]]] = {
    "territories": ({"key", "title"}, {"parent"}),
    "units": (
        {"key", "title", "territory"},
        {"short", "duties", "parent", "calendar", "scope", "kind", "code"},
    ),
    "people": (
        {"key", "name", "unit"},
        {"posts", "email", "phone", "active", "roles", "scope"},
    ),
    "absences": ({"person", "since"}, {"until", "deputy", "why"}),
}
_LISTS = {"duties", "posts", "roles"}
_WORDS: Mapping[str, Sequence[str]] = {
    "scope": SCOPES,
    "roles": OFFICE_ROLES,
    "kind": tuple(KIND_WORDS),
}
_KINDS = {word: key for key, word in KIND_WORDS.items()}


@dataclass(frozen=True, slots=True)
class RosterFault:
    """One thing wrong in a roster file, at a line counted from 1."""

    line: int
    what: str
    what_zh: str

    def sentence(self, language: Language = "zh") -> str:
        """Say the fault with its line."""
        return (
            f"第 {self.line} 行{self.what_zh}"
            if language == "zh"
            else f"line {self.line}: {self.what}"
        )


@dataclass(slots=True)
class Reader:
    """Collects the faults of a roster while its sections are read."""

    findings: Findings
    tree: dict[str, Any]
    lines: list[str]
    named: dict[str, set[str]] = field(default_factory=lambda: {s: set() for s in SECTIONS})
    faults: list[RosterFault] = field(default_factory=list)

    def fault(self, path: tuple[str | int, ...], what: str, what_zh: str) -> None:
        """Record a fault at the line a path stands on."""
        on: Literal["key", "value"] = "key" if len(path) == 1 else "value"
        self.faults.append(RosterFault(self.findings.spot(path, on)[0], what, what_zh))

    def rows(self, section: str) -> dict[str, dict[str, Any]]:
        """Give the sound rows of a section by key, in the order of the file."""
        listed = self.tree.get(section)
        if listed is None:
            listed = []
        if not isinstance(listed, list):
            self.fault(
                (section,), f"{section} should be a list", f"，{section} 应为列表（每行以“- ”开头）"
            )
            return {}
        rows: dict[str, dict[str, Any]] = {}
        for index, given in enumerate(listed):
            path = (section, index)
            row = self._row(section, path, given)
            if row is None:
                continue
            if "key" not in row:
                rows[str(index)] = {**row, "path": path}
            elif row["key"] in rows:
                self.fault(
                    path, f"the key “{row['key']}” is used twice", f"，key“{row['key']}”重复"
                )
            else:
                rows[row["key"]] = {**row, "path": path}
        return rows

    def _row(self, section: str, path: tuple[str | int, ...], given: Any) -> dict[str, Any] | None:
        needed, optional = SECTIONS[section]
        if not isinstance(given, dict):
            self.fault(path, "a row should be “key: value” pairs", "，应由“键: 值”组成")
            return None
        before = len(self.faults)
        for name in given:
            if name not in needed | optional:
                words = near(str(name), sorted(needed | optional))
                self.fault(
                    path,
                    f"there is no “{name}” here; {words['near']}",
                    f"，没有“{name}”这一项；{words['near_zh']}",
                )
        # A row with a fault is named too, or everything that refers to it would be a fault as well.
        if "key" in needed:
            self.named[section].add(str(given.get("key", "")).strip())
        row: dict[str, Any] = {}
        for name in sorted(needed | optional):
            row[name] = self._value(path, name, given.get(name), is_needed=name in needed)
        if row.get("key") and not KEY.fullmatch(row["key"]):
            self.fault(
                path,
                f"the key “{shown(row['key'])}” may hold letters, digits and _ . - only",
                f"，key“{shown(row['key'])}”只能用英文字母、数字和 _ . -",
            )
        return row if len(self.faults) == before else None

    def _value(self, path: tuple[str | int, ...], name: str, given: Any, *, is_needed: bool) -> Any:
        if name == "active":
            if given not in (None, True, False):
                self.fault(path, "“active” is true or false", "，active 应为 true 或 false")
            return given is not False
        if name in _LISTS:
            listed = [given] if isinstance(given, (str, int)) else given or []
            if isinstance(listed, list) and all(isinstance(x, (str, int)) for x in listed):
                words = frozenset(str(x).strip() for x in listed)
                self._require_known(path, name, words)
                return words
            self.fault(path, f"“{name}” should be a list of words", f"，{name} 应为方括号列表")
            return frozenset()
        if isinstance(given, (dict, list)):
            self.fault(path, f"“{name}” should be text", f"，{name} 应为文字")
            return ""
        text = "" if given is None else str(given).strip()
        if not isinstance(given, str | None) and not self._stands(text, (*path, name)):
            self.fault(
                path,
                f"“{name}” is read as {text}; put it in quotes",
                f"，{name} 会被读成 {text}，请加引号",
            )
        if is_needed and not text:
            self.fault(path, f"“{name}” is missing", f"，缺少 {name}")
        text = _KINDS.get(text, text) if name == "kind" else text
        self._require_known(path, name, {text} - {""})
        return text

    def _require_known(
        self, path: tuple[str | int, ...], name: str, words: AbstractSet[str]
    ) -> None:
        """Record a fault for every word that is none of the few there are."""
        for word in sorted(set(words).difference(_WORDS.get(name, words))):
            close = near(word, _WORDS[name])
            self.fault(
                path,
                f"there is no {name} “{shown(word)}”; {close['near']}",
                f"，{name} 没有“{shown(word)}”；{close['near_zh']}",
            )

    def _stands(self, text: str, path: tuple[str | int, ...]) -> bool:
        """Say whether a value stands in the file as it was read: 007 is read as 7."""
        line, column = self.findings.spot(path)
        return self.lines[line - 1][column - 1 :].startswith(text)

    def known(self, row: Mapping[str, Any], name: str, section: str, kind: tuple[str, str]) -> None:
        """Record a fault when a row names something the roster does not have."""
        names = self.named[section]
        if row[name] and row[name] not in names:
            words = near(row[name], sorted(names))
            self.fault(
                row["path"],
                f"there is no {kind[0]} “{row[name]}”; {words['near']}",
                f"，没有{kind[1]}“{row[name]}”；{words['near_zh']}",
            )

    def no_circle(self, rows: Mapping[str, Mapping[str, Any]], known: Mapping[str, str]) -> None:
        """Record a fault for every row that is above itself; ``known`` are parents there are."""
        above = {**known, **{key: row["parent"] for key, row in rows.items()}}
        for key in circles(above) & rows.keys():
            self.fault(rows[key]["path"], f"“{key}” is above itself", f"，“{key}”的上级绕回了自己")
