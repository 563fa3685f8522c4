"""The fields of a case under another version: what fits the new types, and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...definitions import coerce_values
from ...definitions.flow import Flow
from ...errors import InvalidValues, ValueFault
from ..steps.sheet import Sheet


def coerced(sheet: Sheet, flow: Flow) -> tuple[dict[str, Any], tuple[ValueFault, ...]]:
    """Give the values that are another under the new version's fields, and those that do not fit.

    A field the new version lacks keeps its value, so that nothing is lost by going there and back.
    """
    changed: dict[str, Any] = {}
    faults: list[ValueFault] = []
    directory = sheet.directory
    for key, field in flow.fields.items():
        value = sheet.case.fields.get(key)
        if value is None or field == sheet.flow.fields.get(key):
            continue
        try:
            found = coerce_values(
                {key: replace(field, kept_by="")},
                {key: _written(value, field.type)},
                territories=directory.territories(),
                units=directory.units(),
                partial=True,
            )
        except InvalidValues as unfit:
            faults += unfit.facts["faults"]
            continue
        if found[key] != value or type(found[key]) is not type(value):
            changed[key] = found[key]
    return changed, tuple(faults)


def _written(value: object, kind: str) -> object:
    """Write a value as people do where it is to become a text or a choice."""
    if kind in {"text", "choice"} and not isinstance(value, str):
        if isinstance(value, bool):
            return "是" if value else "否"
        return str(value)
    return value


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Write values so that history can hold them."""
    return {
        key: value.isoformat() if hasattr(value, "isoformat") else value
        for key, value in values.items()
    }
