"""Every shipped flow's register: out of one office, into another, the same cases there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guatu import Flow, NotAllowed, Office
from guatu.definitions.model import Field
from guatu.store import RegisterArchive
from testkit.databases import Room
from testkit.shipped import IN_USE

TEXTS = (
    "=HYPERLINK(“乙”)",
    "第一行\n第二行，\t又一列",
    "-0871@6661322; 'A' \"B\"",
    "20260017012345678901",
    "䶮𠮷垚—①㎡～",
    "合计",
)


@pytest.fixture
def offices(test_room: Room, tmp_path: Path, clock) -> Iterator[tuple[Office, Office]]:
    """Two offices that have the same flows and the same people."""
    with ExitStack() as stack:
        made = []
        for name in ("here", "there"):
            (tmp_path / name).mkdir()
            url = stack.enter_context(test_room.sqlite(tmp_path / name, "sample"))
            made.append(stack.enter_context(Office.open(url, clock=clock, upgrade=False)))
        yield made[0], made[1]


def value_of(field: Field, number: int) -> Any:
    """Give a value that fits a field and is awkward to write down."""
    low, high = field.minimum or 0, field.maximum or 10**9
    keys = [*field.options]
    return {
        "text": f"{TEXTS[number % len(TEXTS)]}{field.key if field.is_required else ''}",
        "integer": int(min(high, low + number)),
        "number": min(high, low + number / 3),
        "boolean": number % 2 == 0,
        "date": date(2026, 3, 2 + number),
        "choice": keys[number % len(keys)] if keys else "",
        "territory": "wangxi",
        "unit": "commerce",
    }.get(field.type)


def cases_of(flow: Flow) -> Iterator[Mapping[str, Any]]:
    """Give the fields of some cases: all filled, and the required ones only."""
    for number in range(6):
        yield {
            key: value_of(field, number)
            for key, field in flow.fields.items()
            if (number < 5 or field.is_required)
            and not field.kept_by
            and value_of(field, number) is not None
        }


def open_cases(office: Office, flow: Flow) -> str:
    """Open the cases by the first person of the roster who may; give who that is."""
    wanted = list(cases_of(flow))
    for person in office.roster.read().people:
        try:
            for number, fields in enumerate(wanted):
                ref = f"{flow.key}/{number}" if number else None
                office.engine.open(flow.key, fields=fields, by=person.key, ref=ref)
        except NotAllowed:
            continue
        return person.key
    raise AssertionError(f"nobody may open {flow.key}")


def registered(office: Office, flow: str) -> Sequence[tuple[str | None, Mapping[str, Any]]]:
    return [(case.ref, case.fields) for case in RegisterArchive(office.store).known(flow)]


def test_a_register_of_any_shipped_flow_opens_the_same_cases_elsewhere(offices, tmp_path):
    here, there = offices
    came: dict[str, bool] = {}
    for version in here.flows.versions():
        flow = here.flows.latest(version.key)
        by = open_cases(here, flow)
        path = tmp_path / f"{flow.key}.xlsx"
        here.registers.export(flow.key, path)

        report = there.registers.import_ledger(path, flow=flow.key, by=by)

        assert (report.faults, len(report.opened)) == ((), 6), flow.key
        came[flow.key] = registered(there, flow.key) == registered(here, flow.key)
    assert [flow for flow, is_same in came.items() if not is_same] == []
    assert len(came) == IN_USE


def test_the_same_is_true_of_csv_and_coming_back_opens_nothing(offices, tmp_path):
    here, there = offices
    for version in here.flows.versions():
        flow = here.flows.latest(version.key)
        by = open_cases(here, flow)
        path, back = tmp_path / f"{flow.key}.csv", tmp_path / f"{flow.key}-back.csv"
        here.registers.export(flow.key, path)
        there.registers.import_ledger(path, flow=flow.key, by=by)
        there.registers.export(flow.key, back)

        report = there.registers.import_ledger(back, flow=flow.key, by=by)

        assert registered(there, flow.key) == registered(here, flow.key)
        assert (len(report.unchanged), report.faults, report.warnings) == (6, (), ()), flow.key
