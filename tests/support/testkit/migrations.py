"""Newer versions of the permit flow, and bringing its running cases onto them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from guatu import Office
from guatu.definitions import Flow
from guatu.store.layout import tables
from guatu.workflow.migration import Run
from guatu.workflow.steps.alarms.firings import Firing

from .offices import changed_flow

LIMIT = "limit: {small: 10 workdays, large: 20 workdays}"
SHORTER = (LIMIT, "limit: {small: 5 workdays, large: 8 workdays}")
RENAMED = (
    ("  review:\n    title: 审查", "  audit:\n    title: 审查"),
    ("    to: review\n", "    to: audit\n"),
    ("    from: review\n", "    from: audit\n"),
)
ROUNDLESS = ("      - round: joint\n", "")

Standing = dict[str, list[tuple[Any, ...]]]
"""Rows of a case by table."""


def newer(office: Office, folder: Path, *changes: tuple[str, str]) -> Flow:
    """Publish the permit flow with changes as the next version."""
    return office.publish(changed_flow(folder, *changes))[0]


def begun(office: Office, flow: Flow, **plan: Any) -> int:
    """Begin to migrate every running case by the default plan with changes; give the run's number."""
    migrations = office.designer.migrations
    wanted = replace(migrations.plan(flow), **plan)
    return migrations.start(flow, wanted, by="system", why="改版").id


def migrated(office: Office, flow: Flow, **plan: Any) -> Run:
    """Migrate every running case by the default plan with changes; give the run."""
    return office.designer.migrations.go_on(begun(office, flow, **plan))


def reverted(office: Office, run: Run, *, force: bool = False) -> Run:
    """Bring the cases of a run back."""
    return office.designer.migrations.revert(run.id, by="system", why="有误", force=force)


def changed_since(office: Office, before: Mapping[int, Standing]) -> list[str]:
    """Name every row some cases stand on that is another than it was before."""
    return [
        f"{name} {sign} {row}"
        for case, was in before.items()
        for name, rows in standing(office, case).items()
        for sign, some, others in (("+", rows, was[name]), ("-", was[name], rows))
        for row in some
        if row not in others
    ]


def standing(office: Office, case: int) -> Standing:
    """Give all a case stands on: where it is, its clock, what it waits for, who has to do with it.

    Left out is what is over: tasks and roles that have ended, timers that are cancelled or that no
    rung of the version fires any more, history.
    """
    over: dict[str, Callable[[Any], bool]] = {
        "timer": lambda row: (
            row.state == "cancelled"
            or (row.state == "skipped" and Firing.parse(row.rung).rung not in rungs)
        ),
        "task": lambda row: row.closed_at is not None and row.verdict is None,
        "poll": lambda row: row.outcome == "void",
        "assignment": lambda row: row.until is not None,
    }
    flow = office.flows.version(office.engine.explain(case).flow_hash)
    rungs = {rung.key for ladder in flow.ladders.values() for rung in ladder.rungs}
    told = {"version", "changed_at", "changed_by", "head_seq", "head_hash", "anchored_seq"}
    found: Standing = {}
    with office.store.reading() as connection:
        for name in ("case", "position", "entry", "deadline", "escalation", *over):
            table = tables.metadata.tables[f"guatu_{name}"]
            key = table.c.id if name == "case" else table.c.case_id
            columns = [column for column in table.columns if column.name not in told]
            rows = connection.execute(table.select().where(key == case)).all()
            found[name] = sorted(
                (
                    tuple(getattr(row, column.name) for column in columns)
                    for row in rows
                    if not over.get(name, lambda _: False)(row)
                ),
                key=repr,
            )
    return found
