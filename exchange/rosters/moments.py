"""Days and moments of absences as people write them; a day ends with the last of its moments."""

from __future__ import annotations

import re
from datetime import date, datetime, time, tzinfo

from ...clock import as_utc
from ...definitions.model import Field, Title
from ...definitions.values import coerce_values
from ...errors import InvalidValues
from ...workflow.people.absences import DAY, midnight
from .names import Unfound

_DAY = {"day": Field(key="day", title=Title("日期"), type="date")}
_MOMENT = re.compile(
    r"(?P<day>\S.*?)[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)\S*)?"
)


def begun(text: str, zone: tzinfo) -> datetime:
    """Read the moment something begins, a day from its midnight on; raise Unfound."""
    read = _read(text, zone)
    return read if isinstance(read, datetime) else midnight(read, zone)


def ended(text: str, zone: tzinfo) -> datetime:
    """Read the moment something is over, a day being its last; raise Unfound."""
    read = _read(text, zone)
    return read if isinstance(read, datetime) else midnight(read + DAY, zone)


def beginning(moment: datetime, zone: tzinfo) -> str:
    """Write the moment something begins so that ``begun`` gives it back."""
    local = moment.astimezone(zone)
    return local.date().isoformat() if local.time() == time(0) else _written(local)


def ending(moment: datetime, zone: tzinfo) -> str:
    """Write the moment something is over so that ``ended`` gives it back."""
    local = moment.astimezone(zone)
    return (local - DAY).date().isoformat() if local.time() == time(0) else _written(local)


def _written(local: datetime) -> str:
    return local.strftime("%Y-%m-%d %H:%M:%S")


def _read(text: str, zone: tzinfo) -> date | datetime:
    shape = _MOMENT.fullmatch(text.strip())
    # Excel keeps a bare day as its midnight.
    clock = shape and (int(shape["hour"]), int(shape["minute"]), int(shape["second"] or 0))
    day = _day(shape["day"] if shape and clock != (0, 0, 0) else text)
    if not clock or clock == (0, 0, 0):
        return day
    try:
        return as_utc(datetime.combine(day, time(*clock), zone))
    except ValueError:
        raise Unfound("there is no such time of day", "没有这个时刻") from None


def _day(text: str) -> date:
    try:
        day: date = coerce_values(_DAY, {"day": text}, territories={}, partial=False)["day"]
    except InvalidValues as error:
        fault = error.facts["faults"][0]
        raise Unfound(fault.what, fault.what_zh) from None
    return day
