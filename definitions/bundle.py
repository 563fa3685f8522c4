"""A bundle: the text of a flow with all that is published together with it under one hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .files import read_text, scenarios_beside, templates_beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a flow is published from.

    ``source`` is its YAML and ``file`` the name shown in faults; ``templates`` maps the file names
    of its own letter templates to their sources, used by the flow or not; ``scenarios`` is the YAML
    of the tests beside it, empty for none.
    """

    source: str
    file: str
    templates: Mapping[str, str] = field(default_factory=dict)
    scenarios: str = ""


def bundle_in(path: Path) -> Bundle:
    """Read a flow file with what stands beside it; raise UnreadableFile."""
    return Bundle(
        source=read_text(path),
        file=str(path),
        templates=templates_beside(path),
        scenarios=scenarios_beside(path),
    )


def bundle_hash(source: str, templates: Mapping[str, str], scenarios: str = "") -> str:
    """Give the SHA-256, in hex, over a flow's text, the templates it uses, and its scenarios."""
    bundle: dict[str, object] = {"source": source, "templates": dict(templates)}
    if scenarios:  # a flow without any keeps the hash it always had
        bundle["scenarios"] = scenarios
    canonical = json.dumps(bundle, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()
