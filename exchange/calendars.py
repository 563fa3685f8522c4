"""Reads a calendar file that an administrator writes as YAML; docs/calendars.md describes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..definitions.files import read_text
from ..definitions.findings import Findings, near
from ..definitions.tree import read_tree
from ..errors import Fault, UnreadableFile
from ..workflow.time.calendars import Calendar
from .calendar_checks import check_base, check_rest
from .calendar_days import Days, read_list
from .calendar_faults import Faults
from .calendar_windows import read_windows
from .faults import shown

_KEYS = ("calendar", "title", "note", "base", "years", "holidays", "workdays", "windows")
_LISTS = ("holidays", "workdays")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")
_YEAR = re.compile(r"(19|20|21)\d\d")


def read_calendar(source: Path | str, known: Mapping[str, Calendar]) -> Calendar:
    """Read a calendar file into the calendar it makes, not numbered yet.

    ``known`` are the newest calendars there are, by key: a file for one of them changes the years
    it names and keeps the others. A Path, or a string of one line, names a file; a string of
    several lines is the YAML itself. Raises UnreadableFile with every fault, also as its fact
    ``faults``.
    """
    is_text = isinstance(source, str) and "\n" in source
    file = "calendar.yaml" if is_text else str(source)
    findings = Findings(file)
    tree = read_tree(str(source) if is_text else read_text(Path(source)), findings)
    faults = Faults(findings)
    if tree is None:
        raise _unreadable(file, faults.in_order())
    calendar = _Reading(tree, faults, known).calendar()
    if faults.in_order():
        raise _unreadable(file, faults.in_order())
    return calendar


@dataclass(slots=True)
class _Reading:
    """One file on its way to a calendar; what is wrong goes to ``faults``."""

    tree: dict[str, Any]
    faults: Faults
    known: Mapping[str, Calendar]

    def calendar(self) -> Calendar:
        """Read everything; what it gives is of use only when there is no fault."""
        for name in self.tree:
            if name not in _KEYS:
                self.faults.unknown_key((name,), near(name, _KEYS))
        key = self._text("calendar", is_needed=True)
        if key and not _KEY.fullmatch(key):
            self.faults.add(
                ("calendar",),
                f"“{shown(key)}” can't be the key of a calendar",
                "use at most 20 small letters, digits and _, beginning with a letter",
                f"“{shown(key)}”不能作日历编号",
                "请用小写英文字母开头，字母、数字和下划线，不超过 20 个",
            )
        before = self.known.get(key, Calendar(key=key, number=0, title=""))
        title = self._text("title", is_needed=not before.title) or before.title
        base = self._text("base") or before.base
        years = self._years()
        read = replace(
            before,
            number=0,
            title=title,
            base=base,
            note=self._text("note"),
            source="file",
            windows=read_windows(self.tree, before.windows, self.faults),
        )
        if base and before.first is not None:
            self._forbid_base(before.key)
            return read
        if not base:
            self._require_years(before, years)
        for year, days in years.items():
            read = replace(
                read,
                holidays=_with_year(read.holidays, year, days.holidays),
                workdays=_with_year(read.workdays, year, days.workdays),
            )
        if not base and years:
            covered = sorted({*before.years, *years})
            read = replace(read, first=date(covered[0], 1, 1), last=date(covered[-1], 12, 31))
        whole = check_base(read, self.known, self.faults)
        if whole is not None:
            check_rest(whole, {**self.known, key: read}, years, self.faults)
        return read

    def _text(self, name: str, *, is_needed: bool = False) -> str:
        given = self.tree.get(name)
        if isinstance(given, (dict, list)):
            self.faults.add(
                (name,),
                f"“{name}” should be text",
                "write one line",
                f"{name} 应为文字",
                "请写成一行文字",
            )
            return ""
        text = "" if given is None else str(given).strip()
        if is_needed and not text:
            self.faults.missing(name)
        return text

    def _years(self) -> dict[int, Days]:
        """Read the days the file names, by year; lists at the top are sorted into theirs."""
        found: dict[int, Days] = {}
        given = self.tree.get("years")
        if given is not None and not isinstance(given, dict):
            self.faults.add(
                ("years",),
                "“years” should hold a year on each line, such as “2027:”",
                "indent the years below it",
                "years 之下应每年一段，例如“2027:”",
                "请把年份缩进写在 years 下面",
            )
            given = None
        for name, content in (given or {}).items():
            path = ("years", name)
            if not _YEAR.fullmatch(name):
                self.faults.add(
                    path,
                    f"“{shown(name)}” is not a year between 1900 and 2199",
                    "write four digits, such as 2027",
                    f"“{shown(name)}”不是 1900 至 2199 之间的年份",
                    "请写四位数字，例如 2027",
                    on="key",
                )
                continue
            found[int(name)] = self._year(path, content, int(name))
        for name in _LISTS:
            for spot, day in read_list((name,), self.tree.get(name), None, self.faults):
                found.setdefault(day.year, Days()).of(name)[day] = spot
        for days in found.values():
            days.forbid_both(self.faults)
        return found

    def _year(self, path: tuple[str | int, ...], content: Any, year: int) -> Days:
        days = Days()
        if content is not None and not isinstance(content, dict):
            self.faults.add(
                path,
                "a year should hold “holidays” and “workdays”",
                "write them below the year, indented",
                "每年之下应写 holidays 和 workdays",
                "请缩进写在年份下面",
            )
            return days
        for name, listed in (content or {}).items():
            if name not in _LISTS:
                self.faults.unknown_key((*path, name), near(name, _LISTS))
                continue
            for spot, day in read_list((*path, name), listed, year, self.faults):
                days.of(name)[day] = spot
        return days

    def _forbid_base(self, key: str) -> None:
        self.faults.add(
            ("base",),
            f"“{key}” covers years of its own and can't get a base",
            "give the local calendar another key",
            f"“{key}”本身包含年度数据，不能再设 base",
            "请为地方日历另取编号",
        )

    def _require_years(self, before: Calendar, years: Mapping[int, Days]) -> None:
        for name in _LISTS:
            if self.tree.get(name) is not None:
                self.faults.add(
                    (name,),
                    f"“{name}” stands outside of a year",
                    "write it below its year under “years”, or name a base for a local calendar",
                    f"{name} 没有写在年份之下",
                    "请写到 years 的年份下面；地方日历请写明 base",
                    on="key",
                )
        if not years and before.first is None and before.key:
            self.faults.missing("years")
        covered = {*before.years, *years}
        for year in sorted(years):
            if before.first is not None and year < before.first.year:
                self.faults.add(
                    ("years", str(year)),
                    f"{year} lies before the data start, in {before.first.year}",
                    "leave it out",
                    f"{year} 年早于数据起始年份 {before.first.year}",
                    "请删去这一年",
                    on="key",
                )
            elif year - 1 not in covered and year != min(covered):
                self.faults.add(
                    ("years", str(year)),
                    f"{year - 1} is missing before {year}",
                    f"write {year - 1} into this file, too, or import it first",
                    f"{year} 年之前缺少 {year - 1} 年",
                    f"请在文件中补上 {year - 1} 年，或先导入该年",
                    on="key",
                )


def _with_year(days: frozenset[date], year: int, fresh: Mapping[date, Any]) -> frozenset[date]:
    return frozenset(day for day in days if day.year != year) | frozenset(fresh)


def _unreadable(file: str, faults: tuple[Fault, ...]) -> UnreadableFile:
    return UnreadableFile(
        file=file,
        why=f"{len(faults)} fault(s): " + "; ".join(_said(f, zh=False) for f in faults),
        why_zh=f"有 {len(faults)} 处错误：" + "；".join(_said(f, zh=True) for f in faults),
        mend="Mend these lines, nothing was imported.",
        mend_zh="请改正后重新导入，未作任何保存",
        faults=faults,
    )


def _said(fault: Fault, *, zh: bool) -> str:
    if zh:
        return f"第 {fault.line} 行第 {fault.column} 列，{fault.what_zh}——{fault.mend_zh}"
    return f"line {fault.line}, column {fault.column}: {fault.what} — {fault.mend}"
