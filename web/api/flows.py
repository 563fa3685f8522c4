"""Flows: which there are, what they say, and publishing the next version of one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from ...errors import DefinitionFaults, Fault
from ...store import FlowVersion
from ..visits import Visit
from .bodies import Body, page_of
from .callers import Caller, require_administrator, require_overseer
from .careful import MOST, CarefulRoute
from .cursors import Page, Paged
from .looking import Key
from .shapes import FlowSeen, flow_seen

router = APIRouter(route_class=CarefulRoute, tags=["flows"])

Yaml = Annotated[str, StringConstraints(max_length=MOST)]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,60}\.yaml$")]
TemplateName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,60}\.txt\.j2$")]


class FlowFile(Body):
    """A flow as it is written: its file's name, its YAML, and letter templates by file name."""

    name: FileName
    source: Yaml
    templates: Annotated[dict[TemplateName, Yaml], Field(default_factory=dict, max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSource:
    """A published flow as it was written."""

    key: str
    version: int
    hash: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPublished:
    """Which version a flow is now."""

    key: str
    version: int
    hash: str


@router.get("/flows", response_model=page_of("Flow", FlowVersion))
def flows(visit: Caller, pager: Paged) -> Page:
    """List every published version of every flow; anybody of the office sees them."""
    found = visit.office.flows.versions()
    return pager.cut(found, lambda version: (version.key, version.version))


@router.get("/flows/{flow}", response_model=FlowSeen, operation_id="flow")
def flow(flow: Key, visit: Caller) -> FlowSeen:
    """Say what the latest version of a flow names: fields, stages, transitions, roles."""
    latest = visit.office.flows.latest(flow)
    version = _version(visit, latest.hash)
    return flow_seen(latest, version=version.version, published_at=version.published_at)


@router.get("/flows/{flow}/source", response_model=FlowSource)
def source(flow: Key, visit: Caller) -> FlowSource:
    """Give the latest version of a flow as it was written; for administrators and auditors."""
    require_overseer(visit)
    latest = visit.office.flows.latest(flow)
    version = _version(visit, latest.hash)
    return FlowSource(
        key=latest.key, version=version.version, hash=latest.hash, source=latest.source
    )


@router.post("/flows/check", response_model=list[Fault])
def check(file: FlowFile, visit: Caller) -> Sequence[Fault]:
    """Give every fault of a flow, none for a good one; for administrators. Nothing is kept."""
    require_administrator(visit)
    with _written(file) as path:
        return [replace(fault, file=file.name) for fault in visit.office.check(path)]


@router.post("/flows", response_model=FlowPublished, status_code=201, operation_id="publish_flow")
def publish(file: FlowFile, visit: Caller) -> FlowPublished:
    """Publish a flow as the next version of its key; for administrators.

    Raises DefinitionFaults with every fault, and then keeps nothing; FlowOff, RosterLacks,
    OlderVersion. The latest content once more gives the version it already is.
    """
    require_administrator(visit)
    with _written(file) as path:
        try:
            published, version = visit.office.publish(path, by=visit.key)
        except DefinitionFaults as found:
            faults = [replace(fault, file=file.name) for fault in found.faults]
            raise DefinitionFaults(faults=faults) from None
    return FlowPublished(key=published.key, version=version, hash=published.hash)


@contextmanager
def _written(file: FlowFile) -> Iterator[Path]:
    """Write a flow into a folder of its own, as publishing reads it, and take it away again."""
    with tempfile.TemporaryDirectory(prefix="guatu-flow-") as folder:
        for name, text in {**file.templates, file.name: file.source}.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        yield Path(folder, file.name)


def _version(visit: Visit, flow_hash: str) -> FlowVersion:
    return next(each for each in visit.office.flows.versions() if each.hash == flow_hash)
