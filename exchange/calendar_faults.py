"""The faults of a calendar file, with their places, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..definitions.findings import Findings
from ..errors import Fault
from .faults import shown

Path = tuple[str | int, ...]

_OF_FILE = {
    "empty-file": ("the file is empty", "文件是空的"),
    "not-a-mapping": ("the file does not begin with a key", "文件没有以键开头"),
}
_BEGIN = ("begin with “calendar: KEY”", "请以“calendar: 编号”开头")


@dataclass(slots=True)
class Faults:
    """Collects faults while a file is read; those of the YAML itself are among them."""

    findings: Findings
    own: list[Fault] = field(default_factory=list)

    def add(  # noqa: PLR0913 - a fault has these parts
        self,
        path: Path,
        what: str,
        mend: str,
        what_zh: str,
        mend_zh: str,
        *,
        on: Literal["key", "value"] = "value",
    ) -> None:
        """Record a fault at the key or value of a path."""
        line, column = self.findings.spot(path, on)
        self.own.append(
            Fault(
                code="calendar",
                file=self.findings.file,
                line=line,
                column=column,
                path=".".join(map(str, path)),
                what=what,
                mend=mend,
                what_zh=what_zh,
                mend_zh=mend_zh,
            )
        )

    def unknown_key(self, path: Path, words: Mapping[str, Any]) -> None:
        """Record a key that means nothing here."""
        name = shown(str(path[-1]))
        self.add(
            path,
            f"there is no “{name}” here",
            words["near"],
            f"没有“{name}”这一项",
            words["near_zh"],
            on="key",
        )

    def missing(self, name: str) -> None:
        """Record a key that must be there, at the beginning of the file."""
        self.add(
            (),
            f"“{name}” is missing",
            f"add a line “{name}: …”",
            f"缺少 {name}",
            f"请加上“{name}: ……”",
        )

    def in_order(self) -> tuple[Fault, ...]:
        """Give every fault as it stands in the file."""
        of_file = [_begun(fault) for fault in self.findings.in_order()]
        return tuple(sorted(dict.fromkeys([*of_file, *self.own]), key=lambda f: (f.line, f.column)))


def _begun(fault: Fault) -> Fault:
    """Say what a file should begin with in the words of calendars, not of flows."""
    if fault.code not in _OF_FILE:
        return fault
    what, what_zh = _OF_FILE[fault.code]
    return Fault(
        code=fault.code,
        file=fault.file,
        line=fault.line,
        column=fault.column,
        path=fault.path,
        what=what,
        mend=_BEGIN[0],
        what_zh=what_zh,
        mend_zh=_BEGIN[1],
    )
