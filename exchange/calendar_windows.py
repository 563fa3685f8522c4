"""Office hours as a calendar file writes them: ``[08:30-12:00, 14:00-17:30]``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from ..workflow.time.calendars import Windows
from .calendar_faults import Faults, Path
from .faults import shown

_WINDOW = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)")
_HOURS, _MINUTES = 24, 60


def read_windows(tree: Mapping[str, Any], before: Windows, faults: Faults) -> Windows:
    """Read the office hours; those there were when the file names none, none for an empty list."""
    if "windows" not in tree:
        return before
    given = tree["windows"]
    if given is not None and not isinstance(given, list):
        faults.add(
            ("windows",),
            "“windows” should be a list",
            "write [08:30-12:00, 14:00-17:30]",
            "windows 应为列表",
            "请写成 [08:30-12:00, 14:00-17:30]",
        )
        return before
    windows: list[tuple[time, time]] = []
    for index, item in enumerate(given or []):
        path: Path = ("windows", index)
        window = _window(path, str(item), faults)
        if window is None:
            continue
        if windows and window[0] < windows[-1][1]:
            faults.add(
                path,
                f"{item} begins before the window before it ends",
                "let no two windows overlap, and write them in order",
                f"{item} 与前一段重叠或先后颠倒",
                "各段不能重叠，并按先后顺序填写",
            )
        windows.append(window)
    return tuple(windows)


def _window(path: Path, text: str, faults: Faults) -> tuple[time, time] | None:
    shape = _WINDOW.fullmatch(text.strip())
    clocks = [int(part) for part in shape.groups()] if shape else []
    if not clocks or clocks[1] >= _MINUTES or clocks[3] >= _MINUTES:
        faults.add(
            path,
            f"“{shown(text)}” is no office hours",
            "write 08:30-12:00",
            f"“{shown(text)}”不是上班时间",
            "请写成 08:30-12:00",
        )
        return None
    if max(clocks[0], clocks[2]) >= _HOURS:
        faults.add(
            path,
            f"{text} reaches {max(clocks[0], clocks[2])}:00, a day has the hours 00:00 to 23:59",
            "end at 23:59 at the latest",
            f"{text} 超出一天的 00:00 至 23:59",
            "最晚写到 23:59",
        )
        return None
    opens, closes = time(clocks[0], clocks[1]), time(clocks[2], clocks[3])
    if closes <= opens:
        faults.add(
            path,
            f"{text} ends before it begins",
            "write the earlier time first; hours over midnight need two windows",
            f"{text} 的结束不晚于开始",
            "请把早的时间写在前面；跨零点的请分写两段",
        )
        return None
    return opens, closes
