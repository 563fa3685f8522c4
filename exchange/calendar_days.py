"""Days as a calendar file writes them: ``2027-01-01`` or ``2027-02-05..2027-02-12``."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .calendar_faults import Faults, Path
from .faults import shown

LONGEST = 92
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class Days:
    """The days a file names for one year, each with the place it stands at."""

    holidays: dict[date, Path] = field(default_factory=dict)
    workdays: dict[date, Path] = field(default_factory=dict)

    def of(self, name: str) -> dict[date, Path]:
        """Give the days of a list by its key."""
        return self.workdays if name == "workdays" else self.holidays

    def forbid_both(self, faults: Faults) -> None:
        """Record a fault for every day that is a holiday and a make-up day at once."""
        for day in sorted(self.holidays.keys() & self.workdays.keys()):
            faults.add(
                self.workdays[day],
                f"{day} is a holiday and a working day at once",
                "leave it in one of the two lists",
                f"{day} 既是放假日又是上班日",
                "请只保留在其中一处",
            )


def read_list(
    path: Path, given: Any, year: int | None, faults: Faults
) -> Iterator[tuple[Path, date]]:
    """Give every day of a list with its place; a fault for what can't be read or is out of year."""
    listed = given if isinstance(given, list) else [] if given is None else [given]
    for index, item in enumerate(listed):
        spot = (*path, index) if isinstance(given, list) else path
        for day in _read(spot, item, faults):
            if year is not None and day.year != year:
                faults.add(
                    spot,
                    f"{day} does not lie in {year}",
                    f"write it under {day.year}, or correct its year",
                    f"{day} 不在 {year} 年",
                    f"请写到 {day.year} 年之下，或改正年份",
                )
                break
            yield spot, day


def _read(spot: Path, item: Any, faults: Faults) -> list[date]:
    text = "" if item is None else str(item).strip()
    first, dots, last = (part.strip() for part in text.partition(".."))
    ends = [_day(spot, part, faults) for part in ([first, last] if dots else [first])]
    if None in ends:
        return []
    days = [day for day in ends if day is not None]
    if days[-1] < days[0]:
        faults.add(
            spot,
            f"{first} lies after {last}",
            "write the earlier day first",
            f"起始日 {first} 晚于结束日 {last}",
            "请把早的日期写在前面",
        )
        return []
    length = (days[-1] - days[0]).days + 1
    if length > LONGEST:
        faults.add(
            spot,
            f"{text} is {length} days long, more than {LONGEST}",
            "correct the dates",
            f"{text} 长达 {length} 天，超过 {LONGEST} 天",
            "请核对日期",
        )
        return []
    return [days[0] + timedelta(days=n) for n in range(length)]


def _day(spot: Path, text: str, faults: Faults) -> date | None:
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
        if text.endswith("-02-29") and not isleap(int(text[:4])):
            faults.add(
                spot,
                f"{text[:4]} has no 29 February",
                "write 02-28 or 03-01",
                f"{text[:4]} 年没有 2 月 29 日",
                "请写 02-28 或 03-01",
            )
            return None
    faults.add(
        spot,
        f"“{shown(text)}” is not a day",
        "write 2027-02-05, or a range 2027-02-05..2027-02-12",
        f"“{shown(text)}”不是日期",
        "请写成 2027-02-05；连续多日写成 2027-02-05..2027-02-12",
    )
    return None
