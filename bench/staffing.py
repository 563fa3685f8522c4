"""Choosing a service commissioner among those who have 100,000 open cases between them."""

from __future__ import annotations

import statistics
import time

from sqlalchemy import text

from guatu import ManualClock, Office
from guatu.workflow.people import OrgUnit, Person, Roster
from guatu.workflow.steps.staffing.choosing import choose
from guatu.workflow.values import SYSTEM

from .figures import Goal, say
from .scenes import KINDS, START, Place, fill, office_at

CASES, ROUNDS = 100_000, 60
CROWDS = {
    "10 of 500 officers, 200 cases each": (500, 10),
    "all 20 officers, 5,000 cases each": (20, 20),
}
NUMBERED = {
    "SQLite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :n)",
    "PostgreSQL": "WITH n(i) AS (SELECT generate_series(1, :n))",
}
COPIED = (
    "flow_hash, flow_key, title, stage, entry, status, grade, territory, fields, version, "
    "opened_at, opened_by, active_at, changed_at, changed_by, head_seq, head_hash, calendar"
)


def choosing(there: Place) -> None:
    """Measure how long it takes to choose whoever has least to do, with the reasons."""
    for kind in KINDS:
        for crowd, (officers, near) in CROWDS.items():
            took = _took(there, kind, officers, near)
            figures = {
                "ms median": statistics.median(took),
                "ms 95th percentile": statistics.quantiles(took, n=20)[-1],
            }
            goals = {"ms median": Goal(at_most=5)}
            say(f"choosing a commissioner, {crowd}, {kind}", figures, goals)


def _took(there: Place, kind: str, officers: int, near: int) -> list[float]:
    with office_at(there.url(kind), ManualClock(START)) as office:
        _hire(office, officers, near)
        (case,) = fill(office, 1)
        _spread(office, kind, case, officers)
        return [_choose(office, case) for _ in range(ROUNDS)]


def _hire(office: Office, officers: int, near: int) -> None:
    """Add officers to the roster, some of them to the unit the choice is made near."""
    roster = office.roster.read()
    bureau = OrgUnit(key="far", title="外地投促局", short="外地", territory="shidu")
    kept = [p for p in roster.people if "commissioner" not in p.posts]
    hired = [
        Person(
            key=f"officer_{n}",
            name=f"专员{n}",
            unit="promotion_wangxi" if n < near else "far",
            posts=frozenset({"commissioner"}),
        )
        for n in range(officers)
    ]
    office.roster.save(
        Roster(
            territories=roster.territories,
            units=(*roster.units, bureau),
            people=(*kept, *hired),
        )
    )


def _spread(office: Office, kind: str, case: int, officers: int) -> None:
    """Copy the case and give each copy one of the officers in turn."""
    with office.store.writing() as connection:
        connection.execute(
            text(
                f"INSERT INTO guatu_case (id, {COPIED}) {NUMBERED[kind]} SELECT {case} + i,"
                f" {COPIED} FROM guatu_case, n WHERE id = {case}"
            ),
            {"n": CASES},
        )
        connection.execute(
            text(
                'INSERT INTO guatu_assignment (case_id, role, holder, holder_kind, since, "by",'
                f" rule, why, load) {NUMBERED[kind]} SELECT {case} + i, 'commissioner',"
                f" 'officer_' || (i % {officers}), 'person', opened_at, '{SYSTEM}', '', '',"
                f" 1 FROM guatu_case, n WHERE id = {case}"
            ),
            {"n": CASES},
        )
    with office.store.engine.connect() as connection:
        vacuum = "VACUUM ANALYZE" if kind == "PostgreSQL" else "ANALYZE"
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(vacuum)


def _choose(office: Office, case: int) -> float:
    """Choose once, and give the milliseconds it took."""
    # The choice alone, without reading the case.
    with office.engine._transactor.reading(case) as sheet:  # noqa: SLF001
        role = sheet.flow.roles["commissioner"]
        started = time.perf_counter()
        search = choose(sheet, role, role.assign[0])
        took = time.perf_counter() - started
    assert search.choices or search.considered
    return took * 1000
