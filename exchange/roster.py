"""Reads a roster file: places, units and people, written as YAML; see samples/roster.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..definitions.files import read_text
from ..definitions.findings import Findings, near
from ..definitions.tree import read_tree
from ..errors import Language, UnreadableFile
from ..workflow.people import OrgUnit, Person, Roster, Territory
from ..workflow.values import SYSTEM
from .faults import shown

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SECTIONS: Mapping[str, tuple[set[str], set[str]]] = {
    "territories": ({"key", "title"}, {"parent"}),
    "units": ({"key", "title", "territory"}, {"short", "duties", "parent", "calendar"}),
    "people": ({"key", "name", "unit"}, {"posts", "email", "phone", "active"}),
}
_LISTS = {"duties", "posts"}


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
class _Reader:
    """Collects the faults of a roster while its sections are read."""

    findings: Findings
    tree: dict[str, Any]
    lines: list[str]
    named: dict[str, set[str]] = field(default_factory=lambda: {s: set() for s in _SECTIONS})
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
            if row["key"] in rows:
                self.fault(
                    path, f"the key “{row['key']}” is used twice", f"，key“{row['key']}”重复"
                )
            else:
                rows[row["key"]] = {**row, "path": path}
        return rows

    def _row(self, section: str, path: tuple[str | int, ...], given: Any) -> dict[str, Any] | None:
        needed, optional = _SECTIONS[section]
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
        self.named[section].add(str(given.get("key", "")).strip())
        row: dict[str, Any] = {}
        for name in sorted(needed | optional):
            row[name] = self._value(path, name, given.get(name), is_needed=name in needed)
        if row["key"] and not _KEY.fullmatch(row["key"]):
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
                return frozenset(str(x).strip() for x in listed)
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
        return text

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

    def no_circle(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Record a fault for every row that is above itself."""
        for key, row in rows.items():
            seen, at = {key}, row["parent"]
            while at in rows and at not in seen:
                seen.add(at)
                at = rows[at]["parent"]
            if at == key:
                self.fault(row["path"], f"“{key}” is above itself", f"，“{key}”的上级绕回了自己")


def read_roster(source: Path | str) -> Roster:
    """Read a roster; raise UnreadableFile with every fault, also as its fact ``faults``.

    A Path, or a string of one line, names a file; a string of several lines is the YAML itself.
    """
    is_text = isinstance(source, str) and "\n" in source
    file = "roster.yaml" if is_text else str(source)
    findings = Findings(file)
    text = str(source) if is_text else read_text(Path(source))
    tree = read_tree(text, findings)
    if tree is None:
        raise _unreadable(file, _of_yaml(findings))
    reader = _Reader(findings, tree, text.splitlines())
    reader.faults.extend(_of_yaml(findings))
    for name in tree:
        if name not in _SECTIONS:
            words = near(str(name), _SECTIONS)
            reader.fault(
                (name,),
                f"there is no section “{name}”; {words['near']}",
                f"，没有“{name}”这一部分；{words['near_zh']}",
            )
    places, units, people = (reader.rows(section) for section in _SECTIONS)
    _check_references(reader, places, units, people)
    if reader.faults:
        raise _unreadable(file, reader.faults)
    return Roster(
        territories=tuple(
            Territory(key=r["key"], title=r["title"], parent=r["parent"]) for r in places.values()
        ),
        units=tuple(_unit(r) for r in units.values()),
        people=tuple(_person(r) for r in people.values()),
    )


def _check_references(
    reader: _Reader,
    places: Mapping[str, dict[str, Any]],
    units: Mapping[str, dict[str, Any]],
    people: Mapping[str, dict[str, Any]],
) -> None:
    for row in places.values():
        reader.known(row, "parent", "territories", ("place", "地区"))
    for row in units.values():
        reader.known(row, "territory", "territories", ("place", "地区"))
        reader.known(row, "parent", "units", ("unit", "单位"))
    for row in people.values():
        reader.known(row, "unit", "units", ("unit", "单位"))
        if row["key"] in units or row["key"] == SYSTEM:
            reader.fault(
                row["path"],
                f"the key “{row['key']}” is taken by a unit or by the system",
                f"，key“{row['key']}”已被单位或系统占用",
            )
        if row["email"] and not _EMAIL.fullmatch(row["email"]):
            reader.fault(
                row["path"],
                f"“{shown(row['email'])}” is not an e-mail address",
                f"，“{shown(row['email'])}”不是电子邮箱",
            )
    reader.no_circle(places)
    reader.no_circle(units)


def _unit(row: Mapping[str, Any]) -> OrgUnit:
    return OrgUnit(
        key=row["key"],
        title=row["title"],
        short=row["short"] or row["title"],
        territory=row["territory"],
        duties=row["duties"],
        calendar=row["calendar"],
        parent=row["parent"],
    )


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        key=row["key"],
        name=row["name"],
        unit=row["unit"],
        posts=row["posts"],
        email=row["email"],
        phone=row["phone"],
        is_active=row["active"],
    )


def _of_yaml(findings: Findings) -> list[RosterFault]:
    own = {
        "empty-file": ("the file is empty", "，文件是空的"),
        "not-a-mapping": ("begin with `territories:`", "，应以 `territories:` 开头"),
        "too-large": ("the file is larger than 1 MiB", "，文件超过 1 MiB"),
    }
    return [
        RosterFault(
            f.line, *own.get(f.code, (f"{f.what} — {f.mend}", f"，{f.what_zh}——{f.mend_zh}"))
        )
        for f in findings.in_order()
    ]


def _unreadable(file: str, faults: list[RosterFault]) -> UnreadableFile:
    faults = sorted(faults, key=lambda f: f.line)
    return UnreadableFile(
        file=file,
        why=f"{len(faults)} fault(s): {'; '.join(f.sentence('en') for f in faults)}",
        why_zh=f"有 {len(faults)} 处错误：{'；'.join(f.sentence('zh') for f in faults)}",
        mend="Mend these lines, nothing was loaded.",
        mend_zh="请改正后重新导入，未作任何保存",
        faults=tuple(faults),
    )
