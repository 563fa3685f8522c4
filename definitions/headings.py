"""What a flow is called, read from its text even while it has faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from .findings import Findings
from .tree import read_tree


def heading_of(source: str) -> tuple[str, str]:
    """Give the key and the Chinese title a text says, empty for what can't be read."""
    tree = read_tree(source, Findings("")) or {}
    key, title = tree.get("flow"), tree.get("title")
    if isinstance(title, Mapping):
        title = cast("Mapping[str, Any]", title).get("zh")
    return (key if isinstance(key, str) else "", title if isinstance(title, str) else "")
