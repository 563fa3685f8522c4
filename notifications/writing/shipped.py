"""The letter templates that come with guatu."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from ...definitions.model import LetterSpec, Title

_SUFFIX: Final = ".txt.j2"
_OFFICE: Final = {"work_handover": Title("工作移交单", "Handing over of work")}


def shipped_templates() -> dict[str, str]:
    """Map the name of every shipped template, such as ``handover.txt.j2``, to its source."""
    return dict(_templates("templates"))


def office_letters() -> dict[str, LetterSpec]:
    """Map the key of every letter that belongs to no flow to its specification: internal slips."""
    return {
        name.removesuffix(_SUFFIX): LetterSpec(
            key=name.removesuffix(_SUFFIX),
            title=_OFFICE[name.removesuffix(_SUFFIX)],
            template=name,
            source=source,
            is_slip=True,
        )
        for name, source in _templates("office_letters").items()
    }


@cache
def _templates(room: str) -> Mapping[str, str]:
    folder = resources.files(__name__.rpartition(".writing.")[0]) / room
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda one: one.name)
        if entry.name.endswith(_SUFFIX)
    }
