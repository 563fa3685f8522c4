"""Cases of the invest flow, which counts funds and progress as they come in."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from guatu import Case, Office
from guatu.store import IndicatorValue

INVEST = Path(__file__).parent / "invest.yaml"
NUMBERS = count(1)
DAY = date(2026, 3, 2)


def open_project(office: Office, *, by: str = "lin", **fields: Any) -> Case:
    """Open a case of the invest flow in the eastern district."""
    given = {"name": f"第{next(NUMBERS)}号项目", "district": "east", "investment": 8000.0, **fields}
    return office.engine.open("invest", fields=given, by=by)


def take(office: Office, case: int, *transitions: str) -> None:
    """Take transitions one after the other."""
    for transition in transitions:
        office.engine.advance(case, transition, by="lin")


def fund(office: Office, case: int, amount: Any, *, on: date = DAY, **more: Any) -> Case:
    """Enter funds that came in."""
    return office.engine.figures.enter(case, "funds", amount, on=on, by="lin", **more)


def paid_in(office: Office, case: int) -> Any:
    """Tell what the field kept by the funds says."""
    return field_of(office, case, "paid_in")


def field_of(office: Office, case: int, key: str) -> Any:
    """Give a field of a case as it is now."""
    return {f.key: f.value for f in office.engine.explain(case).fields}.get(key)


def measured(office: Office, **period: Any) -> dict[str, IndicatorValue]:
    """Give the indicators of the flow by key."""
    return {value.key: value for value in office.views.indicators("invest", **period)}
